/** Columns that an operator drew out of a list: `Tags.Tag[0].Value` has the cell of `Tags.Tag` as its source. No key is written like an index, so their paths alone tell them from the others. */
import { AppError } from '../../shared/errors'
import { formatJsonPath, parseJsonPath, type PathStep } from '../../shared/jsonPath'
import { say } from '../../shared/words'
import { columnPath, type ColumnSet, type ColumnState } from './columns'
import type { Session } from './duckdb'
import { readCell } from './flatten'
import { readJsonText, spansAt } from './jsonText'
import { noteJson } from './kinds'
import { quoteName } from './query'

export interface Drawn {
  column: ColumnState
  from: ColumnState
  /** Inside the cell of `from`. */
  steps: PathStep[]
}

/** The path of the list and the steps into it; undefined where the path leads into none. */
function partsOf(path: string): { listPath: string; steps: PathStep[] } | undefined {
  const steps = parseJsonPath(path)
  const first = steps?.findIndex((step) => !('key' in step)) ?? -1
  if (!steps || first <= 0) return undefined
  return { listPath: columnPath(formatJsonPath(steps.slice(0, first))), steps: steps.slice(first) }
}

export function drawnColumns(columns: readonly ColumnState[]): Drawn[] {
  return columns.flatMap((column) => {
    const parts = partsOf(column.path)
    const from = parts && columns.find(({ path }) => path === parts.listPath)
    return from ? [{ column, from, steps: parts.steps }] : []
  })
}

/** A new column, or the one that has this path already. @throws AppError `input` about `path`. */
export function newDrawn(path: string, columns: ColumnSet): Drawn | { column: ColumnState } {
  const spelled = columnPath(path)
  const known = columns.all.find((column) => column.path === spelled)
  if (known) return { column: known }
  const parts = partsOf(path)
  const from = parts && columns.all.find((column) => column.path === parts.listPath)
  if (!from) {
    throw new AppError('input', say`The path ${path} does not lead into a list of these rows.`, { next: say`Begin with the path of a column that holds a list, then [0] or [*].`, about: { field: 'path' } })
  }
  const column = columns.at({ path: spelled })
  if (!column) throw new AppError('input', say`The result has as many columns as it can have.`, { next: say`Use SQL, or the list as rows.`, about: { field: 'path' } })
  return { column, from, steps: parts.steps }
}

/** The value in a cell: as a row would have it; with `[*]` the values as a JSON list, spelled as the API wrote them. */
export function drawCell({ column, steps }: Drawn, cell: string | null | undefined, onGrown: (column: ColumnState) => void): string | undefined {
  if (cell === undefined || cell === null || (!cell.startsWith('[') && !cell.startsWith('{'))) return undefined
  let spans
  const json = readJsonText(cell)
  try {
    JSON.parse(cell)
    spans = spansAt(json, steps)
  } catch {
    return undefined // a text that only begins like a list
  }
  if (steps.some((step) => 'every' in step)) {
    if (spans.length === 0) return undefined
    if (noteJson(column)) onGrown(column)
    return `[${spans.map(({ start, end }) => cell.slice(start, end)).join(',')}]`
  }
  const [only] = spans
  return only ? (readCell(json, only.start, only.end, column, onGrown) ?? undefined) : undefined
}

/** Rows read at a time. */
const portion = 20_000

/** Part of a transaction: fills the column of stored rows. Rows keep their places, since only a column of theirs is written. */
export async function fillDrawn(session: Session, one: Drawn): Promise<void> {
  await session.run('CREATE OR REPLACE TEMP TABLE drawn (place BIGINT, value VARCHAR)')
  const [[last] = []] = await session.run('SELECT max(seq) FROM rows')
  for (let first = 0; first <= Number(last ?? -1); first += portion) {
    const found = await session.run(`SELECT rowid, ${quoteName(one.from.id)} FROM rows WHERE seq >= $1 AND seq < $2 AND ${quoteName(one.from.id)} IS NOT NULL`, [BigInt(first), BigInt(first + portion)])
    await session.append('drawn', (to) => {
      for (const [place, cell] of found) {
        const value = drawCell(one, typeof cell === 'string' ? cell : null, () => undefined)
        if (value === undefined) continue
        to.big(BigInt(place ?? 0))
        to.text(value)
        to.endRow()
      }
    })
  }
  await session.run(`UPDATE rows SET ${quoteName(one.column.id)} = drawn.value FROM drawn WHERE rows.rowid = drawn.place`)
  await session.run('UPDATE columns SET bits = $1, integer_digits = $2, fraction_digits = $3, time_length = $4 WHERE id = $5', [one.column.bits, one.column.integerDigits, one.column.fractionDigits, one.column.timeLength, one.column.id])
  await session.run('DROP TABLE drawn')
}
