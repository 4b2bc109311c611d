/** The distinct values of some columns, in the order in which they first stand in the rows: what a call over rows is made for. A file is read as text, so that no digit of it changes. */
import { stat } from 'node:fs/promises'
import { AppError, asAppError } from '../../shared/errors'
import { contextColumns, type Column } from '../../shared/result'
import { say, type Said } from '../../shared/words'
import { columnPath, type ColumnState } from './columns'
import { columnOf, noContext } from './derivedFile'
import { openDatabase, ownWords, type Session } from './duckdb'
import { lookAt } from './evidence'
import { kindOf, noEvidence } from './kinds'
import { buildQuery, checkPatterns, quoteName, sqlColumn } from './query'
import type { RowValues, RowValuesSpec } from './result'

/** Rows that can be asked for values: an SQL table with the columns of the store's own. */
interface RowTable {
  table: string
  columns: readonly ColumnState[]
  hasContext: boolean
}

/** Bytes of a file of rows; a longer one is no list of things to call. */
const longestFile = 1_000_000_000

export const valuesOfResult = (session: Session, columns: readonly ColumnState[], hasContext: boolean, spec: RowValuesSpec): Promise<RowValues> => readValues(session, { table: 'rows', columns, hasContext }, spec)

/** @throws AppError `input` as {@link inFile} does, or about a column that the file lacks. */
export const valuesOfFile = (file: string, spec: RowValuesSpec, spillFolder: string): Promise<RowValues> =>
  inFile(file, spillFolder, async (session, file, paths) => {
    // What columns hold matters to filters alone.
    const evidence = (spec.where ?? []).length === 0 ? undefined : await lookAt(session, file, paths)
    const columns = paths.map((path, index) => columnOf(index, path, evidence?.get(path)))
    const table = `(SELECT row_number() OVER () - 1 AS seq, ${noContext}${columns.map(({ id, path }) => `, ${quoteName(path)} AS ${id}`).join('')} FROM ${file})`
    return readValues(session, { table, columns, hasContext: false }, spec)
  })

/** The columns of a file, and what they hold. @throws AppError `input` as {@link inFile} does. */
export const columnsOfFile = (file: string, spillFolder: string): Promise<Column[]> =>
  inFile(file, spillFolder, async (session, table, paths) => {
    const evidence = await lookAt(session, table, paths)
    return paths.map((path) => ({ id: path, path, kind: kindOf(evidence.get(path) ?? noEvidence()), isContext: false }))
  })

/** Runs `work` with a file as an SQL table of texts. @throws AppError `input` about `over.file` where it cannot be read as one. */
async function inFile<T>(file: string, spillFolder: string, work: (session: Session, table: string, paths: string[]) => Promise<T>): Promise<T> {
  const found = await stat(file).catch(() => undefined)
  if (!found?.isFile()) throw fileError(file, say`cannot be read`, say`Check the path.`)
  if (found.size > longestFile) throw fileError(file, say`has ${found.size.toLocaleString('en-US')} bytes, and at most ${longestFile.toLocaleString('en-US')} are read`, say`Leave out the columns and rows that are not needed.`)
  const database = await openDatabase(':memory:', { isWritable: true, spillFolder })
  try {
    const session = await database.connect()
    const delimiter = /\.tsv$/i.test(file) ? '\t' : ','
    const table = `read_csv('${file.replaceAll("'", "''")}', header = true, all_varchar = true, delim = '${delimiter}', quote = '"', escape = '"', skip = 0, nullstr = '')`
    const refused = (thrown: unknown): AppError => (asAppError(thrown).kind === 'storage' ? fileError(file, say`is no table: ${ownWords(thrown).split('\n', 1)[0] ?? ''}`, say`Name the columns in the first line, and give each line as many values.`) : asAppError(thrown))
    const described = await session.run(`DESCRIBE SELECT * FROM ${table}`).catch((thrown: unknown) => Promise.reject(refused(thrown)))
    const paths = described.map(([name]) => String(name))
    return await work(session, table, paths).catch((thrown: unknown) => Promise.reject(refused(thrown)))
  } finally {
    database.close()
  }
}

const fileError = (file: string, what: Said, next: Said): AppError => new AppError('input', say`over.file: ${file} ${what}.`, { next, about: { field: 'over.file' } })

async function readValues(session: Session, { table, columns: known, hasContext }: RowTable, { columns, account, region, where = [], search = '', accounts, regions, limit }: RowValuesSpec): Promise<RowValues> {
  const context = hasContext ? [...contextColumns] : []
  const idOf = (path: string): string | undefined => context.find((id) => id === path) ?? (known.find((column) => column.path === path) ?? known.find((column) => column.path === columnPath(path)))?.id
  const idIn = (path: string, field: string): string => {
    const id = idOf(path)
    if (id !== undefined) return id
    const paths = [...known.map((column) => column.path), ...context]
    throw new AppError('input', say`${field}: the rows have no column ${path}.`, { next: paths.length === 0 ? say`Choose rows that have it.` : say`Their columns: ${paths.slice(0, 30).join(', ')}${paths.length > 30 ? ' …' : ''}.`, about: { field } })
  }
  const placeColumn = (wanted: string | false | undefined, usual: string): string | undefined => (wanted === false ? undefined : (wanted ?? (idOf(usual) === undefined ? undefined : usual)))
  const places = { account: placeColumn(account, '_account'), region: placeColumn(region, '_region') }
  const sqlOf = (path: string, field: string): string => sqlColumn(idIn(path, field), known, field).sql
  const picked = [
    ...(places.account === undefined ? [] : [sqlOf(places.account, 'over.account')]),
    ...(places.region === undefined ? [] : [sqlOf(places.region, 'over.region')]),
    ...columns.map((path) => sqlOf(path, 'over')),
  ]
  const filters = where.map((filter, index) => ({ ...filter, column: idIn(filter.column, `over.where[${index}].column`) }))
  await checkPatterns(session, filters)
  const query = buildQuery({ sort: [], filters, search }, known)

  const names = picked.map((_sql, index) => `v${index}`)
  const isUsable = names.map((name) => `${name} <> ''`).join(' AND ') || 'true'
  /** Whether a row is called in one of these places. */
  const isIn = (column: string | undefined, index: number, wanted: readonly string[] | undefined): string =>
    column === undefined || wanted === undefined ? 'true' : `list_contains([${wanted.map((one) => `$${query.values.push(one)}`).join(', ')}], v${index})`
  const isHere = `${isUsable} AND ${isIn(places.account, 0, accounts)} AND ${isIn(places.region, places.account === undefined ? 0 : 1, regions)}`
  const accountName = places.account === '_account' && hasContext ? '"_accountName"' : 'NULL'
  const source = `WITH picked AS (SELECT seq, ${accountName} AS account_name${picked.map((sql, index) => `, ${sql} AS ${names[index] ?? ''}`).join('')} FROM ${table} ${query.where})`
  const [[all, usable, here] = []] = await session.run(`${source} SELECT count(*), count(*) FILTER (${isUsable}), count(*) FILTER (${isHere}) FROM picked`, query.values)
  const found = await session.run(
    `${source} SELECT count(*), count(*) OVER (), any_value(account_name)${names.map((name) => `, ${name}`).join('')} FROM picked WHERE ${isHere}
    GROUP BY ${names.join(', ') || '()'} HAVING count(*) > 0 ORDER BY min(seq) LIMIT ${limit}`,
    query.values,
  )
  const placed = [places.account, places.region].filter((one) => one !== undefined).length
  return {
    rows: Number(all),
    empties: Number(all) - Number(usable),
    elsewhere: Number(usable) - Number(here),
    distinct: Number(found[0]?.[1] ?? 0),
    ...(places.account === undefined ? {} : { accountColumn: places.account }),
    ...(places.region === undefined ? {} : { regionColumn: places.region }),
    values: found.map(([times, , name, ...cells]) => {
      const texts = cells.map(String)
      return {
        rows: Number(times),
        ...(places.account === undefined ? {} : { accountId: texts[0] ?? '' }),
        ...(typeof name === 'string' ? { accountName: name } : {}),
        ...(places.region === undefined ? {} : { regionId: texts[placed - 1] ?? '' }),
        cells: texts.slice(placed),
      }
    }),
  }
}
