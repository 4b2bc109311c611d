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
  /** Whether what failed like this may be sent again at all; a change mostly may not. */
  mayRepeat: (error: AppError) => boolean
  signal: AbortSignal
  /** Tries after the first; default 5. */
  retries?: number
  /** Milliseconds since 1970 after which no new try begins; asked after each try. */
  deadlineAt?: () => number
  /** A limiter spaces what is refused for too many calls: its first repeats need no pause besides. */
  isPaced?: boolean
  /** Told before each pause: until when, and what the try met. */
  onWait?: (untilMs: number, error: AppError) => void
}

export interface Retrier {
  /** `attempt` gets 1 for the first try. @throws AppError of the last try, or `cancelled`. */
  run<T>(attempt: (number: number) => Promise<T>, options: RetryOptions): Promise<T>
}

const maxRetries = 5
/** A name that is not found twice more is wrong, or the network is gone. */
const maxUnknownHost = 2
/** Repeats that a limiter alone spaces; one that is refused still meets a pace that is not found yet, and must not use up its tries before it is. */
const unpausedRepeats = 2
/** Milliseconds: the first pause, doubled each time, and the longest. */
const firstPause = 500
const longestPause = 20_000

export function createRetrier({ now, random, sleep = wait }: RetrierDeps): Retrier {
  /** Between half and all of the doubled pause, so that many targets do not come back together; never before the server's own moment. */
  const pauseAfter = (tries: number, error: AppError): number =>
    Math.max(Math.min(longestPause, firstPause * 2 ** (tries - 1)) * (0.5 + random() / 2), (error.about.retryAfterMs ?? 0) * (1 + random() / 10))

  return {
    run: async (attempt, { mayRepeat, signal, retries = maxRetries, deadlineAt = () => Infinity, isPaced = false, onWait }) => {
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
          retries: Math.max(0, retries),
          // The pause is taken below, where the server's own wish can count.
          minTimeout: 0,
          onFailedAttempt: async ({ error: thrown, attemptNumber, retriesLeft }) => {
            const error = asAppError(thrown)
            const tries = isPaced && error.kind === 'throttled' ? attemptNumber - unpausedRepeats : attemptNumber
            const pause = tries > 0 ? pauseAfter(tries, error) : 0
            const untilMs = now() + pause
            isWorthIt = retriesLeft > 0 && isPassing(error, attemptNumber) && mayRepeat(error) && untilMs < deadlineAt()
            if (!isWorthIt) return
            // It is the cancel that ends it, not what would have been tried again.
            if (signal.aborted) throw cancelled()
            onWait?.(untilMs, error)
            if (pause > 0) await sleep(pause, signal)
          },
          shouldRetry: () => isWorthIt,
        },
      )
    },
  }
}

/** Failures that may be gone a moment later. */
function isPassing({ kind, about: { code } }: AppError, tries: number): boolean {
  return kind === 'throttled' || kind === 'network' || (code === 'ENOTFOUND' && tries <= maxUnknownHost)
}
