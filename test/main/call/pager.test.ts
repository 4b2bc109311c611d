/** The pager: when a list has ended, and whether it is whole. Pages are given as the store would tell them. */
import { describe, expect, it } from 'vitest'
import { readPages } from '../../../main/call/pager'
import type { PagingPlan } from '../../../main/call/paging'
import type { PageFacts } from '../../../main/result/result'
import { page, paged, run, scroll, single, totals, type ReadEnd } from './pagerPages'

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
