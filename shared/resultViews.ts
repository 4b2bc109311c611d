/** The other views of a result: the answers it was read from, the values of a column, and charts. */
import * as v from 'valibot'
import { CallId, TargetRef, type Target } from './call'
import { Filter, filterTextLimit, ResultId } from './result'
import { phrase } from './words'

/** Which rows count. */
const rowFilter = {
  filters: v.optional(v.pipe(v.array(Filter), v.maxLength(100)), []),
  search: v.optional(v.pipe(v.string(), v.maxLength(filterTextLimit)), ''),
}
const whole = (least: number, most: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most))

/** The values of one column, the most frequent first: what a filter offers. */
export const DistinctSpec = v.strictObject({
  callId: ResultId,
  /** Column id. */
  column: v.string(),
  limit: v.optional(whole(1, 1000), 200),
  /** Only values that contain this text, case folded. */
  contains: v.optional(v.pipe(v.string(), v.maxLength(1000)), ''),
  /** Filters on the column itself are left out, so that it offers what it has. */
  ...rowFilter,
})
export type DistinctSpec = v.InferOutput<typeof DistinctSpec>
export type DistinctSpecInput = v.InferInput<typeof DistinctSpec>

export interface DistinctValues {
  /** `value` is null where rows have none. */
  values: { value: string | null; rows: number }[]
  /** How many different values there are, those past the limit too. */
  distinct: number
}

/** One stored answer, by its place in the log of its target. */
export const ResponseRef = v.strictObject({ callId: CallId, target: TargetRef, page: whole(1, 1_000_000_000) })
export type ResponseRef = v.InferOutput<typeof ResponseRef>

/** Answers `offset … offset+limit` in the order in which they were stored. */
export const ResponsesSpec = v.strictObject({
  callId: CallId,
  offset: whole(0, 1_000_000_000),
  limit: whole(1, 1000),
  /** Only of this target. */
  target: v.exactOptional(TargetRef),
})
export type ResponsesSpec = v.InferOutput<typeof ResponsesSpec>

export interface ResponseLine extends Target {
  page: number
  requestId?: string
  /** ISO 8601, when it was stored. */
  time: string
  /** HTTP status; absent in results of older versions, as are `elapsedMs` and what {@link ResponseDetail} adds. */
  status?: number
  elapsedMs?: number
  /** Characters of the body. */
  size: number
  received: number
  stored: number
  duplicates: number
  /** From the body, for products that answer errors with HTTP 200. */
  code?: string
  message?: string
}

export interface ResponseList {
  total: number
  responses: ResponseLine[]
}

/** The request as it was sent, without signature and key; secrets among the values are masked. */
export interface RequestPreview {
  method: string
  /** `https://host/path`, without the query. */
  url: string
  query: Record<string, string>
  headers: Record<string, string>
  /** Form fields or JSON as text; absent where there was none. */
  body?: string
}

export interface ResponseDetail extends ResponseLine {
  request?: RequestPreview
  /** Names in lower case; secrets are masked. */
  headers?: Record<string, string>
  /** Characters of the body as {@link BodySlice} shows it. */
  shownSize: number
}

/** A stretch of the body's text, in UTF-16 units, so that a body of any size can be shown. */
export const BodySpec = v.strictObject({ ...ResponseRef.entries, offset: whole(0, 2_000_000_000), limit: whole(1, 262_144) })
export type BodySpec = v.InferOutput<typeof BodySpec>

export interface BodySlice {
  /** Secrets (`AccessKeySecret`, `SecurityToken` …) are masked; everything else is as received. Never cut inside a character. */
  text: string
  /** Where the next slice begins; absent at the end. */
  next?: number
  size: number
}

export const chartMeasures = ['count', 'distinct', 'sum', 'min', 'max'] as const
export const timeBuckets = ['hour', 'day', 'month'] as const

export const ChartSpec = v.strictObject({
  callId: ResultId,
  /** The first is the axis, the second the series. `bucket` rounds times down, in UTC. */
  groupBy: v.pipe(v.array(v.strictObject({ column: v.string(), bucket: v.exactOptional(v.picklist(timeBuckets)) })), v.minLength(1, phrase('Choose a column to group by.')), v.maxLength(2, phrase('Group by one or two columns.'))),
  measure: v.optional(v.picklist(chartMeasures), 'count'),
  /** Column id; needed by every measure but `count`. */
  column: v.exactOptional(v.string()),
  /** Most groups of the axis and of the series; the rest is one group `other`. */
  limit: v.optional(whole(1, 500), 20),
  ...rowFilter,
})
export type ChartSpec = v.InferOutput<typeof ChartSpec>
export type ChartSpecInput = v.InferInput<typeof ChartSpec>

/** What a chart puts at a place: a value (null: rows without one), or all that the limit left out. */
export type ChartKey = { value: string | null } | { isOther: true; groups: number }

export interface ChartGroup {
  /** One for each column of `groupBy`, in its order. */
  keys: ChartKey[]
  /** Digits or text, exact; null where no row has a value to measure. */
  value: string | null
  rows: number
}

export interface Chart {
  /** The axis in its order: buckets by time, else the largest first; the rest last. */
  axis: ChartKey[]
  /** Of the second column; empty without one. */
  series: ChartKey[]
  groups: ChartGroup[]
  /** Rows that were looked at. */
  rows: number
  /** Rows that a sum left out, because their cell holds no number. */
  skipped: number
}
