import { describe, expect, it } from 'vitest'
import { emptyRun, moveOf, resultState, type Run } from '../../renderer/result/outcome'
import type { CallState, TargetOutcome } from '../../shared/call'

const target = (part: Partial<TargetOutcome>): TargetOutcome => ({ accountId: '1203456789012345', regionId: 'cn-hangzhou', status: 'done', complete: true, rows: 1, pages: 1, requests: 1, duplicates: 0, requestIds: [], elapsedMs: 1, ...part })
const run = (state: CallState, ...targets: TargetOutcome[]): Run => ({ ...emptyRun('20261122T194530-k3f9'), state, outcomes: Object.fromEntries(targets.map((one, index) => [String(index), one])), totals: { ...emptyRun('x').totals, rows: targets.reduce((sum, { rows }) => sum + rows, 0) } })

describe('how a run ended, and what can go on', () => {
  it.each<[name: string, run: Run, state: string, move: string | undefined]>([
    ['running', run('running', target({})), 'running', undefined],
    ['all complete', run('finished', target({})), 'complete', undefined],
    ['one failed', run('finished', target({}), target({ status: 'failed', complete: false, rows: 0 })), 'incomplete', 'retry'],
    ['all failed', run('finished', target({ status: 'refused', complete: false, rows: 0 })), 'failed', 'retry'],
    ['cancelled', run('cancelled', target({ complete: false })), 'cancelled', 'resume'],
    ['paused', run('paused', target({ complete: false })), 'paused', 'resume'],
    ['interrupted', run('interrupted', target({ complete: false })), 'interrupted', 'resume'],
  ])('%s', (_name, one, state, move) => {
    expect([resultState(one), moveOf(one)]).toEqual([state, move])
  })
})
