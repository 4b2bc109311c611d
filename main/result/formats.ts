/** Each export format as one SQL query and the options of COPY. It knows no files but the one it is given, and no progress. */
import { AppError } from '../../shared/errors'
import { contextColumns, type ColumnKind, type ExportFormat, type ExportSpec } from '../../shared/result'
import { say } from '../../shared/words'
import { columnPath, type ColumnState } from './columns'
import { formulaCodes, kindOf, seen } from './kinds'
import { quoteName } from './query'

/** One column of a file: its header and the SQL expression of its text. */
export interface FileColumn {
  header: string
  sql: string
  kind: ColumnKind
  /** True where a text may begin like a formula. */
  isRisky: boolean
  /** True where every value is a bare JSON number, boolean or list, so that JSON needs no quotes. */
  isBare: boolean
}

export interface CopyPlan {
  /** The list after SELECT. */
  select: string
  options: string
  /** Written before the rows and after them; a file without rows is only these. */
  head: string
  tail: string
}

/** Context columns of every file unless others are asked for; `_page` is left to the table. */
const fileContext = contextColumns.filter((id) => id !== '_page')

/** True where a column holds one JSON type that needs no quotes. */
export const isBare = (bits: number): boolean => bits === seen.boolean || bits === seen.json || ((bits & seen.number) !== 0 && (bits & ~(seen.number | seen.exponent | seen.minusZero)) === 0)

/** The asked columns in order; a path that no row had gives an empty column, so that a file keeps its shape from run to run. */
export function fileColumns(asked: readonly string[] | undefined, columns: readonly ColumnState[], hasContext = true): FileColumn[] {
  if (asked?.length === 0) throw new AppError('input', say`An export needs at least one column.`, { next: say`Leave columns out for all of them.`, about: { field: 'columns' } })
  if (asked === undefined) return [...(hasContext ? fileContext.map(contextColumn) : []), ...columns.map(rowColumn)]
  const byPath = new Map(columns.map((column) => [column.path, column]))
  const context = new Set<string>(hasContext ? contextColumns : [])
  return asked.map((path) => {
    if (context.has(path)) return contextColumn(path)
    const column = byPath.get(path) ?? byPath.get(columnPath(path))
    return column ? rowColumn(column) : { header: path, sql: 'CAST(NULL AS VARCHAR)', kind: 'number', isRisky: false, isBare: true }
  })
}

const contextColumn = (path: string): FileColumn => ({ header: path, sql: `CAST(${quoteName(path)} AS VARCHAR)`, kind: path === '_page' ? 'number' : 'text', isRisky: path !== '_page', isBare: path === '_page' })

const rowColumn = (column: ColumnState): FileColumn => ({ header: column.path, sql: quoteName(column.id), kind: kindOf(column), isRisky: (column.bits & seen.formula) !== 0, isBare: isBare(column.bits) })

/** XLSX is written row by row in xlsx.ts, everything else by COPY. */
export function planCopy(spec: ExportSpec & { format: Exclude<ExportFormat, 'xlsx'> }, columns: readonly FileColumn[]): CopyPlan {
  switch (spec.format) {
    case 'csv':
      // RFC 4180 ends every line, the last one too, with CR LF.
      return separated(spec, columns, spec.separator ?? ',', spec.lineEnd === 'lf' ? '\n' : '\r\n')
    case 'tsv':
      return separated(spec, columns, '\t', spec.lineEnd === 'crlf' ? '\r\n' : '\n')
    case 'ndjson':
      return objects(columns, '\n', { head: '', tail: '' })
    case 'json':
      return objects(columns, ',\n', { head: '[\n', tail: '\n]\n' })
    case 'parquet':
      return { select: distinctNames(columns.map(({ header }) => header)).map((name, index) => `${columns[index]?.sql ?? 'NULL'} AS ${quoteName(name)}`).join(', '), options: 'FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20480', head: '', tail: '' }
  }
}

/** Parquet takes no name twice, in whatever letters. */
function distinctNames(names: readonly string[]): string[] {
  const taken = new Set<string>()
  return names.map((name) => {
    let free = name
    for (let copy = 2; taken.has(free.toLowerCase()); copy += 1) free = `${name} (${copy})`
    taken.add(free.toLowerCase())
    return free
  })
}

/** A text as an SQL literal: for separators, headers and the file's own path, never for values. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`

const guardText = (text: string): string => (formulaCodes.includes(text.charCodeAt(0)) ? `'${text}` : text)

/**
 * Only columns in which such a text was seen are looked at; the range comes first because it is quick and most texts begin with a letter.
 * A long IN would become a join, which keeps neither the order nor the progress.
 */
function guarded({ sql, kind, isRisky }: FileColumn): string {
  if (!isRisky || (kind !== 'text' && kind !== 'mixed')) return sql
  const isNumber = kind === 'mixed' ? ` AND NOT regexp_full_match(${sql}, '-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?')` : ''
  return `CASE WHEN (${sql} < 'A' OR ${sql} >= '＋') AND list_contains([${formulaCodes.join(', ')}], ord(${sql}))${isNumber} THEN '''' || ${sql} ELSE ${sql} END`
}

function separated(spec: ExportSpec, columns: readonly FileColumn[], separator: string, newLine: string): CopyPlan {
  const headers = columns.map(({ header }) => quoteField(spec.formulaGuard ? guardText(header) : header, separator))
  const cells = columns.map((column) => (spec.formulaGuard ? guarded(column) : column.sql))
  const [only] = cells
  // A line of one empty field would be a blank line, which readers skip: an empty text is written as "".
  const select = cells.length === 1 && only !== undefined ? `coalesce(${only}, '')` : cells.join(', ')
  return {
    select,
    options: `FORMAT csv, HEADER false, DELIMITER ${literal(separator)}, QUOTE '"', ESCAPE '"', NEW_LINE ${literal(newLine)}`,
    head: `${spec.bom ? '\uFEFF' : ''}${headers.join(separator)}${newLine}`,
    tail: newLine,
  }
}

const quoteField = (text: string, separator: string): string => (text === '' || /["\r\n]/.test(text) || text.includes(separator) ? `"${text.replaceAll('"', '""')}"` : text)

/** One JSON object a row. Values are bare where the column holds nothing but JSON numbers, booleans or lists, so that no reader sees a text for a number or loses a digit of one. */
function objects(columns: readonly FileColumn[], newLine: string, ends: { head: string; tail: string }): CopyPlan {
  // Lists keep their spacing as the API wrote it, but a line break in one would end the line.
  const valueOf = ({ sql, kind, isBare }: FileColumn): string => (!isBare ? `CAST(to_json(${sql}) AS VARCHAR)` : kind === 'json' ? `translate(${sql}, chr(10) || chr(13), '  ')` : sql)
  const members = columns.map((column) => `${literal(`${JSON.stringify(column.header)}:`)} || coalesce(${valueOf(column)}, 'null')`)
  return {
    select: `'{' || ${members.join(` || ',' || `)} || '}'`,
    options: `FORMAT csv, HEADER false, DELIMITER E'\\x01', QUOTE '', ESCAPE '', NEW_LINE ${literal(newLine)}`,
    ...ends,
  }
}
