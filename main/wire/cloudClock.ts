/** Alibaba Cloud's time: this computer's, corrected once a request was refused for it. It never touches the computer's own clock. */

export interface CloudClock {
  /** Milliseconds since 1970 in the cloud. */
  now(): number
  /** Milliseconds that the cloud is ahead of this computer; 0 until a refusal taught otherwise. */
  skewMs(): number
  /** Learns from the `Date` header of a refusal that came at `localNow`. False where it tells nothing new. */
  learn(date: string | undefined, localNow: number): boolean
  onSkew(listener: (skewMs: number) => void): () => void
}

/** Milliseconds. A `Date` header is whole seconds and travels for a while: less than this is no news. */
const noise = 5_000

export function createCloudClock(now: () => number): CloudClock {
  let skew = 0
  const listeners = new Set<(skewMs: number) => void>()
  return {
    now: () => now() + skew,
    skewMs: () => skew,
    learn: (date, localNow) => {
      const server = Date.parse(date ?? '')
      if (Number.isNaN(server) || Math.abs(server - localNow - skew) < noise) return false
      skew = server - localNow
      for (const listener of listeners) listener(skew)
      return true
    },
    onSkew: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** `This computer’s clock is 20 minutes behind Alibaba Cloud’s; …` */
export function skewSentence(skewMs: number): string {
  const minutes = Math.max(1, Math.round(Math.abs(skewMs) / 60_000))
  return `The clock of this computer is ${minutes} minute${minutes === 1 ? '' : 's'} ${skewMs > 0 ? 'behind' : 'ahead of'} Alibaba Cloud’s; requests carry the corrected time. Set the clock by network time.`
}
