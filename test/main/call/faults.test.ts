/** Every fault of the practice cloud × page numbers, cursors and ROA, over real HTTP into the real store: each ends as it must, and no row is lost, doubled or made up. */
import { afterEach, describe, expect, it } from 'vitest'
import type { Fault } from '../../../main/practice/practice'
import type { TargetOutcome } from '../../../shared/call'
import { callSpec, openEngine, product, type TestEngine } from './engine'

let engine: TestEngine
afterEach(() => engine.close())

const scale = 95
const size = 10
const modes = {
  cursor: { spec: callSpec({ ...product.ecs, pagination: { pageSize: size } }), truth: 'Ecs/DescribeInstances' },
  page: { spec: callSpec({ ...product.vpc, pagination: { pageSize: size } }), truth: 'Vpc/DescribeVpcs' },
  roa: { spec: callSpec({ ...product.cs, regions: ['cn-hangzhou'], pagination: { pageSize: size } }), truth: 'CS/DescribeClustersV1' },
} as const
type Mode = keyof typeof modes

/** What a target must end as; `missing` are rows that the cloud keeps to itself. */
interface Expected extends Partial<TargetOutcome> {
  missing?: number
}
const whole: Expected = { status: 'done', complete: true, rows: scale, pages: 10, duplicates: 0 }
const cases: [Fault, Record<Mode, Expected>][] = [
  ['reset', { cursor: whole, page: whole, roa: whole }],
  ['truncate', { cursor: whole, page: whole, roa: whole }],
  ['error5xx', { cursor: whole, page: whole, roa: whole }],
  ['html', { cursor: whole, page: whole, roa: whole }],
  ['hang', { cursor: whole, page: whole, roa: whole }],
  ['duplicate', { cursor: { ...whole, duplicates: 1 }, page: { ...whole, duplicates: 1 }, roa: { ...whole, duplicates: 1 } }],
  [
    'wrongTotal',
    { cursor: whole, page: { status: 'incomplete', complete: false, stop: 'emptyPage', rows: scale }, roa: { status: 'incomplete', complete: false, stop: 'emptyPage', rows: scale } },
  ],
  [
    'emptyPage',
    {
      cursor: { ...whole, pages: 11 },
      page: { status: 'incomplete', complete: false, expectedRows: scale, rows: scale - size, missing: size },
      roa: { status: 'incomplete', complete: false, expectedRows: scale, rows: scale - size, missing: size },
    },
  ],
  ['repeatCursor', { cursor: { status: 'incomplete', complete: false, stop: 'repeatedCursor', rows: 2 * size, missing: scale - 2 * size }, page: whole, roa: whole }],
]
/** The practice cloud strikes by its seed; with these every transient fault strikes in every mode. */
const seedFor = (fault: Fault, mode: Mode): number => (fault === 'hang' && mode === 'page' ? 6 : 7)
/** Only where an answer never comes is it worth not to wait for long. */
const patienceWith = (fault: Fault): { readTimeoutMs?: number } => (fault === 'hang' ? { readTimeoutMs: 700 } : {})
const transient = new Set<Fault>(['reset', 'truncate', 'error5xx', 'html', 'hang'])

describe.each(cases)('the fault %s', (fault, expected) => {
  it.each(Object.keys(modes) as Mode[])('ends as it must with %s', async (mode) => {
    engine = await openEngine({ scale, seed: seedFor(fault, mode), faults: [fault] }, patienceWith(fault))
    const { missing = 0, ...outcome } = expected[mode]
    const summary = await engine.run(modes[mode].spec)
    const [target] = summary.targets
    expect(target).toMatchObject(outcome)
    if (transient.has(fault)) expect(target?.requests).toBeGreaterThan(10)

    const truth = engine.truth(modes[mode].truth, engine.cloud.accountId, 'cn-hangzhou')
    const rows = await engine.rowTexts(summary.callId)
    expect(truth).toHaveLength(scale)
    expect(rows).toHaveLength(scale - missing)
    expect(new Set(rows).size).toBe(rows.length)
    expect(rows.filter((row) => !truth.includes(row))).toEqual([])
  }, 60_000)
})

describe('twelve targets', () => {
  const small = 25
  const regions = ['cn-hangzhou', 'cn-shanghai', 'ap-southeast-1']
  it.each(cases.flatMap(([fault]) => (Object.keys(modes) as Mode[]).map((mode): [Fault, Mode] => [fault, mode])))('under the fault %s with %s lose, double and make up no row, and one does not touch another', async (fault, mode) => {
    engine = await openEngine({ scale: small, seed: 7, faults: [fault] }, patienceWith(fault))
    const { members, management } = engine.cloud.organisation
    const accounts = [management, ...members.filter(({ access }) => access === 'ready').slice(0, 3)].map(({ accountId }) => accountId)
    const summary = await engine.run({ ...modes[mode].spec, accounts, role: 'ResourceDirectoryAccountAccessRole', regions })
    expect(summary.targets).toHaveLength(12)
    const truth = accounts.flatMap((account) => regions.flatMap((region) => engine.truth(modes[mode].truth, account, region))).sort()
    const rows = await engine.rowTexts(summary.callId)
    if (transient.has(fault) || fault === 'duplicate' || fault === 'wrongTotal') expect(rows).toEqual(truth)
    else expect(rows.filter((row) => !truth.includes(row))).toEqual([])
    expect(new Set(rows).size).toBe(rows.length)
    if (transient.has(fault) || fault === 'duplicate') expect(summary.complete).toBe(true)
    for (const target of summary.targets) {
      const own = engine.truth(modes[mode].truth, target.accountId, target.regionId)
      if (target.complete) expect(target.rows).toBe(own.length)
      else expect(target).toMatchObject({ status: 'incomplete', reason: expect.stringMatching(/^incomplete: /) as string })
    }
  }, 60_000)
})

const newInstance = { ImageId: 'ubuntu', InstanceType: 'ecs.g7.large', VSwitchId: 'vsw-bp1', SecurityGroupId: 'sg-bp1' }

describe('a change', () => {
  /** No part of an answer came: only then is it sent again, and with the same ClientToken. */
  const isSilent = (fault: Fault): boolean => fault === 'reset' || fault === 'hang'

  it.each(cases.flatMap(([fault]) => [1, 12].map((targets): [Fault, number] => [fault, targets])))('under the fault %s is made once in each of %i targets', async (fault, count) => {
    engine = await openEngine({ scale: 5, seed: 7, faults: [fault] }, patienceWith(fault))
    const { members, management } = engine.cloud.organisation
    const accounts = count === 1 ? [management.accountId] : [management, ...members.filter(({ access }) => access === 'ready').slice(0, 3)].map(({ accountId }) => accountId)
    const regions = count === 1 ? ['cn-hangzhou'] : ['cn-hangzhou', 'cn-shanghai', 'ap-southeast-1']
    const summary = await engine.run(callSpec({ ...product.ecs, operation: 'RunInstances', parameters: newInstance, accounts, regions, role: 'ResourceDirectoryAccountAccessRole' }), true)
    expect(summary.targets).toHaveLength(count)
    const changes = engine.cloud.mutations.map(({ accountId, regionId, parameters: { ClientToken } }) => ({ place: `${accountId}/${regionId}`, ClientToken }))
    for (const { accountId, regionId, status, requests, clientToken } of summary.targets) {
      if (!isSilent(fault)) expect(requests).toBe(1)
      expect(transient.has(fault) ? ['done', 'failed'] : ['done']).toContain(status)
      const own = changes.filter(({ place }) => place === `${accountId}/${regionId}`)
      if (status === 'done') expect(own.length).toBeGreaterThan(0)
      expect(own.every(({ ClientToken }) => ClientToken === clientToken)).toBe(true)
    }
    expect(new Set(summary.targets.map(({ clientToken }) => clientToken)).size).toBe(count)
  }, 60_000)
})

describe('throttling', () => {
  it.each(Object.keys(modes) as Mode[])('slows a call down and loses nothing with %s', async (mode) => {
    engine = await openEngine({ scale, throttle: 8 })
    const summary = await engine.run(modes[mode].spec)
    expect(summary.targets[0]).toMatchObject(whole)
    expect(await engine.rowTexts(summary.callId)).toEqual(engine.truth(modes[mode].truth, engine.cloud.accountId, 'cn-hangzhou'))
  }, 60_000)

  it.each(Object.keys(modes) as Mode[])('of twelve targets slows them down and loses nothing with %s', async (mode) => {
    engine = await openEngine({ scale: 25, throttle: 6 })
    const { members, management } = engine.cloud.organisation
    const accounts = [management, ...members.filter(({ access }) => access === 'ready').slice(0, 3)].map(({ accountId }) => accountId)
    const regions = ['cn-hangzhou', 'cn-shanghai', 'ap-southeast-1']
    const summary = await engine.run({ ...modes[mode].spec, accounts, role: 'ResourceDirectoryAccountAccessRole', regions })
    expect(summary).toMatchObject({ complete: true, duplicates: 0 })
    expect(await engine.rowTexts(summary.callId)).toEqual(accounts.flatMap((account) => regions.flatMap((region) => engine.truth(modes[mode].truth, account, region))).sort())
  }, 60_000)

  it('refuses a change before it is made; that is told, never tried again, and none is made twice', async () => {
    engine = await openEngine({ scale: 5, throttle: 1 })
    const summary = await engine.run(callSpec({ ...product.ecs, operation: 'RunInstances', parameters: newInstance, regions: ['cn-hangzhou', 'cn-shanghai', 'ap-southeast-1', 'cn-beijing'] }), true)
    expect(summary.targets).toHaveLength(4)
    for (const { status, requests, error } of summary.targets) {
      expect(requests).toBe(1)
      if (status !== 'done') expect(error).toMatchObject({ kind: 'throttled' })
    }
    expect(engine.cloud.mutations).toHaveLength(summary.targets.filter(({ status }) => status === 'done').length)
  }, 60_000)
})
