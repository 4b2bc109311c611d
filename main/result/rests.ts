/** Keeps what is left of a long list, of which each message carries a portion. */
import { AppError } from '../../shared/errors'
import { say } from '../../shared/words'

/** Members of one message. */
export const portion = 1000
/** Lists of which the rest is kept; who gave up fetches no more of its own. */
const mostHeld = 4

export interface Portion<T> {
  items: T[]
  /** Under which number the rest is to be fetched; absent: that is all. */
  rest?: number
}

export interface Rests {
  /** The first portion. */
  give<T>(list: readonly T[]): Portion<T>
  /** The next one of a rest; it can be fetched once. @throws AppError `storage` where it is no longer kept. */
  next(rest: number): Portion<unknown>
}

export function createRests(): Rests {
  const held = new Map<number, readonly unknown[]>()
  let last = 0
  const give = <T>(list: readonly T[]): Portion<T> => {
    if (list.length <= portion) return { items: [...list] }
    held.set(++last, list.slice(portion))
    for (const old of [...held.keys()].slice(0, -mostHeld)) held.delete(old)
    return { items: list.slice(0, portion), rest: last }
  }
  return {
    give,
    next: (rest) => {
      const list = held.get(rest)
      if (!list) throw new AppError('storage', say`The rest of a long list is no longer kept.`, { next: say`Try again.` })
      held.delete(rest)
      return give(list)
    },
  }
}
