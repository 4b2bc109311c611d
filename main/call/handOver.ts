/** Pages on their way through the store: up to four in a list, up to two lists at once, for while the store writes one down it reads the next. A page that it did not take is as if never handed over. */
import type { PageFacts } from '../result/result'
import type { Arrived, PageStep } from './pager'

/** A page that was asked for and is not with the store. */
export interface Ahead<A> {
  step: PageStep
  promise: Promise<A>
  answer?: { value: A }
}

export interface HandOver {
  /** A list begins with this page. */
  beginsWith(page: number): boolean
  holds(page: number): boolean
  /** Hands over the page, whose answer is there, and those behind it that are there too. */
  handOver(page: number): void
  /** While the store is at work: a whole list more, or the last of the list, where `lastPage` promises these pages. */
  handOverNext(lastPage: number): void
  /** What was stored of the list that begins with this page. @throws what `store` throws, about its first page. */
  take(page: number): Promise<PageFacts[]>
  /** What is stored of the lists that nobody came to; a page that is refused is asked for again later. */
  takeRest(): AsyncGenerator<PageFacts, void, void>
}

/** Pages handed to the store at once, at most: a pause waits for them. */
export const mostTogether = 4
const mostLists = 2

/** Takes answers out of `ahead`, by their number in the list, and puts back what was not stored. */
export function createHandOver<A>(store: (arrived: readonly Arrived<A>[]) => Promise<PageFacts[]>, ahead: Map<number, Ahead<A>>): HandOver {
  /** By their first page. */
  const lists = new Map<number, { arrived: Arrived<A>[]; facts: Promise<PageFacts[]> }>()

  const arrivedFrom = (page: number): Arrived<A>[] => {
    const arrived: Arrived<A>[] = []
    for (let next = page; arrived.length < mostTogether; next += 1) {
      const { step, answer } = ahead.get(next) ?? {}
      if (step === undefined || answer === undefined) break
      arrived.push({ step, answer: answer.value })
    }
    return arrived
  }
  const send = (page: number, arrived: Arrived<A>[]): void => {
    for (const { step } of arrived) ahead.delete(step.listPage)
    const facts = store(arrived)
    // A failure is heard when somebody takes the list.
    facts.catch(() => undefined)
    lists.set(page, { arrived, facts })
  }
  const putBack = (arrived: readonly Arrived<A>[]): void => {
    for (const { step, answer } of arrived) ahead.set(step.listPage, { step, promise: Promise.resolve(answer), answer: { value: answer } })
  }
  const take = async (page: number): Promise<PageFacts[]> => {
    const { arrived = [], facts = [] } = lists.get(page) ?? {}
    try {
      const told = await facts
      putBack(arrived.slice(told.length))
      return told
    } catch (thrown) {
      putBack(arrived.slice(1))
      throw thrown
    } finally {
      lists.delete(page)
    }
  }

  return {
    beginsWith: (page) => lists.has(page),
    holds: (page) => [...lists].some(([first, { arrived }]) => page >= first && page < first + arrived.length),
    handOver: (page) => send(page, arrivedFrom(page)),
    handOverNext(lastPage) {
      if (lists.size === 0 || lists.size >= mostLists) return
      const page = Math.max(...[...lists].map(([first, { arrived }]) => first + arrived.length))
      const arrived = arrivedFrom(page)
      const last = page + arrived.length - 1
      if (arrived.length === mostTogether ? last <= lastPage : arrived.length > 0 && last === lastPage) send(page, arrived)
    },
    take,
    async *takeRest() {
      for (const page of lists.keys()) yield* await take(page).catch(() => [])
    },
  }
}
