/** Counts calls per account in buckets that fill evenly, STS in a bucket of its own. It refuses; it never delays. */
import { refuse } from './requestError'

interface Bucket {
  tokens: number
  filledAt: number
  refused: number
}

/** @throws RequestError `Throttling.User`. */
export type Throttle = (accountId: string, product: string) => void

/** @param rate calls per second, also the largest burst; 0: no limit. */
export function createThrottle({ rate, now }: { rate: number; now: () => number }): Throttle {
  const buckets = new Map<string, Bucket>()
  return (accountId, product) => {
    if (rate === 0) return
    const key = product === 'Sts' ? `Sts/${accountId}` : accountId
    const at = now()
    const bucket = buckets.get(key) ?? { tokens: rate, filledAt: at, refused: 0 }
    buckets.set(key, bucket)
    bucket.tokens = Math.min(rate, bucket.tokens + ((at - bucket.filledAt) / 1000) * rate)
    bucket.filledAt = at
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1
      return
    }
    bucket.refused += 1
    // Real products send the header only sometimes: clients must act on the code.
    const isTold = bucket.refused % 2 === 1
    throw refuse(400, 'Throttling.User', 'Request was denied due to user flow control.', isTold ? { retryAfterMs: Math.ceil(((1 - bucket.tokens) / rate) * 1000) } : {})
  }
}
