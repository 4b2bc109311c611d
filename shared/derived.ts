/** Results made from results: by SQL, from an array in the rows, by comparing two calls. Each reads like any other result, by its own ID. */
import * as v from 'valibot'
import { JsonPath } from './jsonPath'
import { CallId } from './call'
import { ResultId, TaskId, type Column, type DerivedId } from './result'
import { phrase } from './words'

/** A derived result as it is made; its rows are asked for by `result.window` with its ID as `callId`. */
export interface Derived {
  derivedId: DerivedId
  columns: Column[]
  rows: number
  /** True where the cap on rows was reached and the rest was left out. */
  isCut: boolean
  elapsedMs: number
}

const sqlTextLimit = 100_000
/** Rows that one query may answer. */
export const derivedRowLimit = 1_000_000

/** One SELECT of DuckDB over the table `rows`. It can reach no file, no network, no setting and no other table. */
export const SqlSpec = v.strictObject({
  callId: ResultId,
  taskId: TaskId,
  sql: v.pipe(v.string(), v.minLength(1, phrase('Write a SELECT over rows.')), v.maxLength(sqlTextLimit)),
  /** Seconds after which it is stopped. */
  seconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(600)), 60),
})
export type SqlSpec = v.InferOutput<typeof SqlSpec>
export type SqlSpecInput = v.InferInput<typeof SqlSpec>

/** A name that SQL over a result can use. */
export interface SqlName {
  /** As it is written in SQL, quoted where it must be. */
  name: string
  kind: 'column' | 'macro'
  /** Type of DuckDB for a column, signature for a macro. */
  type: string
  /** Path of the column. */
  path?: string
}

/** The elements of an array as rows, read once more from the stored answers. */
export const RowsFromSpec = v.strictObject({
  callId: CallId,
  taskId: TaskId,
  /** In dot notation; of each row (`Tags.Tag`) or of each whole answer (`Data.Items`). */
  path: JsonPath,
  of: v.optional(v.picklist(['row', 'answer']), 'row'),
  /** Column paths of the row that each element keeps, with `of: row`; they become `../Path`. */
  keep: v.optional(v.pipe(v.array(v.string()), v.maxLength(50)), []),
})
export type RowsFromSpec = v.InferOutput<typeof RowsFromSpec>
export type RowsFromSpecInput = v.InferInput<typeof RowsFromSpec>

export const compareForms = ['rows', 'cells'] as const

/** What changed from `before` to `after`, two results of one operation. */
export const CompareSpec = v.strictObject({
  before: ResultId,
  after: ResultId,
  taskId: TaskId,
  /** Column paths that name a row, such as `InstanceId`; rows with the same key are paired in order. */
  key: v.pipe(v.array(v.string()), v.minLength(1, phrase('Choose at least one key column.')), v.maxLength(16)),
  /** Column paths to compare; absent: all that one of them has, but for context columns. */
  columns: v.exactOptional(v.array(v.string())),
  /** `rows`: a row for each added, removed or changed row, with `X (before)` and `X (after)` where X differs in any of them. `cells`: a row for each cell that differs. */
  form: v.optional(v.picklist(compareForms), 'rows'),
})
export type CompareSpec = v.InferOutput<typeof CompareSpec>
export type CompareSpecInput = v.InferInput<typeof CompareSpec>

export interface Comparison extends Derived {
  added: number
  removed: number
  changed: number
  same: number
  /** Rows whose key is not theirs alone, in both results together. */
  repeatedKeys: number
  /** Rows without any value in the key columns. */
  withoutKey: number
}

/** The column of `change` in a comparison holds one of these. */
export const changeKinds = ['added', 'removed', 'changed'] as const
