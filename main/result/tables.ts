/** The tables of one call's database and the statements that read and write them. One writer; readers need nothing from here but the names. */
import { targetKey, type CallSpec, type CallSummary, type Target, type TargetOutcome, type TargetRef } from '../../shared/call'
import { stoppedReason } from '../../shared/outcomeWords'
import type { ResultId } from '../../shared/result'
import { isOverColumn, overColumn, type ColumnState } from './columns'
import type { Session, SqlValue } from './duckdb'
import { noEvidence, noteString } from './kinds'
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

/** A call over rows: its rows and pages have the number of the row that they were asked for. */
export const isOver = ({ spec, derived }: CallHead): boolean => spec.over !== undefined && derived === undefined

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
const rowsTable = (columns: readonly ColumnState[]): string =>
  `CREATE OR REPLACE TABLE rows (${[contextSql, ...(columns.some(({ path }) => isOverColumn(path)) ? ['over_row INTEGER'] : []), ...columns.map(({ id }) => `${quoteName(id)} VARCHAR`)].join(', ')})`

export async function createTables(session: Session, head: CallHead): Promise<void> {
  await session.transaction(async () => {
    await session.run('CREATE TABLE meta (key VARCHAR PRIMARY KEY, value VARCHAR)')
    await session.run(`CREATE TABLE pages (account VARCHAR, region VARCHAR, page INTEGER, request_id VARCHAR, stored_at VARCHAR, received INTEGER, stored INTEGER,
      duplicates INTEGER, rows_path VARCHAR, facts VARCHAR, body VARCHAR, ${[...exchangeSql, ...(isOver(head) ? ['over_row INTEGER'] : [])].join(', ')})`)
    await session.run('CREATE TABLE columns (id VARCHAR PRIMARY KEY, place INTEGER, path VARCHAR, bits INTEGER, integer_digits INTEGER, fraction_digits INTEGER, time_length INTEGER)')
    await session.run('CREATE TABLE outcomes (target VARCHAR PRIMARY KEY, outcome VARCHAR)')
    if (isOver(head)) await putTargets(session, head.targets)
    else await session.run(rowsTable([]))
    for (const [key, value] of Object.entries({ layout: String(layout), head: toText(isOver(head) ? { ...head, targets: [] } : head) })) await putMeta(session, key, value)
  })
}

/** The targets of a call over rows, which are many, and the columns of what it takes from the rows: kept, so that it goes on with them whatever becomes of the rows. */
async function putTargets(session: Session, targets: readonly Target[]): Promise<void> {
  const names = Object.keys(targets[0]?.rowValues ?? {})
  const columns = names.map((name, index): ColumnState => ({ id: `c${index}`, index, path: overColumn(name), ...noEvidence() }))
  for (const { rowValues = {} } of targets) for (const [index, name] of names.entries()) if (columns[index]) noteString(columns[index], rowValues[name] ?? '')
  await session.run(rowsTable(columns))
  await insertColumns(session, columns)
  await session.run('CREATE TABLE targets (account VARCHAR, account_name VARCHAR, region VARCHAR, row_number INTEGER, row_values VARCHAR)')
  await session.append('targets', (to) => {
    for (const { accountId, accountName, regionId, rowNumber = 0, rowValues = {} } of targets) {
      to.text(accountId)
      to.text(accountName)
      to.text(regionId)
      to.integer(rowNumber)
      to.text(JSON.stringify(rowValues))
      to.endRow()
    }
  })
}

async function readTargets(session: Session): Promise<Target[]> {
  const found = await session.run('SELECT account, account_name, region, row_number, row_values FROM targets ORDER BY rowid')
  return found.map(([account, name, region, rowNumber, rowValues]) => ({
    accountId: String(account),
    ...(typeof name === 'string' ? { accountName: name } : {}),
    regionId: String(region),
    rowNumber: Number(rowNumber),
    rowValues: JSON.parse(String(rowValues)) as Record<string, string>,
  }))
}

async function putMeta(session: Session, key: string, value: string): Promise<void> {
  await session.run('INSERT OR REPLACE INTO meta VALUES ($1, $2)', [key, value])
}

async function readMeta(session: Session, key: string): Promise<string | undefined> {
  const [[value] = []] = await session.run('SELECT value FROM meta WHERE key = $1', [key])
  return typeof value === 'string' ? value : undefined
}

/** What the call was; undefined where the file holds no call of this layout. */
export async function readHead(session: Session): Promise<CallHead | undefined> {
  const [version, head] = [await readMeta(session, 'layout'), await readMeta(session, 'head')]
  if (version !== String(layout) || head === undefined) return undefined
  const read = fromText(head) as CallHead
  return isOver(read) ? { ...read, targets: await readTargets(session) } : read
}

/** The targets of a call over rows are many, and stand in `outcomes` alone. */
export const putSummary = (session: Session, summary: CallSummary, head: CallHead): Promise<void> => putMeta(session, 'summary', toText(isOver(head) ? { ...summary, targets: [] } : summary))

export async function readSummary(session: Session, head: CallHead): Promise<CallSummary | undefined> {
  const text = await readMeta(session, 'summary')
  if (text === undefined) return undefined
  const summary = fromText(text) as CallSummary
  if (!isOver(head)) return summary
  const outcomes = await readOutcomes(session)
  return { ...summary, targets: head.targets.map((target) => outcomes.get(targetKey(target)) ?? leftOut(target, summary.state)) }
}

/** A target that was not begun before its call was stopped: no outcome of it is stored, for there may be a hundred thousand. */
const leftOut = (target: Target, state: CallSummary['state']): TargetOutcome => ({
  ...target,
  ...{ complete: false, rows: 0, pages: 0, requests: 0, duplicates: 0, requestIds: [], elapsedMs: 0 },
  ...(state === 'paused' ? { status: 'waiting' } : { status: 'cancelled', stop: 'cancelled' }),
  ...stoppedReason({ rows: 0 }, state === 'paused' ? 'paused' : 'cancelled'),
})

/** From now on the call's end is open again. */
export async function dropSummary(session: Session): Promise<void> {
  await session.run("DELETE FROM meta WHERE key = 'summary'")
}

/** The pages of one target, for `WHERE`. */
export const ofTarget = ({ accountId, regionId, rowNumber }: TargetRef): { sql: string; values: SqlValue[] } => ({
  sql: `account = $1 AND region = $2${rowNumber === undefined ? '' : ' AND over_row = $3'}`,
  values: [accountId, regionId, ...(rowNumber === undefined ? [] : [BigInt(rowNumber)])],
})

export async function readPages(session: Session, target: TargetRef): Promise<StoredPage[]> {
  const { sql, values } = ofTarget(target)
  const found = await session.run(`SELECT page, facts FROM pages WHERE ${sql} ORDER BY page`, values)
  return found.map(([page, facts]) => ({ page: Number(page), facts: JSON.parse(String(facts)) as PageFacts }))
}

/** Outcomes written one by one; more go through a table. */
const fewOutcomes = 100

export async function putOutcomes(session: Session, outcomes: readonly TargetOutcome[]): Promise<void> {
  if (outcomes.length === 0) return
  await session.transaction(async () => {
    if (outcomes.length <= fewOutcomes) {
      for (const outcome of outcomes) await session.run('INSERT OR REPLACE INTO outcomes VALUES ($1, $2)', [targetKey(outcome), toText(outcome)])
      return
    }
    await session.run('CREATE OR REPLACE TEMP TABLE told (target VARCHAR, outcome VARCHAR)')
    await session.append('told', (to) => {
      for (const outcome of outcomes) {
        to.text(targetKey(outcome))
        to.text(toText(outcome))
        to.endRow()
      }
    })
    await session.run('INSERT OR REPLACE INTO outcomes SELECT * FROM told')
    await session.run('DROP TABLE told')
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
  target: TargetRef
  pages: number
  rows: number
  duplicates: number
  requestIds: string[]
  lastAt: string
}

/** What the stored pages add up to, by target. */
export async function countPages(session: Session, head: CallHead): Promise<TargetCount[]> {
  const rowNumber = isOver(head) ? 'over_row' : 'NULL'
  const found = await session.run(`SELECT account, region, ${rowNumber}, count(*), sum(stored), sum(duplicates), max(stored_at), to_json(list(request_id ORDER BY page) FILTER (request_id IS NOT NULL))
    FROM pages GROUP BY account, region, ${rowNumber}`)
  return found.map(([account, region, row, pages, rows, duplicates, lastAt, requestIds]) => ({
    target: { accountId: String(account), regionId: String(region), ...(row === null || row === undefined ? {} : { rowNumber: Number(row) }) },
    pages: Number(pages),
    rows: Number(rows),
    duplicates: Number(duplicates),
    lastAt: String(lastAt),
    requestIds: typeof requestIds === 'string' ? (JSON.parse(requestIds) as string[]) : [],
  }))
}
