/** Sums a call up: as a line for history, and from its stored pages alone where the process that ran it has died. It never calls an unfinished target complete. */
import type { CallSummaryLine } from '../../shared/bridge'
import { targetKey, type CallId, type CallState, type CallSummary, type Target, type TargetOutcome } from '../../shared/call'
import { endedBy } from '../../shared/outcomeWords'
import { say } from '../../shared/words'
import type { Sums } from './runningSums'
import type { CallHead, TargetCount } from './tables'

const ended = new Set<TargetOutcome['status']>(['done', 'incomplete', 'refused', 'failed', 'cancelled'])

export const isFailed = (outcome: TargetOutcome): boolean => outcome.status === 'refused' || outcome.status === 'failed'

export function lineOf({ targets, ...summary }: CallSummary, head: CallHead): CallSummaryLine {
  return { ...summary, ...ofHead(head), targetCount: targets.length, failedCount: targets.filter(isFailed).length }
}

/** Of a call that runs; `now` in milliseconds since 1970. */
export function runningLine(callId: CallId, head: CallHead, sums: Sums, now: number): CallSummaryLine {
  const { startedAt, targets } = head
  return { callId, state: 'running', complete: false, ...sums, startedAt, elapsedMs: Math.max(0, now - Date.parse(startedAt)) || 0, ...ofHead(head), targetCount: targets.length }
}

function ofHead({ spec }: CallHead): Pick<CallSummaryLine, 'name' | 'product' | 'version' | 'operation' | 'profile'> {
  return {
    ...(spec.name === undefined ? {} : { name: spec.name }),
    product: spec.product,
    version: spec.version,
    operation: spec.operation,
    profile: spec.profile,
  }
}

/** A summary from what is stored. With `interrupted`, targets that had not ended become incomplete. */
export function sumUp(callId: CallId, state: CallState, head: CallHead, outcomes: ReadonlyMap<string, TargetOutcome>, counts: readonly TargetCount[]): CallSummary {
  const counted = new Map(counts.map((count) => [targetKey(count.target), count]))
  const targets = head.targets.map((target) => outcomeOf(target, outcomes.get(targetKey(target)), counted.get(targetKey(target)), state))
  const lastAt = counts.reduce((latest, { lastAt: at }) => (at > latest ? at : latest), head.startedAt)
  const add = (pick: (outcome: TargetOutcome) => number): number => targets.reduce((sum, outcome) => sum + pick(outcome), 0)
  return {
    callId,
    state,
    complete: state !== 'running' && targets.every(({ complete }) => complete),
    rows: add(({ rows }) => rows),
    pages: add(({ pages }) => pages),
    requests: add(({ requests }) => requests),
    duplicates: add(({ duplicates }) => duplicates),
    targets,
    startedAt: head.startedAt,
    elapsedMs: Math.max(0, Date.parse(lastAt) - Date.parse(head.startedAt)) || 0,
  }
}

function outcomeOf(target: Target, told: TargetOutcome | undefined, count: TargetCount | undefined, state: CallState): TargetOutcome {
  const base: TargetOutcome = told ?? { ...target, status: 'waiting', complete: false, rows: 0, pages: 0, requests: 0, duplicates: 0, requestIds: [], elapsedMs: 0 }
  // The pages are the truth: an outcome is told later than its page is stored.
  const stored: TargetOutcome = count
    ? { ...base, rows: count.rows, pages: count.pages, duplicates: count.duplicates, requests: Math.max(base.requests, count.pages), requestIds: count.requestIds.length > base.requestIds.length ? count.requestIds : base.requestIds }
    : base
  if (state !== 'interrupted' || ended.has(stored.status)) return stored
  return { ...stored, status: 'incomplete', complete: false, ...endedBy(say`Rolecall ended before this target did; the pages that were stored are here.`) }
}
