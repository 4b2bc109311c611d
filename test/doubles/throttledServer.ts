/** A server that refuses what is too much, and callers that want all they can get, on a clock of their own: minutes pass in moments, the same way each time. */
import { createLimiter, type LimiterDeps } from '../../main/wire/rate'
import { AppError } from '../../shared/errors'

/** True where a call at this moment is let through. */
export type Rule = (now: number) => boolean

/** `rate` calls a second into a bucket of `burst`. */
export function bucket(rate: number, burst: number): Rule {
  let tokens = burst
  let filledAt = 0
  return (now) => {
    tokens = Math.min(burst, tokens + ((now - filledAt) / 1000) * rate)
    filledAt = now
    if (tokens < 1) return false
    tokens -= 1
    return true
  }
}

/** `calls` in each window of so many seconds; windows lie on the clock, the first begun `phase` milliseconds before. */
export function fixedWindow(calls: number, seconds: number, phase = 0): Rule {
  let window = -1
  let used = 0
  return (now) => {
    const current = Math.floor((now + phase) / (seconds * 1000))
    if (current !== window) used = 0
    window = current
    used += 1
    return used <= calls
  }
}

/** `calls` in any span of so many seconds. */
export function slidingWindow(calls: number, seconds: number): Rule {
  let passed: number[] = []
  return (now) => {
    passed = passed.filter((at) => at > now - seconds * 1000)
    if (passed.length >= calls) return false
    passed.push(now)
    return true
  }
}

export interface Load {
  rule: Rule
  seconds: number
  latencyMs?: number
  callers?: number
  /** Callers come back together every so many milliseconds, as those do whose pages are stored together. */
  bunchMs?: number
  memory?: LimiterDeps['memory']
  retryAfter?: (now: number) => number | undefined
}

/** Runs the callers for so many seconds; answers how many calls were let through and how many refused, and the most refusals that one of them met. */
export async function load({ rule, seconds, latencyMs = 80, callers = 16, bunchMs = 0, memory, retryAfter }: Load): Promise<{ passed: number; refused: number; mostRefusals: number; passedAt: number[] }> {
  let now = 0
  const events: { at: number; work: () => void }[] = []
  const schedule = (work: () => void, ms: number): (() => void) => {
    const event = { at: now + ms, work }
    events.push(event)
    return () => {
      const index = events.indexOf(event)
      if (index >= 0) events.splice(index, 1)
    }
  }
  const after = (ms: number): Promise<void> => new Promise((resolve) => schedule(resolve, ms))
  const limiter = createLimiter({ now: () => now, schedule, ...(memory === undefined ? {} : { memory }) })
  const passedAt: number[] = []
  let refused = 0
  let mostRefusals = 0
  const call = async (): Promise<void> => {
    await after(latencyMs / 2)
    const isPassed = rule(now)
    const retryAfterMs = isPassed ? undefined : retryAfter?.(now)
    if (isPassed) passedAt.push(now)
    else refused += 1
    await after(latencyMs / 2)
    if (!isPassed) throw new AppError('throttled', 'slow down', { about: { httpStatus: 400, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) } })
  }
  const never = new AbortController().signal
  const caller = async (): Promise<void> => {
    for (let refusals = 0; now < seconds * 1000; mostRefusals = Math.max(mostRefusals, refusals)) {
      refusals = await limiter.run('1/ecs', call, never, { isRepeat: refusals > 0 }).then(
        () => 0,
        () => refusals + 1,
      )
      if (bunchMs > 0 && refusals === 0) await after(bunchMs - (now % bunchMs))
    }
  }
  const all = Array.from({ length: callers }, caller)
  while (now < seconds * 1000) {
    await new Promise((resolve) => setImmediate(resolve))
    const next = events.reduce<(typeof events)[number] | undefined>((first, event) => (first === undefined || event.at < first.at ? event : first), undefined)
    if (next === undefined) break
    events.splice(events.indexOf(next), 1)
    now = next.at
    next.work()
  }
  void all
  return { passed: passedAt.length, refused, mostRefusals, passedAt }
}
