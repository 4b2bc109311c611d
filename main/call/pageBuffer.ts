/** How many pages may be on their way to the store, over all calls: no more than it can store soon after a cancel, however slow this computer is, and no more than fit into memory. Pages that others wait for always pass; only those asked for ahead are held back, so that nothing can stand still. */
import { abortable } from './abortable'

export interface PageBuffer {
  /** Resolves when the page may be asked for. @throws AppError `cancelled`. */
  enter(isAhead: boolean, signal: AbortSignal): Promise<PagePlace>
}

/** The place of one page, from before it is asked for. */
export interface PagePlace {
  /** Its answer is there: its characters, and the milliseconds that the answer took. */
  arrived: (size: number, elapsedMs: number) => void
  stored: () => void
  /** It was never got, or is dropped; says nothing more once it is stored. */
  leave: () => void
}

export interface PageBufferParts {
  /** Milliseconds. */
  now: () => number
  /** Milliseconds that it may take to store what has arrived. */
  storeWithinMs?: number
  /** Characters of answers that may wait. */
  mostCharacters?: number
}

/** Pages on their way that need no room: while one is stored, the next two arrive. */
const always = 3
/** So many pages the store takes together in about half the time that they take one by one. */
const together = 4
/** What a new sight weighs beside the earlier ones. */
const weight = 0.2

export function createPageBuffer({ now, storeWithinMs = 60, mostCharacters = 32_000_000 }: PageBufferParts): PageBuffer {
  let pages = 0
  let asked = 0
  let held = 0
  let waiting: (() => void)[] = []
  /** Of what was seen lately; the time is the store's for one character while it had work. */
  const seen = { size: 0, latencyMs: 0, characters: 0, storingMs: 0 }
  let busyFrom = 0

  const blend = (before: number, sight: number): number => (before === 0 ? sight : before + weight * (sight - before))
  const mayPass = (): boolean => {
    if (pages < always) return true
    if (held > mostCharacters) return false
    const msPerCharacter = seen.characters === 0 ? 0 : seen.storingMs / seen.characters
    // Of the pages asked for, the store works off some before the last of them arrives.
    return (held + asked * seen.size) * msPerCharacter <= (pages < together ? 2 : 1) * storeWithinMs + seen.latencyMs
  }
  const wake = (): void => {
    const woken = waiting
    waiting = []
    for (const one of woken) one()
  }
  const sawStored = (size: number): void => {
    const at = now()
    seen.characters = seen.characters * (1 - weight) + size
    seen.storingMs = seen.storingMs * (1 - weight) + (at - busyFrom)
    busyFrom = at
  }

  const place = (): PagePlace => {
    let size: number | undefined
    let isIn = true
    pages += 1
    asked += 1
    const leave = (): void => {
      if (!isIn) return
      isIn = false
      pages -= 1
      if (size === undefined) asked -= 1
      else held -= size
      wake()
    }
    return {
      leave,
      arrived(characters, elapsedMs) {
        if (!isIn || size !== undefined) return
        if (held === 0) busyFrom = now()
        size = characters
        asked -= 1
        held += characters
        seen.size = blend(seen.size, characters)
        seen.latencyMs = blend(seen.latencyMs, elapsedMs)
      },
      stored() {
        if (isIn && size !== undefined) sawStored(size)
        leave()
      },
    }
  }

  return {
    enter: async (isAhead, signal) => {
      while (isAhead && !mayPass()) await abortable(new Promise<void>((resolve) => waiting.push(resolve)), signal)
      return place()
    },
  }
}
