/** Stores pages of one call: parse, find rows, one transaction for each page. A page stored before is answered from its record and stored no second time. */
import { targetKey, type CallSpec, type Target } from '../../shared/call'
import { createBodyLog } from './bodies'
import { columnPath, createColumnSet, overColumn, type ColumnSet, type ColumnState } from './columns'
import type { RowAppender, Session } from './duckdb'
import { drawCell, drawnColumns, fillDrawn, newDrawn } from './drawn'
import { createFlattener } from './flatten'
import { createHashSet, type HashSet } from './hashSet'
import { readPage, type KeyOf, type ReadPage, type ReadRow } from './page'
import type { Exchange, PageFacts, PageInput } from './result'
import { ofTarget, putColumns, readColumns } from './tables'

export interface Ingest {
  append(page: PageInput): Promise<PageFacts>
  /** Columns stored so far: one of a page on its way cannot be read yet. */
  columns: () => readonly ColumnState[]
  /** Rows committed so far. */
  total: () => number
  /** Makes a path into a list of a column a column, for stored rows and those to come. @throws AppError `input` about `path`. */
  addColumn(path: string): Promise<ColumnState>
}

/** What is known of a target's stored pages. */
interface Seen {
  pages: Set<number>
  hashes: HashSet
  /** The reading that goes on, where it is not the first, and the rows it has brought. */
  pass?: { number: number; hashes: HashSet }
}

/** Reads what the database holds already, so that a call can go on after a restart. `now` answers an ISO 8601 time. */
export async function createIngest(session: Session, { operation, key, over }: Pick<CallSpec, 'operation' | 'key' | 'over'>, now: () => string): Promise<Ingest> {
  const columns = createColumnSet(await readColumns(session))
  const grown = new Set<ColumnState>()
  const keyOf = key === undefined ? undefined : createKey(key, columns)
  const onGrown = (column: ColumnState): void => void grown.add(column)
  const flattener = createFlattener(columns, onGrown)
  const drawn = drawnColumns(columns.all)
  let saved = columns.all.length
  const [[count] = []] = await session.run('SELECT count(*) FROM rows')
  let total = Number(count)
  const seen = await readSeen(session, over !== undefined)
  const bodies = await createBodyLog(session)
  const [[path] = []] = await session.run('SELECT rows_path FROM pages WHERE received > 0 AND rows_path IS NOT NULL ORDER BY stored_at DESC LIMIT 1')
  let knownPath = typeof path === 'string' ? path : undefined

  const seenOf = (target: Target): Seen => {
    const key = targetKey(target)
    const known = seen.get(key) ?? { pages: new Set<number>(), hashes: createHashSet() }
    seen.set(key, known)
    return known
  }

  return {
    columns: () => (saved === columns.all.length ? columns.all : columns.all.slice(0, saved)),
    total: () => total,
    async append(page) {
      const known = seenOf(page.target)
      if (known.pages.has(page.page)) return storedFacts(session, page)

      const read = readPage(page, { operation, ...(knownPath === undefined ? {} : { knownPath }) }, flattener, (hash) => known.hashes.has(hash), keyOf)
      for (const { cells } of read.rows) for (const one of drawn) cells[one.column.index] = drawCell(one, cells[one.from.index], onGrown)
      putRowValues(page.target, read.rows, columns)
      const facts = factsOf(page, read, columns.all.length, known)
      const first = total
      await session.transaction(async () => {
        const fresh = columns.all.slice(saved)
        await putColumns(session, fresh, [...grown].filter((column) => column.index < saved), first === 0, columns.all)
        await session.append('rows', (to) => {
          for (const [offset, row] of read.rows.entries()) {
            to.big(BigInt(first + offset))
            to.text(page.target.accountId)
            to.text(page.target.accountName)
            to.text(page.target.regionId)
            to.text(page.requestId)
            to.integer(page.page)
            to.integer(row.index)
            to.huge(row.hash)
            if (page.target.rowNumber !== undefined) to.integer(page.target.rowNumber)
            appendCells(to, row, columns.all.length)
            to.endRow()
          }
        })
        const { part, place } = await bodies.put(page.body)
        await session.append('pages', (to) => {
          to.text(page.target.accountId)
          to.text(page.target.regionId)
          to.integer(page.page)
          to.text(page.requestId)
          to.text(now())
          to.integer(facts.received)
          to.integer(facts.stored)
          to.integer(facts.duplicates)
          to.text(facts.rowsPath)
          to.text(JSON.stringify(facts))
          to.text(null)
          to.integer(page.body.length)
          appendExchange(to, page.exchange)
          to.integer(part)
          to.big(BigInt(place))
          if (page.target.rowNumber !== undefined) to.integer(page.target.rowNumber)
          to.endRow()
        })
      })
      saved = columns.all.length
      grown.clear()
      total = first + read.rows.length
      known.pages.add(page.page)
      for (const { hash } of read.rows) known.hashes.add(hash)
      if (read.received > 0 && page.rowsPath === undefined) knownPath = read.rowsPath
      return facts
    },
    async addColumn(path) {
      const one = newDrawn(path, columns)
      if (!('from' in one)) return one.column
      await session.transaction(async () => {
        await putColumns(session, [one.column], [], false, columns.all)
        await fillDrawn(session, one)
      })
      saved = columns.all.length
      drawn.push(one)
      return one.column
    },
  }
}

/** Which row of another result the call was made for, as cells of the rows that it brought. */
function putRowValues({ rowValues }: Target, rows: readonly ReadRow[], { all }: ColumnSet): void {
  for (const [column, value] of Object.entries(rowValues ?? {})) {
    const index = all.find(({ path }) => path === overColumn(column))?.index
    if (index !== undefined) for (const { cells } of rows) cells[index] = value
  }
}

function appendCells(to: RowAppender, { cells }: ReadRow, width: number): void {
  for (let index = 0; index < width; index += 1) to.text(cells[index])
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

/** The value of a row's key from its cells: whole texts with their lengths, so that no two keys run into each other. */
function createKey(paths: readonly string[], columns: ColumnSet): KeyOf {
  const wanted = paths.map(columnPath)
  let places: (number | undefined)[] = []
  return (cells) => {
    if (places.length < wanted.length || places.includes(undefined)) places = wanted.map((path) => columns.all.find((column) => column.path === path)?.index)
    const values = places.map((place) => (place === undefined ? undefined : cells[place]))
    return values.every((value) => value === undefined || value === null) ? undefined : JSON.stringify(values)
  }
}

/** Rows that a later reading brings for the first time; undefined in the first, where they are those stored. */
function countDistinct(known: Seen, pass: number | undefined, hashes: readonly bigint[]): number | undefined {
  if (pass === undefined || pass === 1) return undefined
  if (known.pass?.number !== pass) known.pass = { number: pass, hashes: createHashSet() }
  const before = known.pass.hashes.size
  for (const hash of hashes) known.pass.hashes.add(hash)
  return known.pass.hashes.size - before
}

function factsOf(page: PageInput, read: ReadPage, columns: number, known: Seen): PageFacts {
  const { rows, hashes, ...facts } = read
  const distinct = countDistinct(known, page.pass, hashes)
  return {
    ...facts,
    stored: rows.length,
    duplicates: read.received - rows.length,
    ...(page.requestId === undefined ? {} : { requestId: page.requestId }),
    ...(distinct === undefined ? {} : { distinct }),
    ...(page.listPage === undefined ? {} : { listPage: page.listPage }),
    ...(page.pass === undefined ? {} : { pass: page.pass }),
    columns,
  }
}

async function storedFacts(session: Session, { target, page }: PageInput): Promise<PageFacts> {
  const { sql, values } = ofTarget(target)
  const [[facts] = []] = await session.run(`SELECT facts FROM pages WHERE ${sql} AND page = $${values.length + 1}`, [...values, BigInt(page)])
  return JSON.parse(String(facts)) as PageFacts
}

/** Rows read at a time when a call is reopened, so that a million hashes do not come as one answer. */
const step = 50_000

async function readSeen(session: Session, isOver: boolean): Promise<Map<string, Seen>> {
  const seen = new Map<string, Seen>()
  const at = (account: unknown, region: unknown, row: unknown): Seen => {
    const key = targetKey({ accountId: String(account), regionId: String(region), ...(typeof row === 'number' ? { rowNumber: row } : {}) })
    const known = seen.get(key) ?? { pages: new Set<number>(), hashes: createHashSet() }
    seen.set(key, known)
    return known
  }
  const rowNumber = isOver ? 'over_row' : 'NULL'
  for (const [account, region, row, page] of await session.run(`SELECT account, region, ${rowNumber}, page FROM pages`)) at(account, region, row).pages.add(Number(page))
  for (let first = 0, isMore = true; isMore; first += step) {
    const found = await session.run(`SELECT "_account", "_region", ${rowNumber}, row_hash FROM rows WHERE seq >= $1 AND seq < $2`, [BigInt(first), BigInt(first + step)])
    for (const [account, region, row, hash] of found) at(account, region, row).hashes.add(hash as bigint)
    isMore = found.length > 0
  }
  return seen
}
