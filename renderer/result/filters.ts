/** Filters as the operator meets them: which operators a column offers, and what a filter says. Pure. */
import { filterOperators, type Column, type Filter, type FilterOperator } from '../../shared/result'

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

/** One filter for each column and side: a second "only these values" replaces the first. */
export function withFilter(filters: readonly Filter[], next: Filter): Filter[] {
  const isSame = (one: Filter): boolean => one.column === next.column && one.operator === next.operator
  return filters.some(isSame) ? filters.map((one) => (isSame(one) ? next : one)) : [...filters, next]
}

/** Only the rows, or none of the rows, that hold this cell. A cell too long for a filter has none. */
export function cellFilter(column: string, cell: string | null, isWanted: boolean): Filter {
  return { column, operator: isWanted ? 'in' : 'notIn', value: '', values: [cell] }
}
