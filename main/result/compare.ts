/** Compares two results row by row: rows are paired by key columns, their cells text by text. It answers only what differs. */
import type { CompareSpec } from '../../shared/derived'
import { AppError } from '../../shared/errors'
import { contextColumns } from '../../shared/result'
import { say } from '../../shared/words'
import { columnPath, type ColumnState } from './columns'
import { columnOf, fillRows, openWorkbench, type Source } from './derivedFile'
import { drawnColumns } from './drawn'
import type { Session } from './duckdb'
import { lookAt } from './evidence'
import { noEvidence, type Evidence } from './kinds'
import { literal } from './formats'
import { quoteName } from './query'
import { insertColumns } from './tables'
import type { CompareCounts, DerivedFacts, TaskFiles } from './tasks'

export interface CompareTask extends Pick<CompareSpec, 'key' | 'form'> {
  kind: 'compare'
  columns?: string[]
}

/** A column of both results, found by its path; `NULL` where one of them has no such column. */
interface Pair {
  path: string
  before: string
  after: string
  evidence: Evidence
}

const context = new Set<string>(contextColumns)
const absent = 'CAST(NULL AS VARCHAR)'

/** @throws AppError `input` about `key`, `columns` or `after`; `cancelled`. */
export async function compareResults({ key, columns, form }: CompareTask, { sources, target, spillFolder }: TaskFiles, signal: AbortSignal): Promise<DerivedFacts> {
  const [one, other] = sources
  if (!one || !other) throw new AppError('bug', say`A comparison was asked for without two results.`)
  const bench = await openWorkbench(spillFolder)
  const { session } = bench
  const stop = (): void => session.interrupt()
  const again = setInterval(() => {
    if (signal.aborted) stop()
  }, 100)
  signal.addEventListener('abort', stop)
  try {
    const before = await bench.read(one.path, 'earlier')
    const after = await bench.read(other.path, 'later')
    const keys = key.map((path, index) => pairOf(path, before, after, `key[${index}]`))
    const compared = comparedPairs(columns, keys, before, after)
    await bench.make(target, { ...after.head, derived: { kind: 'compare', from: [one.id, other.id] } })
    await pairRows(session, keys, before, after)
    const differing = await findDifferences(session, compared, before, after)
    const made = form === 'rows' ? rowsForm(keys, compared, differing) : cellsForm(keys)
    await fillRows(session, made.map((_, index) => `c${index}`), selectOf(made, form === 'rows' ? joined(before, after) : cellRows(compared, before, after)))
    const counts = await countChanges(session, keys, before, after)
    const looked = await lookAt(session, 'made.main.rows', made.flatMap(({ evidence }, index) => (evidence ? [] : [`c${index}`])))
    const states = made.map(({ path, evidence }, index): ColumnState => columnOf(index, path, evidence ?? looked.get(`c${index}`) ?? noEvidence()))
    await bench.inMade(() => insertColumns(session, states))
    return { rows: await bench.finish(), isCut: false, counts }
  } catch (thrown) {
    if (signal.aborted) throw new AppError('cancelled', say`The comparison was cancelled.`)
    throw thrown
  } finally {
    clearInterval(again)
    signal.removeEventListener('abort', stop)
    bench.close()
  }
}

function findColumn(path: string, { columns }: Source): ColumnState | undefined {
  return columns.find((column) => column.path === path) ?? columns.find((column) => column.path === columnPath(path))
}

function pairOf(path: string, before: Source, after: Source, field: string): Pair {
  if (context.has(path)) return { path, before: `b.${quoteName(path)}`, after: `a.${quoteName(path)}`, evidence: noEvidence() }
  const [earlier, later] = [findColumn(path, before), findColumn(path, after)]
  if (!earlier && !later) throw new AppError('input', say`Neither result has a column ${path}.`, { next: say`Choose a column that one of them has.`, about: { field } })
  return {
    path: (later ?? earlier)?.path ?? path,
    before: earlier ? `b.${quoteName(earlier.id)}` : absent,
    after: later ? `a.${quoteName(later.id)}` : absent,
    evidence: merged(earlier, later),
  }
}

function merged(one: Evidence = noEvidence(), other: Evidence = noEvidence()): Evidence {
  return {
    bits: one.bits | other.bits,
    integerDigits: Math.max(one.integerDigits, other.integerDigits),
    fractionDigits: Math.max(one.fractionDigits, other.fractionDigits),
    timeLength: one.timeLength === other.timeLength || other.timeLength === 0 ? one.timeLength : one.timeLength === 0 ? other.timeLength : -1,
  }
}

/** The asked columns, or all that are no key; context columns only where they are asked for, since a request ID always differs. */
function comparedPairs(asked: readonly string[] | undefined, keys: readonly Pair[], before: Source, after: Source): Pair[] {
  const paths = asked ?? commonPaths(before, after)
  const isKey = new Set(keys.map(({ path }) => path))
  return paths.map((path, index) => pairOf(path, before, after, `columns[${index}]`)).filter(({ path }) => !isKey.has(path))
}

/** Every path that a row of either has; a column that an operator drew in one of them alone says nothing about the rows. */
function commonPaths(before: Source, after: Source): string[] {
  const lonely = (one: Source, other: Source): string[] => drawnColumns(one.columns).map(({ column }) => column.path).filter((path) => !findColumn(path, other))
  const left = new Set([...lonely(before, after), ...lonely(after, before)])
  return [...new Set([...after.columns, ...before.columns].map(({ path }) => path))].filter((path) => !left.has(path))
}

/** `memory.pairs`: numbers of the rows that belong together, null where one side has none. Rows with the same key are paired in order. */
async function pairRows(session: Session, keys: readonly Pair[], before: Source, after: Source): Promise<void> {
  const side = (alias: 'a' | 'b', rows: string, pick: (pair: Pair) => string): string => {
    const cells = keys.map((pair, index) => `${pick(pair)} AS k${index}`)
    const names = keys.map((_, index) => `k${index}`).join(', ')
    return `SELECT *, row_number() OVER (PARTITION BY ${names} ORDER BY seq) AS nth FROM (SELECT seq, ${cells.join(', ')} FROM ${rows} AS ${alias})`
  }
  const same = [...keys.map((_, index) => `x.k${index} IS NOT DISTINCT FROM y.k${index}`), 'x.nth = y.nth'].join(' AND ')
  await session.run(`CREATE TABLE memory.main.pairs AS SELECT x.seq AS earlier, y.seq AS later FROM (${side('b', before.rows, (pair) => pair.before)}) AS x FULL OUTER JOIN (${side('a', after.rows, (pair) => pair.after)}) AS y ON ${same}`)
}

const joined = (before: Source, after: Source): string =>
  `memory.main.changes AS p LEFT JOIN ${before.rows} AS b ON b.seq = p.earlier LEFT JOIN ${after.rows} AS a ON a.seq = p.later`

const isDifferent = ({ before, after }: Pair): string => `${before} IS DISTINCT FROM ${after}`

/** `memory.changes`: the pairs that differ, and where. Answers the places of the compared columns that differ anywhere. */
async function findDifferences(session: Session, compared: readonly Pair[], before: Source, after: Source): Promise<Set<number>> {
  const marks = compared.map((pair, index) => `CASE WHEN ${isDifferent(pair)} THEN ${index} END`)
  const places = marks.length === 0 ? 'CAST([] AS INTEGER[])' : `list_filter([${marks.join(', ')}], lambda place: place IS NOT NULL)`
  await session.run(`CREATE TABLE memory.main.changes AS
    SELECT earlier, later, CASE WHEN earlier IS NULL THEN 'added' WHEN later IS NULL THEN 'removed' ELSE 'changed' END AS change, places FROM (
      SELECT p.earlier, p.later, CASE WHEN p.earlier IS NULL OR p.later IS NULL THEN CAST([] AS INTEGER[]) ELSE ${places} END AS places
      FROM memory.main.pairs AS p LEFT JOIN ${before.rows} AS b ON b.seq = p.earlier LEFT JOIN ${after.rows} AS a ON a.seq = p.later)
    WHERE earlier IS NULL OR later IS NULL OR len(places) > 0`)
  return new Set((await session.run('SELECT DISTINCT unnest(places) FROM memory.main.changes')).map(([place]) => Number(place)))
}

/** A column of the answer. */
interface Made {
  path: string
  sql: string
  /** Absent: it is looked at once it is there. */
  evidence?: Evidence
}

const changeColumn: Made = { path: 'change', sql: 'p.change' }
const keyColumns = (keys: readonly Pair[]): Made[] => keys.map(({ path, before, after, evidence }) => ({ path, sql: `CASE WHEN p.later IS NULL THEN ${before} ELSE ${after} END`, ...(context.has(path) ? {} : { evidence }) }))

/** Columns that differ nowhere stand once, the others twice. */
function rowsForm(keys: readonly Pair[], compared: readonly Pair[], differing: ReadonlySet<number>): Made[] {
  const names = compared.map(({ path }) => literal(path)).join(', ')
  const which: Made = { path: 'changed columns', sql: names === '' ? absent : `nullif(array_to_string(list_transform(p.places, lambda place: ([${names}])[place + 1]), ', '), '')` }
  return [
    changeColumn,
    which,
    ...keyColumns(keys),
    ...compared.flatMap(({ path, before, after, evidence }, index): Made[] => {
      const known = context.has(path) ? {} : { evidence }
      if (!differing.has(index)) return [{ path, sql: `CASE WHEN p.later IS NULL THEN ${before} ELSE ${after} END`, ...known }]
      return [
        { path: `${path} (before)`, sql: before, ...known },
        { path: `${path} (after)`, sql: after, ...known },
      ]
    }),
  ]
}

/** One row for each cell that differs; an added or removed row is one row without a column. */
function cellsForm(keys: readonly Pair[]): Made[] {
  return [
    changeColumn,
    ...keyColumns(keys),
    { path: 'column', sql: 'p.cell.path' },
    { path: 'before', sql: 'p.cell.earlier' },
    { path: 'after', sql: 'p.cell.later' },
  ]
}

function cellRows(compared: readonly Pair[], before: Source, after: Source): string {
  const cells = compared.map((pair, index) => `CASE WHEN list_contains(p.places, ${index}) THEN {'path': ${literal(pair.path)}, 'earlier': ${pair.before}, 'later': ${pair.after}} END`)
  const none = "{'path': CAST(NULL AS VARCHAR), 'earlier': CAST(NULL AS VARCHAR), 'later': CAST(NULL AS VARCHAR)}"
  const list = cells.length === 0 ? `[${none}]` : `CASE WHEN len(p.places) = 0 THEN [${none}] ELSE list_filter([${cells.join(', ')}], lambda cell: cell IS NOT NULL) END`
  return `(SELECT p.earlier, p.later, p.change, unnest(${list}) AS cell FROM ${joined(before, after)}) AS p LEFT JOIN ${before.rows} AS b ON b.seq = p.earlier LEFT JOIN ${after.rows} AS a ON a.seq = p.later`
}

/** In the order of the later result; what was removed comes after it, in its own. */
const selectOf = (made: readonly Made[], from: string): string => `SELECT ${made.map(({ sql }, index) => `CAST(${sql} AS VARCHAR) AS c${index}`).join(', ')} FROM ${from} ORDER BY p.later NULLS LAST, p.earlier`

async function countChanges(session: Session, keys: readonly Pair[], before: Source, after: Source): Promise<CompareCounts> {
  const [[added, removed, changed, pairs] = []] = await session.run(
    "SELECT count(*) FILTER (change = 'added'), count(*) FILTER (change = 'removed'), count(*) FILTER (change = 'changed'), (SELECT count(*) FROM memory.main.pairs WHERE earlier IS NOT NULL AND later IS NOT NULL) FROM memory.main.changes",
  )
  const side = async (rows: string, alias: 'a' | 'b', pick: (pair: Pair) => string): Promise<[repeated: number, without: number]> => {
    const cells = keys.map(pick)
    const [[repeated, without] = []] = await session.run(`SELECT coalesce(sum(times) FILTER (times > 1), 0), coalesce(sum(times) FILTER (isNothing), 0) FROM (SELECT count(*) AS times, ${cells.map((cell) => `${cell} IS NULL`).join(' AND ')} AS isNothing FROM ${rows} AS ${alias} GROUP BY ${cells.join(', ')})`)
    return [Number(repeated), Number(without)]
  }
  const [earlier, later] = [await side(before.rows, 'b', (pair) => pair.before), await side(after.rows, 'a', (pair) => pair.after)]
  return {
    added: Number(added),
    removed: Number(removed),
    changed: Number(changed),
    same: Number(pairs) - Number(changed),
    repeatedKeys: earlier[0] + later[0],
    withoutKey: earlier[1] + later[1],
  }
}
