import { describe, expect, it } from 'vitest'
import { keepWithin } from '../../../main/result/keeping'
import type { RetentionSpec } from '../../../shared/retention'

describe('keeping within limits', () => {
  it('removes by the limits of the moment, logs what went, and asks for nothing without a limit', async () => {
    const asked: RetentionSpec[] = []
    const said: unknown[] = []
    const limits = { resultKeepDays: 0, resultKeepCount: 0, resultKeepGigabytes: 0 }
    let isSecond = false
    const done = new Promise<void>((resolve) => {
      const { stop } = keepWithin({
        results: {
          sweep: async () => 0,
          prune: async (spec) => {
            asked.push(spec)
            if (!isSecond) {
              isSecond = true
              throw new Error('busy')
            }
            stop()
            setTimeout(resolve, 5)
            return { removed: [{ callId: '20261122T194530-k3f9', product: 'Ecs', operation: 'O', startedAt: '', rows: 1, bytes: 1, because: 'age' }], kept: { results: 0, bytes: 0 }, isOverSize: false, failed: [] }
          },
        },
        limits: () => limits,
        log: { info: (facts: object) => void said.push(facts), warn: (facts: object) => void said.push(facts) },
        firstAfterMs: 1,
        everyMs: 20,
      })
      setTimeout(() => (limits.resultKeepDays = 30), 10)
    })
    await done
    expect(asked).toEqual([{ keepDays: 30, keepCount: 0, keepGigabytes: 0, isTrial: false }, { keepDays: 30, keepCount: 0, keepGigabytes: 0, isTrial: false }])
    expect(said).toMatchObject([{ error: {} }, { removed: ['20261122T194530-k3f9 age'] }])
  })

  it('counts soon after a call has ended, once for several, and sweeps deleted calls even without a limit', async () => {
    let swept = 0
    const keeping = keepWithin({
      results: { sweep: async () => (swept += 1), prune: () => Promise.reject(new Error('There is no limit.')) },
      limits: () => ({ resultKeepDays: 0, resultKeepCount: 0, resultKeepGigabytes: 0 }),
      log: { info: () => undefined, warn: () => undefined },
      soonMs: 1,
    })
    keeping.soon()
    keeping.soon()
    await new Promise((resolve) => setTimeout(resolve, 30))
    keeping.stop()
    expect(swept).toBe(1)
  })
})
