import { describe, expect, it } from 'vitest'
import { createFaultPlan } from '../../../main/practice/faults'
import { createOrganisation } from '../../../main/practice/organisation'
import { pageByCursor, pageByNumber, type CursorPage } from '../../../main/practice/paging'
import type { Fault } from '../../../main/practice/practice'
import { findRequestError } from '../../../main/practice/requestError'
import type { Rows } from '../../../main/practice/rows'

const organisation = createOrganisation(1)
const plan = (...faults: Fault[]) => createFaultPlan(organisation, faults)
/** Rows `r0`, `r1` … of the management account, whose lists every list fault hits. */
const rowsOf = (count: number, name = 'List'): Rows => ({ key: `${name}/${organisation.management.accountId}/cn-hangzhou`, count, row: (index) => `r${index}` })
const names = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, at) => `r${from + at}`)

/** At most ten pages by cursor, with the cursor each was asked for. */
function scroll(rows: Rows, size: number, ...faults: Fault[]): (CursorPage & { asked: string })[] {
  const pages: (CursorPage & { asked: string })[] = []
  let cursor = ''
  do {
    const page = pageByCursor(rows, cursor, size, plan(...faults))
    pages.push({ ...page, asked: cursor })
    cursor = page.next
  } while (cursor !== '' && pages.length < 10)
  return pages
}

describe('pages', () => {
  it('hold every row once, by number and by cursor', () => {
    const numbered = [1, 2, 3, 4].map((page) => pageByNumber(rowsOf(25), page, 10, plan()))
    expect(numbered.map((page) => page.rows.length)).toEqual([10, 10, 5, 0])
    expect(numbered.flatMap((page) => page.rows)).toEqual(names(0, 25))
    expect(scroll(rowsOf(25), 10).flatMap((page) => page.rows)).toEqual(names(0, 25))
    expect(scroll(rowsOf(0), 10)).toMatchObject([{ rows: [], next: '' }])
  })

  it('of a million rows are cut at the end as at the beginning', () => {
    let made = 0
    const rows: Rows = { ...rowsOf(1_000_000), row: (index) => `r${(made += 1) && index}` }
    expect(pageByNumber(rows, 10_000, 100, plan()).rows).toEqual(names(999_900, 1_000_000))
    expect(made).toBe(100)
  })

  it('refuse a cursor of another list or one that was changed', () => {
    const { next } = pageByCursor(rowsOf(25), '', 10, plan())
    const changed = next.replace(/^./, (first) => (first === '0' ? '1' : '0'))
    for (const [rows, cursor] of [[rowsOf(25, 'Other'), next], [rowsOf(25), changed], [rowsOf(25), 'AAAA']] as const) {
      let thrown: unknown
      try {
        pageByCursor(rows, cursor, 10, plan())
      } catch (error) {
        thrown = error
      }
      expect(findRequestError(thrown)).toMatchObject({ code: 'InvalidParameter', httpStatus: 400 })
    }
  })
})

describe('faults of lists', () => {
  it('wrongTotal claims too many, fixed in some lists and growing in others', () => {
    const totals = ['List', 'Other', 'Third', 'Fourth', 'Fifth'].map((name) => [1, 2, 3].map((page) => pageByNumber(rowsOf(25, name), page, 10, plan('wrongTotal')).total))
    expect(totals.every(([first]) => first === 32)).toBe(true)
    expect(new Set(totals.map(([, second]) => second))).toEqual(new Set([32, 39]))
  })

  it('emptyPage loses the second page of three by number, and only delays it by cursor', () => {
    expect([1, 2, 3].map((page) => pageByNumber(rowsOf(25), page, 10, plan('emptyPage')).rows.length)).toEqual([10, 0, 5])
    expect([1, 2].map((page) => pageByNumber(rowsOf(20), page, 10, plan('emptyPage')).rows.length)).toEqual([10, 10])
    const scrolled = scroll(rowsOf(25), 10, 'emptyPage')
    expect(scrolled.map((page) => page.rows.length)).toEqual([10, 0, 10, 5])
    expect(scrolled.flatMap((page) => page.rows)).toEqual(names(0, 25))
  })

  it('repeatCursor gives the second page its own cursor again, for ever', () => {
    const scrolled = scroll(rowsOf(25), 10, 'repeatCursor')
    expect(scrolled).toHaveLength(10)
    expect(scrolled[1]?.next).toBe(scrolled[1]?.asked)
    expect(scrolled.slice(1).every((page) => page.rows[0] === 'r10')).toBe(true)
  })

  it('duplicate brings the last row of page 1 again and moves all others, without losing one or counting it', () => {
    const numbered = [1, 2, 3].map((page) => pageByNumber(rowsOf(20), page, 10, plan('duplicate')))
    expect(numbered.map((page) => page.rows)).toEqual([names(0, 10), ['r9', ...names(10, 19)], ['r19']])
    expect(numbered.map((page) => page.total)).toEqual([20, 20, 20])
    expect(scroll(rowsOf(20), 10, 'duplicate').flatMap((page) => page.rows)).toEqual([...names(0, 10), 'r9', ...names(10, 20)])
  })

  it('hit some lists of members and spare others', () => {
    const hits = Array.from({ length: 40 }, (_, at) => plan('duplicate').isListHit('duplicate', `List/${1_000_000_000_000_000 + at}/cn-hangzhou`))
    expect(new Set(hits)).toEqual(new Set([true, false]))
  })
})
