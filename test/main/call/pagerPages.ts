/** Plans and pages as the store would tell them, and a reader that serves them in order: for the tests of the pager. */
import { readPages, type PageStep, type ReadOptions } from '../../../main/call/pager'
import type { PagingEnd } from '../../../main/call/tally'
import type { PagingPlan } from '../../../main/call/paging'
import type { PageFacts } from '../../../main/result/result'
import { inWords } from '../../../shared/words'

export const paged: PagingPlan = { mode: 'paged', maxRequests: 100, intervalMs: 0, pageField: 'PageNumber', isOffset: false, firstPage: 1, sizeField: 'PageSize', size: 10, totalCountPath: '.TotalCount', isTotalTrusted: true, extra: {}, dropped: [] }
export const scroll: PagingPlan = { mode: 'scroll', maxRequests: 100, intervalMs: 0, isOffset: false, firstPage: 1, cursorField: 'NextToken', cursorPath: '.NextToken', sizeField: 'MaxResults', size: 10, isTotalTrusted: false, extra: {}, dropped: [] }
export const single: PagingPlan = { mode: 'none', maxRequests: 1, intervalMs: 0, isOffset: false, firstPage: 1, isTotalTrusted: true, extra: {}, dropped: [] }

export const page = (received: number, more: Partial<PageFacts> = {}): PageFacts => ({ received, stored: received, duplicates: 0, columns: 1, ...more })
export const totals = (total: number | string, ...sizes: number[]): PageFacts[] => sizes.map((received) => page(received, { total: String(total) }))

/** An end whose reason is read in English. */
export type ReadEnd = Omit<PagingEnd, 'reason'> & { reason: string }

/** Serves the pages in order, the last one again and again. */
export async function run(plan: PagingPlan, pages: PageFacts[], options: Partial<ReadOptions> = {}): Promise<ReadEnd & { steps: PageStep[] }> {
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
