/** Results: columns, windows of rows, sorting, filtering and export. Cells are text exactly as the API wrote it. */
import * as v from 'valibot'
import { CallId } from './call'
import { Filter, filterTextLimit } from './filter'
import { phrase } from './words'

export * from './filter'

/** A result made from another one: by SQL, from an array in its rows, or by a comparison. It lives until the window closes or it is forgotten. */
export const DerivedId = v.pipe(v.string(), v.regex(/^derived-[a-z0-9]{8,32}$/))
export type DerivedId = v.InferOutput<typeof DerivedId>

/** Whatever has rows: a call, or what was derived from one. */
export const ResultId = v.union([CallId, DerivedId], phrase('This is neither a call ID nor the ID of a derived result.'))
export type ResultId = v.InferOutput<typeof ResultId>

/** Chosen by the asker, so that a cancel can name the work. */
export const TaskId = v.pipe(v.string(), v.regex(/^[a-z0-9-]{4,40}$/))

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

/** Which rows, in the order of `sort`; the most significant sort comes first, and rows that it calls equal keep their order of arrival. */
const rowChoice = {
  sort: v.optional(v.pipe(v.array(Sort), v.maxLength(16)), []),
  filters: v.optional(v.pipe(v.array(Filter), v.maxLength(100)), []),
  /** Full-text: contained in any column, context columns too, case folded. */
  search: v.optional(v.pipe(v.string(), v.maxLength(filterTextLimit)), ''),
}

/** Rows `offset … offset+limit` of a result, in the given order. */
export const WindowSpec = v.strictObject({
  callId: ResultId,
  offset: v.pipe(v.number(), v.integer(), v.minValue(0)),
  limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)),
  /** Column ids; absent: all. */
  columns: v.optional(v.array(v.string())),
  ...rowChoice,
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

export const csvSeparators = [',', ';', '\t', '|'] as const
export const lineEnds = ['crlf', 'lf'] as const

export const ExportSpec = v.strictObject({
  callId: ResultId,
  exportId: TaskId,
  format: v.optional(v.picklist(exportFormats), 'csv'),
  /** Column paths in order; absent: context columns, then all. */
  columns: v.optional(v.array(v.string())),
  /** CSV and TSV: UTF-8 byte order mark, for spreadsheets. */
  bom: v.optional(v.boolean(), false),
  /** CSV and TSV: prefix `'` to text that a spreadsheet would run as a formula. A cell of XLSX is text and needs none. */
  formulaGuard: v.optional(v.boolean(), true),
  /** CSV; absent: a comma. */
  separator: v.exactOptional(v.picklist(csvSeparators, phrase('The separator is a comma, a semicolon, a tab or a bar.'))),
  /** CSV and TSV; absent: CR LF for CSV (RFC 4180), LF for TSV. */
  lineEnd: v.exactOptional(v.picklist(lineEnds, phrase('The line end is crlf or lf.'))),
  /** Lists in cells: as their JSON text, or with a column for each value in them (`Tags.Tag[0].Key`). */
  nested: v.optional(v.picklist(['json', 'flat']), 'json'),
  /** A file `<file>.meta.json` beside it: call, time, targets, completeness, request IDs, SHA-256 of the file. */
  meta: v.optional(v.boolean(), true),
  ...rowChoice,
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
  /** SHA-256 of the file in hex. */
  sha256: string
  /** Where `meta` was asked for. */
  metaPath?: string
  /** XLSX: how many sheets of rows there are, where one was not enough. */
  sheets?: number
  /** XLSX: texts that are longer than a cell can hold (32,767 characters) and were cut there. */
  cutTexts?: number
}
