/** The tables of one call's database and the statements that read and write them. One writer; readers need nothing from here but the names. */
import { targetKey, type CallSpec, type CallSummary, type Target, type TargetOutcome, type TargetRef } from '../../shared/call'
import type { ResultId } from '../../shared/result'
import type { ColumnState } from './columns'
import type { Session, SqlValue } from './duckdb'
import type { PageFacts, StoredPage } from './result'
import { quoteName } from './query'
import { fromText, toText } from './specText'

/** Version of this layout; a database with another one is not opened. */
const layout = 1

export interface CallHead {
  spec: CallSpec
  targets: Target[]
  startedAt: string
  /** Of a result that was made from others. */
  derived?: { kind: 'sql' | 'rowsFrom' | 'compare'; from: ResultId[] }
}

const contextSql = 'seq BIGINT, "_account" VARCHAR, "_accountName" VARCHAR, "_region" VARCHAR, "_requestId" VARCHAR, "_page" INTEGER, row_index INTEGER, row_hash UHUGEINT'

/** How a page was got, and where its text lies; results of older versions have no such columns until they are opened, and the text itself in `body`. */
const exchangeSql = ['body_size INTEGER', 'request VARCHAR', 'headers VARCHAR', 'http_status INTEGER', 'elapsed_ms DOUBLE', 'body_part INTEGER', 'body_place BIGINT']

export async function isUpToDate(session: Session): Promise<boolean> {
  const [[count] = []] = await session.run("SELECT count(*) FROM duckdb_columns() WHERE table_name = 'pages' AND column_name = 'body_place'")
  return Number(count) > 0
}

export async function bringUpToDate(session: Session): Promise<void> {
  await session.transaction(async () => {
    for (const column of exchangeSql) await session.run(`ALTER TABLE pages ADD COLUMN IF NOT EXISTS ${column}`)
  })
}

/** The rows table with these columns; only ever made anew while it is empty. */
export const rowsTable = (columns: readonly ColumnState[]): string =>
  `CREATE OR REPLACE TABLE rows (${[contextSql, ...columns.map(({ id }) => `${quoteName(id)} VARCHAR`)].join(', ')})`

export async function createTables(session: Session, head: CallHead): Promise<void> {
  await session.transaction(async () => {
    await session.run('CREATE TABLE meta (key VARCHAR PRIMARY KEY, value VARCHAR)')
    await session.run(`CREATE TABLE pages (account VARCHAR, region VARCHAR, page INTEGER, request_id VARCHAR, stored_at VARCHAR, received INTEGER, stored INTEGER,
      duplicates INTEGER, rows_path VARCHAR, facts VARCHAR, body VARCHAR, ${exchangeSql.join(', ')})`)
    await session.run('CREATE TABLE columns (id VARCHAR PRIMARY KEY, place INTEGER, path VARCHAR, bits INTEGER, integer_digits INTEGER, fraction_digits INTEGER, time_length INTEGER)')
    await session.run('CREATE TABLE outcomes (target VARCHAR PRIMARY KEY, outcome VARCHAR)')
    await session.run(rowsTable([]))
    for (const [key, value] of Object.entries({ layout: String(layout), head: toText(head) })) await putMeta(session, key, value)
  })
}

export async function putMeta(session: Session, key: string, value: string): Promise<void> {
  await session.run('INSERT OR REPLACE INTO meta VALUES ($1, $2)', [key, value])
}

async function readMeta(session: Session, key: string): Promise<string | undefined> {
  const [[value] = []] = await session.run('SELECT value FROM meta WHERE key = $1', [key])
  return typeof value === 'string' ? value : undefined
}

/** What the call was; undefined where the file holds no call of this layout. */
export async function readHead(session: Session): Promise<CallHead | undefined> {
  const [version, head] = [await readMeta(session, 'layout'), await readMeta(session, 'head')]
  return version === String(layout) && head !== undefined ? (fromText(head) as CallHead) : undefined
}

export const putSummary = (session: Session, summary: CallSummary): Promise<void> => putMeta(session, 'summary', toText(summary))

export async function readSummary(session: Session): Promise<CallSummary | undefined> {
  const text = await readMeta(session, 'summary')
  return text === undefined ? undefined : (fromText(text) as CallSummary)
}

/** From now on the call's end is open again. */
export async function dropSummary(session: Session): Promise<void> {
  await session.run("DELETE FROM meta WHERE key = 'summary'")
}

export async function readPages(session: Session, { accountId, regionId }: TargetRef): Promise<StoredPage[]> {
  const found = await session.run('SELECT page, facts FROM pages WHERE account = $1 AND region = $2 ORDER BY page', [accountId, regionId])
  return found.map(([page, facts]) => ({ page: Number(page), facts: JSON.parse(String(facts)) as PageFacts }))
}

export async function putOutcomes(session: Session, outcomes: readonly TargetOutcome[]): Promise<void> {
  if (outcomes.length === 0) return
  await session.transaction(async () => {
    for (const outcome of outcomes) await session.run('INSERT OR REPLACE INTO outcomes VALUES ($1, $2)', [targetKey(outcome), toText(outcome)])
  })
}

export async function readOutcomes(session: Session): Promise<Map<string, TargetOutcome>> {
  const found = await session.run('SELECT target, outcome FROM outcomes')
  return new Map(found.map(([target, outcome]) => [String(target), fromText(String(outcome)) as TargetOutcome]))
}

export async function readColumns(session: Session): Promise<ColumnState[]> {
  const found = await session.run('SELECT id, place, path, bits, integer_digits, fraction_digits, time_length FROM columns ORDER BY place')
  return found.map(([id, index, path, bits, integerDigits, fractionDigits, timeLength]) => ({
    id: String(id),
    index: Number(index),
    path: String(path),
    bits: Number(bits),
    integerDigits: Number(integerDigits),
    fractionDigits: Number(fractionDigits),
    timeLength: Number(timeLength),
  }))
}

/** Part of a page's transaction: new columns first, then the evidence that grew. */
export async function putColumns(session: Session, fresh: readonly ColumnState[], grown: readonly ColumnState[], isEmpty: boolean, all: readonly ColumnState[]): Promise<void> {
  if (fresh.length > 0) {
    if (isEmpty) await session.run(rowsTable(all))
    else for (const { id } of fresh) await session.run(`ALTER TABLE rows ADD COLUMN ${quoteName(id)} VARCHAR`)
    await insertColumns(session, fresh)
  }
  for (const column of grown) {
    const values: SqlValue[] = [column.bits, column.integerDigits, column.fractionDigits, column.timeLength, column.id]
    await session.run('UPDATE columns SET bits = $1, integer_digits = $2, fraction_digits = $3, time_length = $4 WHERE id = $5', values)
  }
}

export async function insertColumns(session: Session, columns: readonly ColumnState[]): Promise<void> {
  await session.append('columns', (to) => {
    for (const column of columns) {
      to.text(column.id)
      to.integer(column.index)
      to.text(column.path)
      for (const value of [column.bits, column.integerDigits, column.fractionDigits, column.timeLength]) to.integer(value)
      to.endRow()
    }
  })
}

export interface TargetCount {
  account: string
  region: string
  pages: number
  rows: number
  duplicates: number
  requestIds: string[]
  lastAt: string
}

/** What the stored pages add up to, by target. */
export async function countPages(session: Session): Promise<TargetCount[]> {
  const found = await session.run(`SELECT account, region, count(*), sum(stored), sum(duplicates), max(stored_at), to_json(list(request_id ORDER BY page) FILTER (request_id IS NOT NULL))
    FROM pages GROUP BY account, region`)
  return found.map(([account, region, pages, rows, duplicates, lastAt, requestIds]) => ({
    account: String(account),
    region: String(region),
    pages: Number(pages),
    rows: Number(rows),
    duplicates: Number(duplicates),
    lastAt: String(lastAt),
    requestIds: typeof requestIds === 'string' ? (JSON.parse(requestIds) as string[]) : [],
  }))
}
