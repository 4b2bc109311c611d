/** Stores pages of one call: parse, find rows, one transaction for all the pages that are handed over together. While one group is being committed the next is read. A page stored before is answered from its record and stored no second time. */
import { targetKey, type CallSpec, type Target } from '../../shared/call'
import { toWire } from '../../shared/errors'
import { appendPage, appendRow } from './appendPages'
import { createBodyLog, packBody } from './bodies'
import { columnPath, createColumnSet, overColumn, type ColumnSet, type ColumnState } from './columns'
import type { Session } from './duckdb'
import { drawCell, drawnColumns, fillDrawn, newDrawn } from './drawn'
import { createFlattener } from './flatten'
import { createHashSet } from './hashSet'
import { readPage, type KeyOf, type ReadPage, type ReadRow } from './page'
import type { AppendedPages, PageFacts, PageInput } from './result'
import { readSeen, type Seen } from './seen'
import { ofTarget, putColumns, readColumns } from './tables'

type Lists = readonly (readonly PageInput[])[]

export interface Ingest {
  /** Reads lists of pages for one transaction, also while the one before is being committed; in each list the pages go in order up to the first that cannot be read. Nothing is stored. */
  read: (lists: Lists) => Promise<ReadGroup>
  /**
   * Stores what was read, in one transaction. `onSent` is told when only its commit is waited for.
   * @throws AppError where the transaction is refused; then no page of any list is stored.
   */
  write: (group: ReadGroup, onSent?: () => void) => Promise<AppendedPages[]>
  /** Columns stored so far: one of a page on its way cannot be read yet. */
  columns: () => readonly ColumnState[]
  /** Rows committed so far. */
  total: () => number
  /** Makes a path into a list of a column a column, for stored rows and those to come. @throws AppError `input` about `path`. */
  addColumn(path: string): Promise<ColumnState>
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

/** Hashes that a group brings to a target. */
interface Brought {
  stored: Set<bigint>
  distinct: Set<bigint>
}

/** Pages of one transaction, and what they bring to each target. */
export interface ReadGroup {
  readonly lists: Lists
  readonly appended: AppendedPages[]
  readonly pages: Waiting[]
  readonly brought: Map<Seen, Brought>
  knownPath?: string
  /** The group that was being committed when this one was read: its rows count as stored. */
  before?: ReadGroup
  /** Columns that were drawn out of lists by then. */
  readonly drawn: number
  isRefused: boolean
}

const isSamePage = (one: PageInput, other: PageInput): boolean => one.page === other.page && targetKey(one.target) === targetKey(other.target)

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
  const seenOf = await readSeen(session, over !== undefined)
  const bodies = await createBodyLog(session)
  const [[path] = []] = await session.run('SELECT rows_path FROM pages WHERE received > 0 AND rows_path IS NOT NULL ORDER BY stored_at DESC LIMIT 1')
  let knownPath = typeof path === 'string' ? path : undefined
  let committing: { group: ReadGroup; ended: Promise<unknown> } | undefined

  /** @throws AppError where the page cannot be read; the group is then as before. */
  const readOne = (page: PageInput, group: ReadGroup): Waiting => {
    const known = seenOf(page.target)
    const brought = group.brought.get(known) ?? { stored: new Set<bigint>(), distinct: new Set<bigint>() }
    const earlier = group.before?.brought.get(known)
    const isStored = (hash: bigint): boolean => known.hashes.has(hash) || brought.stored.has(hash) || earlier?.stored.has(hash) === true
    const { hashes, ...found } = readPage(page, { operation, ...(group.knownPath === undefined ? {} : { knownPath: group.knownPath }) }, flattener, isStored, keyOf)
    for (const { cells } of found.rows) for (const one of drawn) cells[one.column.index] = drawCell(one, cells[one.from.index], onGrown)
    putRowValues(page.target, found.rows, columns)
    const facts = factsOf(page, found, columns.all.length, countDistinct(known, page.pass, hashes, brought, earlier))
    for (const { hash } of found.rows) brought.stored.add(hash)
    group.brought.set(known, brought)
    if (found.received > 0 && page.rowsPath === undefined && found.rowsPath !== undefined) group.knownPath = found.rowsPath
    const waiting = { page, body: packBody(page.body), read: found, facts }
    group.pages.push(waiting)
    return waiting
  }

  const readList = async (pages: readonly PageInput[], group: ReadGroup): Promise<AppendedPages> => {
    const facts: PageFacts[] = []
    try {
      for (const page of pages) {
        const isStored = seenOf(page.target).pages.has(page.page)
        const twin = group.pages.find((one) => isSamePage(one.page, page))
        facts.push(isStored ? await storedFacts(session, page) : (twin ?? readOne(page, group)).facts)
      }
      return { facts }
    } catch (thrown) {
      return { facts, failure: toWire(thrown) }
    }
  }

  const read = async (lists: Lists): Promise<ReadGroup> => {
    const isOnItsWay = (page: PageInput): boolean => committing?.group.pages.some((one) => isSamePage(one.page, page)) === true
    if (lists.some((pages) => pages.some(isOnItsWay))) await committing?.ended
    const before = committing?.group
    const path = before?.knownPath ?? knownPath
    const group: ReadGroup = { lists, appended: [], pages: [], brought: new Map(), drawn: drawn.length, isRefused: false, ...(path === undefined ? {} : { knownPath: path }), ...(before === undefined ? {} : { before }) }
    for (const pages of lists) group.appended.push(await readList(pages, group))
    return group
  }

  /** What was read may no longer be so: rows that counted as stored were not, or a column has come. */
  const isOutdated = (group: ReadGroup): boolean => group.before?.isRefused === true || group.drawn !== drawn.length

  /** Part of a transaction. */
  const put = async ({ pages }: ReadGroup, texts: readonly Uint8Array[], width: number, changed: readonly ColumnState[]): Promise<void> => {
    await putColumns(session, columns.all.slice(saved, width), changed.filter((column) => column.index < saved), total === 0, columns.all.slice(0, width))
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

  const keep = (group: ReadGroup, width: number): void => {
    saved = width
    bodies.kept()
    knownPath = group.knownPath
    for (const { page, read } of group.pages) {
      total += read.rows.length
      seenOf(page.target).pages.add(page.page)
    }
    for (const [known, { stored, distinct }] of group.brought) {
      for (const hash of stored) known.hashes.add(hash)
      for (const hash of distinct) known.pass?.hashes.add(hash)
    }
    delete group.before
  }

  const store = async (group: ReadGroup, texts: readonly Uint8Array[], onSent: () => void): Promise<void> => {
    // What the next group adds while this one is committed belongs to that one.
    const width = columns.all.length
    const changed = [...grown]
    grown.clear()
    try {
      await session.transaction(async () => {
        await put(group, texts, width, changed)
        onSent()
      })
      keep(group, width)
    } catch (thrown) {
      group.isRefused = true
      for (const column of changed) grown.add(column)
      throw thrown
    }
  }

  return {
    columns: () => (saved === columns.all.length ? columns.all : columns.all.slice(0, saved)),
    total: () => total,
    read,
    write: async (given, onSent = () => undefined) => {
      const group = isOutdated(given) ? await read(given.lists) : given
      if (group.pages.length === 0) return group.appended
      const texts = await Promise.all(group.pages.map(({ body }) => body))
      const stored = store(group, texts, onSent)
      committing = { group, ended: stored.catch(() => undefined) }
      await stored.finally(() => (committing = undefined))
      return group.appended
    },
    async addColumn(path) {
      const one = newDrawn(path, columns)
      if (!('from' in one)) return one.column
      // Columns of pages that are read and not yet stored come along, for they stand in front of it.
      const fresh = columns.all.slice(saved)
      await session.transaction(async () => {
        await putColumns(session, fresh, [], false, columns.all)
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

/** Rows that a later reading brings for the first time, which are put into `distinct`; undefined in the first reading, where they are those stored. */
function countDistinct(known: Seen, pass: number | undefined, hashes: readonly bigint[], { distinct }: Brought, earlier: Brought | undefined): number | undefined {
  if (pass === undefined || pass === 1) return undefined
  if (known.pass?.number !== pass) known.pass = { number: pass, hashes: createHashSet() }
  const before = distinct.size
  for (const hash of hashes) if (!known.pass.hashes.has(hash) && earlier?.distinct.has(hash) !== true) distinct.add(hash)
  return distinct.size - before
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
