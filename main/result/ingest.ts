/** Stores pages of one call: parse, find rows, one transaction for all the pages that are handed over together. A page stored before is answered from its record and stored no second time. */
import { targetKey, type CallSpec, type Target } from '../../shared/call'
import { AppError, toWire } from '../../shared/errors'
import { say } from '../../shared/words'
import { createBodyLog, packBody, type BodyPlace } from './bodies'
import { columnPath, createColumnSet, overColumn, type ColumnSet, type ColumnState } from './columns'
import type { RowAppender, Session } from './duckdb'
import { drawCell, drawnColumns, fillDrawn, newDrawn } from './drawn'
import { createFlattener } from './flatten'
import { createHashSet, type HashSet } from './hashSet'
import { readPage, type KeyOf, type ReadPage, type ReadRow } from './page'
import type { AppendedPages, Exchange, PageFacts, PageInput } from './result'
import { ofTarget, putColumns, readColumns } from './tables'

export interface Ingest {
  /**
   * Stores lists of pages in one transaction; in each list the pages go in order up to the first that cannot be read.
   * @throws AppError where the transaction is refused; then no page of any list is stored.
   */
  append(lists: readonly (readonly PageInput[])[]): Promise<AppendedPages[]>
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

/** What of a page is stored. */
type PageRows = Omit<ReadPage, 'hashes'>

/** A page that was read for the transaction which is about to begin. */
interface Waiting {
  page: PageInput
  /** Its text as it is stored, on its way. */
  body: Promise<Uint8Array>
  read: PageRows
  facts: PageFacts
}

/** Pages of one transaction, and what they bring to each target. */
interface Group {
  pages: Waiting[]
  brought: Map<Seen, { stored: Set<bigint>; distinct: Set<bigint> }>
  knownPath?: string
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

  /** @throws AppError where the page cannot be read; the group is then as before. */
  const read = (page: PageInput, group: Group): Waiting => {
    const known = seenOf(page.target)
    const brought = group.brought.get(known) ?? { stored: new Set<bigint>(), distinct: new Set<bigint>() }
    const { hashes, ...found } = readPage(page, { operation, ...(group.knownPath === undefined ? {} : { knownPath: group.knownPath }) }, flattener, (hash) => known.hashes.has(hash) || brought.stored.has(hash), keyOf)
    for (const { cells } of found.rows) for (const one of drawn) cells[one.column.index] = drawCell(one, cells[one.from.index], onGrown)
    putRowValues(page.target, found.rows, columns)
    const facts = factsOf(page, found, columns.all.length, countDistinct(known, page.pass, hashes, brought.distinct))
    for (const { hash } of found.rows) brought.stored.add(hash)
    group.brought.set(known, brought)
    if (found.received > 0 && page.rowsPath === undefined && found.rowsPath !== undefined) group.knownPath = found.rowsPath
    const waiting = { page, body: packBody(page.body), read: found, facts }
    group.pages.push(waiting)
    return waiting
  }

  const readList = async (pages: readonly PageInput[], group: Group): Promise<AppendedPages> => {
    const facts: PageFacts[] = []
    try {
      for (const page of pages) {
        const isStored = seenOf(page.target).pages.has(page.page)
        const twin = group.pages.find((one) => one.page.page === page.page && targetKey(one.page.target) === targetKey(page.target))
        facts.push(isStored ? await storedFacts(session, page) : (twin ?? read(page, group)).facts)
      }
      return { facts }
    } catch (thrown) {
      return { facts, failure: toWire(thrown) }
    }
  }

  const write = async ({ pages }: Group, texts: readonly Uint8Array[]): Promise<void> => {
    const width = columns.all.length
    const fresh = columns.all.slice(saved)
    await putColumns(session, fresh, [...grown].filter((column) => column.index < saved), total === 0, columns.all)
    await session.append('rows', (to) => {
      let seq = total
      for (const { page, read } of pages) for (const row of read.rows) appendRow(to, BigInt(seq++), page, row, width)
    })
    const places = await bodies.put(texts)
    const storedAt = now()
    await session.append('pages', (to) => {
      for (const [index, { page, facts }] of pages.entries()) appendPage(to, page, facts, storedAt, places[index])
    })
  }

  const keep = ({ pages, brought, knownPath: path }: Group): void => {
    saved = columns.all.length
    grown.clear()
    bodies.kept()
    knownPath = path
    for (const { page, read } of pages) {
      total += read.rows.length
      seenOf(page.target).pages.add(page.page)
    }
    for (const [known, { stored, distinct }] of brought) {
      for (const hash of stored) known.hashes.add(hash)
      for (const hash of distinct) known.pass?.hashes.add(hash)
    }
  }

  return {
    columns: () => (saved === columns.all.length ? columns.all : columns.all.slice(0, saved)),
    total: () => total,
    async append(lists) {
      const group: Group = { pages: [], brought: new Map(), ...(knownPath === undefined ? {} : { knownPath }) }
      const appended: AppendedPages[] = []
      for (const pages of lists) appended.push(await readList(pages, group))
      if (group.pages.length === 0) return appended
      const texts = await Promise.all(group.pages.map(({ body }) => body))
      await session.transaction(() => write(group, texts))
      keep(group)
      return appended
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

function appendRow(to: RowAppender, seq: bigint, { target, requestId, page }: PageInput, row: ReadRow, width: number): void {
  to.big(seq)
  to.text(target.accountId)
  to.text(target.accountName)
  to.text(target.regionId)
  to.text(requestId)
  to.integer(page)
  to.integer(row.index)
  to.huge(row.hash)
  if (target.rowNumber !== undefined) to.integer(target.rowNumber)
  appendCells(to, row, width)
  to.endRow()
}

function appendPage(to: RowAppender, { target, page, requestId, body, exchange }: PageInput, facts: PageFacts, storedAt: string, place: BodyPlace | undefined): void {
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

/** Rows that a later reading brings for the first time, which are put into `fresh`; undefined in the first reading, where they are those stored. */
function countDistinct(known: Seen, pass: number | undefined, hashes: readonly bigint[], fresh: Set<bigint>): number | undefined {
  if (pass === undefined || pass === 1) return undefined
  if (known.pass?.number !== pass) known.pass = { number: pass, hashes: createHashSet() }
  const before = fresh.size
  for (const hash of hashes) if (!known.pass.hashes.has(hash)) fresh.add(hash)
  return fresh.size - before
}

function factsOf(page: PageInput, read: PageRows, columns: number, distinct: number | undefined): PageFacts {
  const { rows, ...facts } = read
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
