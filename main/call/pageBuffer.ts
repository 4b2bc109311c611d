/** How much of what arrived may wait to be stored, over all calls. Pages that others wait for always pass; only those asked for ahead are held back, so that nothing can stand still. */
import { abortable } from './abortable'

export interface PageBuffer {
  /** Resolves when a page may be asked for ahead. @throws AppError `cancelled`. */
  room(signal: AbortSignal): Promise<void>
  /** An answer of so many characters waits from now on; returns what to call once it is stored or dropped. */
  hold(size: number): () => void
}

/** Characters of answers that may wait. */
const standardLimit = 32_000_000

export function createPageBuffer(limit = standardLimit): PageBuffer {
  let held = 0
  let waiting: (() => void)[] = []
  return {
    room: async (signal) => {
      while (held > limit) await abortable(new Promise<void>((resolve) => waiting.push(resolve)), signal)
    },
    hold: (size) => {
      held += size
      let isHeld = true
      return () => {
        if (!isHeld) return
        isHeld = false
        held -= size
        if (held > limit) return
        const woken = waiting
        waiting = []
        for (const wake of woken) wake()
      }
    },
  }
}
