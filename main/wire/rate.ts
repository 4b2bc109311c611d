/** Paces calls by key (account and product): a cap on calls in flight, even spacing, and a slower pace after each refusal for too many calls. It never repeats a call. */
import PQueue from 'p-queue'
import { asAppError, type AppError } from '../../shared/errors'
import { cancelled, expectMany, wait } from './abort'

export { wait }

export interface LimiterDeps {
  /** Milliseconds since 1970. */
  now: () => number
  /** Resolves after the milliseconds, rejects with `cancelled` on abort. */
  sleep?: (ms: number, signal: AbortSignal) => Promise<void>
}

export interface TurnOptions {
  /** A call that was refused before goes first. */
  isRepeat?: boolean
  /** Told before the wait that a refusal brought: until when, in milliseconds since 1970. */
  onWait?: (untilMs: number) => void
}

export interface Limiter {
  /** Runs `call` when its turn has come. @throws AppError `cancelled` while it waits; else what `call` throws. */
  run<T>(key: string, call: () => Promise<T>, signal: AbortSignal, options?: TurnOptions): Promise<T>
}

/** Calls in flight for one key. */
const maxInFlight = 16
/** Calls a second: where a key starts, and between which bounds its pace moves. */
const startRate = 50
const minRate = 1
const maxRate = 200

interface Bucket {
  queue: PQueue
  rate: number
  /** The next free moment. */
  nextAt: number
  /** Calls that began before the last cut say nothing about the new pace. */
  cutAt: number
}

/** The key by which Alibaba Cloud counts calls. */
export const limitKey = (accountId: string, product: string): string => `${accountId}/${product.toLowerCase()}`

export function createLimiter({ now, sleep = wait }: LimiterDeps): Limiter {
  const buckets = new Map<string, Bucket>()
  const bucketOf = (key: string): Bucket => {
    const known = buckets.get(key)
    if (known) return known
    const made: Bucket = { queue: new PQueue({ concurrency: maxInFlight }), rate: startRate, nextAt: 0, cutAt: -Infinity }
    buckets.set(key, made)
    return made
  }

  const slowDown = (bucket: Bucket, error: AppError, beganAt: number): void => {
    const resumeAt = now() + (error.about.retryAfterMs ?? 1000 / bucket.rate)
    bucket.nextAt = Math.max(bucket.nextAt, resumeAt)
    if (beganAt <= bucket.cutAt) return
    bucket.rate = Math.max(minRate, bucket.rate / 2)
    bucket.cutAt = now()
  }

  return {
    run: async (key, call, signal) => {
      if (signal.aborted) throw cancelled()
      expectMany(signal)
      const bucket = bucketOf(key)
      const turn = async () => {
        const startAt = Math.max(now(), bucket.nextAt)
        bucket.nextAt = startAt + 1000 / bucket.rate
        if (startAt > now()) await sleep(startAt - now(), signal)
        const beganAt = now()
        try {
          const value = await call()
          bucket.rate = Math.min(maxRate, bucket.rate + 1 / bucket.rate)
          return value
        } catch (thrown) {
          const error = asAppError(thrown)
          if (error.kind === 'throttled') slowDown(bucket, error, beganAt)
          throw error
        }
      }
      return bucket.queue.add(turn, { signal }).catch((thrown: unknown) => {
        throw signal.aborted && thrown === signal.reason ? cancelled() : thrown
      })
    },
  }
}
