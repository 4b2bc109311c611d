/** Lets results go by the operator's limits, and the files of deleted calls that can no longer be taken back: soon after the start, after each call, then every hour. What it removes is logged; a failure is tried again with the next turn. */
import { undoMs } from '../../shared/history'
import type { Log } from '../log'
import type { ResultStore } from './result'

export interface KeepingParts {
  results: Pick<ResultStore, 'prune' | 'sweep'>
  /** 0 is no limit. */
  limits: () => { resultKeepDays: number; resultKeepCount: number; resultKeepGigabytes: number }
  log: Pick<Log, 'info' | 'warn'>
  firstAfterMs?: number
  /** After the end of a call. */
  soonMs?: number
  everyMs?: number
}

export interface Keeping {
  /** A call has ended. */
  soon: () => void
  stop: () => void
}

export function keepWithin({ results, limits, log, firstAfterMs = 20_000, soonMs = 2_000, everyMs = 3_600_000 }: KeepingParts): Keeping {
  const sweep = async (): Promise<void> => {
    await results.sweep(undoMs).catch((thrown: unknown) => log.warn({ error: thrown }, 'the files of deleted calls could not be removed'))
  }
  const turn = async (): Promise<void> => {
    await sweep()
    const { resultKeepDays: keepDays, resultKeepCount: keepCount, resultKeepGigabytes: keepGigabytes } = limits()
    if (keepDays === 0 && keepCount === 0 && keepGigabytes === 0) return
    try {
      const { removed, failed } = await results.prune({ keepDays, keepCount, keepGigabytes, isTrial: false })
      if (removed.length > 0 || failed.length > 0) log.info({ removed: removed.map(({ callId, because }) => `${callId} ${because}`), failed }, 'old results were removed')
    } catch (thrown) {
      log.warn({ error: thrown }, 'old results could not be removed')
    }
  }
  const first = setTimeout(() => void turn(), firstAfterMs)
  const every = setInterval(() => void turn(), everyMs)
  let next: NodeJS.Timeout | undefined
  return {
    soon: () => {
      clearTimeout(next)
      next = setTimeout(() => void turn(), soonMs)
    },
    stop: () => {
      clearTimeout(first)
      clearTimeout(next)
      clearInterval(every)
    },
  }
}
