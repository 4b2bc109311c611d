/** Filters as the operator meets them: which operators a column offers, and what a filter says. Pure. */
import { filterOperators, type Column, type Filter, type FilterOperator } from '../../shared/result'
import type { ChartKey, timeBuckets } from '../../shared/resultViews'

const ordered: readonly FilterOperator[] = ['range', 'greater', 'less']

/** The operators in the order of their usefulness for a kind of column. */
export function operatorsFor({ kind }: Pick<Column, 'kind'>): readonly FilterOperator[] {
  const isOrdered = kind === 'number' || kind === 'time'
  const first: readonly FilterOperator[] = isOrdered ? ['range', 'in'] : kind === 'boolean' ? ['in'] : ['in', 'contains']
  const rest = filterOperators.filter((operator) => !first.includes(operator))
  return isOrdered ? [...first, ...rest] : [...first, ...rest.filter((operator) => !ordered.includes(operator)), ...ordered]
}

/** Which fields a filter of this operator has. */
export const shapeOf = (operator: FilterOperator): 'none' | 'values' | 'range' | 'value' =>
  operator === 'empty' || operator === 'notEmpty' ? 'none' : operator === 'in' || operator === 'notIn' ? 'values' : operator === 'range' ? 'range' : 'value'

const shownValues = 3

/** What stands behind the name of the column and the operator: `prod, dev +4`, `1 … 9`. */
export function saidValue({ operator, value, values = [], from = '', to = '' }: Filter, none: string): string {
  switch (shapeOf(operator)) {
    case 'none':
      return ''
    case 'range':
      return `${from} … ${to}`.trim()
    case 'values': {
      const more = values.length - shownValues
      return `${values.slice(0, shownValues).map((one) => one ?? none).join(', ')}${more > 0 ? ` +${more}` : ''}`
    }
    case 'value':
      return value
  }
}

/** One filter for each column and side: a second "only these values" replaces the first. Of several, as groups of a chart leave them, it replaces the one that was `edited`. */
export function withFilter(filters: readonly Filter[], next: Filter, edited?: Filter): Filter[] {
  const isSame = (one: Filter): boolean => one.column === next.column && one.operator === next.operator
  const replaced = filters.find((one) => one === edited && isSame(one)) ?? filters.find(isSame)
  return replaced === undefined ? [...filters, next] : filters.map((one) => (one === replaced ? next : one))
}

/** Only the rows, or none of the rows, that hold this cell. A cell too long for a filter has none. */
export function cellFilter(column: string, cell: string | null, isWanted: boolean): Filter {
  return { column, operator: isWanted ? 'in' : 'notIn', value: '', values: [cell] }
}

/** What a chart groups by: a column, and to what its times are rounded down. */
export interface Grouping {
  column: string
  bucket?: (typeof timeBuckets)[number]
}

/** The rows of one group, of all that `keys` names. Undefined for what no single filter can say: all times but those shown. */
export function groupFilter({ column, bucket }: Grouping, key: ChartKey, keys: readonly ChartKey[]): Filter | undefined {
  const isOther = 'isOther' in key
  if (bucket === undefined) return isOther ? { column, operator: 'notIn', value: '', values: keys.flatMap((one) => ('isOther' in one ? [] : [one.value])) } : cellFilter(column, key.value, true)
  if (isOther) return undefined
  return key.value === null ? { column, operator: 'empty', value: '' } : { column, operator: 'range', value: '', ...bucketEnds(bucket, key.value) }
}

/** First and last moment of a bucket as a chart writes it: `2026-11`, `2026-11-28`, `2026-11-28T13:00Z`. A day as an end is all of that day. */
function bucketEnds(bucket: (typeof timeBuckets)[number], text: string): { from: string; to: string } {
  if (bucket === 'day') return { from: text, to: text }
  if (bucket === 'hour') return { from: `${text.slice(0, 13)}:00:00Z`, to: `${text.slice(0, 13)}:59:59.999999Z` }
  const [year = 0, month = 1] = text.split('-').map(Number)
  return { from: `${text}-01`, to: new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10) }
}

/** A filter more: a group is part of what the filters so far let through, so none of them is replaced. */
export const within = (filters: readonly Filter[], more: readonly Filter[]): Filter[] => [...filters, ...more.filter((next) => !filters.some((one) => JSON.stringify(one) === JSON.stringify(next)))]
