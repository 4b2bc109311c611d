/** Lists in cells as columns of their own, for one file: a table beside the rows with each value in its place (`Tags.Tag[0].Key`). The result itself is not changed, and no digit is. */
import { AppError } from '../../shared/errors'
import { say } from '../../shared/words'
import { columnLimit, createColumnSet, joinPath, type ColumnSet, type ColumnState } from './columns'
import type { Session, SqlValue } from './duckdb'
import { readCell } from './flatten'
import type { FileColumn } from './formats'
import { isBare } from './formats'
import { readJsonText, type JsonText } from './jsonText'
import { kindOf, seen } from './kinds'
import { quoteName } from './query'

export interface SpreadParts {
  /** Where the table is made, as a temporary one. */
  session: Session
  /** Another connection to the same file: rows are read on it while the table is filled. */
  connect: () => Promise<Session>
  columns: readonly FileColumn[]
  /** What follows SELECT and the columns. */
  from: string
  values: readonly string[]
  signal: AbortSignal
}

/** The columns of the file and where they stand now. */
export interface Spread {
  columns: FileColumn[]
  from: string
  drop(): Promise<void>
}

/** Deeper values stay JSON text. */
const depthLimit = 32

/** What one column of the file became: itself where a cell is no list, and a column for each value in lists. */
interface Spreading {
  column: FileColumn
  set: ColumnSet
  hasPlain: boolean
}

const isSpread = ({ kind }: FileColumn): boolean => kind === 'json' || kind === 'mixed'

/** @throws AppError `input` about `nested` where there would be more columns than a file should have; `cancelled`. */
export async function spreadLists({ session, connect, columns, from, values, signal }: SpreadParts): Promise<Spread | undefined> {
  if (!columns.some(isSpread)) return undefined
  const states = columns.map((column): Spreading => ({ column, set: createColumnSet(), hasPlain: !isSpread(column) }))
  const reader = await connect()
  try {
    const each = (hear: (rows: SqlValue[][]) => Promise<void> | void): Promise<void> =>
      reader.each(`SELECT ${columns.map(({ sql }) => sql).join(', ')} ${from}`, values, async (rows) => {
        if (signal.aborted) throw new AppError('cancelled', say`The export was cancelled.`)
        await hear(rows)
      })
    await each((rows) => {
      for (const row of rows) row.forEach((cell, index) => void cellsOf(states[index], cell))
    })
    const spread = states.flatMap(columnsOf)
    if (spread.length > columnLimit) {
      throw new AppError('input', say`The lists in these rows would make ${spread.length.toLocaleString('en-US')} columns; a file has at most ${columnLimit.toLocaleString('en-US')}.`, { next: say`Choose fewer columns, or leave lists as JSON text.`, about: { field: 'nested' } })
    }
    const names = spread.map((_, index) => `s${index}`)
    await session.run(`CREATE OR REPLACE TEMP TABLE spread (${names.map((name) => `${quoteName(name)} VARCHAR`).join(', ')})`)
    await each((rows) =>
      session.append('spread', (to) => {
        for (const row of rows) {
          row.forEach((cell, index) => {
            const state = states[index]
            if (!state) return
            const { plain, cells } = cellsOf(state, cell)
            if (state.hasPlain) to.text(plain)
            for (let at = 0; at < state.set.all.length; at += 1) to.text(cells[at])
          })
          to.endRow()
        }
      }),
    )
    return { columns: spread.map((column, index) => ({ ...column, sql: quoteName(`s${index}`) })), from: 'FROM spread', drop: async () => void (await session.run('DROP TABLE IF EXISTS spread')) }
  } finally {
    reader.close()
  }
}

function columnsOf({ column, set, hasPlain }: Spreading): FileColumn[] {
  const own = hasPlain ? [column] : []
  return [...own, ...set.all.map((state): FileColumn => ({ header: state.path, sql: '', kind: kindOf(state), isRisky: (state.bits & seen.formula) !== 0, isBare: isBare(state.bits) }))]
}

/** The cell as it stands, or the values of its list by column. */
function cellsOf(state: Spreading | undefined, cell: SqlValue | undefined): { plain: string | null; cells: (string | null)[] } {
  const text = typeof cell === 'string' ? cell : null
  if (!state || text === null) return { plain: null, cells: [] }
  if (!isSpread(state.column) || !isList(text)) {
    state.hasPlain = true
    return { plain: text, cells: [] }
  }
  const cells: (string | null)[] = []
  const json = readJsonText(text)
  const put = (path: string, start: number, end: number): void => {
    const column: ColumnState = state.set.at(nodeOf(path)) ?? state.set.overflow()
    cells[column.index] = readCell(json, start, end, column, () => undefined)
  }
  walk(json, json.skipSpace(0), state.column.header, 0, put)
  return { plain: null, cells }
}

const nodeOf = (path: string): { path: string } => ({ path })

function isList(text: string): boolean {
  if (!text.startsWith('[') && !text.startsWith('{')) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false // a text that only begins like a list
  }
}

/** Puts every value that is no list and no object, and those that are empty or too deep; answers the index past the value. */
function walk(json: JsonText, start: number, path: string, depth: number, put: (path: string, start: number, end: number) => void): number {
  const code = json.text.charCodeAt(start)
  const isEmpty = json.text.charCodeAt(json.skipSpace(start + 1)) === (code === 91 ? 93 : 125)
  if ((code !== 91 && code !== 123) || isEmpty || depth >= depthLimit) {
    const end = json.endOfValue(start)
    put(path, start, end)
    return end
  }
  if (code === 123) return json.eachMember(start, (key, from) => walk(json, from, joinPath(path, key), depth + 1, put))
  let index = 0
  return json.eachElement(start, (from) => walk(json, from, `${path}[${index++}]`, depth + 1, put))
}
