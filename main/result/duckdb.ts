/** The one door to DuckDB: opens a database file, runs SQL with bound values, appends rows. It knows no table of ours, and lets no DuckDB error out as it is. */
import { DuckDBBlobValue, DuckDBInstance, StatementType, type DuckDBConnection } from '@duckdb/node-api'
import { AppError } from '../../shared/errors'
import { say } from '../../shared/words'

export type SqlValue = string | number | bigint | boolean | null

/** Takes the values of one row after another, in the order of the table's columns. */
export interface RowAppender {
  text(value: string | null | undefined): void
  integer(value: number): void
  double(value: number): void
  big(value: bigint): void
  huge(value: bigint): void
  bytes(value: Uint8Array): void
  endRow(): void
}

/** One connection; its statements run one after another. */
export interface Session {
  /** All rows of the answer: for windows and counts, not for whole results. */
  run(sql: string, values?: readonly SqlValue[]): Promise<SqlValue[][]>
  /** The first value of the answer, where it may be bytes. */
  value(sql: string, values: readonly SqlValue[]): Promise<SqlValue | Uint8Array | undefined>
  /** Rows in portions of some thousand, each awaited before the next is read: for whole results. */
  each(sql: string, values: readonly SqlValue[], hear: (rows: SqlValue[][]) => Promise<void> | void): Promise<void>
  /** What DuckDB itself says the statements of a text are (`SELECT`, `COPY` …); it runs none of them. */
  statementKinds(sql: string): Promise<string[]>
  append(table: string, fill: (appender: RowAppender) => void): Promise<void>
  /** Runs `work` between BEGIN and COMMIT; what it throws rolls all of it back. */
  transaction<T>(work: () => Promise<T>): Promise<T>
  /** Ends the running statement within milliseconds; it rejects with AppError `cancelled`. */
  interrupt(): void
  /** Share of the running statement that is done, 0 … 1. */
  progress(): number
  close(): void
}

export interface Database {
  readonly isWritable: boolean
  connect(): Promise<Session>
  /** Threads of a statement from now on. Small transactions need half the processor time with one: a second is woken for each of them and finds nothing to do. */
  useThreads(count: number): Promise<void>
  /** Closes every session and releases the file. */
  close(): void
}

/** Room for DuckDB in bytes beyond what a page needs; it spills to a folder beside the file. */
const usualMemoryLimit = '448MB'
export const usualThreads = 2

export interface DatabaseOptions {
  isWritable: boolean
  /** As DuckDB writes sizes: `512MB`. */
  memoryLimit?: string
  /** Where what does not fit into memory goes, and how much of it; absent: beside the file. */
  spillFolder?: string
  spillLimit?: string
}

/** @throws AppError `storage`; code `Locked` where another process holds the file open. */
export async function openDatabase(path: string, { isWritable, memoryLimit = usualMemoryLimit, spillFolder, spillLimit }: DatabaseOptions): Promise<Database> {
  const instance = await DuckDBInstance.create(path, {
    access_mode: isWritable ? 'READ_WRITE' : 'READ_ONLY',
    memory_limit: memoryLimit,
    threads: String(usualThreads),
    ...(spillFolder === undefined ? {} : { temp_directory: spillFolder }),
    ...(spillLimit === undefined ? {} : { max_temp_directory_size: spillLimit }),
    // A page's text goes to the log and again to the file at each checkpoint: at DuckDB's 16 MB that costs a quarter of the speed.
    checkpoint_threshold: '64MB',
    // Nothing is ever fetched: what is not built in stays out.
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  }).catch((cause: unknown) => {
    throw storageError(cause, path)
  })
  const sessions = new Set<Session>()
  let isClosed = false
  return {
    isWritable,
    async connect() {
      const connection = await instance.connect()
      const session = createSession(connection, path, () => sessions.delete(session))
      sessions.add(session)
      await session.run("SET TimeZone = 'UTC'")
      await session.run('SET enable_progress_bar = true')
      await session.run('SET enable_progress_bar_print = false')
      return session
    },
    async useThreads(count) {
      const connection = await instance.connect()
      await connection.run(`SET threads = ${count}`)
      connection.closeSync()
    },
    close() {
      if (isClosed) return
      isClosed = true
      for (const session of [...sessions]) session.close()
      instance.closeSync()
    },
  }
}

function createSession(connection: DuckDBConnection, path: string, onClose: () => void): Session {
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = turn.then(work).catch((cause: unknown) => {
      throw storageError(cause, path)
    })
    turn = result.catch(() => undefined)
    return result
  }
  const run: Session['run'] = (sql, values = []) => 
    // Without values DuckDB is asked directly: it reports no progress of prepared statements.
    inTurn(async () => (await (values.length === 0 ? connection.runAndReadAll(sql) : connection.runAndReadAll(sql, [...values]))).getRows() as SqlValue[][])
  /** A statement whose answer says nothing. */
  const order = (sql: string): Promise<unknown> => inTurn(() => connection.run(sql))
  return {
    run,
    async value(sql, values) {
      const [[found] = []] = (await run(sql, values)) as (SqlValue | DuckDBBlobValue)[][]
      return found instanceof DuckDBBlobValue ? found.bytes : found
    },
    each: (sql, values, hear) =>
      inTurn(async () => {
        const result = await connection.stream(sql, [...values])
        for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) await hear(chunk.getRows() as SqlValue[][])
      }),
    statementKinds: (sql) =>
      inTurn(async () => {
        const { count, prepare } = await connection.extractStatements(sql).then((statements) => ({ count: statements.count, prepare: (index: number) => statements.prepare(index) }))
        const kinds: string[] = []
        for (let index = 0; index < count; index += 1) {
          const prepared = await prepare(index)
          kinds.push(StatementType[prepared.statementType] ?? 'UNKNOWN')
          prepared.destroySync()
        }
        return kinds
      }),
    append: (table, fill) =>
      inTurn(async () => {
        const appender = await connection.createAppender(table)
        try {
          fill({
            text: (value) => (value === null || value === undefined ? appender.appendNull() : appender.appendVarchar(value)),
            integer: (value) => appender.appendInteger(value),
            double: (value) => appender.appendDouble(value),
            big: (value) => appender.appendBigInt(value),
            huge: (value) => appender.appendUHugeInt(value),
            bytes: (value) => appender.appendBlob(value),
            endRow: () => appender.endRow(),
          })
          appender.flushSync()
        } finally {
          appender.closeSync()
        }
      }),
    async transaction(work) {
      await order('BEGIN')
      try {
        const value = await work()
        await order('COMMIT')
        return value
      } catch (thrown) {
        // A failed COMMIT has rolled back already; then there is nothing left to undo.
        await order('ROLLBACK').catch(() => undefined)
        throw thrown
      }
    },
    interrupt: () => connection.interrupt(),
    progress: () => Math.max(0, connection.progress.percentage / 100),
    close() {
      onClose()
      connection.closeSync()
    },
  }
}

/** What DuckDB said, without the kind it puts before it: for errors in text that an operator wrote. */
export function ownWords(thrown: unknown): string {
  const said = thrown instanceof AppError && thrown.cause instanceof Error ? thrown.cause.message : String(thrown)
  return said.replace(/^[A-Z][A-Za-z ]+ Error:\s*/, '').trim()
}

/** DuckDB gives its errors no codes, so this door, and only it, reads their text. */
function storageError(cause: unknown, path: string): AppError {
  if (cause instanceof AppError) return cause
  const text = cause instanceof Error ? cause.message : String(cause)
  if (/^INTERRUPT/i.test(text)) return new AppError('cancelled', say`The query was stopped.`, { cause })
  if (/conflicting lock|could not set lock|used by another process/i.test(text)) {
    return new AppError('storage', say`The result ${path} is held open by another process.`, {
      next: say`Close the Rolecall window or command that is using it, or wait until its call has ended.`,
      about: { code: 'Locked' },
      cause,
    })
  }
  if (/no space left|disk.*full/i.test(text)) {
    return new AppError('storage', say`There is no space left on the disk while writing for ${path}.`, { next: say`Free some space and try again.`, about: { code: 'ENOSPC' }, cause })
  }
  if (/^out of memory/i.test(text)) {
    return new AppError('storage', say`The result ${path} needs more memory or space than Rolecall allows itself.`, { next: say`Take fewer columns or rows, or leave out the sorting.`, about: { code: 'OutOfMemory' }, cause })
  }
  return new AppError('storage', say`The result ${path} could not be read or written: ${text.split('\n', 1)[0] ?? ''}`, { next: say`Report this with the log file.`, cause })
}
