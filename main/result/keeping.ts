/** Lets results go by the operator's limits: soon after the start, then every hour. What it removes is logged; a failure is tried again with the next turn. */
import type { Log } from '../log'
import type { ResultStore } from './result'

export interface KeepingParts {
  results: Pick<ResultStore, 'prune'>
  /** 0 is no limit. */
  limits: () => { resultKeepDays: number; resultKeepGigabytes: number }
  log: Pick<Log, 'info' | 'warn'>
  firstAfterMs?: number
  everyMs?: number
}

/** Returns the function that ends it. */
export function keepWithin({ results, limits, log, firstAfterMs = 20_000, everyMs = 3_600_000 }: KeepingParts): () => void {
  const turn = async (): Promise<void> => {
    const { resultKeepDays: keepDays, resultKeepGigabytes: keepGigabytes } = limits()
    if (keepDays === 0 && keepGigabytes === 0) return
    try {
      const { removed, failed } = await results.prune({ keepDays, keepGigabytes, isTrial: false })
      if (removed.length > 0 || failed.length > 0) log.info({ removed: removed.map(({ callId, because }) => `${callId} ${because}`), failed }, 'old results were removed')
    } catch (thrown) {
      log.warn({ error: thrown }, 'old results could not be removed')
    }
  }
  const first = setTimeout(() => void turn(), firstAfterMs)
  const every = setInterval(() => void turn(), everyMs)
  return () => {
    clearTimeout(first)
    clearInterval(every)
  }
}
