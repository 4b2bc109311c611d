/** Results: columns, windows of rows, sorting, filtering and export. Cells are text exactly as the API wrote it. */
import * as v from 'valibot'
import { CallId } from './call'

/** Context columns come before the row's own; their names cannot collide with a path because a path never begins with `_` followed by these names and a context id is reserved. */
export const contextColumns = ['_account', '_accountName', '_region', '_requestId', '_page'] as const
export type ContextColumn = (typeof contextColumns)[number]

/** What the values of a column look like; decides sorting and alignment. `mixed` sorts as text. */
export type ColumnKind = 'text' | 'number' | 'boolean' | 'time' | 'json' | 'mixed'

export interface Column {
  /** `c0`, `c1` … or a context column's name. */
  id: string
  /** Dotted path as people write it: `VpcAttributes.VpcId`. */
  path: string
  kind: ColumnKind
  isContext: boolean
}

export const Sort = v.strictObject({ column: v.string(), descending: v.optional(v.boolean(), false) })
export type Sort = v.InferOutput<typeof Sort>

export const filterOperators = ['contains', 'equals', 'notEquals', 'startsWith', 'greater', 'less', 'empty', 'notEmpty'] as const
export const Filter = v.strictObject({ column: v.string(), operator: v.picklist(filterOperators), value: v.optional(v.string(), '') })
export type Filter = v.InferOutput<typeof Filter>

/** Rows `offset … offset+limit` of a result, in the given order. */
export const WindowSpec = v.strictObject({
  callId: CallId,
  offset: v.pipe(v.number(), v.integer(), v.minValue(0)),
  limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)),
  /** Column ids; absent: all. */
  columns: v.optional(v.array(v.string())),
  sort: v.optional(v.array(Sort), []),
  filters: v.optional(v.array(Filter), []),
  /** Full-text: contained in any column, case folded. */
  search: v.optional(v.string(), ''),
})
export type WindowSpec = v.InferOutput<typeof WindowSpec>
export type WindowSpecInput = v.InferInput<typeof WindowSpec>

/** One row: its sequence number in order of arrival, then a cell per asked column; null where the row has no such value. */
export interface Row {
  seq: number
  cells: (string | null)[]
}

export interface RowWindow {
  columns: string[]
  rows: Row[]
  /** Rows of the result. */
  total: number
  /** Rows that pass filter and search. */
  matching: number
}

export const exportFormats = ['csv', 'tsv', 'ndjson', 'json', 'parquet', 'xlsx'] as const
export type ExportFormat = (typeof exportFormats)[number]

export const ExportSpec = v.strictObject({
  callId: CallId,
  /** Chosen by the asker, so that a cancel can name it. */
  exportId: v.pipe(v.string(), v.regex(/^[a-z0-9-]{4,40}$/)),
  format: v.optional(v.picklist(exportFormats), 'csv'),
  /** Column paths in order; absent: context columns, then all. */
  columns: v.optional(v.array(v.string())),
  /** UTF-8 byte order mark, for spreadsheets. */
  bom: v.optional(v.boolean(), false),
  /** Prefix `'` to text that a spreadsheet would run as a formula. */
  formulaGuard: v.optional(v.boolean(), true),
  sort: v.optional(v.array(Sort), []),
  filters: v.optional(v.array(Filter), []),
  search: v.optional(v.string(), ''),
})
export type ExportSpec = v.InferOutput<typeof ExportSpec>
export type ExportSpecInput = v.InferInput<typeof ExportSpec>

export interface ExportProgress {
  exportId: string
  rows: number
  totalRows: number
}

export interface ExportOutcome {
  path: string
  rows: number
  bytes: number
}
