/** Repeats a read operation that was throttled or lost on the network, with growing pauses. It refuses to repeat anything that may have changed something. */
import pRetry from 'p-retry'
import { asAppError, type AppError } from '../../shared/errors'
import { cancelled, wait } from './abort'

export interface RetrierDeps {
  /** Milliseconds since 1970. */
  now: () => number
  /** 0 ≤ number < 1. */
  random: () => number
  /** Resolves after the milliseconds, rejects with `cancelled` on abort. */
  sleep?: (ms: number, signal: AbortSignal) => Promise<void>
}

export interface RetryOptions {
  /** Only a read operation is repeated. */
  isRead: boolean
  signal: AbortSignal
  /** Milliseconds since 1970 after which no new try begins. */
  deadlineAt?: number
  /** Told before each pause: until when, and what the try met. */
  onWait?: (untilMs: number, error: AppError) => void
}

export interface Retrier {
  /** `attempt` gets 1 for the first try. @throws AppError of the last try, or `cancelled`. */
  run<T>(attempt: (number: number) => Promise<T>, options: RetryOptions): Promise<T>
}

/** Tries after the first. */
const maxRetries = 5
/** Milliseconds: the first pause, doubled each time, and the longest. */
const firstPause = 500
const longestPause = 20_000

export function createRetrier({ now, random, sleep = wait }: RetrierDeps): Retrier {
  /** Between half and all of the doubled pause, so that many targets do not come back together; never before the server's own moment. */
  const pauseAfter = (tries: number, error: AppError): number =>
    Math.max(Math.min(longestPause, firstPause * 2 ** (tries - 1)) * (0.5 + random() / 2), (error.about.retryAfterMs ?? 0) * (1 + random() / 10))

  return {
    run: async (attempt, { isRead, signal, deadlineAt = Infinity, onWait }) => {
      let isWorthIt = false
      return pRetry(
        async (number) => {
          if (signal.aborted) throw cancelled()
          try {
            return await attempt(number)
          } catch (thrown) {
            throw asAppError(thrown)
          }
        },
        {
          retries: maxRetries,
          // The pause is taken below, where the server's own wish can count.
          minTimeout: 0,
          onFailedAttempt: async ({ error: thrown, attemptNumber, retriesLeft }) => {
            const error = asAppError(thrown)
            const pause = pauseAfter(attemptNumber, error)
            const untilMs = now() + pause
            isWorthIt = isRead && retriesLeft > 0 && (error.kind === 'throttled' || error.kind === 'network') && untilMs < deadlineAt && !signal.aborted
            if (!isWorthIt) return
            onWait?.(untilMs, error)
            await sleep(pause, signal)
          },
          shouldRetry: () => isWorthIt,
        },
      )
    },
  }
}
