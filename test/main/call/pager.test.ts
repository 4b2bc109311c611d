/** The pager: when a list has ended, and whether it is whole. Pages are given as the store would tell them. */
import { describe, expect, it } from 'vitest'
import { readPages, type PageStep, type ReadOptions } from '../../../main/call/pager'
import type { PagingEnd } from '../../../main/call/tally'
import type { PagingPlan } from '../../../main/call/paging'
import type { PageFacts } from '../../../main/result/result'
import { inWords } from '../../../shared/words'

const paged: PagingPlan = { mode: 'paged', maxRequests: 100, intervalMs: 0, pageField: 'PageNumber', isOffset: false, firstPage: 1, sizeField: 'PageSize', size: 10, totalCountPath: '.TotalCount', isTotalTrusted: true, extra: {}, dropped: [] }
const scroll: PagingPlan = { mode: 'scroll', maxRequests: 100, intervalMs: 0, isOffset: false, firstPage: 1, cursorField: 'NextToken', cursorPath: '.NextToken', sizeField: 'MaxResults', size: 10, isTotalTrusted: false, extra: {}, dropped: [] }
const single: PagingPlan = { mode: 'none', maxRequests: 1, intervalMs: 0, isOffset: false, firstPage: 1, isTotalTrusted: true, extra: {}, dropped: [] }

const page = (received: number, more: Partial<PageFacts> = {}): PageFacts => ({ received, stored: received, duplicates: 0, columns: 1, ...more })
const totals = (total: number | string, ...sizes: number[]): PageFacts[] => sizes.map((received) => page(received, { total: String(total) }))

/** An end whose reason is read in English. */
type ReadEnd = Omit<PagingEnd, 'reason'> & { reason: string }

/** Serves the pages in order, the last one again and again. */
async function run(plan: PagingPlan, pages: PageFacts[], options: Partial<ReadOptions> = {}): Promise<ReadEnd & { steps: PageStep[] }> {
  const steps: PageStep[] = []
  const list = readPages<PageFacts>(
    plan,
    {
      fetch: async (step) => {
        steps.push(step)
        return pages[Math.min(steps.length, pages.length) - 1] ?? page(0)
      },
      store: async (arrived) => arrived.map(({ answer }) => answer),
      foretell: () => undefined,
      drop: () => undefined,
    },
    { sideBySide: 1, ...options },
  )
  for (;;) {
    const { done, value } = await list.next()
    if (done) return { ...value, reason: inWords(value.reason), steps }
  }
}

describe('a paged query', () => {
  it.each<[string, PageFacts[], Partial<ReadEnd>, number]>([
    ['ends with all rows', totals(25, 10, 10, 5), { complete: true, stop: 'allRows', reason: 'complete 25 of 25, 3 pages, 0 duplicates', expectedRows: 25 }, 3],
    ['ends with all rows on a full last page', totals(20, 10, 10), { complete: true, stop: 'allRows' }, 2],
    ['of nothing is whole', totals(0, 0), { complete: true, stop: 'allRows', reason: 'complete 0 of 0, 1 page, 0 duplicates' }, 1],
    ['ends at a short page where no total is told', [page(10), page(3)], { complete: true, stop: 'shortPage' }, 2],
    ['ends at an empty page where no total is told', [page(10), page(0)], { complete: true, stop: 'emptyPage' }, 2],
    ['does not believe a total of 0 beside rows', totals(0, 10, 4), { complete: true, stop: 'shortPage' }, 2],
    ['does not believe a negative total', totals('-1', 10, 4), { complete: true, stop: 'shortPage' }, 2],
    ['goes on where a total is smaller than what arrives', totals(7, 10, 10, 5), { complete: true, stop: 'shortPage', reason: 'complete 25 rows, 3 pages, 0 duplicates: the last page was short; the total said 7', expectedRows: 7 }, 3],
    ['is incomplete where the total is larger than the list', totals(32, 10, 10, 5, 0), { complete: false, stop: 'emptyPage', expectedRows: 32, reason: 'incomplete: 25 of 32 rows, the list ended before the total was reached' }, 6],
    ['goes on past an empty page in the middle', totals(25, 10, 0, 10, 5), { complete: true, stop: 'allRows' }, 4],
    ['goes on past a short page in the middle', totals(25, 10, 5, 10), { complete: true, stop: 'allRows' }, 3],
    ['counts a row that came twice once', [...totals(20, 10), page(10, { stored: 9, duplicates: 1, total: '20' }), page(1, { total: '20' })], { complete: true, stop: 'allRows', reason: 'complete 20 of 20, 3 pages, 1 duplicate left out' }, 3],
    ['is incomplete where duplicates stand in the place of rows', [...totals(20, 10), page(10, { stored: 9, duplicates: 1, total: '20' }), page(0, { total: '20' })], { complete: false, expectedRows: 20 }, 3],
    ['follows a total that grows', [...totals(20, 10), ...totals(21, 10, 1)], { complete: true, stop: 'allRows', expectedRows: 21 }, 3],
    ['does not go round for ever where the page number is ignored', [page(10), page(10, { stored: 0, duplicates: 10 })], { complete: false, stop: 'repeatedCursor' }, 4],
  ])('%s', async (_what, pages, end, requests) => {
    const { steps, ...ended } = await run(paged, pages)
    expect(ended).toMatchObject(end)
    expect(steps).toHaveLength(requests)
  })

  it('reads the tail again where the total shrank, for rows may have been passed over', async () => {
    // A row of page 1 went after it was read: the first of page 2 moved up and was not seen.
    const again = page(10, { stored: 1, duplicates: 9, total: '24' })
    const { steps, ...end } = await run(paged, [...totals(25, 10), ...totals(24, 10, 4), again, page(10, { stored: 0, duplicates: 10, total: '24' }), page(4, { stored: 0, duplicates: 4, total: '24' })])
    expect(steps.map((step) => [step.page, step.listPage])).toEqual([[1, 1], [2, 2], [3, 3], [4, 1], [5, 2], [6, 3]])
    expect(end).toMatchObject({ complete: true, stop: 'allRows', reason: 'complete 24 of 24 and 1 that left the list meanwhile, 6 pages, 0 duplicates: the total fell from 25 to 24 while paging and pages 1 to 3 were read again' })
    expect(end.findings.map(({ kind }) => kind)).toEqual(['totalShrank', 'readAgain', 'goneRows'])
  })

  it('looks for a row that came at the front where the total grew and the end did not bring it', async () => {
    const end = await run(paged, [...totals(20, 10), page(10, { stored: 9, duplicates: 1, total: '21' }), page(1, { total: '21' }), page(10, { stored: 1, duplicates: 9, total: '21' })])
    expect(end).toMatchObject({ complete: true, expectedRows: 21 })
    expect(end.steps).toHaveLength(4)
  })

  it('is incomplete where the total goes on changing', async () => {
    const restless = [25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15].map((total) => page(10, { stored: total > 23 ? 10 : 1, duplicates: total > 23 ? 0 : 9, total: String(total) }))
    expect(await run(paged, restless)).toMatchObject({ complete: false, reason: expect.stringContaining('but it goes on changing') as string })
  })

  it('asks for the size and the number on every page', async () => {
    const { steps } = await run(paged, totals(15, 10, 5))
    expect(steps.map(({ fields }) => fields)).toEqual([
      { PageSize: 10, PageNumber: 1 },
      { PageSize: 10, PageNumber: 2 },
    ])
  })

  it('counts pages from 0 and offsets by rows where the operation does', async () => {
    const numbers = async (plan: PagingPlan): Promise<unknown[]> => (await run(plan, totals(25, 10, 10, 5))).steps.map(({ fields }) => fields['PageNumber'])
    expect(await numbers({ ...paged, firstPage: 0 })).toEqual([0, 1, 2])
    expect(await numbers({ ...paged, isOffset: true })).toEqual([0, 10, 20])
  })

  it('stops at the cap and says so', async () => {
    expect(await run({ ...paged, maxRequests: 2 }, totals(50, 10))).toMatchObject({ complete: false, stop: 'cap', reason: 'incomplete: 20 of 50 rows, the limit of 2 requests was reached' })
  })

  it('is whole where the cap and the last row come together', async () => {
    expect(await run({ ...paged, maxRequests: 2 }, totals(20, 10))).toMatchObject({ complete: true, stop: 'allRows' })
  })
})

describe('a scrolling query', () => {
  const cursors = (...list: (string | undefined)[]): PageFacts[] => list.map((cursor) => page(10, cursor === undefined ? {} : { cursor }))

  it.each<[string, PagingPlan, PageFacts[], Partial<ReadEnd>, number]>([
    ['ends where the cursor ends', scroll, cursors('a', 'b', undefined), { complete: true, stop: 'emptyCursor' }, 3],
    ['is incomplete where the cursor repeats', scroll, cursors('a', 'b', 'a'), { complete: false, stop: 'repeatedCursor', reason: 'incomplete: 30 rows, the cursor repeated on page 3' }, 3],
    ['follows a new cursor past empty pages', scroll, [page(10, { cursor: 'a' }), page(0, { cursor: 'b' }), page(0, { cursor: 'c' }), page(0, { cursor: 'd' }), page(0, { cursor: 'e' }), page(3)], { complete: true, stop: 'emptyCursor' }, 6],
    ['lets the cursor decide against an untrusted total', scroll, [page(10, { cursor: 'a', total: '99' }), page(5, { total: '99' })], { complete: true, reason: 'complete 15 rows, 2 pages, 0 duplicates: the cursor ended' }, 2],
    ['mentions a trusted total that disagrees', { ...scroll, isTotalTrusted: true }, [page(10, { cursor: 'a', total: '99' }), page(5, { total: '99' })], { complete: true, expectedRows: 99, reason: 'complete 15 rows, 2 pages, 0 duplicates: the cursor ended; the total said 99' }, 2],
    ['is whole where the last cursor repeats after all rows', { ...scroll, isTotalTrusted: true }, [page(10, { cursor: 'a', total: '15' }), page(5, { cursor: 'a', total: '15' })], { complete: true, stop: 'allRows' }, 2],
    ['stops at the cap', { ...scroll, maxRequests: 2 }, cursors('a', 'b', 'c'), { complete: false, stop: 'cap' }, 2],
  ])('%s', async (_what, plan, pages, end, requests) => {
    const { steps, ...ended } = await run(plan, pages)
    expect(ended).toMatchObject(end)
    expect(steps).toHaveLength(requests)
  })

  it('sends the size from the first request on, the cursor from the second, and what paging needs with each', async () => {
    const { steps } = await run({ ...scroll, extra: { UseNextToken: 'true' } }, cursors('a', undefined))
    expect(steps.map(({ fields }) => fields)).toEqual([
      { UseNextToken: 'true', MaxResults: 10 },
      { UseNextToken: 'true', MaxResults: 10, NextToken: 'a' },
    ])
  })
})

describe('a single request', () => {
  it.each<[string, PageFacts, Partial<ReadEnd>]>([
    ['is whole where nothing says there is more', page(3), { complete: true, stop: 'singlePage' }],
    ['is incomplete where the answer names a next page', page(3, { cursor: 'a' }), { complete: false, stop: 'singlePage' }],
    ['is incomplete where the total says there is more', page(3, { total: '9' }), { complete: false, expectedRows: 9 }],
  ])('%s', async (_what, facts, end) => {
    const { steps, ...ended } = await run(single, [facts])
    expect(ended).toMatchObject(end)
    expect(steps).toMatchObject([{ page: 1, fields: {} }])
  })

  it('passes on what the request throws', async () => {
    const list = readPages<PageFacts>(single, { fetch: () => Promise.reject(new Error('lost')), store: async (arrived) => arrived.map(({ answer }) => answer), foretell: () => undefined, drop: () => undefined }, { sideBySide: 4 })
    await expect(list.next()).rejects.toThrow('lost')
  })
})

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

describe('pages side by side', () => {
  const of = (total: number, received = 10): PageFacts => page(received, { total: String(total) })

  it('hand back an answer that arrives when nobody waits for it any more', async () => {
    const { list, open, dropped, turn } = byHand(paged)
    const first = list.next()
    await turn()
    open.get(1)?.answer(of(35))
    await first
    const second = list.next()
    await turn()
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
    const { list, stored, open, turn } = byHand(paged, {}, storedTogether)
    const first = list.next()
    await turn()
    open.get(1)?.answer(of(35))
    await first
    const second = list.next()
    await turn()
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
    const { list, stored, aborted, open, turn } = byHand(paged)
    const first = list.next()
    await turn()
    open.get(1)?.answer(of(55))
    await first
    const second = list.next()
    await turn()
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
