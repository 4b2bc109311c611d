/** The steps of the guided start, by what is true of the window. */
import { describe, expect, it } from 'vitest'
import { doneSteps, nextHint, type GuideFacts } from '../../renderer/guide/steps'
import { testIds } from '../../shared/testIds'

const nothing: GuideFacts = { hasProfiles: false, isConnected: false, tickedAccounts: 0, lacksRole: false, hasOperation: false, isExported: false }
const connected: GuideFacts = { ...nothing, hasProfiles: true, isConnected: true }
const ready: GuideFacts = { ...connected, tickedAccounts: 3, hasOperation: true }
const step = (facts: GuideFacts): string => `${nextHint(facts)?.step ?? 'end'} ${nextHint(facts)?.word ?? ''}`.trim()

describe('the guided start', () => {
  it('leads from nothing to a file, one control after another', () => {
    expect(nextHint(nothing)).toEqual({ step: 'connect', word: 'connect', control: testIds.firstStartPractice })
    expect(nextHint(connected)).toEqual({ step: 'accounts', word: 'accounts', control: testIds.accountTree })
    expect(nextHint({ ...connected, tickedAccounts: 3 })).toEqual({ step: 'operation', word: 'operation', control: testIds.operationSearch })
    expect(nextHint(ready)).toEqual({ step: 'run', word: 'run', control: testIds.runButton })
    expect(nextHint({ ...ready, run: { isRunning: false, rows: 480 } })).toEqual({ step: 'export', word: 'export', control: testIds.exportButton })
    expect(nextHint({ ...ready, run: { isRunning: false, rows: 480 }, isExported: true })).toBeUndefined()
  })

  it('points at the profile menu where a profile is there without its secret', () => {
    expect(nextHint({ ...nothing, hasProfiles: true })).toEqual({ step: 'connect', word: 'unlock', control: testIds.profileMenu })
  })

  it('asks for the role of ticked members before it goes on', () => {
    expect(nextHint({ ...connected, tickedAccounts: 3, lacksRole: true })).toEqual({ step: 'accounts', word: 'role', control: testIds.roleField })
  })

  it('takes steps in any order', () => {
    expect([...doneSteps({ ...connected, hasOperation: true })]).toEqual(['connect', 'operation'])
    expect(step({ ...connected, hasOperation: true })).toBe('accounts accounts')
  })

  it('unticks a step whose state is taken back', () => {
    expect([...doneSteps(ready)]).toEqual(['connect', 'accounts', 'operation'])
    expect([...doneSteps({ ...ready, tickedAccounts: 0 })]).toEqual(['connect', 'operation'])
  })

  it('does not ask for ticks once the own account has given rows', () => {
    expect(step({ ...connected, hasOperation: true, run: { isRunning: false, rows: 12 } })).toBe('export export')
  })

  it('waits while a call runs, and says where to look when no row came', () => {
    expect(step({ ...ready, run: { isRunning: true, rows: 0 } })).toBe('run running')
    expect(step({ ...ready, run: { isRunning: true, rows: 40 } })).toBe('run running')
    expect(nextHint({ ...ready, run: { isRunning: false, rows: 0 } })).toEqual({ step: 'run', word: 'noRows', control: testIds.tabTargets })
  })
})
