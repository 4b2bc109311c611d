/** The lock: after so many minutes without use, or at once, memory is emptied of secrets; nothing is signed until the operator opens it again. */
import { AppError } from '../../shared/errors'
import { say } from '../../shared/words'

export interface Lock {
  isLocked(): boolean
  /** @throws AppError `keychain` with code `Locked`. */
  check(): void
  /** Somebody is there: the minutes begin again. */
  touch(): void
  close(): void
  now(): void
  open(): void
  onChange(listener: () => void): () => void
}

export interface LockDeps {
  /** 0: never. */
  minutes: () => number
  /** Milliseconds since 1970. */
  now: () => number
  /** Empties memory. */
  empty: () => void
  /** Calls back again and again; answers with what stops it. */
  every?: (work: () => void, ms: number) => () => void
}

/** Milliseconds between two looks at the time: a computer that slept wakes up locked. */
const lookEvery = 5_000

export function createLock({ minutes, now, empty, every = byInterval }: LockDeps): Lock {
  let isLocked = false
  let usedAt = now()
  const listeners = new Set<() => void>()
  const become = (locked: boolean): void => {
    usedAt = now()
    if (locked) empty()
    if (isLocked === locked) return
    isLocked = locked
    for (const listener of listeners) listener()
  }
  const stop = every(() => {
    const limit = minutes()
    if (!isLocked && limit > 0 && now() - usedAt >= limit * 60_000) become(true)
  }, lookEvery)

  return {
    isLocked: () => isLocked,
    check: () => {
      if (isLocked) throw new AppError('keychain', say`Rolecall is locked.`, { about: { code: 'Locked' }, next: say`Unlock it, then try again.` })
      usedAt = now()
    },
    touch: () => {
      usedAt = now()
    },
    now: () => become(true),
    open: () => become(false),
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: () => {
      stop()
      listeners.clear()
    },
  }
}

function byInterval(work: () => void, ms: number): () => void {
  const timer = setInterval(work, ms)
  timer.unref()
  return () => clearInterval(timer)
}
