/** Runs an operator's SELECT over a result, and keeps the answer as a result of its own. The data is attached read-only, then the database is locked: no file, no setting, no extension is in reach of the text. */
import { AppError } from '../../shared/errors'
import { derivedRowLimit } from '../../shared/derived'
import { say } from '../../shared/words'
import { columnOf, fillRows, openWorkbench } from './derivedFile'
import { ownWords, type Session } from './duckdb'
import { lookAt } from './evidence'
import { noEvidence, seen, type Evidence } from './kinds'
import { quoteName } from './query'
import { checkSelect, sqlError } from './sqlGate'
import { macros, reservedWords, sqlColumnNames } from './sqlNames'
import type { DerivedFacts, TaskFiles } from './tasks'
import { insertColumns } from './tables'

export interface SqlTask {
  kind: 'sql'
  sql: string
  seconds: number
}

/** Columns that one query may answer. */
const columnLimit = 2000

/** @throws AppError `input` about `sql`; `cancelled`; `input` code `Timeout` where it ran out of time. */
export async function runSql({ sql, seconds }: SqlTask, { sources, target, spillFolder }: TaskFiles, signal: AbortSignal): Promise<DerivedFacts> {
  const bench = await openWorkbench(spillFolder)
  const { session } = bench
  const time = { isOver: false }
  const stop = (): void => session.interrupt()
  const limit = setTimeout(() => {
    time.isOver = true
    stop()
  }, seconds * 1000)
  // An interrupt that falls between two statements stops neither.
  const again = setInterval(() => {
    if (time.isOver || signal.aborted) stop()
  }, 100)
  signal.addEventListener('abort', stop)
  try {
    const [from] = sources
    if (!from) throw new AppError('bug', say`SQL was asked for without a result.`)
    const source = await bench.read(from.path, 'source')
    await bench.make(target, { ...source.head, derived: { kind: 'sql', from: [from.id] } })
    const names = sqlColumnNames(source.columns, source.hasContext, await reservedWords(session))
    for (const { body } of macros) await session.run(`CREATE MACRO ${body}`)
    await session.run(`CREATE VIEW memory.main.rows AS SELECT ${names.length === 0 ? 'NULL AS nothing' : names.map(({ sql: value, name }) => `${value} AS ${name}`).join(', ')} FROM ${source.rows}`)
    await session.run('SET enable_external_access = false')
    await session.run('SET lock_configuration = true')

    await checkSelect(session, sql)
    return await answer(bench.session, sql, async (columns) => {
      await bench.inMade(() => insertColumns(session, columns))
      return bench.finish()
    })
  } catch (thrown) {
    if (signal.aborted) throw new AppError('cancelled', say`The query was cancelled.`)
    if (time.isOver) throw new AppError('input', say`The query was stopped after ${seconds} s.`, { next: say`Filter more, group first, or allow it more time.`, about: { field: 'sql', code: 'Timeout' } })
    throw memoryError(thrown)
  } finally {
    clearTimeout(limit)
    clearInterval(again)
    signal.removeEventListener('abort', stop)
    bench.close()
  }
}

/** The text reaches DuckDB as the one argument of query(), which takes a single SELECT and nothing else. */
async function answer(session: Session, sql: string, finish: (columns: ReturnType<typeof columnOf>[]) => Promise<number>): Promise<DerivedFacts> {
  const query = `query('${sql.replaceAll("'", "''")}')`
  const asOperator = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work
    } catch (thrown) {
      throw sqlError(thrown)
    }
  }
  const described = await asOperator(session.run(`DESCRIBE SELECT * FROM ${query}`))
  if (described.length > columnLimit) throw new AppError('input', say`The query answers ${described.length} columns; at most ${columnLimit} can be shown.`, { next: say`Name the columns you need.`, about: { field: 'sql' } })
  const answered = described.map(([name, type], index) => ({ id: `c${index}`, name: String(name), type: String(type) }))
  const ids = answered.map(({ id }) => id)
  const texts = answered.map(({ id, type }) => `${textOf(quoteName(id), type)} AS ${quoteName(id)}`)
  await asOperator(fillRows(session, ids, `SELECT ${texts.join(', ')} FROM (SELECT * FROM ${query} AS answered(${ids.map(quoteName).join(', ')}) LIMIT ${derivedRowLimit + 1})`))
  const [[count] = []] = await session.run('SELECT count(*) FROM made.main.rows')
  const isCut = Number(count) > derivedRowLimit
  if (isCut) await session.run(`DELETE FROM made.main.rows WHERE seq >= ${derivedRowLimit}`)

  const looked = await lookAt(session, 'made.main.rows', ids)
  const columns = answered.map(({ id, name, type }, index) => columnOf(index, name, evidenceOf(type, looked.get(id) ?? noEvidence())))
  return { rows: await finish(columns), isCut }
}

/** The text of a value, every digit kept; nested values as JSON, times as ISO 8601. */
function textOf(sql: string, type: string): string {
  if (type === 'VARCHAR') return sql
  if (type === 'TIMESTAMP WITH TIME ZONE') return `regexp_replace(strftime(${sql}, '%Y-%m-%dT%H:%M:%S.%f'), '\\.?0*$', '') || 'Z'`
  if (type.startsWith('TIMESTAMP')) return `regexp_replace(strftime(CAST(${sql} AS TIMESTAMP), '%Y-%m-%dT%H:%M:%S.%f'), '\\.?0*$', '')`
  if (/\[\d*\]$|^(STRUCT|MAP|UNION)/.test(type)) return `CAST(to_json(${sql}) AS VARCHAR)`
  return `CAST(${sql} AS VARCHAR)`
}

/** What the type says beyond the texts: a number that SQL made is a number, not a text of digits. */
function evidenceOf(type: string, looked: Evidence): Evidence {
  const isNumber = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DECIMAL|DOUBLE|FLOAT|BIGNUM)/.test(type)
  if (type === 'BOOLEAN') return { ...noEvidence(), bits: looked.bits === 0 ? 0 : seen.boolean }
  if (!isNumber) return looked
  const isFloating = type === 'DOUBLE' || type === 'FLOAT'
  const others = looked.bits & ~(seen.digits | seen.formula)
  // The only text in a column of doubles is one with an exponent, or no number at all.
  return { ...looked, bits: (looked.bits & seen.digits ? seen.number : 0) | (isFloating && (others & seen.text) !== 0 ? seen.number | seen.exponent : others) }
}

const memoryError = (thrown: unknown): unknown =>
  thrown instanceof AppError && thrown.about.code === 'OutOfMemory'
    ? new AppError('input', say`The query needs more memory or space than it may have.`, { next: say`Filter more, or take fewer columns.`, about: { field: 'sql', code: 'OutOfMemory' }, cause: ownWords(thrown) })
    : thrown
