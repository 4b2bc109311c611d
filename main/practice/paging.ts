/** Cuts pages out of rows, by number or by cursor, and applies the faults of lists. Cursors are opaque, signed by the list and good for that list only. */
import { hashText } from './dice'
import type { FaultPlan } from './faults'
import type { JsonText } from './json'
import { invalid } from './requestError'
import type { Rows } from './rows'

export interface Page {
  rows: JsonText[]
  /** What the answer claims there are; a fault may make it wrong. */
  total: number
}

export interface CursorPage extends Page {
  /** Empty at the end. */
  next: string
}

/** Rows too many that a wrong total claims. */
const surplus = 7

/** @param page from 1 */
export function pageByNumber(rows: Rows, page: number, size: number, faults: FaultPlan): Page {
  const served = withDuplicate(rows, size, faults)
  const isEmptied = page === 2 && served.count > 2 * size && faults.isListHit('emptyPage', rows.key)
  return { rows: isEmptied ? [] : cut(served, (page - 1) * size, size), total: claimTotal(rows, page, faults) }
}

/** @throws RequestError where the cursor is not one of this list. */
export function pageByCursor(rows: Rows, cursor: string, size: number, faults: FaultPlan, cursorName = 'NextToken'): CursorPage {
  const served = withDuplicate(rows, size, faults)
  const { offset, isAfterEmpty } = cursor === '' ? { offset: 0, isAfterEmpty: false } : readCursor(rows.key, cursor, cursorName)
  const total = claimTotal(rows, Math.floor(offset / size) + 1, faults)
  const hasMore = offset + size < served.count
  const isSecondOfMore = offset === size && hasMore
  if (isSecondOfMore && !isAfterEmpty && faults.isListHit('emptyPage', rows.key)) return { rows: [], total, next: writeCursor(rows.key, offset, true) }
  const isRepeated = isSecondOfMore && faults.isListHit('repeatCursor', rows.key)
  return { rows: cut(served, offset, size), total, next: isRepeated ? cursor : hasMore ? writeCursor(rows.key, offset + size, false) : '' }
}

const cut = (rows: Rows, from: number, size: number): JsonText[] => {
  const page: JsonText[] = []
  for (let index = from; index < Math.min(from + size, rows.count); index += 1) page.push(rows.row(index))
  return page
}

/** As if a row had been inserted while pages were read: the last row of page 1 comes again as the first of page 2, and all others move by one. */
function withDuplicate(rows: Rows, size: number, faults: FaultPlan): Rows {
  if (rows.count <= size || !faults.isListHit('duplicate', rows.key)) return rows
  return { key: rows.key, count: rows.count + 1, row: (index) => rows.row(index < size ? index : index - 1) }
}

/** Too large by a fixed number, or growing from page to page. */
function claimTotal(rows: Rows, page: number, faults: FaultPlan): number {
  if (!faults.isListHit('wrongTotal', rows.key)) return rows.count
  return rows.count + surplus * (faults.isOdd(rows.key) ? page : 1)
}

const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, '0')

/** 32 hexadecimal digits: offset and mark, masked, then a check. */
function writeCursor(key: string, offset: number, isAfterEmpty: boolean): string {
  const mark = isAfterEmpty ? 1 : 0
  return hex(offset ^ hashText(`${key}/offset`)) + hex(mark ^ hashText(`${key}/mark/${offset}`)) + hex(hashText(`${key}/${offset}/${mark}/a`)) + hex(hashText(`${key}/${offset}/${mark}/b`))
}

function readCursor(key: string, cursor: string, cursorName: string): { offset: number; isAfterEmpty: boolean } {
  const offset = (parseInt(cursor.slice(0, 8), 16) ^ hashText(`${key}/offset`)) >>> 0
  const found = [false, true].find((isAfterEmpty) => writeCursor(key, offset, isAfterEmpty) === cursor)
  if (found === undefined) throw invalid(cursorName)
  return { offset, isAfterEmpty: found }
}
