/** Rows and pages as the appender takes them: one value for each column, in the order of the tables. */
import { AppError } from '../../shared/errors'
import { say } from '../../shared/words'
import type { BodyPlace } from './bodies'
import type { RowAppender } from './duckdb'
import type { ReadRow } from './page'
import type { Exchange, PageFacts, PageInput } from './result'

/** @param width columns of the table, of which the row may have fewer. */
export function appendRow(to: RowAppender, seq: bigint, { target, requestId, page }: PageInput, row: ReadRow, width: number): void {
  to.big(seq)
  to.text(target.accountId)
  to.text(target.accountName)
  to.text(target.regionId)
  to.text(requestId)
  to.integer(page)
  to.integer(row.index)
  to.huge(row.hash)
  if (target.rowNumber !== undefined) to.integer(target.rowNumber)
  for (let index = 0; index < width; index += 1) to.text(row.cells[index])
  to.endRow()
}

/** @param storedAt ISO 8601 time. */
export function appendPage(to: RowAppender, { target, page, requestId, body, exchange }: PageInput, facts: PageFacts, storedAt: string, place: BodyPlace | undefined): void {
  if (!place) throw new AppError('bug', say`Page ${page} has no place for its text.`)
  to.text(target.accountId)
  to.text(target.regionId)
  to.integer(page)
  to.text(requestId)
  to.text(storedAt)
  to.integer(facts.received)
  to.integer(facts.stored)
  to.integer(facts.duplicates)
  to.text(facts.rowsPath)
  to.text(JSON.stringify(facts))
  to.text(null)
  to.integer(body.length)
  appendExchange(to, exchange)
  to.integer(place.part)
  to.big(BigInt(place.place))
  if (target.rowNumber !== undefined) to.integer(target.rowNumber)
  to.endRow()
}

function appendExchange(to: RowAppender, exchange: Exchange | undefined): void {
  to.text(exchange && JSON.stringify(exchange.request))
  to.text(exchange && JSON.stringify(exchange.headers))
  if (!exchange) {
    to.text(null)
    to.text(null)
    return
  }
  to.integer(exchange.httpStatus)
  to.double(exchange.elapsedMs)
}
