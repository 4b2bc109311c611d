/** A condition on a column of rows: what a table filters by, and which rows a call is made for. */
import * as v from 'valibot'
import { phrase } from './words'

export const filterOperators = ['contains', 'notContains', 'startsWith', 'equals', 'notEquals', 'in', 'notIn', 'range', 'greater', 'less', 'empty', 'notEmpty', 'regex'] as const
export type FilterOperator = (typeof filterOperators)[number]

/** Longest text of a filter, and most values of one `in`. */
export const filterTextLimit = 10_000
const filterValueLimit = 1000
const filterText = v.pipe(v.string(), v.maxLength(filterTextLimit))

/**
 * A condition on one column. Letter case counts in `equals`, `notEquals`, `in` and `notIn`, and in `regex` unless it begins with `(?i)`.
 * Numbers and times compare by what they mean, everywhere but in the operators on text (`contains`, `notContains`, `startsWith`, `regex`).
 */
export const Filter = v.strictObject({
  /** The column, by its path. */
  column: v.string(),
  /** How its cells are compared. */
  operator: v.picklist(filterOperators),
  /** Of every operator but `in`, `notIn`, `range`, `empty` and `notEmpty`. `regex` is RE2 syntax, found anywhere in the cell. */
  value: v.optional(filterText, ''),
  /** Of `in` and `notIn`; null stands for a cell without a value. */
  values: v.exactOptional(v.pipe(v.array(v.nullable(filterText)), v.minLength(1, phrase('Choose at least one value.')), v.maxLength(filterValueLimit, phrase('At most 1000 values can be chosen.')))),
  /** Of `range`, its lower end: both belong to it; one of them may be missing. */
  from: v.exactOptional(filterText),
  /** Its upper end. */
  to: v.exactOptional(filterText),
})
export type Filter = v.InferOutput<typeof Filter>
