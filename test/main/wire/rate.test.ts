import { describe, expect, it } from 'vitest'
import { createLimiter, limitKey } from '../../../main/wire/rate'
import { AppError } from '../../../shared/errors'

const never = new AbortController().signal

/** A limiter on a clock that only its own waits move; calls record when they began. */
function onClock() {
  let time = 0
  const begins: number[] = []
  const limiter = createLimiter({
    now: () => time,
    sleep: async (ms) => {
      time += ms
    },
  })
  const call = (error?: AppError) => async (): Promise<void> => {
    begins.push(time)
    if (error) throw error
  }
  return { limiter, begins, call, pass: (ms: number) => (time += ms) }
}
const throttled = (about = {}): AppError => new AppError('throttled', 'slow down', { about })

describe('pacing', () => {
  it('spaces the calls of one key evenly and leaves other keys alone', async () => {
    const { limiter, begins, call } = onClock()
    for (let count = 0; count < 4; count += 1) await limiter.run('a', call(), never)
    const gaps = begins.slice(1).map((begin, index) => begin - (begins[index] ?? 0))
    expect(gaps.every((gap) => gap > 15 && gap <= 20)).toBe(true)
    const before = begins.at(-1)
    await limiter.run('b', call(), never)
    expect(begins.at(-1)).toBe(before)
  })

  it('halves its pace when refused, holds off as long as the server asks, and creeps up again', async () => {
    const { limiter, begins, call } = onClock()
    await expect(limiter.run('a', call(throttled({ retryAfterMs: 3_000 })), never)).rejects.toMatchObject({ kind: 'throttled' })
    for (let count = 0; count < 200; count += 1) await limiter.run('a', call(), never)
    expect(begins[1]).toBe(3_000)
    const gap = (index: number): number => (begins[index + 1] ?? 0) - (begins[index] ?? 0)
    expect(gap(1)).toBeCloseTo(40, 0)
    expect(gap(199)).toBeLessThan(gap(1))
  })

  it('cuts once for a volley that was sent at the old pace', async () => {
    const { limiter, begins, call } = onClock()
    const refusals: (() => void)[] = []
    const inFlight = (): Promise<void> => new Promise((_resolve, reject) => refusals.push(() => reject(throttled())))
    const volley = Array.from({ length: 8 }, () => limiter.run('a', inFlight, never).catch((error: AppError) => error.kind))
    await expect.poll(() => refusals.length).toBe(8)
    for (const refuse of refusals) refuse()
    expect(await Promise.all(volley)).toEqual(volley.map(() => 'throttled'))
    for (let count = 0; count < 3; count += 1) await limiter.run('a', call(), never)
    expect((begins[2] ?? 0) - (begins[1] ?? 0)).toBeCloseTo(40, 0)
  })

  it('keeps at most sixteen calls of a key in flight', async () => {
    const limiter = createLimiter({ now: () => 0, sleep: async () => undefined })
    let inFlight = 0
    let most = 0
    await Promise.all(
      Array.from({ length: 40 }, () =>
        limiter.run('a', async () => {
          inFlight += 1
          most = Math.max(most, inFlight)
          await new Promise((resolve) => setImmediate(resolve))
          inFlight -= 1
        }, never),
      ),
    )
    expect(most).toBe(16)
  })

  it('lets a cancelled call leave the queue without running', async () => {
    const limiter = createLimiter({ now: Date.now })
    await expect(limiter.run('a', async () => Promise.reject(throttled({ retryAfterMs: 60_000 })), never)).rejects.toBeInstanceOf(AppError)
    const cancel = new AbortController()
    let isRun = false
    const waiting = limiter.run('a', async () => (isRun = true), cancel.signal)
    setImmediate(() => cancel.abort())
    await expect(waiting).rejects.toMatchObject({ kind: 'cancelled' })
    expect(isRun).toBe(false)
  })

  it('counts a product in any letter case as one', () => {
    expect(limitKey('1203456789012345', 'Ecs')).toBe(limitKey('1203456789012345', 'ECS'))
  })
})
