/** The permission panel's store against a small bridge: what it asks, shows and forgets. */
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { usePreflight } from '../../renderer/stores/preflight'
import type { AskName, Bridge } from '../../shared/bridge'
import type { CallSpecInput } from '../../shared/call'
import { AppError, toWire } from '../../shared/errors'
import type { AccountPermission, MendPlan, PreflightProgress } from '../../shared/preflight'

let handlers: Partial<Record<AskName, (input: never) => unknown>> = {}
let asked: [name: AskName, input: Record<string, unknown>][] = []
let tell: ((payload: PreflightProgress) => void) | undefined
const globals = globalThis as { window?: { bridge: Bridge } }

beforeEach(() => {
  handlers = { 'permission.needs': () => ({ actions: [] }) }
  asked = []
  setActivePinia(createPinia())
  const ask = async (name: AskName, input: never): Promise<unknown> => {
    asked.push([name, input])
    try {
      return { ok: true, value: await handlers[name]?.(structuredClone(input)) }
    } catch (thrown) {
      return { ok: false, error: toWire(thrown) }
    }
  }
  const onTell = (_name: string, listener: (payload: PreflightProgress) => void): (() => void) => {
    tell = listener
    return () => undefined
  }
  globals.window = { bridge: { ask, onTell } as unknown as Bridge }
})
afterEach(() => {
  delete globals.window
})

const spec: CallSpecInput = { rolecall: 1, product: 'Ecs', version: '2014-05-26', operation: 'DescribeInstances', profile: 'ops', accounts: ['1203456789012345'], role: 'Auditor' }
const account = (accountId: string): AccountPermission => ({ accountId, verdict: 'denied', cause: 'noRole', says: '', evaluations: [], checkedAt: '', elapsedMs: 1 })
const plan: MendPlan = { planId: 'a'.repeat(64), profile: 'ops', through: 'Admin', steps: [], refused: [] }

describe('the permission panel', () => {
  it('shows accounts as they end, then the whole answer', async () => {
    const preflight = usePreflight()
    await preflight.open(spec)
    preflight.listen()
    let during: string[] = []
    handlers['permission.check'] = ({ checkId }: { checkId: string }) => {
      tell?.({ checkId: 'another', total: 9, ended: 9, results: [account('9')] })
      tell?.({ checkId, total: 2, ended: 1, results: [account('1')] })
      during = preflight.accounts.map(({ accountId }) => accountId)
      expect(preflight.progress).toEqual({ ended: 1, total: 2 })
      return { accounts: [account('1'), account('2')] }
    }
    await preflight.check()
    expect([during, preflight.accounts.map(({ accountId }) => accountId), preflight.progress, preflight.busy]).toEqual([['1'], ['1', '2'], undefined, undefined])
    expect(asked.at(-1)?.[1]).not.toHaveProperty('through')
  })

  it('keeps findings while the call is the same, and forgets them with another role', async () => {
    const preflight = usePreflight()
    handlers['permission.check'] = () => ({ accounts: [account('1')] })
    await preflight.open(spec)
    await preflight.check()
    await preflight.open({ ...spec })
    expect(preflight.accounts).toHaveLength(1)
    await preflight.open({ ...spec, role: 'Other' })
    expect(preflight.accounts).toEqual([])
  })

  it('sends the plan that is shown, unchanged, and checks again', async () => {
    const preflight = usePreflight()
    await preflight.open(spec)
    asked = []
    preflight.through = ' Admin '
    handlers['permission.plan'] = () => plan
    handlers['permission.apply'] = () => [{ step: 0, status: 'done' }]
    handlers['permission.check'] = () => ({ accounts: [] })
    await preflight.draw(['1203456789012345'])
    await preflight.apply()
    expect(asked.map(([name]) => name)).toEqual(['permission.plan', 'permission.apply', 'permission.check'])
    expect(asked[0]?.[1]).toMatchObject({ mend: { through: 'Admin', grant: 'custom', accounts: ['1203456789012345'] } })
    expect(asked[1]?.[1]).toEqual({ plan })
    expect(preflight.outcomes).toEqual([{ step: 0, status: 'done' }])
  })

  it('shows in the panel what went wrong, but no cancel; cancels what runs by its name', async () => {
    const preflight = usePreflight()
    await preflight.open(spec)
    handlers['permission.check'] = () => {
      throw new AppError('input', 'no role', { about: { field: 'role' } })
    }
    await preflight.check()
    expect(preflight.error?.about.field).toBe('role')
    let release: (thrown: AppError) => void = () => undefined
    handlers['permission.check'] = () => new Promise((_resolve, reject) => (release = reject))
    const running = preflight.check()
    await preflight.cancel()
    expect(asked.at(-1)).toEqual(['permission.cancel', { id: asked.at(-2)?.[1]['checkId'] }])
    release(new AppError('cancelled', 'stopped'))
    await running
    expect([preflight.error, preflight.busy]).toEqual([undefined, undefined])
  })
})
