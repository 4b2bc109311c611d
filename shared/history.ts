/** The kept calls as a history: what is sought, what a line shows, what the operator notes on it, and what deleting and taking back say. */
import * as v from 'valibot'
import type { CallSummaryLine } from './bridge'
import { CallId } from './call'
import type { WireError } from './errors'
import { phrase } from './words'

/** How a call stands, in one word for the eye and the filter. */
export const historyOutcomes = ['running', 'complete', 'incomplete', 'failed', 'cancelled', 'paused', 'interrupted'] as const
export type HistoryOutcome = (typeof historyOutcomes)[number]

export const historyKinds = ['read', 'change'] as const
/** What is not known to read counts as a change. */
export type HistoryKind = (typeof historyKinds)[number]

export function outcomeOf({ state, complete, targetCount, failedCount }: Pick<CallSummaryLine, 'state' | 'complete' | 'targetCount' | 'failedCount'>): HistoryOutcome {
  if (state !== 'finished') return state
  if (complete) return 'complete'
  return targetCount > 0 && failedCount === targetCount ? 'failed' : 'incomplete'
}

const moment = v.pipe(v.string(), v.isoTimestamp(phrase('A time looks like 2026-11-22T19:45:30.000Z.')))

/** Every part given must agree. */
export const HistorySearch = v.strictObject({
  /** Words that must all be found, in any case: in names, product, operation, profile, accounts, regions, error codes, request IDs and parameters. */
  search: v.optional(v.pipe(v.string(), v.maxLength(500)), ''),
  /** Empty: all. */
  outcomes: v.optional(v.array(v.picklist(historyOutcomes)), []),
  kind: v.exactOptional(v.picklist(historyKinds)),
  /** Started at or after, and before. */
  since: v.exactOptional(moment),
  until: v.exactOptional(moment),
  isPinned: v.optional(v.boolean(), false),
})
export type HistorySearch = v.InferOutput<typeof HistorySearch>

export const HistorySpec = v.strictObject({
  ...HistorySearch.entries,
  offset: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)), 100),
})
export type HistorySpec = v.InferOutput<typeof HistorySpec>

export interface HistoryLine extends CallSummaryLine {
  kind: HistoryKind
  outcome: HistoryOutcome
  /** Stays whatever the limits are. */
  isPinned: boolean
  /** On disk. */
  bytes: number
}

/** Newest first. */
export interface HistoryPage {
  lines: HistoryLine[]
  /** Calls that agree, and how many bytes they take. */
  matching: number
  matchingBytes: number
  /** All calls. */
  total: number
  bytes: number
  /** Calls whose content was not searched yet, because an older version kept them; a later search has them. */
  unread: number
}

/** What the operator notes on a call. An empty name gives it its own again. */
export const HistoryMark = v.strictObject({
  callId: CallId,
  name: v.exactOptional(v.pipe(v.string(), v.trim(), v.maxLength(200))),
  isPinned: v.exactOptional(v.boolean()),
})
export type HistoryMark = v.InferOutput<typeof HistoryMark>

export const CallIds = v.pipe(v.array(CallId), v.minLength(1), v.maxLength(10_000))

/** What happened to each of several calls. */
export interface HistoryChange {
  done: CallId[]
  failed: { callId: CallId; error: WireError }[]
}

/** Milliseconds for which a deleted call can be taken back. */
export const undoMs = 600_000
