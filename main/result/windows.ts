/** Windows of rows for the table: by arrival straight from the rows, else by way of a permutation that is built once for each sort, filter and search. It holds a few permutations, no rows. */
import { contextColumns, type RowWindow, type WindowSpec } from '../../shared/result'
import type { ColumnState } from './columns'
import type { Session, SqlValue } from './duckdb'
import { buildQuery, checkPatterns, sqlColumn } from './query'

interface Permutation {
  table: string
  matching: number
  /** Rows of the result when it was built. */
  rows: number
  builtAt: number
  tookMs: number
}

export interface Windows {
  window(spec: WindowSpec, columns: readonly ColumnState[], total: number): Promise<RowWindow>
}

const keptPermutations = 4

/** `now` in milliseconds; `hasContext`: context columns are shown where no columns are named. */
export function createWindows(session: Session, now: () => number, hasContext = true): Windows {
  const kept = new Map<string, Permutation>()
  let made = 0

  const build = async (spec: WindowSpec, columns: readonly ColumnState[]): Promise<Permutation> => {
    const startedAt = now()
    await checkPatterns(session, spec.filters)
    const { where, orderBy, values } = buildQuery(spec, columns)
    const table = `permutation${made++}`
    await session.run(`CREATE TEMP TABLE ${table} AS SELECT rowid AS place FROM rows ${where} ${orderBy}`, values)
    const [[matching, rows] = []] = await session.run(`SELECT (SELECT count(*) FROM ${table}), (SELECT count(*) FROM rows)`)
    return { table, matching: Number(matching), rows: Number(rows), builtAt: now(), tookMs: now() - startedAt }
  }

  /** While rows arrive, an order that was dear to build is kept for a while, so that sorting never eats more than a tenth of the time. */
  const isFresh = (known: Permutation, total: number): boolean => known.rows === total || (known.tookMs > 50 && now() - known.builtAt < 10 * known.tookMs)

  const drop = async (key: string): Promise<void> => {
    const old = kept.get(key)
    kept.delete(key)
    if (old) await session.run(`DROP TABLE ${old.table}`)
  }

  const permutationOf = async (spec: WindowSpec, columns: readonly ColumnState[], total: number): Promise<Permutation> => {
    const key = JSON.stringify([spec.sort, spec.filters, spec.search])
    const known = kept.get(key)
    if (known && isFresh(known, total)) {
      kept.delete(key)
      kept.set(key, known)
      return known
    }
    await drop(key)
    const built = await build(spec, columns)
    kept.set(key, built)
    const [oldest] = kept.keys()
    if (kept.size > keptPermutations && oldest !== undefined) await drop(oldest)
    return built
  }

  const read: Windows['window'] = async (spec, columns, total) => {
    const ids = spec.columns ?? [...(hasContext ? contextColumns : []), ...columns.map(({ id }) => id)]
    const cells = ids.map((id) => sqlColumn(id, columns, 'columns').sql)
    const select = ['seq', ...cells].join(', ')
    const last = spec.offset + spec.limit
    if (spec.sort.length === 0 && spec.filters.length === 0 && spec.search === '') {
      const found = await session.run(`SELECT ${select} FROM rows WHERE seq >= $1 AND seq < $2 ORDER BY seq`, [BigInt(spec.offset), BigInt(last)])
      return { columns: [...ids], rows: found.map(toRow), total, matching: total }
    }
    const { table, matching } = await permutationOf(spec, columns, total)
    const places = await session.run(`SELECT place FROM ${table} WHERE rowid >= $1 AND rowid < $2 ORDER BY rowid`, [BigInt(spec.offset), BigInt(last)])
    const found = await session.run(`SELECT rowid, ${select} FROM rows WHERE rowid IN (SELECT place FROM ${table} WHERE rowid >= $1 AND rowid < $2)`, [BigInt(spec.offset), BigInt(last)])
    const byPlace = new Map(found.map(([place, ...row]) => [place, row]))
    return { columns: [...ids], rows: inOrder(places, byPlace), total, matching }
  }

  // One at a time: a permutation must not be dropped while another window reads it.
  let turn: Promise<unknown> = Promise.resolve()
  return {
    window(...asked) {
      const answer = turn.then(() => read(...asked))
      turn = answer.catch(() => undefined)
      return answer
    },
  }
}

const toRow = ([seq, ...cells]: SqlValue[]): RowWindow['rows'][number] => ({ seq: Number(seq), cells: cells as (string | null)[] })

function inOrder(places: SqlValue[][], byPlace: ReadonlyMap<SqlValue | undefined, SqlValue[]>): RowWindow['rows'] {
  return places.flatMap(([place]) => {
    const row = byPlace.get(place)
    return row ? [toRow(row)] : []
  })
}
