/** The distinct values of some columns, in the order in which they first stand in the rows: what a call over rows is made for. A file is read as text, so that no digit of it changes. */
import { stat } from 'node:fs/promises'
import { AppError, asAppError } from '../../shared/errors'
import { contextColumns } from '../../shared/result'
import { columnPath, type ColumnState } from './columns'
import { openDatabase, ownWords, type Session } from './duckdb'
import { quoteName, sqlColumn } from './query'
import type { RowValues, RowValuesSpec } from './result'

/** Rows that can be asked for values: an SQL table with `seq`, and what its columns are called there. */
interface RowTable {
  table: string
  sqlOf: (path: string) => string | undefined
  /** As people know them. */
  paths: string[]
  /** Expression of the account's name, where rows have one. */
  accountName?: string
}

/** Bytes of a file of rows; a longer one is no list of things to call. */
const longestFile = 1_000_000_000

export function valuesOfResult(session: Session, columns: readonly ColumnState[], hasContext: boolean, spec: RowValuesSpec): Promise<RowValues> {
  const context = hasContext ? [...contextColumns] : []
  const idOf = (path: string): string | undefined => context.find((id) => id === path) ?? (columns.find((column) => column.path === path) ?? columns.find((column) => column.path === columnPath(path)))?.id
  return readValues(
    session,
    {
      table: 'rows',
      paths: [...columns.map(({ path }) => path), ...context],
      sqlOf: (path) => {
        const id = idOf(path)
        return id === undefined ? undefined : sqlColumn(id, columns, path).sql
      },
      ...(hasContext ? { accountName: '"_accountName"' } : {}),
    },
    spec,
  )
}

/** @throws AppError `input` about `over.file` where it cannot be read as a table. */
export async function valuesOfFile(file: string, spec: RowValuesSpec, spillFolder: string): Promise<RowValues> {
  const found = await stat(file).catch(() => undefined)
  if (!found?.isFile()) throw fileError(file, 'cannot be read', 'Check the path.')
  if (found.size > longestFile) throw fileError(file, `has ${found.size.toLocaleString('en-US')} bytes, and at most ${longestFile.toLocaleString('en-US')} are read`, 'Leave out the columns and rows that are not needed.')
  const database = await openDatabase(':memory:', { isWritable: true, spillFolder })
  try {
    const session = await database.connect()
    const delimiter = /\.tsv$/i.test(file) ? '\t' : ','
    const table = `read_csv('${file.replaceAll("'", "''")}', header = true, all_varchar = true, delim = '${delimiter}', quote = '"', escape = '"', skip = 0, nullstr = '')`
    const refused = (thrown: unknown): AppError => (asAppError(thrown).kind === 'storage' ? fileError(file, `is no table: ${ownWords(thrown).split('\n', 1)[0] ?? ''}`, 'Name the columns in the first line, and give each line as many values.') : asAppError(thrown))
    const described = await session.run(`DESCRIBE SELECT * FROM ${table}`).catch((thrown: unknown) => Promise.reject(refused(thrown)))
    const paths = described.map(([name]) => String(name))
    const rows = `(SELECT row_number() OVER () AS seq, * FROM ${table})`
    return await readValues(session, { table: rows, paths, sqlOf: (path) => (paths.includes(path) ? quoteName(path) : undefined) }, spec).catch((thrown: unknown) => Promise.reject(refused(thrown)))
  } finally {
    database.close()
  }
}

const fileError = (file: string, what: string, next: string): AppError => new AppError('input', `over.file: ${file} ${what}.`, { next, about: { field: 'over.file' } })

async function readValues(session: Session, rows: RowTable, { columns, account, region, limit }: RowValuesSpec): Promise<RowValues> {
  const placeColumn = (wanted: string | false | undefined, usual: string): string | undefined => (wanted === false ? undefined : (wanted ?? (rows.sqlOf(usual) === undefined ? undefined : usual)))
  const places = { account: placeColumn(account, '_account'), region: placeColumn(region, '_region') }
  const sqlOf = (path: string, field: string): string => {
    const sql = rows.sqlOf(path)
    if (sql !== undefined) return sql
    const known = rows.paths.slice(0, 30).join(', ')
    throw new AppError('input', `${field}: the rows have no column ${path}.`, { next: known === '' ? 'Choose rows that have it.' : `Their columns: ${known}${rows.paths.length > 30 ? ' …' : ''}.`, about: { field } })
  }
  const picked = [
    ...(places.account === undefined ? [] : [sqlOf(places.account, 'over.account')]),
    ...(places.region === undefined ? [] : [sqlOf(places.region, 'over.region')]),
    ...columns.map((path) => sqlOf(path, 'over')),
  ]
  const names = picked.map((_sql, index) => `v${index}`)
  const isUsable = names.map((name) => `${name} <> ''`).join(' AND ') || 'true'
  const accountName = places.account === '_account' && rows.accountName !== undefined ? rows.accountName : 'NULL'
  const source = `WITH picked AS (SELECT seq, ${accountName} AS account_name${picked.map((sql, index) => `, ${sql} AS ${names[index] ?? ''}`).join('')} FROM ${rows.table})`
  const [[all, usable] = []] = await session.run(`${source} SELECT count(*), count(*) FILTER (${isUsable}) FROM picked`)
  const found = await session.run(
    `${source} SELECT count(*), count(*) OVER (), any_value(account_name)${names.map((name) => `, ${name}`).join('')} FROM picked WHERE ${isUsable}
    GROUP BY ${names.join(', ') || '()'} HAVING count(*) > 0 ORDER BY min(seq) LIMIT ${limit}`,
  )
  const placed = [places.account, places.region].filter((one) => one !== undefined).length
  return {
    rows: Number(all),
    empties: Number(all) - Number(usable),
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
