/** Decides when a document is fetched: two at a time, once each, in the background, and not again for a while after a failure. It knows neither what a document holds nor where it is kept. */
import PQueue from 'p-queue'
import { AppError, asAppError } from '../../../shared/errors'
import { say } from '../../../shared/words'
import { addressOf, freshFor, type DocumentKey } from './addresses'
import type { FetchText } from './fetchMetadata'

export interface Refresher {
  /** Fetches in the background what is missing or old; nobody hears of a failure. */
  want(key: DocumentKey, fetchedAt: number | undefined): void
  /** Fetches at once, whatever its age and whatever failed before. @throws AppError `network`, `storage`, `cancelled`. */
  fetch(key: DocumentKey, signal: AbortSignal): Promise<void>
  /** Resolves when nothing is under way. */
  settled(): Promise<void>
  /** Ends what is under way and starts nothing more. */
  close(): Promise<void>
}

export interface RefresherDeps {
  fetchText: FetchText
  /** Checks a document and keeps it. @throws AppError where it is not what it should be; the last good one then stays. */
  keep: (key: DocumentKey, text: string) => Promise<void>
  /** Milliseconds since 1970. */
  now: () => number
  isOffline: () => boolean
  /** False: nothing is fetched but what is asked for. */
  inBackground: boolean
}

const parallel = 2
/** Milliseconds without another try. */
const backOff = 3_600_000

export function createRefresher({ fetchText, keep, now, isOffline, inBackground }: RefresherDeps): Refresher {
  const queue = new PQueue({ concurrency: parallel })
  const closing = new AbortController()
  const underWay = new Map<string, Promise<void>>()
  const restingUntil = new Map<string, number>()
  /** While the service cannot be reached, no document is worth a try. */
  let serviceRestsUntil = 0

  const isResting = (address: string): boolean => Math.max(serviceRestsUntil, restingUntil.get(address) ?? 0) > now()

  const fetchOne = async (key: DocumentKey, signal: AbortSignal): Promise<void> => {
    const address = addressOf(key)
    try {
      await keep(key, await fetchText(address, signal))
      restingUntil.delete(address)
      serviceRestsUntil = 0
    } catch (thrown) {
      const { kind, about } = asAppError(thrown)
      if (kind !== 'cancelled') restingUntil.set(address, now() + backOff)
      if (kind === 'network' && about.httpStatus === undefined && about.code !== 'MalformedMetadata') serviceRestsUntil = now() + backOff
      throw thrown
    }
  }

  return {
    want: (key, fetchedAt) => {
      const address = addressOf(key)
      const isFresh = fetchedAt !== undefined && now() - fetchedAt < freshFor(key)
      if (isFresh || !inBackground || isOffline() || closing.signal.aborted || underWay.has(address) || isResting(address)) return
      const run = queue
        // What waited may have become pointless: the service may be gone since.
        .add(async () => (isResting(address) || closing.signal.aborted ? undefined : fetchOne(key, closing.signal)))
        .catch(() => undefined)
        .finally(() => underWay.delete(address))
      underWay.set(address, run)
    },
    fetch: async (key, signal) => {
      if (isOffline()) throw new AppError('input', say`Rolecall is offline by choice; nothing was fetched.`, { next: say`Switch offline off, then try again.`, about: { field: 'offline' } })
      await underWay.get(addressOf(key))
      await queue.add(() => fetchOne(key, AbortSignal.any([signal, closing.signal])))
    },
    settled: async () => {
      while (underWay.size > 0) await Promise.all(underWay.values())
    },
    close: async () => {
      closing.abort()
      await Promise.all(underWay.values())
    },
  }
}
