/** Reads the stored answers of a call once more with other rows: the elements of an array inside each row, or another list of the answer. Nothing is sent. */
import { derivedRowLimit } from '../../shared/derived'
import { AppError } from '../../shared/errors'
import type { PathStep } from '../../shared/jsonPath'
import { say } from '../../shared/words'
import { bodySql, readBody } from './bodies'
import { columnPath, createColumnSet, type ColumnState } from './columns'
import { columnOf, openWorkbench, type Source } from './derivedFile'
import type { Session, SqlValue } from './duckdb'
import { createFlattener, type Cells, type Flattener } from './flatten'
import { readJsonText, visitPath, type JsonText } from './jsonText'
import { stepsOf } from './paths'
import { sqlColumn } from './query'
import { visitRows } from './rows'
import { isOver, putColumns } from './tables'
import type { DerivedFacts, TaskFiles } from './tasks'

export interface RowsFromTask {
  kind: 'rowsFrom'
  path: string
  of: 'row' | 'answer'
  /** Column paths of the row. */
  keep: string[]
}

interface Page {
  account: string
  region: string
  page: number
  /** Of a call over rows. */
  rowNumber?: number
  requestId: string | null
  rowsPath: string | null
  body: string
}

interface NewRow {
  context: SqlValue[]
  index: number
  cells: Cells
}

/** Pages read and rows written at a time. */
const pagePortion = 4
const rowPortion = 5000

/** @throws AppError `input` about `path` or `keep`; `cancelled`. */
export async function runRowsFrom({ path, of, keep }: RowsFromTask, { sources, target, spillFolder }: TaskFiles, signal: AbortSignal): Promise<DerivedFacts> {
  const bench = await openWorkbench(spillFolder)
  const { session } = bench
  try {
    const [from] = sources
    if (!from) throw new AppError('bug', say`Rows were asked for without a result.`)
    const steps = stepsOf(path, 'path')
    const source = await bench.read(from.path, 'source')
    if (source.head.derived) throw new AppError('input', say`Only the rows of a call have stored answers.`, { next: say`Give the whole path from the row of the call, or use SQL.`, about: { field: 'callId' } })
    const kept = of === 'row' ? keptColumns(keep, source) : []
    const columns = createColumnSet(kept.map(({ column }) => column))
    const grown = new Set<ColumnState>()
    const flattener = createFlattener(columns, (column) => grown.add(column))
    await bench.make(target, { ...source.head, derived: { kind: 'rowsFrom', from: [from.id] } })
    await bench.inMade(() => session.transaction(() => putColumns(session, columns.all, [], true, columns.all)))

    let saved = columns.all.length
    let total = 0
    const waiting: NewRow[] = []
    const write = async (): Promise<void> => {
      const rows = waiting.splice(0, Math.min(waiting.length, derivedRowLimit - total))
      waiting.length = 0
      await bench.inMade(() => session.transaction(() => appendRows(session, rows, total, columns.all, columns.all.slice(saved), [...grown].filter(({ index }) => index < saved))))
      saved = columns.all.length
      grown.clear()
      total += rows.length
    }

    const [[last] = []] = await session.run(`SELECT max(rowid) FROM ${source.pages}`)
    let isCut = false
    for (let first = 0; first <= Number(last ?? -1) && !isCut; first += pagePortion) {
      for (const page of await readPages(session, source, first)) {
        if (signal.aborted) throw new AppError('cancelled', say`The reading was cancelled.`)
        const rows = of === 'row' ? await insideRows(session, source, page, steps, flattener, kept) : inAnswer(source, page, steps, flattener)
        for (const row of rows) waiting.push(row)
        isCut = total + waiting.length > derivedRowLimit
        if (waiting.length >= rowPortion || isCut) await write()
        if (isCut) break
      }
    }
    await write()
    return { rows: await bench.finish(), isCut }
  } finally {
    bench.close()
  }
}

interface Kept {
  column: ColumnState
  /** Expression of its text over the rows of the source. */
  sql: string
}

function keptColumns(keep: readonly string[], { columns }: Source): Kept[] {
  return keep.map((path, index) => {
    const known = columns.find((column) => column.path === path) ?? columns.find((column) => column.path === columnPath(path))
    if (!known) throw new AppError('input', say`The result has no column ${path}.`, { next: say`Choose one of its columns.`, about: { field: `keep[${index}]` } })
    return { column: columnOf(index, `../${known.path}`, known), sql: sqlColumn(known.id, columns, 'keep').sql }
  })
}

async function readPages(session: Session, { head, pages, database }: Source, first: number): Promise<Page[]> {
  const found = await session.run(`SELECT account, region, page, ${isOver(head) ? 'over_row' : 'NULL'}, request_id, rows_path, ${bodySql} FROM ${pages} WHERE rowid >= ${first} AND rowid < ${first + pagePortion} ORDER BY rowid`)
  const read: Page[] = []
  for (const [account, region, page, rowNumber, requestId, rowsPath, ...body] of found) {
    read.push({ account: String(account), region: String(region), page: Number(page), ...(typeof rowNumber === 'number' ? { rowNumber } : {}), requestId: typeof requestId === 'string' ? requestId : null, rowsPath: typeof rowsPath === 'string' ? rowsPath : null, body: await readBody(session, body, database) })
  }
  return read
}

const ofPage = ({ rowNumber }: Page): string => `"_account" = $1 AND "_region" = $2 AND "_page" = $3${rowNumber === undefined ? '' : ' AND over_row = $4'}`
const placeOf = ({ account, region, page, rowNumber }: Page): SqlValue[] => [account, region, BigInt(page), ...(rowNumber === undefined ? [] : [BigInt(rowNumber)])]

/** Elements inside the rows that are stored of a page: a row that an earlier page held is not looked into twice. */
async function insideRows(session: Session, { rows }: Source, page: Page, steps: readonly PathStep[], flattener: Flattener, kept: readonly Kept[]): Promise<NewRow[]> {
  const stored = await session.run(`SELECT row_index, "_account", "_accountName", "_region", "_requestId", "_page"${kept.map(({ sql }) => `, ${sql}`).join('')} FROM ${rows} WHERE ${ofPage(page)} ORDER BY seq`, placeOf(page))
  const byIndex = new Map(stored.map(([index, ...others]) => [Number(index), others]))
  const made: NewRow[] = []
  let index = -1
  const lookInto = (json: JsonText, start: number): number => {
    const end = json.endOfValue(start)
    const found = byIndex.get((index += 1))
    if (!found) return end
    const row = readJsonText(json.text.slice(start, end))
    const context = found.slice(0, 5)
    const parents = found.slice(5) as (string | null)[]
    visitRows(row, steps, (text, from) => {
      const { cells, end: past } = flattener.flatten(text, from)
      parents.forEach((value, at) => (cells[at] = value))
      made.push({ context, index: made.length, cells })
      return past
    })
    return end
  }
  const json = readJsonText(page.body)
  if (page.rowsPath === null) visitPath<never>(json, [], (start) => lookInto(json, start))
  else visitRows<never>(json, stepsOf(page.rowsPath, 'rows'), lookInto)
  return made
}

function inAnswer({ head }: Source, page: Page, steps: readonly PathStep[], flattener: Flattener): NewRow[] {
  const target = head.targets.find(({ accountId }) => accountId === page.account)
  const context: SqlValue[] = [page.account, target?.accountName ?? null, page.region, page.requestId, page.page]
  const made: NewRow[] = []
  visitRows(readJsonText(page.body), steps, (text, from) => {
    const { cells, end } = flattener.flatten(text, from)
    made.push({ context, index: made.length, cells })
    return end
  })
  return made
}

async function appendRows(session: Session, rows: readonly NewRow[], first: number, all: readonly ColumnState[], fresh: readonly ColumnState[], grown: readonly ColumnState[]): Promise<void> {
  await putColumns(session, fresh, grown, false, all)
  await session.append('rows', (to) => {
    for (const [offset, { context, index, cells }] of rows.entries()) {
      to.big(BigInt(first + offset))
      for (const value of context.slice(0, 4)) to.text(typeof value === 'string' ? value : null)
      to.integer(Number(context[4] ?? 0))
      to.integer(index)
      to.huge(0n)
      for (let at = 0; at < all.length; at += 1) to.text(cells[at])
      to.endRow()
    }
  })
}
