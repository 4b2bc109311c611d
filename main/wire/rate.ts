/** Paces calls by key (account and product): a cap on calls in flight, and the pace that pace.ts learns for each key. It never repeats a call. */
import { asAppError } from '../../shared/errors'
import { cancelled, expectMany, wait } from './abort'
import { createPace, type Learned, type Pace } from './pace'

export { wait }

export interface LimiterDeps {
  /** Milliseconds since 1970. */
  now: () => number
  /** Runs `work` after the milliseconds; returns what calls it off. */
  schedule?: (work: () => void, ms: number) => () => void
  /** What was learned of a product before, and who keeps what is learned now. */
  memory?: { recall(product: string): Learned | undefined; keep(product: string, learned: Learned): void }
  /** Calls a second that a product's key never exceeds, by product code in lower case, where its limit is published. */
  ceilings?: Readonly<Record<string, number>>
  /** Calls in flight for one key; default 16. */
  requestsInFlight?: () => number
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

const defaultInFlight = 16
/** Milliseconds: shorter waits are not worth telling. */
const shortWait = 250

interface Job extends TurnOptions {
  start: () => void
  /** The wait that it was told last. */
  toldUntil?: number
}

interface Bucket {
  product: string
  pace: Pace
  queue: Job[]
  inFlight: number
  callOff?: () => void
}

/** The key by which Alibaba Cloud counts calls. */
export const limitKey = (accountId: string, product: string): string => `${accountId}/${product.toLowerCase()}`

const bySetTimeout = (work: () => void, ms: number): (() => void) => {
  const timer = setTimeout(work, ms)
  return () => clearTimeout(timer)
}

export function createLimiter({ now, schedule = bySetTimeout, memory, ceilings = {}, requestsInFlight = () => defaultInFlight }: LimiterDeps): Limiter {
  const buckets = new Map<string, Bucket>()
  const bucketOf = (key: string): Bucket => {
    const known = buckets.get(key)
    if (known) return known
    const product = key.slice(key.lastIndexOf('/') + 1)
    const made: Bucket = { product, pace: createPace(memory?.recall(product), ceilings[product]), queue: [], inFlight: 0 }
    buckets.set(key, made)
    return made
  }

  /** Starts what may start, and comes back when the next may. */
  const pump = (bucket: Bucket): void => {
    bucket.callOff?.()
    delete bucket.callOff
    while (bucket.queue.length > 0 && bucket.inFlight < requestsInFlight()) {
      const at = bucket.pace.nextAt(now())
      if (at === Infinity) break
      if (at > now() + 0.5) {
        bucket.callOff = schedule(() => pump(bucket), Math.ceil(at - now()))
        break
      }
      // Whether a block is over is asked by the call that was refused least.
      const job = bucket.pace.isProbing() ? bucket.queue.pop() : bucket.queue.shift()
      job?.start()
    }
    tellWaiting(bucket)
  }

  const tellWaiting = (bucket: Bucket): void => {
    const until = bucket.queue.length === 0 ? undefined : bucket.pace.blockedUntil(now())
    if (until === undefined || until - now() < shortWait) return
    for (const job of bucket.queue) {
      if (job.toldUntil !== until) job.onWait?.(until)
      job.toldUntil = until
    }
  }

  const begin = async <T>(bucket: Bucket, call: () => Promise<T>): Promise<T> => {
    const ticket = bucket.pace.begin(now())
    bucket.inFlight += 1
    try {
      const value = await call()
      bucket.pace.accepted(ticket, now())
      return value
    } catch (thrown) {
      const { kind, about } = asAppError(thrown)
      // A refusal for another reason was counted by the server as a call all the same.
      if (kind === 'throttled') bucket.pace.refused(ticket, now(), about.retryAfterMs, bucket.queue.length)
      else if (about.httpStatus !== undefined && about.httpStatus < 500) bucket.pace.accepted(ticket, now())
      else bucket.pace.lost()
      throw thrown
    } finally {
      bucket.inFlight -= 1
      const learned = memory === undefined ? undefined : bucket.pace.learned()
      if (learned !== undefined) memory?.keep(bucket.product, learned)
      pump(bucket)
    }
  }

  return {
    run: (key, call, signal, options = {}) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(cancelled())
        expectMany(signal)
        const bucket = bucketOf(key)
        const leave = (): void => {
          bucket.queue = bucket.queue.filter((one) => one !== job)
          reject(cancelled())
        }
        const job: Job = {
          ...options,
          start: () => {
            signal.removeEventListener('abort', leave)
            begin(bucket, call).then(resolve, reject)
          },
        }
        signal.addEventListener('abort', leave, { once: true })
        if (options.isRepeat === true) {
          const place = bucket.queue.findIndex(({ isRepeat }) => isRepeat !== true)
          bucket.queue.splice(place === -1 ? bucket.queue.length : place, 0, job)
        } else bucket.queue.push(job)
        pump(bucket)
      }),
  }
}
