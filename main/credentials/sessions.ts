/** Live STS sessions in memory, found by what they mean. It asks for one session per meaning at a time, hands out none that is about to end, and writes none down. */
import type { SessionState, Shortened } from '../../shared/credentials'
import { asAppError } from '../../shared/errors'
import { cancelled, expectMany } from '../wire/abort'
import type { AssumedRole, AssumeRoleRequest, Credential } from '../wire/wire'

/** Everything that makes one session another. */
export interface SessionMeaning extends Omit<AssumeRoleRequest, 'endpoint'> {
  profile: string
  accountId: string
  /** ARNs of the roles between the profile's own credential and this one, first to last. */
  chain?: readonly string[]
}

/** A session as it was obtained. */
export type Obtained = AssumedRole & { shortened?: Shortened }

export interface Sessions {
  /** A session of this meaning, cached or from `assume`. @throws what `assume` throws, or AppError `cancelled` for this waiter alone. */
  get(meaning: SessionMeaning, assume: (signal: AbortSignal) => Promise<Obtained>, signal: AbortSignal): Promise<Credential>
  forget(meaning: SessionMeaning): void
  /** Drops every session of a profile. */
  forgetProfile(profile: string): void
  /** Those that have not ended. */
  list(): SessionState[]
  /** Drops every session; what is being asked for is not kept. */
  forgetAll(): void
  /** A session came or went; a call over thousands of accounts brings thousands. */
  onChange(listener: () => void): () => void
  close(): void
}

/** A session with less than this is refreshed; it still serves where that fails for now. */
const refreshBelowMs = 10 * 60_000
/** A session with less than this is never handed out. */
const uselessBelowMs = 60_000

interface Kept {
  credential: Required<Credential>
  state: SessionState
}

interface Flight {
  promise: Promise<Kept>
  cancel: AbortController
  waiters: number
}

export function createSessions({ now }: { now: () => number }): Sessions {
  const kept = new Map<string, Kept>()
  const flights = new Map<string, Flight>()
  const listeners = new Set<() => void>()
  const leftMs = ({ credential }: Kept): number => credential.expiresAt.getTime() - now()
  const list = (): SessionState[] => [...kept.values()].filter((one) => leftMs(one) > 0).map(({ state }) => state)
  const tell = (): void => {
    for (const listener of listeners) listener()
  }

  const fly = (key: string, { profile, roleArn, accountId }: SessionMeaning, assume: (signal: AbortSignal) => Promise<Obtained>): Flight => {
    const cancel = new AbortController()
    const promise = assume(cancel.signal)
      .then(({ credential, shortened }) => {
        const fresh: Kept = { credential, state: { profile, roleArn, accountId, expiresAt: credential.expiresAt.toISOString(), ...(shortened === undefined ? {} : { shortened }) } }
        // A session that was forgotten or closed while it was asked for is not kept.
        if (flights.get(key)?.cancel === cancel) {
          kept.set(key, fresh)
          tell()
        }
        return fresh
      })
      .finally(() => {
        if (flights.get(key)?.cancel === cancel) flights.delete(key)
      })
    const flight = { promise, cancel, waiters: 0 }
    flights.set(key, flight)
    return flight
  }

  /** Waits as one of many: the request ends only when nobody waits any more. */
  const join = (key: string, flight: Flight, signal: AbortSignal): Promise<Kept> =>
    new Promise((resolve, reject) => {
      flight.waiters += 1
      const leave = (): void => {
        signal.removeEventListener('abort', onAbort)
        flight.waiters -= 1
      }
      const onAbort = (): void => {
        leave()
        if (flight.waiters === 0) {
          if (flights.get(key) === flight) flights.delete(key)
          flight.cancel.abort()
        }
        reject(cancelled())
      }
      signal.addEventListener('abort', onAbort, { once: true })
      flight.promise.then(resolve, reject).finally(leave)
    })

  const drop = (isDropped: (key: string) => boolean): void => {
    for (const key of flights.keys()) if (isDropped(key)) flights.delete(key)
    const gone = [...kept.keys()].filter(isDropped)
    for (const key of gone) kept.delete(key)
    if (gone.length > 0) tell()
  }

  return {
    get: async (meaning, assume, signal) => {
      if (signal.aborted) throw cancelled()
      expectMany(signal)
      const key = keyOf(meaning)
      const known = kept.get(key)
      const left = known ? leftMs(known) : 0
      if (known && left >= refreshBelowMs) return known.credential
      try {
        return (await join(key, flights.get(key) ?? fly(key, meaning, assume), signal)).credential
      } catch (thrown) {
        const { kind } = asAppError(thrown)
        if (known && leftMs(known) >= uselessBelowMs && (kind === 'throttled' || kind === 'network')) return known.credential
        throw thrown
      }
    },
    forget: (meaning) => {
      const forgotten = keyOf(meaning)
      drop((key) => key === forgotten)
    },
    forgetProfile: (profile) => drop((key) => (JSON.parse(key) as [string])[0] === profile.toLowerCase()),
    list,
    forgetAll: () => {
      for (const { cancel } of flights.values()) cancel.abort()
      drop(() => true)
    },
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: () => {
      for (const { cancel } of flights.values()) cancel.abort()
      flights.clear()
      kept.clear()
      listeners.clear()
    },
  }
}

function keyOf({ profile, chain = [], roleArn, roleSessionName, durationSeconds, policy, externalId, sourceIdentity }: SessionMeaning): string {
  return JSON.stringify([profile.toLowerCase(), chain, roleArn, roleSessionName, durationSeconds ?? null, policy ?? null, externalId ?? null, sourceIdentity ?? null])
}
