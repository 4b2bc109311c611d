/** What the pages of one target add up to: when its list has ended, whether it is whole, and what was noticed on the way. Pure; it asks for nothing. */
import { createHash } from 'node:crypto'
import type { Finding, StopReason } from '../../shared/call'
import { rowsSoFar, rowsText } from '../../shared/outcomeWords'
import { say, type Said } from '../../shared/words'
import type { PageFacts } from '../result/result'
import type { PagingPlan } from './paging'

export interface PagingEnd {
  complete: boolean
  stop: StopReason
  /** `complete 1,204 of 1,204, 13 pages, 0 duplicates` or `incomplete: 1,100 of 1,204 rows, the cursor repeated on page 12`. */
  reason: Said
  expectedRows?: number
  findings: Finding[]
}

export interface Tally {
  /** Rows so far, doubled ones too. */
  received(): number
  /** The last page that the total promises, once a page has told it; 0 where nothing can be said. */
  lastPage(): number
  /** Rows that one page holds. */
  pageSize(): number
  /** The end, where this page of the list was the last. */
  add(facts: PageFacts, page: number): PagingEnd | undefined
  /** A page that is stored though the list ended in front of it: its rows have left the list meanwhile, or the total will say otherwise. */
  addBehind(facts: PageFacts): void
  /** Pages of the list to read once more before `end` may be believed, for its total changed meanwhile; none after two readings. */
  again(end: PagingEnd): { from: number; to: number } | undefined
  /** A page that was read once more; true where enough has been read. */
  addAgain(facts: PageFacts, page: number): boolean
  /** The end after a second reading. */
  endAgain(): PagingEnd
  cap(): PagingEnd
}

/** Pages without a new row in a row that are still followed while the list says there is more. */
const maxBarren = 3
/** Readings of a list that shrank after the first; of one that grew there is one. */
const maxReadings = 2

const count = (n: number): string => n.toLocaleString('en-US')
const pagesText = (n: number): Said => (n === 1 ? say`1 page` : say`${count(n)} pages`)

export function createTally(plan: PagingPlan): Tally {
  let pages = 0
  let received = 0
  let distinct = 0
  let barren = 0
  let firstSize = 0
  let total: number | undefined
  let ownEnd: PagingEnd | undefined
  let readings = 0
  /** The total changed since the reading began that is going on. */
  let isUnsteady = false
  const seenCursors = new Set<string>()
  const findings = new Map<Finding['kind'], Finding>()
  let lastEmpty: number | undefined

  const note = (finding: Finding): void => {
    const known = findings.get(finding.kind)
    findings.set(finding.kind, known === undefined ? finding : { ...known, ...(finding.to === undefined ? {} : { to: finding.to }) })
  }
  const size = (): number => (plan.size !== undefined && firstSize >= plan.size ? plan.size : firstSize)
  /** A total that may decide. Zero beside rows is a field the API does not fill. */
  const trusted = (): number | undefined => (plan.isTotalTrusted && total !== undefined && !(total === 0 && received > 0) ? total : undefined)

  const end = (complete: boolean, stop: StopReason, reason: Said, expectedRows: number | undefined): PagingEnd => {
    const repeats = received - distinct
    if (repeats > 0 && readings === 0) findings.set('duplicates', { kind: 'duplicates', count: repeats })
    return { complete, stop, reason, findings: [...findings.values()], ...(expectedRows === undefined ? {} : { expectedRows }) }
  }
  const repeatsText = (): Said => {
    const repeats = findings.get('duplicates')?.count ?? (readings === 0 ? received - distinct : 0)
    return repeats === 0 ? say`0 duplicates` : repeats === 1 ? say`1 duplicate left out` : say`${count(repeats)} duplicates left out`
  }
  const complete = (stop: StopReason, why: Said): PagingEnd => {
    // A doubtful total that agrees is still worth telling.
    const expected = total === distinct ? distinct : trusted()
    if (expected === distinct) return end(true, stop, say`complete ${count(distinct)} of ${count(expected)}, ${pagesText(pages)}, ${repeatsText()}`, expected)
    const proof = say`complete ${rowsText(distinct)}, ${pagesText(pages)}, ${repeatsText()}: ${why}`
    return end(true, stop, expected === undefined ? proof : say`${proof}; the total said ${count(expected)}`, expected)
  }
  const incomplete = (stop: StopReason, why: Said): PagingEnd => {
    const expected = trusted()
    return end(false, stop, say`incomplete: ${rowsSoFar({ rows: distinct, ...(expected === undefined ? {} : { expectedRows: expected }) })}, ${why}`, expected)
  }
  /** The list has ended by itself: whole unless a trusted total contradicts. */
  const ended = (stop: StopReason, why: Said): PagingEnd => {
    const expected = trusted()
    if (expected === undefined || distinct >= expected) return complete(stop, why)
    const repeats = received - distinct
    return incomplete(stop, repeats > 0 ? say`${count(repeats)} of the ${count(received)} rows that arrived were duplicates and ${why}` : say`${why} before the total was reached`)
  }

  const addPage = (facts: PageFacts): PagingEnd | undefined => {
    const expected = trusted()
    if (expected !== undefined && distinct === expected) return ended('allRows', say`all rows arrived`)
    const isOpen = expected !== undefined && distinct < expected
    if (facts.received === 0 && !isOpen) return ended('emptyPage', say`the last page was empty`)
    if (!isOpen && plan.size !== undefined && facts.received < plan.size) return ended('shortPage', say`the last page was short`)
    if (barren >= maxBarren || (barren > 0 && isOpen && received >= expected)) {
      if (facts.received === 0) return ended('emptyPage', say`the list ended`)
      note({ kind: 'repeatedCursor', page: pages })
      return incomplete('repeatedCursor', say`page ${count(pages)} brought only rows of earlier pages`)
    }
    return undefined
  }

  const addScroll = (facts: PageFacts, page: number): PagingEnd | undefined => {
    if (facts.cursor === undefined) return complete('emptyCursor', say`the cursor ended`)
    // Cursors can be long and many; a short digest is enough to recognise one.
    const digest = createHash('sha256').update(facts.cursor).digest('base64').slice(0, 22)
    if (!seenCursors.has(digest)) {
      seenCursors.add(digest)
      return undefined
    }
    note({ kind: 'repeatedCursor', page })
    if (trusted() === distinct) return complete('allRows', say`all rows arrived`)
    return incomplete('repeatedCursor', say`the cursor repeated on page ${count(page)}`)
  }

  const addOnly = (facts: PageFacts): PagingEnd => {
    const expected = trusted()
    if (facts.cursor !== undefined) return incomplete('singlePage', say`the answer names a next page and the call is not paged`)
    if (expected !== undefined && distinct < expected) return incomplete('singlePage', say`the call is not paged`)
    return complete('singlePage', say`the call is not paged`)
  }

  const hear = (facts: PageFacts, page: number): void => {
    const said = facts.total !== undefined && /^\d{1,15}$/.test(facts.total) ? Number(facts.total) : undefined
    if (said === undefined) return
    if (plan.mode === 'paged' && plan.isTotalTrusted && total !== undefined && said !== total) {
      isUnsteady = true
      note({ kind: said < total ? 'totalShrank' : 'totalGrew', page, from: total, to: said })
    }
    total = said
  }

  return {
    received: () => received,
    pageSize: size,
    lastPage: () => {
      const expected = trusted()
      return plan.mode !== 'paged' || expected === undefined || size() === 0 ? 0 : Math.ceil(expected / size())
    },
    add: (facts, page) => {
      pages += 1
      if (pages === 1) firstSize = facts.received
      received += facts.received
      distinct += facts.distinct ?? facts.stored
      barren = (facts.distinct ?? facts.stored) === 0 ? barren + 1 : 0
      hear(facts, page)
      if (lastEmpty !== undefined && facts.received > 0) note({ kind: 'emptyPage', page: lastEmpty })
      if (facts.received === 0) lastEmpty ??= page
      if (plan.mode === 'none') ownEnd = addOnly(facts)
      else ownEnd = plan.mode === 'scroll' ? addScroll(facts, page) : addPage(facts)
      return ownEnd
    },
    addBehind: (facts) => {
      pages += 1
      received += facts.received
      distinct += facts.distinct ?? facts.stored
      hear(facts, pages)
    },
    again: (reached) => {
      const { page = 1, from = 0, to = 0 } = findings.get('totalShrank') ?? {}
      const hasShrunk = findings.has('totalShrank')
      if (!isUnsteady || readings >= (hasShrunk ? maxReadings : 1) || size() === 0) return undefined
      if (!hasShrunk && reached.complete) return undefined
      // Rows that stood before the first changed page may have moved up by as many places as rows have gone; a row that came may stand anywhere.
      const first = hasShrunk ? Math.max(1, page - Math.ceil(Math.max(1, from - to) / size())) : 1
      const last = Math.max(first, Math.ceil((trusted() ?? 0) / size()))
      readings += 1
      isUnsteady = false
      findings.set('readAgain', { kind: 'readAgain', from: Math.min(first, findings.get('readAgain')?.from ?? first), to: last })
      return { from: first, to: last }
    },
    addAgain: (facts, page) => {
      pages += 1
      distinct += facts.distinct ?? facts.stored
      hear(facts, page)
      if (readings === 0) readings = 1
      return !isUnsteady && !findings.has('totalShrank') && distinct >= (trusted() ?? Infinity)
    },
    endAgain: () => {
      const expected = trusted() ?? 0
      const { from, to } = findings.get('readAgain') ?? {}
      const { kind, ...change } = findings.get('totalShrank') ?? findings.get('totalGrew') ?? { kind: 'totalGrew' as const, from: 0, to: 0 }
      const [was, is, first, last] = [change.from ?? 0, change.to ?? 0, from ?? 1, to ?? 1].map(count) as [string, string, string, string]
      const why = kind === 'totalShrank' ? say`the total fell from ${was} to ${is} while paging and pages ${first} to ${last} were read again` : say`the total grew from ${was} to ${is} while paging and pages ${first} to ${last} were read again`
      if (isUnsteady) return incomplete(ownEnd?.stop ?? 'allRows', say`${why}, but it goes on changing`)
      if (distinct < expected) return incomplete(ownEnd?.stop ?? 'allRows', why)
      const gone = distinct - expected
      if (gone > 0) findings.set('goneRows', { kind: 'goneRows', count: gone })
      const whole = gone > 0 ? say`${count(expected)} of ${count(expected)} and ${count(gone)} that left the list meanwhile` : say`${count(expected)} of ${count(expected)}`
      return end(true, 'allRows', say`complete ${whole}, ${pagesText(pages)}, ${repeatsText()}: ${why}`, expected)
    },
    cap: () => {
      note({ kind: 'cap', count: plan.maxRequests })
      return incomplete('cap', plan.maxRequests === 1 ? say`the limit of 1 request was reached` : say`the limit of ${count(plan.maxRequests)} requests was reached`)
    },
  }
}
