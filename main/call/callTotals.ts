/** What the outcomes of a call add up to, kept up to date target by target: a call over rows has too many to add them all ten times a second. Pure; it asks for nothing. */
import type { CallTotals, TargetOutcome } from '../../shared/call'

export type Sums = Pick<CallTotals, 'rows' | 'pages' | 'requests' | 'duplicates' | 'ended' | 'expectedRows'>

export interface RunningTotals {
  sums(): Sums
  /** Which part of the call is done, 0 … 1; undefined where a few targets do not say how much they have. */
  doneShare(): number | undefined
  /** Takes what a target has become into account. */
  count(outcome: TargetOutcome): void
}

/** More targets than this foretell by their number alone. */
const manyTargets = 20

const names = ['rows', 'pages', 'requests', 'duplicates', 'ended', 'expected', 'unsaid', 'share', 'unknown'] as const
/** A target's part in each of the totals, in the order of `names`. */
type Part = readonly number[]

const isEnded = ({ status }: TargetOutcome): boolean => status !== 'waiting' && status !== 'running' && status !== 'throttled'

/** It has nothing that could be added up. */
export const isUntouched = ({ status, complete, rows, pages, requests, duplicates, expectedRows }: TargetOutcome): boolean => status === 'waiting' && !complete && rows + pages + requests + duplicates === 0 && expectedRows === undefined

export function createTotals(outcomes: readonly TargetOutcome[]): RunningTotals {
  const isMany = outcomes.length > manyTargets
  const totals = names.map(() => 0)
  const parts = new Map<TargetOutcome, Part>()

  const partOf = (outcome: TargetOutcome): Part => {
    const { rows, pages, requests, duplicates, status, complete, expectedRows } = outcome
    const hasEnded = isEnded(outcome)
    const isUnsaid = expectedRows === undefined && !complete && status !== 'waiting' && status !== 'refused'
    const isUnknown = !hasEnded && pages > 0 && expectedRows === undefined && !isMany
    const share = hasEnded ? 1 : pages === 0 || isUnknown ? 0 : expectedRows === undefined ? 0.5 : Math.min(1, rows / Math.max(1, expectedRows))
    return [rows, pages, requests, duplicates, Number(hasEnded), complete ? rows : (expectedRows ?? 0), Number(isUnsaid), share, Number(isUnknown)]
  }
  const count: RunningTotals['count'] = (outcome) => {
    const before = parts.get(outcome)
    const now = partOf(outcome)
    parts.set(outcome, now)
    for (const [index, value] of now.entries()) totals[index] = (totals[index] ?? 0) + value - (before?.[index] ?? 0)
  }
  const total = (name: (typeof names)[number]): number => totals[names.indexOf(name)] ?? 0

  for (const outcome of outcomes) if (!isUntouched(outcome)) count(outcome)
  return {
    sums: () => ({
      rows: total('rows'),
      pages: total('pages'),
      requests: total('requests'),
      duplicates: total('duplicates'),
      ended: total('ended'),
      ...(total('unsaid') > 0 ? {} : { expectedRows: total('expected') }),
    }),
    doneShare: () => (total('unknown') > 0 ? undefined : total('share') / Math.max(1, outcomes.length)),
    count,
  }
}
