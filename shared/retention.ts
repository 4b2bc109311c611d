/** How long results are kept, and what a removal of old ones says. */
import * as v from 'valibot'
import type { CallId } from './call'

/** 0 is no limit. The oldest go first; never one that is pinned, runs or can go on. */
export const RetentionSpec = v.strictObject({
  keepDays: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(100_000)), 0),
  /** Results; those that are pinned, run or can go on count and stay. */
  keepCount: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000)), 0),
  keepGigabytes: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1_000_000)), 0),
  /** Only says what would go. */
  isTrial: v.optional(v.boolean(), false),
})
export type RetentionSpec = v.InferOutput<typeof RetentionSpec>
export type RetentionSpecInput = v.InferInput<typeof RetentionSpec>

export interface RemovedResult {
  callId: CallId
  name?: string
  product: string
  operation: string
  startedAt: string
  rows: number
  bytes: number
  because: 'age' | 'count' | 'size'
}

export interface RetentionReport {
  removed: RemovedResult[]
  /** What is left, running and unfinished calls included. */
  kept: { results: number; bytes: number }
  /** True where the limit on size is still passed, because what is left is pinned, runs or can go on. */
  isOverSize: boolean
  /** Results that could not be removed, because another process reads them. */
  failed: CallId[]
}
