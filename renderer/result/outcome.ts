/** What a run's end means: its state for the eye, and sums over its targets. Pure; it trusts the runner's own verdict on completeness. */
import { markRaw } from 'vue'
import type { CallProgress, CallState, CallSummary, CallTotals, TargetOutcome, TargetStatus } from '../../shared/call'
import { targetKey } from '../../shared/call'
import { formatRough } from '../kit/format'

export type ResultState = 'running' | 'complete' | 'incomplete' | 'cancelled' | 'paused' | 'interrupted' | 'failed'

/** A run as the window holds it while it grows. */
export interface Run {
  callId: string
  state: CallState
  totals: CallTotals
  /** Replaced, never changed: of thousands, nothing inside is watched. */
  outcomes: Record<string, TargetOutcome>
  /** Number of known columns; grows. */
  columns: number
}

const badEnds: readonly TargetStatus[] = ['failed', 'refused']

export function resultState(run: Run): ResultState {
  if (run.state === 'running') return 'running'
  if (run.state !== 'finished') return run.state
  const targets = Object.values(run.outcomes)
  if (targets.every((target) => target.complete)) return 'complete'
  if (targets.length > 0 && run.totals.rows === 0 && targets.every((target) => badEnds.includes(target.status))) return 'failed'
  return 'incomplete'
}

/** Rows the API said there are, where every target said it. */
export function expectedRows(run: Run): number | undefined {
  const targets = Object.values(run.outcomes)
  if (targets.length === 0 || targets.some((target) => target.expectedRows === undefined)) return undefined
  return targets.reduce((sum, target) => sum + (target.expectedRows ?? 0), 0)
}

/** Part that is done, 0 … 1: as main judges it, else by the targets that have ended. */
export const doneShare = ({ totals }: Run): number => totals.doneShare ?? (totals.targets > 0 ? totals.ended / totals.targets : 0)

/** Time until the end in words; undefined where nothing can be said. */
export function timeLeft({ state, totals }: Run): string | undefined {
  return state !== 'running' || totals.etaMs === undefined ? undefined : formatRough(totals.etaMs)
}

/** Targets that did not end well, worst first. */
export function troubled(run: Run): TargetOutcome[] {
  const rank: Partial<Record<TargetStatus, number>> = { failed: 0, refused: 1, incomplete: 2 }
  return Object.values(run.outcomes)
    .filter((target) => target.status in rank)
    .sort((left, right) => (rank[left.status] ?? 9) - (rank[right.status] ?? 9))
}

/** What can go on with a run that has ended: from its last pages, or with what is not complete. */
export function moveOf(run: Run): 'resume' | 'retry' | undefined {
  if (run.state === 'running') return undefined
  if (run.state !== 'finished') return 'resume'
  return Object.values(run.outcomes).some((target) => !target.complete) ? 'retry' : undefined
}

const order: readonly TargetStatus[] = ['failed', 'refused', 'incomplete', 'throttled', 'running', 'waiting', 'cancelled', 'done']
const collator = new Intl.Collator(undefined, { numeric: true })
const nameOf = ({ accountName, accountId }: TargetOutcome): string => accountName ?? accountId

/** Puts targets in the order of their table: worst first, those alike by name. Names are compared once for a call, not with each of its changes. */
export function createTargetOrder(): (run: Pick<Run, 'callId' | 'outcomes'>) => TargetOutcome[] {
  let known = { callId: '', keys: [] as string[] }
  return ({ callId, outcomes }) => {
    if (known.callId !== callId || known.keys.length !== Object.keys(outcomes).length) {
      const byName = Object.entries(outcomes).sort(([, left], [, right]) => collator.compare(nameOf(left), nameOf(right)) || (left.rowNumber ?? 0) - (right.rowNumber ?? 0))
      known = { callId, keys: byName.map(([key]) => key) }
    }
    const ranks = order.map((): TargetOutcome[] => [])
    for (const key of known.keys) {
      const target = outcomes[key]
      if (target) ranks[order.indexOf(target.status)]?.push(target)
    }
    return ranks.flat()
  }
}

export function emptyRun(callId: string): Run {
  return { callId, state: 'running', totals: { targets: 0, ended: 0, rows: 0, pages: 0, requests: 0, duplicates: 0, callsPerSecond: 0, elapsedMs: 0 }, outcomes: {}, columns: 0 }
}

export function mergeProgress(run: Run, progress: CallProgress): void {
  run.state = progress.state
  run.totals = progress.totals
  run.columns = Math.max(run.columns, progress.columns)
  for (const target of progress.changed) run.outcomes[targetKey(target)] = markRaw(target)
}

/** A finished or reopened call as a run. */
export function runOfSummary(summary: CallSummary): Run {
  const { callId, state, rows, pages, requests, duplicates, elapsedMs } = summary
  const ended = summary.targets.filter((target) => target.status !== 'waiting' && target.status !== 'running' && target.status !== 'throttled').length
  return {
    callId, state, columns: 0,
    totals: { targets: summary.targets.length, ended, rows, pages, requests, duplicates, callsPerSecond: 0, elapsedMs },
    outcomes: Object.fromEntries(summary.targets.map((target) => [targetKey(target), markRaw(target)])),
  }
}
