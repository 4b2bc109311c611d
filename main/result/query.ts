/** Turns sort, filters and search into SQL over the table `rows`. Values are always bound, never written into the SQL. */
import { AppError } from '../../shared/errors'
import { contextColumns, type Filter, type Sort } from '../../shared/result'
import { say } from '../../shared/words'
import type { ColumnState } from './columns'
import { ownWords, type Session } from './duckdb'
import { kindOf, noEvidence, noteNumber, noteString, seen, type Evidence } from './kinds'
import { compare, isOneOf, sortKeys, type SqlColumn } from './order'

export interface RowQuery {
  sort: readonly Sort[]
  filters: readonly Filter[]
  search: string
}

export interface SqlQuery {
  /** `WHERE …` or nothing. */
  where: string
  /** `ORDER BY …`, always ending with the order of arrival. */
  orderBy: string
  values: string[]
  isSorted: boolean
  isFiltered: boolean
}

export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`

const contextIds = new Set<string>(contextColumns)

/** @throws AppError `input` naming the column where no such column exists. */
export function sqlColumn(id: string, columns: readonly ColumnState[], field: string): SqlColumn {
  if (id === '_page') return { sql: 'CAST("_page" AS VARCHAR)', kind: 'number', evidence: { ...noEvidence(), bits: seen.number, integerDigits: 10 } }
  if (contextIds.has(id)) return { sql: quoteName(id), kind: 'text', evidence: noEvidence() }
  const column = /^c\d{1,5}$/.test(id) ? columns[Number(id.slice(1))] : undefined
  if (!column || column.id !== id) {
    throw new AppError('input', say`This result has no column ${id}.`, { next: say`Ask for the columns again: they grow while a call runs.`, about: { field } })
  }
  return { sql: quoteName(id), kind: kindOf(column), evidence: column }
}

export function buildQuery({ sort, filters, search }: RowQuery, columns: readonly ColumnState[]): SqlQuery {
  const values: string[] = []
  const bind = (value: string): string => `CAST($${values.push(value)} AS VARCHAR)`
  const conditions = filters.map((filter, index) => condition(filter, sqlColumn(filter.column, columns, `filters[${index}].column`), { field: `filters[${index}]`, bind }))
  if (search !== '') {
    const wanted = bind(search)
    const everywhere = [...contextColumns, ...columns.map(({ id }) => id)].map((id) => `contains(lower(${sqlColumn(id, columns, 'search').sql}), lower(${wanted}))`)
    conditions.push(`(${everywhere.join(' OR ')})`)
  }
  const order = sort.flatMap(({ column, descending }, index) =>
    sortKeys(sqlColumn(column, columns, `sort[${index}].column`)).map((key) => `${key} ${descending ? 'DESC' : 'ASC'} NULLS LAST`),
  )
  return {
    where: conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`,
    orderBy: `ORDER BY ${[...order, 'seq'].join(', ')}`,
    values,
    isSorted: order.length > 0,
    isFiltered: conditions.length > 0,
  }
}

function evidenceOf(value: string, kind: SqlColumn['kind']): Evidence {
  const evidence = noEvidence()
  const isExponent = /^-?\d+(\.\d+)?[eE][+-]?\d+$/.test(value)
  if (kind === 'number' && isExponent) noteNumber(evidence, value)
  else noteString(evidence, value)
  return evidence
}

interface Place {
  /** Of the filter, for errors. */
  field: string
  bind: (value: string) => string
}

function condition(filter: Filter, column: SqlColumn, { field, bind }: Place): string {
  const { sql } = column
  const { operator, value } = filter
  switch (operator) {
    case 'contains':
      return contains(column, bind(value))
    case 'notContains':
      return `(${sql} IS NULL OR NOT ${contains(column, bind(value))})`
    case 'startsWith':
      return `starts_with(lower(${sql}), lower(${bind(value)}))`
    case 'equals':
      return equals(column, value, bind)
    case 'notEquals':
      return `(${sql} IS NULL OR NOT ${equals(column, value, bind)})`
    case 'in':
      return oneOf(filter, column, { field, bind })
    case 'notIn':
      return `NOT ${oneOf(filter, column, { field, bind })}`
    case 'greater':
      return against(column, '>', value, { field: `${field}.value`, bind })
    case 'less':
      return against(column, '<', value, { field: `${field}.value`, bind })
    case 'range':
      return range(filter, column, { field, bind })
    case 'empty':
      return `(${sql} IS NULL OR ${sql} = '')`
    case 'notEmpty':
      return `(${sql} IS NOT NULL AND ${sql} <> '')`
    case 'regex':
      return `(${sql} IS NOT NULL AND regexp_matches(${sql}, ${bind(value)}))`
  }
}

const contains = ({ sql }: SqlColumn, value: string): string => `contains(lower(${sql}), lower(${value}))`

function equals(column: SqlColumn, value: string, bind: Place['bind']): string {
  const given = evidenceOf(value, column.kind)
  const bound = bind(value)
  const isSameText = `(${column.sql} IS NOT NULL AND ${column.sql} = ${bound})`
  const hasMeaning = (column.kind === 'number' || column.kind === 'time') && kindOf(given) === column.kind
  return hasMeaning ? `(${isSameText} OR coalesce(${compare(column, '=', bound, given)}, false))` : isSameText
}

/** A long IN would become a join, which keeps no order of rows: the values stand in a list. */
function oneOf({ values = [] }: Filter, column: SqlColumn, { field, bind }: Place): string {
  if (values.length === 0) throw new AppError('input', say`A filter by values needs at least one of them.`, { next: say`Choose values, or leave the filter out.`, about: { field: `${field}.values` } })
  const texts = values.filter((value) => value !== null)
  const bound = texts.map((value) => ({ sql: bind(value), given: evidenceOf(value, column.kind) }))
  const numbers = column.kind === 'number' ? bound.filter(({ given }) => kindOf(given) === 'number') : []
  const { sql } = column
  const ways = [
    ...(texts.length < values.length ? [`${sql} IS NULL`] : []),
    ...(bound.length > 0 ? [`coalesce(list_contains([${bound.map((one) => one.sql).join(', ')}], ${sql}), false)`] : []),
    ...(numbers.length > 0 ? [`(nullif(${sql}, '') IS NOT NULL AND coalesce(${isOneOf(column, numbers.map((one) => one.sql), numbers.map(({ given }) => given))}, false))`] : []),
  ]
  return `(${ways.join(' OR ')})`
}

function range({ from = '', to = '' }: Filter, column: SqlColumn, { field, bind }: Place): string {
  if (from === '' && to === '') throw new AppError('input', say`A range needs a beginning or an end.`, { next: say`Give one of them, or both.`, about: { field } })
  const ends = [
    ...(from === '' ? [] : [against(column, '>=', from, { field: `${field}.from`, bind })]),
    ...(to === '' ? [] : [upTo(column, to, { field: `${field}.to`, bind })]),
  ]
  return `(${ends.join(' AND ')})`
}

/** A day as the end of a range means all of that day. */
function upTo(column: SqlColumn, to: string, place: Place): string {
  const day = column.kind === 'time' && /^\d{4}-\d\d-\d\d$/.test(to) ? Date.parse(`${to}T00:00:00Z`) : Number.NaN
  if (Number.isNaN(day)) return against(column, '<=', to, place)
  return against(column, '<', new Date(day + 86_400_000).toISOString().slice(0, 10), place)
}

/** Compares by order; the empty text is no value. @throws AppError `input` where a number or a time is needed. */
function against(column: SqlColumn, comparison: '<' | '>' | '<=' | '>=', value: string, { field, bind }: Place): string {
  const given = evidenceOf(value, column.kind)
  if ((column.kind === 'number' || column.kind === 'time') && kindOf(given) !== column.kind) {
    throw new AppError('input', column.kind === 'time' ? say`${JSON.stringify(value)} is not a time.` : say`${JSON.stringify(value)} is not a number.`, {
      next: column.kind === 'time' ? say`Write a time as 2026-11-22T19:45:30Z.` : say`Write a number such as 42 or -0.5.`,
      about: { field },
    })
  }
  return compare(column, comparison, bind(value), given)
}

/** Asks DuckDB about every pattern, so that a wrong one is an error of its field. RE2 runs in time linear to the text, whatever the pattern. @throws AppError `input`. */
export async function checkPatterns(session: Session, filters: readonly Filter[]): Promise<void> {
  for (const [index, { operator, value }] of filters.entries()) {
    if (operator !== 'regex') continue
    await session.run("SELECT regexp_matches('', CAST($1 AS VARCHAR))", [value]).catch((thrown: unknown) => {
      throw new AppError('input', say`${JSON.stringify(value)} is no regular expression: ${ownWords(thrown)}`, { next: say`Write it in RE2 syntax; look-around and back references are not part of it.`, about: { field: `filters[${index}].value` }, cause: thrown })
    })
  }
}
