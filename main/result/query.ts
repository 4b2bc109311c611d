/** Turns sort, filters and search into SQL over the table `rows`. Values are always bound, never written into the SQL. */
import { AppError } from '../../shared/errors'
import { contextColumns, type Filter, type Sort } from '../../shared/result'
import type { ColumnState } from './columns'
import { kindOf, noEvidence, noteNumber, noteString, seen, type Evidence } from './kinds'
import { compare, sortKeys, type SqlColumn } from './order'

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
    throw new AppError('input', `This result has no column ${id}.`, { next: 'Ask for the columns again: they grow while a call runs.', about: { field } })
  }
  return { sql: quoteName(id), kind: kindOf(column), evidence: column }
}

export function buildQuery({ sort, filters, search }: RowQuery, columns: readonly ColumnState[]): SqlQuery {
  const values: string[] = []
  const bind = (value: string): string => `CAST($${values.push(value)} AS VARCHAR)`
  const conditions = filters.map((filter, index) => condition(filter, sqlColumn(filter.column, columns, `filters[${index}].column`), bind))
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

function condition(filter: Filter, column: SqlColumn, bind: (value: string) => string): string {
  const { sql } = column
  const given = evidenceOf(filter.value, column.kind)
  const equals = (): string => {
    const value = bind(filter.value)
    const isSameText = `(${sql} IS NOT NULL AND ${sql} = ${value})`
    return column.kind === 'number' && kindOf(given) === 'number' ? `(${isSameText} OR ${compare(column, '=', value, given)})` : isSameText
  }
  switch (filter.operator) {
    case 'contains':
      return `contains(lower(${sql}), lower(${bind(filter.value)}))`
    case 'startsWith':
      return `starts_with(lower(${sql}), lower(${bind(filter.value)}))`
    case 'equals':
      return equals()
    case 'notEquals':
      return `(${sql} IS NULL OR NOT ${equals()})`
    case 'greater':
    case 'less':
      if ((column.kind === 'number' || column.kind === 'time') && kindOf(given) !== column.kind) {
        throw new AppError('input', `${JSON.stringify(filter.value)} is not a ${column.kind}.`, {
          next: column.kind === 'time' ? 'Write a time as 2026-11-22T19:45:30Z.' : 'Write a number such as 42 or -0.5.',
          about: { field: 'filters' },
        })
      }
      return compare(column, filter.operator === 'greater' ? '>' : '<', bind(filter.value), given)
    case 'empty':
      return `(${sql} IS NULL OR ${sql} = '')`
    case 'notEmpty':
      return `(${sql} IS NOT NULL AND ${sql} <> '')`
  }
}
