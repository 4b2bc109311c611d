/** Chooses which results are removed because of their age or of how many there are or of the space they all take. Pure; a call that is pinned, runs or can go on is never among them. */
import type { CallSummaryLine } from '../../shared/bridge'
import type { RemovedResult, RetentionSpec } from '../../shared/retention'

export interface KeptResult {
  line: CallSummaryLine
  bytes: number
  isPinned?: boolean
}

const dayMs = 86_400_000
const gigabyte = 1_000_000_000

/** A cancelled call has ended by the operator's wish; a paused or interrupted one waits. */
const mayGo = ({ line, isPinned = false }: KeptResult): boolean => !isPinned && (line.state === 'finished' || line.state === 'cancelled')

/** `now` in milliseconds; the oldest go first. */
export function chooseOld(results: readonly KeptResult[], { keepDays, keepCount, keepGigabytes }: RetentionSpec, now: number): RemovedResult[] {
  const endOf = ({ line }: KeptResult): number => Date.parse(line.startedAt) + line.elapsedMs
  const oldestFirst = results.filter(mayGo).sort((one, other) => endOf(one) - endOf(other))
  const chosen: RemovedResult[] = []
  let left = results.reduce((sum, { bytes }) => sum + bytes, 0)
  for (const result of oldestFirst) {
    const isOld = keepDays > 0 && now - endOf(result) > keepDays * dayMs
    const isTooMany = keepCount > 0 && results.length - chosen.length > keepCount
    const isTooMuch = keepGigabytes > 0 && left > keepGigabytes * gigabyte
    if (!isOld && !isTooMany && !isTooMuch) continue
    const { callId, name, product, operation, startedAt, rows } = result.line
    chosen.push({ callId, ...(name === undefined ? {} : { name }), product, operation, startedAt, rows, bytes: result.bytes, because: isOld ? 'age' : isTooMany ? 'count' : 'size' })
    left -= result.bytes
  }
  return chosen
}

export const isOverSize = (bytes: number, { keepGigabytes }: RetentionSpec): boolean => keepGigabytes > 0 && bytes > keepGigabytes * gigabyte
