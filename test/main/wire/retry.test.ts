import { describe, expect, it } from 'vitest'
import { cancelled } from '../../../main/wire/abort'
import { createRetrier, type Retrier } from '../../../main/wire/retry'
import { AppError, type ErrorKind } from '../../../shared/errors'

const never = new AbortController().signal

/** A retrier on a clock that only its own pauses move. */
function onClock(): { retrier: Retrier; pauses: number[] } {
  let time = 0
  const pauses: number[] = []
  const sleep = async (ms: number, signal: AbortSignal): Promise<void> => {
    if (signal.aborted) throw cancelled()
    pauses.push(ms)
    time += ms
  }
  return { retrier: createRetrier({ now: () => time, random: () => 0, sleep }), pauses }
}
const failing = (kind: ErrorKind, times: number, about = {}) => {
  const tries: number[] = []
  const attempt = async (number: number): Promise<string> => {
    tries.push(number)
    if (tries.length <= times) throw new AppError(kind, kind, { about })
    return 'done'
  }
  return { attempt, tries }
}

describe('repeating', () => {
  it('repeats a throttled or lost read with doubled pauses, at most five times', async () => {
    const { retrier, pauses } = onClock()
    const lost = failing('network', 3)
    expect(await retrier.run(lost.attempt, { mayRepeat: () => true, signal: never })).toBe('done')
    expect(pauses).toEqual([250, 500, 1000])
    const stubborn = failing('throttled', 99)
    await expect(retrier.run(stubborn.attempt, { mayRepeat: () => true, signal: never })).rejects.toMatchObject({ kind: 'throttled' })
    expect(stubborn.tries).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('leaves the first repeats of a paced call to its limiter, and pauses before the later ones, so that they meet a pace that is found', async () => {
    const { retrier, pauses } = onClock()
    const stubborn = failing('throttled', 99)
    await expect(retrier.run(stubborn.attempt, { mayRepeat: () => true, signal: never, isPaced: true })).rejects.toMatchObject({ kind: 'throttled' })
    expect(stubborn.tries).toHaveLength(6)
    expect(pauses).toEqual([250, 500, 1000])
  })

  it.each(['refused', 'credentials', 'endpoint', 'role', 'input', 'cancelled', 'bug'] as const)('never repeats a read that is %s', async (kind) => {
    const { attempt, tries } = failing(kind, 99)
    await expect(onClock().retrier.run(attempt, { mayRepeat: () => true, signal: never })).rejects.toMatchObject({ kind })
    expect(tries).toEqual([1])
  })

  it('never repeats what may have changed something', async () => {
    const { attempt, tries } = failing('throttled', 99)
    await expect(onClock().retrier.run(attempt, { mayRepeat: () => false, signal: never })).rejects.toMatchObject({ kind: 'throttled' })
    expect(tries).toEqual([1])
  })

  it('waits at least as long as the server asks, and says until when', async () => {
    const { retrier, pauses } = onClock()
    const waits: [number, string][] = []
    await retrier.run(failing('throttled', 1, { retryAfterMs: 7_000 }).attempt, { mayRepeat: () => true, signal: never, onWait: (untilMs, { kind }) => waits.push([untilMs, kind]) })
    expect(pauses).toEqual([7_000])
    expect(waits).toEqual([[7_000, 'throttled']])
  })

  it('begins no try after the deadline', async () => {
    const { attempt, tries } = failing('network', 99)
    await expect(onClock().retrier.run(attempt, { mayRepeat: () => true, signal: never, deadlineAt: () => 700 })).rejects.toMatchObject({ kind: 'network' })
    expect(tries).toEqual([1, 2])
  })

  it('ends a pause at once when cancelled', async () => {
    const cancel = new AbortController()
    const retrier = createRetrier({ now: Date.now, random: () => 0.5 })
    const { attempt, tries } = failing('throttled', 99, { retryAfterMs: 60_000 })
    await expect(retrier.run(attempt, { mayRepeat: () => true, signal: cancel.signal, onWait: () => setImmediate(() => cancel.abort()) })).rejects.toMatchObject({ kind: 'cancelled' })
    expect(tries).toEqual([1])
  })

  it('is cancelled where a try fails at the moment of the cancel, so that it can go on later', async () => {
    const failNow = (kind: ErrorKind) => {
      const cancel = new AbortController()
      return onClock().retrier.run(async () => (cancel.abort(), Promise.reject(new AppError(kind, kind))), { mayRepeat: () => true, signal: cancel.signal })
    }
    await expect(failNow('network')).rejects.toMatchObject({ kind: 'cancelled' })
    await expect(failNow('refused')).rejects.toMatchObject({ kind: 'refused' })
  })
})
