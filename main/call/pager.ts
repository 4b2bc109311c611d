/** Asks for the pages of one target until the list has ended, and says truthfully whether it is whole. It knows no network and no clock. */
import { createHash } from 'node:crypto'
import type { StopReason } from '../../shared/call'
import type { PageFacts } from '../result/result'
import { stepFields, type PagingPlan, type StepFields } from './paging'

/** One request of the list: its number from 1, and what paging adds to the parameters. */
export interface PageStep {
  page: number
  fields: StepFields
}

export interface PagingEnd {
  complete: boolean
  stop: StopReason
  /** `complete 1,204 of 1,204, 13 pages` or `incomplete: 1,100 of 1,204 rows, the cursor repeated on page 12`. */
  reason: string
  expectedRows?: number
}

/** Pages without a new row in a row that are still followed while the list says there is more. */
const maxBarren = 3

const count = (n: number): string => n.toLocaleString('en-US')
const pagesText = (n: number): string => `${count(n)} ${n === 1 ? 'page' : 'pages'}`

/** Pages as they are stored; returns how the list ended. What `fetchPage` throws passes through. */
export async function* readPages(plan: PagingPlan, fetchPage: (step: PageStep) => Promise<PageFacts>): AsyncGenerator<PageFacts, PagingEnd, void> {
  const list = createTally(plan)
  let cursor: string | undefined
  for (let page = 1; ; page += 1) {
    const facts = await fetchPage({ page, fields: stepFields(plan, page, list.received(), cursor) })
    yield facts
    cursor = facts.cursor
    const end = list.add(facts)
    if (end) return end
    if (page >= plan.maxRequests) return list.cap()
  }
}

interface Tally {
  received(): number
  /** The end, where this page was the last. */
  add(facts: PageFacts): PagingEnd | undefined
  cap(): PagingEnd
}

function createTally(plan: PagingPlan): Tally {
  let pages = 0
  let received = 0
  let distinct = 0
  let barren = 0
  let total: number | undefined
  let shrankFrom: number | undefined
  const cursors = new Set<string>()

  /** A total that may decide. Zero beside rows is a field the API does not fill. */
  const trusted = (): number | undefined => (plan.isTotalTrusted && total !== undefined && !(total === 0 && received > 0) ? total : undefined)

  const complete = (stop: StopReason, why: string): PagingEnd => {
    // A doubtful total that agrees is still worth telling.
    const expected = total === distinct ? distinct : trusted()
    const repeats = received - distinct
    const tail = repeats > 0 ? `, ${count(repeats)} ${repeats === 1 ? 'duplicate' : 'duplicates'} left out` : ''
    if (expected === distinct) return { complete: true, stop, reason: `complete ${count(distinct)} of ${count(expected)}, ${pagesText(pages)}${tail}`, expectedRows: expected }
    const said = expected === undefined ? '' : `; the total said ${count(expected)}`
    return { complete: true, stop, reason: `complete ${count(distinct)} ${distinct === 1 ? 'row' : 'rows'}, ${pagesText(pages)}: ${why}${tail}${said}`, ...(expected === undefined ? {} : { expectedRows: expected }) }
  }
  const incomplete = (stop: StopReason, why: string): PagingEnd => {
    const expected = trusted()
    const of = expected === undefined ? '' : ` of ${count(expected)}`
    return { complete: false, stop, reason: `incomplete: ${count(distinct)}${of} rows, ${why}`, ...(expected === undefined ? {} : { expectedRows: expected }) }
  }
  /** The list has ended by itself: whole unless a trusted total contradicts. */
  const ended = (stop: StopReason, why: string): PagingEnd => {
    const expected = trusted()
    if (shrankFrom !== undefined) return incomplete(stop, `the total fell from ${count(shrankFrom)} to ${count(total ?? 0)} while paging, so rows may have been passed over`)
    if (expected === undefined || distinct >= expected) return complete(stop, why)
    const repeats = received - distinct
    return incomplete(stop, repeats > 0 ? `${count(repeats)} of the ${count(received)} rows that arrived were duplicates and ${why}` : `${why} before the total was reached`)
  }

  const addPage = (facts: PageFacts): PagingEnd | undefined => {
    const expected = trusted()
    if (expected !== undefined && distinct === expected) return ended('allRows', 'all rows arrived')
    const isOpen = expected !== undefined && distinct < expected
    if (facts.received === 0 && !isOpen) return ended('emptyPage', 'the last page was empty')
    if (!isOpen && plan.size !== undefined && facts.received < plan.size) return ended('shortPage', 'the last page was short')
    if (barren >= maxBarren || (barren > 0 && isOpen && received >= expected)) {
      return facts.received === 0 ? ended('emptyPage', 'the list ended') : incomplete('repeatedCursor', `page ${pages} brought only rows of earlier pages`)
    }
    return undefined
  }

  const addScroll = (facts: PageFacts): PagingEnd | undefined => {
    if (facts.cursor === undefined) return complete('emptyCursor', 'the cursor ended')
    // Cursors can be long and many; a short digest is enough to recognise one.
    const digest = createHash('sha256').update(facts.cursor).digest('base64').slice(0, 22)
    if (!cursors.has(digest)) {
      cursors.add(digest)
      return undefined
    }
    if (trusted() === distinct) return complete('allRows', 'all rows arrived')
    return incomplete('repeatedCursor', `the cursor repeated on page ${count(pages)}`)
  }

  const addOnly = (facts: PageFacts): PagingEnd => {
    const expected = trusted()
    if (facts.cursor !== undefined) return incomplete('singlePage', 'the answer names a next page and the call is not paged')
    if (expected !== undefined && distinct < expected) return incomplete('singlePage', 'the call is not paged')
    return complete('singlePage', 'the call is not paged')
  }

  return {
    received: () => received,
    add: (facts) => {
      pages += 1
      received += facts.received
      distinct += facts.stored
      barren = facts.stored === 0 ? barren + 1 : 0
      const said = facts.total !== undefined && /^\d{1,15}$/.test(facts.total) ? Number(facts.total) : undefined
      if (said !== undefined) {
        if (plan.mode === 'paged' && total !== undefined && said < total && plan.isTotalTrusted) shrankFrom ??= total
        total = said
      }
      if (plan.mode === 'none') return addOnly(facts)
      return plan.mode === 'scroll' ? addScroll(facts) : addPage(facts)
    },
    cap: () => incomplete('cap', `the limit of ${count(plan.maxRequests)} ${plan.maxRequests === 1 ? 'request' : 'requests'} was reached`),
  }
}
