/** Asks for the pages of one target until its list has ended: side by side where the total says which pages there are, else one after another; stored always in the order of the list. It knows no network and no clock. */
import { AppError } from '../../shared/errors'
import { say } from '../../shared/words'
import type { PageFacts } from '../result/result'
import { createHandOver, mostTogether, type Ahead } from './handOver'
import { stepFields, type PagingPlan, type StepFields } from './paging'
import { createTally, type PagingEnd } from './tally'

/** One request of the list. */
export interface PageStep {
  /** Number in the log of the target: that of the list, except for pages that are read once more. */
  page: number
  /** Number in the list, from 1. */
  listPage: number
  /** Which reading of the whole list this is, from 1. */
  pass: number
  /** What paging adds to the parameters. */
  fields: StepFields
  /** Asked for before the page in front of it is stored. */
  isAhead: boolean
}

export interface PageSource<A> {
  /** One answer; the signal says that nobody waits for it any more. */
  fetch(step: PageStep, signal: AbortSignal): Promise<A>
  /** Rows that the whole list has, where an answer tells before it is stored. */
  foretell(answer: A): number | undefined
  /** Stores answers in their order; resolves with what the first of them said, one at least, when these are safe. The others are as if never handed over. */
  store(answers: readonly Arrived<A>[]): Promise<PageFacts[]>
  /** An answer that nobody waits for any more; it may have been stored. */
  drop(answer: A): void
}

export interface Arrived<A> {
  step: PageStep
  answer: A
}

export interface ReadOptions {
  /** Pages that may be asked for or wait for their turn at once; 1: one after another. */
  sideBySide: number
  /** Pages of this reading that the log holds already, by their number in the list. */
  known?: ReadonlyMap<number, PageFacts>
  /** Pages of this reading that were read once more already. */
  knownAgain?: readonly PageFacts[]
  /** Default 1. */
  pass?: number
  /** Pages in the log before this reading. */
  before?: number
}

/** Pages as they are stored; returns how the list ended. What `fetch` and `store` throw passes through, after every page that had arrived is stored. */
export async function* readPages<A>(plan: PagingPlan, source: PageSource<A>, { sideBySide, known = new Map(), knownAgain = [], pass = 1, before = 0 }: ReadOptions): AsyncGenerator<PageFacts, PagingEnd, void> {
  const list = createTally(plan)
  const stop = new AbortController()
  const ahead = new Map<number, Ahead<A>>()
  /** Pages that were stored together with one in front of them. */
  const stored = new Map<number, PageFacts>()
  const lists = createHandOver<A>((arrived) => source.store(arrived), ahead)
  let asked = 0
  let lastLogged = Math.max(before, ...[...known.keys()].map((page) => before + page)) + knownAgain.length

  const ask = (step: PageStep): Ahead<A> => {
    asked += 1
    lastLogged = Math.max(lastLogged, step.page)
    const one: Ahead<A> = { step, promise: source.fetch(step, stop.signal) }
    // Whoever awaits the promise hears of a failure; a page that nobody awaits any more fails unheard.
    one.promise.then(
      (value) => {
        one.answer = { value }
        lists.handOverNext(list.lastPage())
      },
      () => undefined,
    )
    return one
  }
  const stepOf = (page: number, isAhead: boolean, fields: StepFields): PageStep => ({ page: before + page, listPage: page, pass, fields, isAhead })
  const fieldsAt = (page: number): StepFields => stepFields(plan, page, (page - 1) * list.pageSize(), undefined)
  const mayAsk = (): boolean => asked < plan.maxRequests
  /** Pages that the first answer promises. An offset is not known before its rows are counted; where pages hold fewer rows than they were asked for, there are more of them. */
  const foretoldPages = (answer: A): number => {
    if (plan.mode !== 'paged' || plan.isOffset || plan.size === undefined || !plan.isTotalTrusted || sideBySide === 1) return 0
    return Math.ceil((source.foretell(answer) ?? 0) / plan.size)
  }
  const askAhead = (from: number, last = list.lastPage()): void => {
    for (let page = from; page <= last && page < from + sideBySide - 1 && mayAsk(); page += 1) {
      if (!known.has(page) && !ahead.has(page) && !stored.has(page) && !lists.holds(page)) ahead.set(page, ask(stepOf(page, true, fieldsAt(page))))
    }
  }
  /** Hands over what there is from this page on, once it is there itself; false where it may not be asked for. */
  const handOverFrom = async (page: number, cursor: string | undefined): Promise<boolean> => {
    const head = ahead.get(page) ?? (mayAsk() ? ask(stepOf(page, false, stepFields(plan, page, list.received(), cursor))) : undefined)
    if (head === undefined) return false
    ahead.set(page, head)
    askAhead(page + 1)
    const answer = await head.promise
    if (page === 1) askAhead(2, foretoldPages(answer))
    lists.handOver(page)
    return true
  }

  try {
    let cursor: string | undefined
    let end: PagingEnd | undefined
    for (let page = 1; end === undefined; page += 1) {
      let facts = known.get(page) ?? stored.get(page)
      stored.delete(page)
      if (facts === undefined) {
        if (lists.beginsWith(page)) askAhead(page + 1)
        else if (!(await handOverFrom(page, cursor))) return list.cap()
        lists.handOverNext(list.lastPage())
        const told = await lists.take(page)
        lists.handOverNext(list.lastPage())
        for (const [offset, one] of told.entries()) {
          if (offset > 0) stored.set(page + offset, one)
          else facts = one
          yield one
        }
        if (facts === undefined) throw new AppError('bug', say`Page ${page} was neither stored nor refused.`)
      }
      cursor = facts.cursor
      end = list.add(facts, page)
    }

    // The total fell in the middle of pages that were handed over.
    for (const facts of stored.values()) list.addBehind(facts)
    for await (const facts of lists.takeRest()) {
      list.addBehind(facts)
      yield facts
    }

    const replay = [...knownAgain]
    for (let range = list.again(end); range !== undefined; range = list.again(end)) {
      for (let page = range.from; page <= range.to; page += 1) {
        let facts = replay.shift()
        if (facts === undefined) {
          if (!mayAsk()) return list.cap()
          const step = { ...stepOf(page, false, fieldsAt(page)), page: lastLogged + 1 }
          ;[facts] = await source.store([{ step, answer: await ask(step).promise }])
          if (facts === undefined) throw new AppError('bug', say`Page ${page} was neither stored nor refused.`)
          yield facts
        }
        if (list.addAgain(facts, page)) break
      }
      end = list.endAgain()
    }
    return end
  } catch (thrown) {
    // Pages behind the one that failed have arrived; they are kept, and a later run asks only for those between.
    yield* lists.takeRest()
    const arrived = [...ahead.values()].flatMap(({ step, answer }) => (answer === undefined ? [] : [{ step, answer: answer.value }]))
    while (arrived.length > 0) {
      try {
        const facts = await source.store(arrived.slice(0, mostTogether))
        arrived.splice(0, Math.max(1, facts.length))
        yield* facts
      } catch {
        arrived.shift() // what cannot be stored is asked for again later; the first failure is the one to tell
      }
    }
    throw thrown
  } finally {
    stop.abort()
    for (const { promise } of ahead.values()) promise.then((answer) => source.drop(answer), () => undefined)
  }
}
