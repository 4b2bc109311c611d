/** What a running call tells and stores where it has many targets: all of it, in portions. */
import { describe, expect, it } from 'vitest'
import { createLiveCall, newOutcome, type LiveCallDeps } from '../../../main/call/liveCall'
import type { CallProgress, TargetOutcome } from '../../../shared/call'
import { AppError } from '../../../shared/errors'
import { callSpec } from './engine'

const many = 2_345

function liveCall(more: Partial<LiveCallDeps> = {}) {
  const outcomes = Array.from({ length: many }, (_one, index) => newOutcome({ accountId: '1203456789012345', regionId: 'cn-hangzhou', rowNumber: index + 1 }))
  const told: CallProgress[] = []
  const stored: TargetOutcome[][] = []
  const failures: unknown[] = []
  const live = createLiveCall({
    callId: '20261122T194530-k3f9',
    spec: callSpec(),
    outcomes,
    startedAt: new Date('2026-11-22T19:45:30.000Z'),
    elapsedBefore: 0,
    clock: () => 0,
    tell: (progress) => void told.push(progress),
    store: async (batch) => void stored.push(batch),
    onStorageError: (thrown) => void failures.push(thrown),
    ...more,
  })
  return { live, outcomes, told, stored, failures }
}

describe('a call with many targets', () => {
  it('tells and stores each of them at its end, in portions, and says the end last', async () => {
    const { live, outcomes, told, stored } = liveCall()
    for (const outcome of outcomes) live.changed(Object.assign(outcome, { status: 'done', complete: true, rows: 1, pages: 1, requests: 1 }))
    expect(await live.end('finished')).toMatchObject({ state: 'finished', complete: true, rows: many, targets: { length: many } })
    expect(told.flatMap(({ changed }) => changed).map(({ rowNumber }) => rowNumber)).toEqual(outcomes.map(({ rowNumber }) => rowNumber))
    expect(stored.flat().map(({ rowNumber }) => rowNumber)).toEqual(outcomes.map(({ rowNumber }) => rowNumber))
    expect(Math.max(...told.map(({ changed }) => changed.length), ...stored.map(({ length }) => length))).toBe(1_000)
    expect(told.map(({ state }) => state)).toEqual(['running', 'running', 'finished'])
  })

  it('tells of those that were not begun, and does not store them', async () => {
    const { live, outcomes, told, stored } = liveCall()
    for (const outcome of outcomes) live.leftOut(Object.assign(outcome, { status: 'cancelled' }))
    await live.end('cancelled')
    expect(told.flatMap(({ changed }) => changed)).toHaveLength(many)
    expect(stored).toEqual([])
  })

  it('does not try the rest of its portions where one is refused: at most once while it runs, and once at its end', async () => {
    let tries = 0
    const { live, outcomes, failures } = liveCall({
      store: async () => {
        tries += 1
        throw new AppError('storage', 'The disk is full.')
      },
    })
    for (const outcome of outcomes) live.changed(Object.assign(outcome, { status: 'failed' }))
    await live.end('finished')
    expect(tries).toBeGreaterThan(0)
    expect(tries).toBeLessThanOrEqual(2)
    expect(failures).toHaveLength(tries)
  })

  it('leaves what changes while it stores to the next time', async () => {
    let tries = 0
    const { live, outcomes } = liveCall({
      store: async () => {
        tries += 1
        if (tries < 100) for (const outcome of outcomes) live.changed(outcome)
      },
    })
    for (const outcome of outcomes) live.changed(Object.assign(outcome, { status: 'running' }))
    await live.end('finished')
    // Three portions, at most once while it runs and once at its end.
    expect(tries).toBeLessThanOrEqual(6)
  })
})
