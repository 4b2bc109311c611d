import { describe, expect, it } from 'vitest'
import type { CallSummaryLine } from '../../../shared/bridge'
import { chooseOld, isOverSize } from '../../../main/result/retention'
import { callId, list, openCall, spec, target } from './fixtures'

const day = 86_400_000
const now = Date.parse('2026-11-22T00:00:00Z')
const result = (id: string, daysAgo: number, bytes: number, state: CallSummaryLine['state'] = 'finished'): { line: CallSummaryLine; bytes: number } => ({
  bytes,
  line: { callId: id, state, complete: true, rows: 1, pages: 1, requests: 1, duplicates: 0, startedAt: new Date(now - daysAgo * day).toISOString(), elapsedMs: 0, product: 'Ecs', version: 'v', operation: 'O', profile: 'p', targetCount: 1, failedCount: 0 },
})
const chosen = (results: ReturnType<typeof result>[], spec: { keepDays?: number; keepCount?: number; keepGigabytes?: number }): string[] => chooseOld(results, { keepDays: 0, keepCount: 0, keepGigabytes: 0, isTrial: false, ...spec }, now).map((one) => `${one.callId} ${one.because}`)

describe('the choice of old results', () => {
  const some = [result('new', 1, 1e9), result('old', 40, 2e9), result('older', 50, 3e9)]
  it('is by age, by size, the oldest first, or none', () => {
    expect(chosen(some, {})).toEqual([])
    expect(chosen(some, { keepDays: 30 })).toEqual(['older age', 'old age'])
    expect(chosen(some, { keepGigabytes: 4 })).toEqual(['older size'])
    expect(chosen(some, { keepGigabytes: 2 })).toEqual(['older size', 'old size'])
    expect(chosen(some, { keepCount: 2 })).toEqual(['older count'])
    expect(chosen(some, { keepCount: 1, keepDays: 45 })).toEqual(['older age', 'old count'])
  })
  it('never has a pinned one, which counts all the same', () => {
    const pinned = some.map((one) => ({ ...one, isPinned: one.line.callId === 'older' }))
    expect(chosen(pinned, { keepDays: 30, keepCount: 1 })).toEqual(['old age', 'new count'])
  })
  it('never has one that runs or can go on', () => {
    const live = [result('a', 90, 9e9, 'running'), result('b', 90, 9e9, 'paused'), result('c', 90, 9e9, 'interrupted')]
    expect(chosen(live, { keepDays: 1, keepGigabytes: 1 })).toEqual([])
    expect(isOverSize(27e9, { keepDays: 0, keepCount: 0, keepGigabytes: 1, isTrial: false })).toBe(true)
  })
})

describe('old results', () => {
  it('are removed once their age is over; a trial only says so', async () => {
    const { page, store } = await openCall()
    await page(list('{"a":1}'))
    const { summary } = await store.read(callId)
    await store.finish(callId, { ...summary, state: 'finished', startedAt: '2020-01-01T00:00:00.000Z', elapsedMs: 1 })
    await store.create('20261123T194530-k3f9', spec, [target], new Date().toISOString())
    expect(await store.prune({ keepDays: 30, keepCount: 0, keepGigabytes: 0, isTrial: true })).toMatchObject({ removed: [{ callId, because: 'age', rows: 1 }], kept: { results: 1 } })
    expect(await store.list()).toHaveLength(2)
    expect(await store.prune({ keepDays: 30, keepCount: 0, keepGigabytes: 0, isTrial: false })).toMatchObject({ removed: [{ callId }], failed: [] })
    expect((await store.list()).map((line) => line.callId)).toEqual(['20261123T194530-k3f9'])
  })
})
