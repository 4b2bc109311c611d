/** The stores against a small bridge: what they ask, keep and let go. */
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { plain } from '../../renderer/bridge'
import { isLocal } from '../../renderer/credentials/practice'
import { expectedRows, resultState } from '../../renderer/result/outcome'
import { useApp } from '../../renderer/stores/app'
import { useCall } from '../../renderer/stores/call'
import { useCatalog } from '../../renderer/stores/catalog'
import { useCredentials } from '../../renderer/stores/credentials'
import { useSaved } from '../../renderer/stores/saved'
import { useSettings } from '../../renderer/stores/settings'
import type { AskName, Bridge } from '../../shared/bridge'
import type { CallProgress, TargetOutcome } from '../../shared/call'
import type { ProfileSummary } from '../../shared/credentials'
import { settingDefaults } from '../../shared/settings'
import { AppError, toWire } from '../../shared/errors'
import { reactive } from 'vue'

type Handler = (input: never) => unknown
let handlers: Partial<Record<AskName, Handler>> = {}
let listeners: Record<string, ((payload: never) => void)[]> = {}
const globals = globalThis as { window?: { bridge: Bridge } }

beforeEach(() => {
  handlers = {}
  listeners = {}
  setActivePinia(createPinia())
  const ask = async (name: AskName, input: never): Promise<unknown> => {
    try {
      return { ok: true, value: await handlers[name]?.(structuredClone(input)) }
    } catch (thrown) {
      return { ok: false, error: toWire(thrown) }
    }
  }
  const onTell = (name: string, listener: (payload: never) => void): (() => void) => {
    listeners[name] = [...(listeners[name] ?? []), listener]
    return () => undefined
  }
  globals.window = { bridge: { ask, onTell } as unknown as Bridge }
})
afterEach(() => {
  delete globals.window
})

const callId = '20261122T194530-k3f9'
const outcome = (part: Partial<TargetOutcome>): TargetOutcome => ({
  accountId: '1203456789012345', regionId: 'cn-hangzhou', status: 'done', complete: true, rows: 5, pages: 1, requests: 1, duplicates: 0, requestIds: [], elapsedMs: 1, ...part,
})
const progress = (part: Partial<CallProgress>): CallProgress => ({
  callId, state: 'running', columns: 3, changed: [], totals: { targets: 1, ended: 0, rows: 5, pages: 1, requests: 1, duplicates: 0, callsPerSecond: 1, elapsedMs: 10 }, ...part,
})

describe('what crosses the bridge', () => {
  it('is plain: no proxy, no absent value, every bigint', () => {
    const sent = plain(reactive({ list: [{ id: 1n }], none: undefined as string | undefined, empty: null }))
    expect(structuredClone(sent)).toEqual({ list: [{ id: 1n }], empty: null })
    expect('none' in sent).toBe(false)
  })
})

describe('the call store', () => {
  it('keeps a refusal that names a field, and forgets it when the next plan passes', async () => {
    const call = useCall()
    handlers['call.plan'] = () => {
      throw new AppError('input', 'A role has no space.', { next: 'Correct it.', about: { field: 'role' } })
    }
    await expect(call.readPlan('ops')).rejects.toMatchObject({ kind: 'input', next: 'Correct it.' })
    expect(call.refusal?.about.field).toBe('role')
    handlers['call.plan'] = () => ({ targets: [] })
    await call.readPlan('ops')
    expect(call.refusal).toBeUndefined()
  })

  it('counts progress that arrives before the answer to its start', async () => {
    const call = useCall()
    const ends: string[] = []
    call.listen((id) => ends.push(id))
    handlers['call.start'] = () => {
      listeners['call.progress']?.forEach((listener) => listener(progress({ changed: [outcome({})] }) as never))
      return callId
    }
    handlers['call.spec'] = () => ({ operation: 'X' })
    await call.start('ops', false)
    expect(call.run?.totals.rows).toBe(5)
    expect(call.isRunning).toBe(true)
    listeners['call.progress']?.forEach((listener) => listener(progress({ state: 'finished' }) as never))
    expect(ends).toEqual([callId])
    expect(call.isRunning).toBe(false)
  })

  it('opens a call with all of its targets, which come in portions', async () => {
    const call = useCall()
    const targets = [1, 2, 3].map((rowNumber) => outcome({ rowNumber, rows: rowNumber }))
    handlers['call.read'] = () => ({ spec: { operation: 'X' }, summary: { callId, state: 'finished', targets: targets.slice(0, 1) }, rest: 7 })
    handlers['call.rest'] = (input) => ((input as { rest: number }).rest === 7 ? { targets: targets.slice(1, 2), rest: 8 } : { targets: targets.slice(2) })
    expect(await call.reopen(callId)).toEqual({ operation: 'X' })
    expect(Object.values(call.run?.outcomes ?? {}).map(({ rows }) => rows).sort()).toEqual([1, 2, 3])
  })

  it('ignores a late tell after the end, so that a verdict does not turn back', () => {
    const call = useCall()
    call.listen(() => undefined)
    const tell = (part: Partial<CallProgress>): void => listeners['call.progress']?.forEach((listener) => listener(progress(part) as never))
    tell({ state: 'finished' })
    tell({ state: 'running' })
    expect(call.runs[callId]?.state).toBe('finished')
  })
})

describe('the verdict on a run', () => {
  const run = (state: CallProgress['state'], ...targets: TargetOutcome[]) => ({
    callId, state, columns: 0, totals: { ...progress({}).totals, rows: targets.reduce((sum, target) => sum + target.rows, 0) }, outcomes: Object.fromEntries(targets.map((target, index) => [String(index), target])),
  })

  it('is complete only where every target is', () => {
    expect(resultState(run('finished', outcome({}), outcome({})))).toBe('complete')
    expect(resultState(run('finished', outcome({}), outcome({ status: 'refused', complete: false, rows: 0 })))).toBe('incomplete')
  })

  it('is failed only where no target brought a row', () => {
    expect(resultState(run('finished', outcome({ status: 'failed', complete: false, rows: 0 })))).toBe('failed')
    expect(resultState(run('finished', outcome({ status: 'failed', complete: false, rows: 3 })))).toBe('incomplete')
  })

  it('says how many rows there should be only when every target said so', () => {
    expect(expectedRows(run('finished', outcome({ expectedRows: 5 }), outcome({ expectedRows: 7 })))).toBe(12)
    expect(expectedRows(run('finished', outcome({ expectedRows: 5 }), outcome({})))).toBeUndefined()
  })
})

describe('the question before the window closes', () => {
  it('stands until main has heard the answer', async () => {
    const app = useApp()
    app.listen()
    listeners['window.closing']?.forEach((listener) => listener({ running: 2 } as never))
    let heard = (): void => undefined
    handlers['window.close'] = () => new Promise<void>((resolve) => (heard = resolve))
    const answered = app.close('stay')
    await Promise.resolve()
    expect(app.closing).toBe(2)
    heard()
    await answered
    expect(app.closing).toBeUndefined()
  })
})

describe('the credentials store', () => {
  it('passes a secret through one ask and keeps none of it', async () => {
    const credentials = useCredentials()
    handlers['profile.add'] = (input: { name: string }) => ({ name: input.name, maskedKeyId: 'LTAI5t…x9Qd', secret: 'keychain' })
    await credentials.add({ name: 'ops', kind: 'accesskey', accessKeyId: 'LTAIexample1234567', accessKeySecret: 'MARKER-SECRET-0001' })
    expect(JSON.stringify(credentials.$state)).not.toContain('MARKER-SECRET')
    expect(credentials.currentName).toBe('ops')
  })

  it('keeps a refused listing beside the profile and clears it once accounts are typed', async () => {
    const credentials = useCredentials()
    handlers['profile.list'] = () => [{ name: 'ops' }]
    handlers['session.list'] = () => []
    handlers['directory.read'] = () => {
      throw new AppError('refused', 'ListAccounts was refused.', { about: { code: 'NoPermission' } })
    }
    await credentials.load(undefined)
    await credentials.readDirectory(false)
    expect(credentials.directoryError?.about.code).toBe('NoPermission')
    handlers['directory.type'] = () => ({ profile: 'ops', source: 'typed', folders: [], accounts: [], fetchedAt: '' })
    await credentials.typeAccounts('1203456789012345')
    expect(credentials.directoryError).toBeUndefined()
    expect(credentials.directory?.source).toBe('typed')
  })
})

describe('the practice cloud of an earlier start', () => {
  it('is started without changing what the operator chose, and a failure is remembered until the next try', async () => {
    const credentials = useCredentials()
    handlers['profile.list'] = () => [{ name: 'ops', endpoints: {} }, { name: 'practice', endpoints: { '*': 'http://127.0.0.1:1' } }]
    handlers['session.list'] = () => []
    await credentials.load('ops')
    handlers['practice.connect'] = () => {
      throw new AppError('bug', 'The practice cloud did not start in time.')
    }
    await expect(credentials.connectPractice(false)).rejects.toMatchObject({ kind: 'bug' })
    expect(credentials.hasPracticeFailed).toBe(true)
    handlers['practice.connect'] = () => ({ name: 'practice', endpoints: { '*': 'http://127.0.0.1:2' } })
    await credentials.connectPractice(false)
    expect([credentials.currentName, credentials.hasPracticeFailed, credentials.isPracticeStarting, credentials.practiceStarts]).toEqual(['ops', false, false, 1])
    expect(credentials.profiles.find(({ name }) => name === 'practice')?.endpoints['*']).toBe('http://127.0.0.1:2')
  })

  it('is known by its name together with its address on this machine', () => {
    const profile = (name: string, endpoint: string): ProfileSummary => ({ name, kind: 'accesskey', maskedKeyId: '', secret: 'missing', regionId: 'cn-hangzhou', endpoints: { '*': endpoint } })
    expect(isLocal(profile('practice', 'http://127.0.0.1:38559'))).toBe(true)
    expect(isLocal(profile('practice', 'https://ecs.aliyuncs.com'))).toBe(false)
    expect(isLocal(profile('ops', 'http://127.0.0.1:38559'))).toBe(false)
  })
})

describe('the catalogue store', () => {
  it('drops the answer to an older search that arrives late', async () => {
    const catalog = useCatalog()
    let release = (): void => undefined
    const gate = new Promise<void>((resolve) => (release = resolve))
    handlers['catalog.search'] = async (input: { text: string }) => {
      if (input.text === 'old') await gate
      return [{ name: input.text }]
    }
    const old = catalog.search('old')
    await catalog.search('new')
    release()
    await old
    expect(catalog.found.map((item) => item.name)).toEqual(['new'])
  })
})

describe('the settings store', () => {
  it('sends a change once where Enter in a field says it twice, and again once it was answered', async () => {
    const settings = useSettings()
    const sent: unknown[] = []
    handlers['settings.change'] = ({ part }: { part: object }) => {
      sent.push(part)
      return { ...settingDefaults, ...part }
    }
    expect(await Promise.all([settings.change({ targetsAtOnce: 3 }), settings.change({ targetsAtOnce: 3 }), settings.change({ targetsAtOnce: 4 })])).toEqual([true, true, true])
    expect(sent).toEqual([{ targetsAtOnce: 3 }, { targetsAtOnce: 4 }])
    await settings.change({ targetsAtOnce: 3 })
    expect(sent).toHaveLength(3)
  })

  it('sends a refused change anew, so that what stood in its way may be mended outside', async () => {
    const settings = useSettings()
    let isThere = false
    handlers['settings.change'] = ({ part }: { part: object }) => {
      if (!isThere) throw new AppError('input', 'There is no such file.')
      return { ...settingDefaults, ...part }
    }
    expect(await settings.change({ targetsAtOnce: 3 })).toBe(false)
    isThere = true
    expect(await settings.change({ targetsAtOnce: 3 })).toBe(true)
    expect(settings.problems).toEqual({})
  })
})

describe('the store of saved calls', () => {
  const specOf = (name: string) => ({ rolecall: 1 as const, name, product: 'Ecs', version: '2014-05-26', operation: 'DescribeInstances', profile: 'ops', parameters: {} })
  const hash = (letter: string): string => letter.repeat(64)
  const treeOf = (path: string) => ({ folder: '/calls', entries: [{ kind: 'call', path, product: 'Ecs', operation: 'DescribeInstances' }], isCut: false, environments: [], hasTrash: false })

  it('does not take a call for changed by another hand while it is renamed here, and says its new name', async () => {
    const saved = useSaved()
    handlers['saved.list'] = () => treeOf('Weekly.yaml')
    handlers['saved.open'] = ({ path }: { path: string }) => ({ path, hash: path === 'Weekly.yaml' ? hash('b') : hash('a'), spec: specOf(path === 'Weekly.yaml' ? 'Weekly' : 'Daily') })
    saved.current = { path: 'Daily.yaml', hash: hash('a'), spec: specOf('Daily') as never, before: specOf('Daily'), isStale: false }
    const heard: (string | undefined)[][] = []
    // The folder tells of the move before the rename has answered.
    handlers['saved.rename'] = async () => {
      await saved.read()
      expect(saved.current?.isStale).toBe(false)
      return { path: 'Weekly.yaml' }
    }
    await saved.rename('Daily.yaml', 'Weekly', (...names) => heard.push(names))
    expect(saved.current).toMatchObject({ path: 'Weekly.yaml', hash: hash('b'), isStale: false, spec: { name: 'Weekly' }, before: { name: 'Weekly' } })
    expect(heard).toEqual([['Weekly', 'Daily']])
  })

  it('takes a file that is gone, or no call any more, for changed by another hand instead of failing', async () => {
    const saved = useSaved()
    handlers['saved.list'] = () => treeOf('Daily.yaml')
    handlers['saved.open'] = () => {
      throw new AppError('input', 'Daily.yaml is no longer there.')
    }
    saved.current = { path: 'Daily.yaml', hash: hash('a'), spec: specOf('Daily') as never, before: specOf('Daily'), isStale: false }
    await saved.read()
    expect(saved.current.isStale).toBe(true)
  })
})
