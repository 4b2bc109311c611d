/** What the outcomes of a running call add up to, kept up to date outcome by outcome: a call over rows has too many to read them all every second. */
import { targetKey, type TargetOutcome } from '../../shared/call'
import { isFailed } from './summary'

const names = ['rows', 'pages', 'requests', 'duplicates', 'failedCount'] as const
export type Sums = Record<(typeof names)[number], number>

export interface RunningSums {
  /** Takes what targets have become into account. */
  count(outcomes: readonly TargetOutcome[]): void
  sums(): Sums
}

/** @param outcomes those that the call has when it begins or goes on. */
export function createRunningSums(outcomes: readonly TargetOutcome[]): RunningSums {
  const total = names.map(() => 0)
  const counted = new Map<string, readonly number[]>()
  const count: RunningSums['count'] = (told) => {
    for (const outcome of told) {
      const { rows, pages, requests, duplicates } = outcome
      const [key, now] = [targetKey(outcome), [rows, pages, requests, duplicates, Number(isFailed(outcome))]]
      const before = counted.get(key)
      for (const [index, value] of now.entries()) total[index] = (total[index] ?? 0) + value - (before?.[index] ?? 0)
      counted.set(key, now)
    }
  }
  count(outcomes)
  return { count, sums: () => Object.fromEntries(names.map((name, index) => [name, total[index] ?? 0])) as Sums }
}
