/** The sums of a running call: each outcome counts once, as it was told last. */
import { describe, expect, it } from 'vitest'
import { createRunningSums } from '../../../main/result/runningSums'
import type { TargetOutcome } from '../../../shared/call'

const outcome = (rowNumber: number, change: Partial<TargetOutcome> = {}): TargetOutcome => ({ accountId: '1203456789012345', regionId: 'cn-hangzhou', rowNumber, status: 'waiting', complete: false, rows: 0, pages: 0, requests: 0, duplicates: 0, requestIds: [], elapsedMs: 0, ...change })

describe('the sums of a running call', () => {
  it('begin with what the call has done before', () => {
    const running = createRunningSums([outcome(1, { status: 'done', rows: 7, pages: 2, requests: 3, duplicates: 1 }), outcome(2, { status: 'failed', requests: 1 })])
    expect(running.sums()).toEqual({ rows: 7, pages: 2, requests: 4, duplicates: 1, failedCount: 1 })
  })

  it('count an outcome as it was told last, and a target that failed and was tried again as failed no more', () => {
    const running = createRunningSums([outcome(1), outcome(2)])
    running.count([outcome(1, { rows: 100, pages: 1, requests: 1 }), outcome(2, { status: 'failed', requests: 1 })])
    running.count([outcome(1, { rows: 150, pages: 2, requests: 2 }), outcome(2, { status: 'done', rows: 5, pages: 1, requests: 2 })])
    expect(running.sums()).toEqual({ rows: 155, pages: 3, requests: 4, duplicates: 0, failedCount: 0 })
  })
})
