/** The database of a derived result: made with the tables of a call, so that windows, filters, charts and exports read it like one. It is made whole, then only read. */
import { AppError } from '../../shared/errors'
import { say } from '../../shared/words'
import type { ColumnState } from './columns'
import { openDatabase, type Database, type Session } from './duckdb'
import { noEvidence, type Evidence } from './kinds'
import { quoteName } from './query'
import { createTables, readColumns, readHead, type CallHead } from './tables'

/** A result that is read while another is made of it. */
export interface Source {
  head: CallHead
  columns: ColumnState[]
  /** Its rows table, as SQL names it. */
  rows: string
  pages: string
  /** Of the attached file, as SQL names it. */
  database: string
  hasContext: boolean
}

/** Room for DuckDB while a result is derived; what does not fit goes to a folder beside the new file. */
const memoryLimit = '640MB'
const spillLimit = '8GB'

/** A database in memory with the files attached: reading and writing by turns, without opening one as the main one. */
export interface Workbench {
  session: Session
  /** Attaches a file for reading. `name` is an SQL name. */
  read(path: string, name: string): Promise<Source>
  /** Makes the file of the new result, as database `made`. */
  make(path: string, head: CallHead): Promise<void>
  /** Runs `work` with the tables of the new result in reach by their bare names. */
  inMade<T>(work: () => Promise<T>): Promise<T>
  /** Closes the new result, so that another process may read it. Answers its number of rows. */
  finish(): Promise<number>
  close(): void
}

export async function openWorkbench(spillFolder: string): Promise<Workbench> {
  const database: Database = await openDatabase(':memory:', { isWritable: true, memoryLimit, spillFolder, spillLimit })
  const session = await database.connect()
  const attach = (path: string, name: string, options: string): Promise<unknown> => session.run(`ATTACH '${path.replaceAll("'", "''")}' AS ${name} (${options})`)
  /** Runs `work` with the names of one database in reach. */
  const within = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    await session.run(`USE ${name}`)
    try {
      return await work()
    } finally {
      await session.run('USE memory')
    }
  }
  return {
    session,
    async read(path, name) {
      await attach(path, name, 'READ_ONLY')
      const [head, columns] = await within(name, async () => [await readHead(session), await readColumns(session)] as const)
      if (!head) throw new AppError('storage', say`${path} is not a result that this version of Rolecall can read.`, { next: say`Open it with the version that wrote it, or remove it.` })
      return { head, columns, rows: `${name}.main.rows`, pages: `${name}.main.pages`, database: name, hasContext: hasContext(head) }
    },
    async make(path, head) {
      await attach(path, 'made', 'READ_WRITE')
      await within('made', () => createTables(session, head))
    },
    inMade: (work) => within('made', work),
    async finish() {
      const [[rows] = []] = await session.run('SELECT count(*) FROM made.main.rows')
      await session.run('CHECKPOINT made')
      await session.run('DETACH made')
      return Number(rows)
    },
    close: () => database.close(),
  }
}

/** Rows of SQL and of comparisons belong to no account, region or page. */
export const hasContext = ({ derived }: CallHead): boolean => derived === undefined || derived.kind === 'rowsFrom'

/** A column that was looked at afterwards, or whose evidence is known. */
export const columnOf = (index: number, path: string, evidence: Evidence = noEvidence()): ColumnState => ({
  id: `c${index}`,
  index,
  path,
  bits: evidence.bits,
  integerDigits: evidence.integerDigits,
  fractionDigits: evidence.fractionDigits,
  timeLength: evidence.timeLength,
})

/** Context of rows that belong to no page, for `SELECT`. */
export const noContext = 'CAST(NULL AS VARCHAR) AS "_account", CAST(NULL AS VARCHAR) AS "_accountName", CAST(NULL AS VARCHAR) AS "_region", CAST(NULL AS VARCHAR) AS "_requestId", CAST(NULL AS INTEGER) AS "_page", CAST(NULL AS INTEGER) AS row_index, CAST(0 AS UHUGEINT) AS row_hash'

/** `made.rows` from a query that answers c0 … in their order, all of them text. */
export async function fillRows(session: Session, ids: readonly string[], query: string): Promise<void> {
  await session.run(`CREATE OR REPLACE TABLE made.main.rows AS SELECT row_number() OVER () - 1 AS seq, ${noContext}${ids.map((id) => `, ${quoteName(id)}`).join('')} FROM (${query})`)
}
