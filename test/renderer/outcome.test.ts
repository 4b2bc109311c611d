import { describe, expect, it } from 'vitest'
import { createTargetOrder, emptyRun, moveOf, resultState, type Run } from '../../renderer/result/outcome'
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

describe('the order of targets', () => {
  const called = (accountName: string, status: TargetOutcome['status']): TargetOutcome => target({ accountName, status })
  const runOf = (callId: string, ...targets: TargetOutcome[]): Pick<Run, 'callId' | 'outcomes'> => ({ callId, outcomes: Object.fromEntries(targets.map((one) => [one.accountName ?? '', one])) })
  const names = (targets: readonly TargetOutcome[]): (string | undefined)[] => targets.map(({ accountName }) => accountName)

  it('is the worst first, those alike by name with numbers as numbers, and follows what changes', () => {
    const order = createTargetOrder()
    expect(names(order(runOf('a', called('shop 10', 'running'), called('shop 9', 'running'), called('pay', 'done'))))).toEqual(['shop 9', 'shop 10', 'pay'])
    expect(names(order(runOf('a', called('shop 10', 'refused'), called('shop 9', 'done'), called('pay', 'done'))))).toEqual(['shop 10', 'pay', 'shop 9'])
    expect(names(order(runOf('a', called('shop 10', 'refused'), called('shop 9', 'failed'), called('pay', 'done'), called('log', 'waiting'))))).toEqual(['shop 9', 'shop 10', 'log', 'pay'])
  })

  it('is made anew for another call of as many targets', () => {
    const order = createTargetOrder()
    order(runOf('a', called('one', 'done')))
    expect(names(order(runOf('b', called('two', 'done'))))).toEqual(['two'])
  })
})
