/** Totals that are kept target by target agree with what the outcomes add up to. */
import { describe, expect, it } from 'vitest'
import { createTotals } from '../../../main/call/callTotals'
import { newOutcome } from '../../../main/call/liveCall'
import type { TargetOutcome } from '../../../shared/call'

const outcomesOf = (count: number): TargetOutcome[] => Array.from({ length: count }, (_, index) => newOutcome({ accountId: '1'.repeat(16), regionId: 'cn-hangzhou', rowNumber: index + 1 }))

describe('running totals', () => {
  it('follow every change of a target, also one that goes back', () => {
    const outcomes = outcomesOf(3)
    const [one, other] = outcomes as [TargetOutcome, TargetOutcome]
    const totals = createTotals(outcomes)
    Object.assign(one, { status: 'running', rows: 5, pages: 1, requests: 2, duplicates: 1, expectedRows: 10 })
    totals.count(one)
    expect(totals.sums()).toEqual({ rows: 5, pages: 1, requests: 2, duplicates: 1, ended: 0, expectedRows: 10 })
    expect(totals.doneShare()).toBeCloseTo(0.5 / 3)
    Object.assign(other, { status: 'done', complete: true, rows: 7, pages: 1, requests: 1 })
    totals.count(other)
    expect(totals.sums()).toEqual({ rows: 12, pages: 2, requests: 3, duplicates: 1, ended: 1, expectedRows: 17 })
    Object.assign(other, { status: 'waiting', complete: false, rows: 0 })
    totals.count(other)
    expect(totals.sums()).toMatchObject({ rows: 5, ended: 0, expectedRows: 10 })
  })

  it('foretell nothing while a few targets do not say how much they have; many are foretold by their number', () => {
    for (const [count, done] of [[3, undefined], [30, 0.5 / 30]] as const) {
      const outcomes = outcomesOf(count)
      const totals = createTotals(outcomes)
      const [one] = outcomes as [TargetOutcome]
      Object.assign(one, { status: 'running', rows: 5, pages: 1 })
      totals.count(one)
      expect(totals.sums()).not.toHaveProperty('expectedRows')
      expect(totals.doneShare()).toBe(done)
    }
  })

  it('count a hundred thousand targets no dearer than a few', () => {
    const outcomes = outcomesOf(100_000)
    const totals = createTotals(outcomes)
    for (const outcome of outcomes) {
      Object.assign(outcome, { status: 'done', complete: true, rows: 2, pages: 1, requests: 1 })
      totals.count(outcome)
      totals.sums()
    }
    expect(totals.sums()).toEqual({ rows: 200_000, pages: 100_000, requests: 100_000, duplicates: 0, ended: 100_000, expectedRows: 200_000 })
    expect(totals.doneShare()).toBeCloseTo(1)
  })
})
