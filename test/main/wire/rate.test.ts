/** The limiter: turns, waits and cancels with a clock of its own, and what it makes of servers that refuse. */
import { describe, expect, it } from 'vitest'
import type { Learned } from '../../../main/wire/pace'
import { createLimiter, limitKey } from '../../../main/wire/rate'
import { AppError } from '../../../shared/errors'
import { bucket, fixedWindow, load, slidingWindow, type Rule } from '../../doubles/throttledServer'

const never = new AbortController().signal

/** A limiter on a clock that only its own waits move; calls record when they began. */
function onClock(memory?: Learned, ceilings?: Record<string, number>) {
  let time = 0
  const begins: number[] = []
  const limiter = createLimiter({
    now: () => time,
    schedule: (work, ms) => {
      let isOff = false
      setImmediate(() => {
        if (isOff) return
        time += ms
        work()
      })
      return () => (isOff = true)
    },
    ...(memory === undefined ? {} : { memory: { recall: () => memory, keep: () => undefined } }),
    ...(ceilings && { ceilings }),
  })
  const call = (error?: AppError) => async (): Promise<void> => {
    begins.push(time)
    if (error) throw error
  }
  return { limiter, begins, call, now: () => time }
}
const throttled = (about = {}): AppError => new AppError('throttled', 'slow down', { about })

describe('turns', () => {
  it('space the calls of one key evenly and leave other keys alone', async () => {
    const { limiter, begins, call } = onClock({ rate: 50 })
    for (let count = 0; count < 20; count += 1) await limiter.run('a/x', call(), never)
    const gaps = begins.slice(3).map((begin, index) => begin - (begins[index + 2] ?? 0))
    expect(gaps.every((gap) => gap >= 19 && gap <= 21)).toBe(true)
    const before = begins.at(-1)
    await limiter.run('b/x', call(), never)
    expect(begins.at(-1)).toBe(before)
  })

  it.each([['new', undefined], ['remembered as quicker', { rate: 400 }]])('stay under the published limit of a product, %s', async (_what, memory) => {
    const { limiter, begins, call } = onClock(memory, { x: 90 })
    for (let count = 0; count < 1_000; count += 1) await limiter.run('a/x', call(), never)
    const inOneSecond = begins.map((begin) => begins.filter((other) => other >= begin && other < begin + 1_000).length)
    expect(Math.max(...inOneSecond)).toBeLessThanOrEqual(100)
    // It does reach what the limit allows.
    expect(Math.max(...inOneSecond)).toBeGreaterThanOrEqual(85)
  })

  it('hold off as long as the server asks', async () => {
    const { limiter, begins, call } = onClock()
    await expect(limiter.run('a/x', call(throttled({ retryAfterMs: 3_000 })), never)).rejects.toMatchObject({ kind: 'throttled' })
    await limiter.run('a/x', call(), never)
    expect(begins[1]).toBe(3_000)
  })

  it('tell those who wait until when, and let a repeated call go first', async () => {
    const { limiter, call } = onClock()
    const told: number[] = []
    const order: string[] = []
    await expect(limiter.run('a/x', call(throttled({ retryAfterMs: 5_000 })), never)).rejects.toBeInstanceOf(AppError)
    const later = ['first', 'second'].map((name) => limiter.run('a/x', async () => order.push(name), never, { onWait: (until) => told.push(until) }))
    const repeated = limiter.run('a/x', async () => order.push('repeated'), never, { isRepeat: true })
    await Promise.all([...later, repeated])
    expect(told).toEqual([5_000, 5_000])
    expect(order).toEqual(['repeated', 'first', 'second'])
  })

  it('are at most so many of a key at once', async () => {
    const limiter = createLimiter({ now: Date.now, requestsInFlight: () => 5 })
    let inFlight = 0
    let most = 0
    const call = async (): Promise<void> => {
      inFlight += 1
      most = Math.max(most, inFlight)
      await new Promise((resolve) => setTimeout(resolve, 60))
      inFlight -= 1
    }
    await Promise.all(Array.from({ length: 20 }, () => limiter.run('a/x', call, never)))
    expect(most).toBe(5)
  })

  it('are left without running by a cancelled call', async () => {
    const limiter = createLimiter({ now: Date.now })
    await expect(limiter.run('a/x', async () => Promise.reject(throttled({ retryAfterMs: 60_000 })), never)).rejects.toBeInstanceOf(AppError)
    const cancel = new AbortController()
    let isRun = false
    const waiting = limiter.run('a/x', async () => (isRun = true), cancel.signal)
    setImmediate(() => cancel.abort())
    await expect(waiting).rejects.toMatchObject({ kind: 'cancelled' })
    expect(isRun).toBe(false)
  })

  it('count a product in any letter case as one', () => {
    expect(limitKey('1203456789012345', 'Ecs')).toBe(limitKey('1203456789012345', 'ECS'))
  })
})

describe('a server that refuses what is too much', () => {
  /** Allowed calls a second, and seconds that both runs last. */
  const shapes: [string, () => Rule, number, number][] = [
    ['20 a second, a bucket of 20', () => bucket(20, 20), 20, 20],
    ['20 a second, a bucket of 5', () => bucket(20, 5), 20, 20],
    ['20 in each second', () => fixedWindow(20, 1), 20, 20],
    ['100 a second, a bucket of 100', () => bucket(100, 100), 100, 20],
    ['100 a second, a bucket of 5', () => bucket(100, 5), 100, 20],
    ['100 in each second', () => fixedWindow(100, 1), 100, 20],
    ['100 in each second, by the clock', () => fixedWindow(100, 1, 400), 100, 30],
    ['200 per 60 s, from the first call', () => fixedWindow(200, 60), 200 / 60, 240],
    ['200 per 60 s, by the clock', () => fixedWindow(200, 60, 40_000), 200 / 60, 300],
    ['200 in any 60 s', () => slidingWindow(200, 60), 200 / 60, 240],
    ['30 per 3 s', () => fixedWindow(30, 3), 10, 60],
  ]
  it.each(shapes)('is used to the full: %s', async (_name, rule, rate, seconds) => {
    let learned: Learned | undefined
    const memory = { recall: () => learned, keep: (_product: string, now: Learned) => (learned = now) }
    const first = await load({ rule: rule(), seconds, memory })
    expect(first.passed / (rate * seconds)).toBeGreaterThanOrEqual(0.9)
    expect(first.refused / first.passed).toBeLessThanOrEqual(0.1)

    expect(learned).toBeDefined()
    const next = await load({ rule: rule(), seconds, memory })
    expect(next.passed / (rate * seconds)).toBeGreaterThanOrEqual(0.95)
    expect(next.refused / next.passed).toBeLessThanOrEqual(0.01)
  })

  // A rate that calls in flight never reached was once taken for the one that had been sent, and a call used up its tries.
  it.each([0, 100, 150, 200, 300])('refuses no call more than three times while its rate is found, where callers come together every %i ms', async (bunchMs) => {
    for (const latencyMs of [80, 160]) {
      for (const rule of [bucket(20, 20), bucket(20, 5), bucket(100, 100), fixedWindow(20, 1)]) {
        const { passed, refused, mostRefusals } = await load({ rule, seconds: 20, bunchMs, latencyMs })
        expect(mostRefusals).toBeLessThanOrEqual(3)
        expect(refused / passed).toBeLessThanOrEqual(0.1)
      }
    }
  })

  it('is followed when it allows less, and when it allows more again', async () => {
    const slow = bucket(20, 5)
    const fast = bucket(60, 5)
    const { passedAt } = await load({ rule: (now) => (now > 30_000 && now < 60_000 ? slow(now) : fast(now)), seconds: 120 })
    const inSpan = (from: number, to: number): number => passedAt.filter((at) => at >= from && at < to).length / ((to - from) / 1000)
    expect(inSpan(10_000, 30_000)).toBeGreaterThan(54)
    expect(inSpan(40_000, 60_000)).toBeGreaterThan(17)
    expect(inSpan(100_000, 120_000)).toBeGreaterThan(50)
  })

  it('is asked no sooner than it says', async () => {
    let until = 0
    const rule = bucket(10, 1)
    const tooSoon: number[] = []
    await load({
      rule: (now) => {
        if (now < until) tooSoon.push(now)
        return rule(now)
      },
      retryAfter: (now) => ((until = Math.max(until, now + 40 + 500)), 500),
      seconds: 20,
      callers: 1,
    })
    expect(tooSoon).toEqual([])
  })
})
