/** The pager: which pages it asks for side by side, and in which order they are stored. */
import { describe, expect, it } from 'vitest'
import { readPages, type ReadOptions } from '../../../main/call/pager'
import type { PagingPlan } from '../../../main/call/paging'
import type { PageFacts } from '../../../main/result/result'
import { inWords } from '../../../shared/words'
import { page, paged, run, scroll, totals, type ReadEnd } from './pagerPages'

/** Answers are given out by hand, so that a test says in which order they arrive. */
function byHand(plan: PagingPlan, options: Partial<ReadOptions> = {}, storedTogether = Infinity, foretold?: number) {
  const asked: number[] = []
  const stored: number[] = []
  const aborted: number[] = []
  const dropped: PageFacts[] = []
  const open = new Map<number, { answer: (facts: PageFacts) => void; fail: (error: Error) => void }>()
  const list = readPages<PageFacts>(
    plan,
    {
      fetch: (step, signal) =>
        new Promise((answer, fail) => {
          asked.push(step.listPage)
          open.set(step.listPage, { answer, fail })
          signal.addEventListener('abort', () => aborted.push(step.listPage))
        }),
      store: async (arrived) => {
        const some = arrived.slice(0, storedTogether)
        stored.push(...some.map(({ step }) => step.listPage))
        return some.map(({ answer }) => answer)
      },
      foretell: () => foretold,
      drop: (answer) => void dropped.push(answer),
    },
    { sideBySide: 4, ...options },
  )
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  return { list, asked, stored, aborted, dropped, open, turn }
}

const of = (total: number, received = 10): PageFacts => page(received, { total: String(total) })

/** The first page is told, and the second waited for. */
async function afterFirst(total: number, storedTogether?: number) {
  const { list, open, turn, ...more } = byHand(paged, {}, storedTogether)
  const first = list.next()
  await turn()
  open.get(1)?.answer(of(total))
  await first
  const second = list.next()
  await turn()
  return { list, second, open, turn, ...more }
}

describe('pages side by side', () => {
  it('hand back an answer that arrives when nobody waits for it any more', async () => {
    const { second, open, dropped, turn } = await afterFirst(35)
    open.get(2)?.fail(new Error('lost'))
    await expect(second).rejects.toThrow('lost')
    const late = of(35)
    open.get(3)?.answer(late)
    await turn()
    expect(dropped).toEqual([late])
  })

  it('count what is stored behind the end, where the total fell in their middle', async () => {
    const { list, open, turn } = byHand(paged)
    const next = async (): Promise<unknown> => (await list.next()).value
    const first = next()
    await turn()
    open.get(1)?.answer(of(35))
    await first
    const second = next()
    await turn()
    // Pages 3 and 4 were answered before the rows went.
    for (const [number, facts] of [[4, of(35, 5)], [3, of(35)], [2, of(15, 5)]] as const) open.get(number)?.answer(facts)
    await second
    await next()
    await next()
    const again = (received: number): PageFacts => ({ ...of(15, received), stored: 0, duplicates: received })
    let ended: ReadEnd | undefined
    for (let reading = 0; reading < 12 && ended === undefined; reading += 1) {
      const page = list.next()
      await turn()
      for (const [number, received] of [[1, 10], [2, 5], [3, 0], [4, 0]] as const) open.get(number)?.answer(again(received))
      const { done, value } = await page
      if (done) ended = { ...value, reason: inWords(value.reason) }
    }
    expect(ended).toMatchObject({ complete: true, expectedRows: 15, reason: expect.stringMatching(/^complete 15 of 15 and 15 that left the list meanwhile/) as string })
  })

  it.each([Infinity, 1, 2])('are handed to the store together where they have arrived, and told one by one; at most %s of them taken at once', async (storedTogether) => {
    const { list, second, stored, open, turn } = await afterFirst(35, storedTogether)
    for (const number of [4, 3]) open.get(number)?.answer(of(35, number === 4 ? 5 : 10))
    await turn()
    expect(stored).toEqual([1])
    open.get(2)?.answer(of(35))
    await second
    expect(stored).toEqual([1, 2, 3, 4].slice(0, 1 + storedTogether))
    const told = [await list.next(), await list.next(), await list.next()]
    expect(told).toMatchObject([{ value: { received: 10 } }, { value: { received: 5 } }, { done: true, value: { complete: true, stop: 'allRows' } }])
    expect(stored).toEqual([1, 2, 3, 4])
  })

  it('asks for no second page before the first has told the total, then for several, and stores them in the order of the list', async () => {
    const { list, asked, stored, open, turn } = byHand(paged)
    const first = list.next()
    await turn()
    expect(asked).toEqual([1])
    open.get(1)?.answer(of(55))
    await first
    const second = list.next()
    await turn()
    expect(asked).toEqual([1, 2, 3, 4, 5])
    for (const number of [5, 3, 4]) open.get(number)?.answer(of(55))
    await turn()
    expect(stored).toEqual([1])
    open.get(2)?.answer(of(55))
    await second
    await list.next()
    expect(stored).toEqual([1, 2, 3, 4, 5])
  })

  it('are asked for before the first is stored, where its answer foretells the total', async () => {
    const { list, asked, stored, open, turn } = byHand(paged, {}, Infinity, 35)
    const first = list.next()
    await turn()
    open.get(1)?.answer(of(35))
    expect(stored).toEqual([])
    await first
    expect(stored).toEqual([1])
    expect(asked).toEqual([1, 2, 3, 4])
  })

  it.each([
    ['an offset waits for the rows in front of it', { ...paged, isOffset: true }],
    ['a total that is not trusted says nothing', { ...paged, isTotalTrusted: false }],
    ['the server chooses the size of a page', Object.fromEntries(Object.entries(paged).filter(([name]) => name !== 'size')) as unknown as PagingPlan],
    ['a cursor comes with the page in front', scroll],
  ])('wait for the first to be stored where %s', async (_why, plan) => {
    const { list, asked, open, turn } = byHand(plan, {}, Infinity, 35)
    const first = list.next()
    await turn()
    open.get(1)?.answer(of(35))
    await first
    expect(asked).toEqual([1])
  })

  it('are left where the first, once stored, says that the list is shorter than was foretold', async () => {
    const { list, asked, stored, dropped, open, turn } = byHand(paged, {}, Infinity, 35)
    const first = list.next()
    await turn()
    open.get(1)?.answer(of(10))
    await first
    expect(asked).toEqual([1, 2, 3, 4])
    open.get(2)?.answer(of(10))
    expect(await list.next()).toMatchObject({ done: true, value: { complete: true, expectedRows: 10 } })
    await turn()
    expect(stored).toEqual([1])
    expect(dropped).toHaveLength(1)
  })

  it('asks for no page twice and for none past the last', async () => {
    const { steps, ...end } = await run(paged, totals(55, 10, 10, 10, 10, 10, 5), { sideBySide: 16 })
    expect(steps.map(({ listPage }) => listPage)).toEqual([1, 2, 3, 4, 5, 6])
    expect(end).toMatchObject({ complete: true, stop: 'allRows' })
  })

  it('follows a total that grows meanwhile', async () => {
    const { steps, ...end } = await run(paged, [...totals(20, 10), ...totals(35, 10, 10, 5)], { sideBySide: 16 })
    expect(steps.map(({ listPage }) => listPage)).toEqual([1, 2, 3, 4])
    expect(end).toMatchObject({ complete: true, expectedRows: 35 })
  })

  it('never asks for more than the cap', async () => {
    const { steps, ...end } = await run({ ...paged, maxRequests: 3 }, totals(90, 10), { sideBySide: 16 })
    expect(steps).toHaveLength(3)
    expect(end).toMatchObject({ complete: false, stop: 'cap' })
  })

  it('keeps every page that had arrived where one in front of them is lost, and leaves the others', async () => {
    const { list, second, stored, aborted, open, turn } = await afterFirst(55)
    open.get(4)?.answer(of(55))
    await turn()
    open.get(2)?.fail(new Error('lost'))
    expect((await second).done).toBe(false)
    await expect(list.next()).rejects.toThrow('lost')
    expect(stored).toEqual([1, 4])
    expect(aborted).toContain(3)
  })

  it('asks only for pages that the log does not hold', async () => {
    const known = new Map([1, 2, 4].map((number): [number, PageFacts] => [number, of(55)]))
    const { steps, ...end } = await run(paged, [of(55), of(55), of(55, 5)], { sideBySide: 4, known })
    expect(steps.map((step) => step.page)).toEqual([3, 5, 6])
    expect(end).toMatchObject({ complete: true, reason: 'complete 55 of 55, 6 pages, 0 duplicates' })
  })

  it('goes on behind the last cursor of the log', async () => {
    const known = new Map([[1, page(10, { cursor: 'a' })], [2, page(10, { cursor: 'b' })]])
    const { steps } = await run(scroll, [page(3)], { known })
    expect(steps.map(({ fields }) => fields)).toEqual([{ MaxResults: 10, NextToken: 'b' }])
  })

  it('numbers the pages of a later reading behind those of the earlier ones', async () => {
    const { steps, ...end } = await run(paged, [page(10, { stored: 0, distinct: 10, duplicates: 10, total: '15' }), page(5, { stored: 1, distinct: 5, duplicates: 4, total: '15' })], { pass: 2, before: 7 })
    expect(steps.map((step) => [step.page, step.listPage, step.pass])).toEqual([[8, 1, 2], [9, 2, 2]])
    expect(end).toMatchObject({ complete: true, expectedRows: 15 })
  })
})
