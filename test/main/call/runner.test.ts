/** Calls against the practice cloud: fan-out, gates, cancel, refusals and what the operator is told. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { CallProgress, CallSpec } from '../../../shared/call'
import { AppError } from '../../../shared/errors'
import { createSend } from '../../../main/wire/send'
import type { Send } from '../../../main/wire/wire'
import { callSpec, openEngine, product, type TestEngine } from './engine'

let engine: TestEngine
afterEach(() => engine.close())

const role = 'ResourceDirectoryAccountAccessRole'
const regions = ['cn-hangzhou', 'cn-shanghai']
const stop = { product: 'Ecs', version: '2014-05-26', operation: 'StopInstances', parameters: { RegionId: 'cn-hangzhou', InstanceId: ['i-bp1x'] } }

async function refusalOf(work: Promise<unknown>): Promise<AppError> {
  const thrown: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (thrown instanceof AppError) return thrown
  throw new Error('It was not refused.')
}
const sent = (name: string): number => engine.cloud.traffic.requests[name] ?? 0

describe('a call over all accounts', () => {
  it.each<[string, CallSpec, 'Ecs/DescribeInstances' | 'Vpc/DescribeVpcs' | 'CS/DescribeClustersV1']>([
    ['cursors', callSpec({ ...product.ecs, accounts: 'all', role, regions }), 'Ecs/DescribeInstances'],
    ['page numbers', callSpec({ ...product.vpc, accounts: 'all', role, regions }), 'Vpc/DescribeVpcs'],
    ['ROA', callSpec({ ...product.cs, accounts: 'all', role, regions }), 'CS/DescribeClustersV1'],
  ])('brings every row of the reachable ones exactly once with %s, and names the others', async (_what, spec, name) => {
    engine = await openEngine({ scale: 30 })
    const { members, management } = engine.cloud.organisation
    const summary = await engine.run(spec)
    expect(summary).toMatchObject({ state: 'finished', complete: false, duplicates: 0 })

    const unreachable = members.filter(({ access }) => access !== 'ready').map(({ accountId }) => accountId)
    expect(unreachable).toHaveLength(3)
    const refused = summary.targets.filter(({ complete }) => !complete)
    expect(refused.map(({ accountId, regionId }) => `${accountId}/${regionId}`).sort()).toEqual(unreachable.flatMap((uid) => regions.map((region) => `${uid}/${region}`)).sort())
    for (const { status, rows, error } of refused) {
      expect({ status, rows }).toEqual({ status: 'refused', rows: 0 })
      expect(error?.about.code).toBeTypeOf('string')
      expect(error?.about.requestId).toBeTypeOf('string')
    }
    const truth = [...members.filter(({ access }) => access === 'ready'), management].flatMap(({ accountId }) => regions.flatMap((region) => engine.truth(name, accountId, region)))
    expect(truth.length).toBeGreaterThan(100)
    expect(await engine.rowTexts(summary.callId)).toEqual(truth.sort())
    expect(summary.rows).toBe(truth.length)
  }, 60_000)

  it('tells progress with only the targets that changed, and at last all of it', async () => {
    engine = await openEngine({ scale: 30 })
    const told: CallProgress[] = []
    engine.calls.onProgress((progress) => told.push(progress))
    const summary = await engine.run(callSpec({ accounts: 'all', role }))
    const last = told.at(-1)
    expect(last).toMatchObject({ state: 'finished', totals: { targets: 13, ended: 13, rows: summary.rows, pages: summary.pages, requests: summary.requests } })
    expect(last?.columns).toBeGreaterThan(10)
    const latest = new Map(told.flatMap(({ changed }) => changed.map((outcome) => [outcome.accountId, outcome])))
    expect([...latest.values()].sort((a, b) => a.accountId.localeCompare(b.accountId))).toEqual([...summary.targets].sort((a, b) => a.accountId.localeCompare(b.accountId)))
  }, 30_000)

  it('is read the same while it runs, after its end, and from the store', async () => {
    engine = await openEngine({ scale: 30 })
    const spec = callSpec({ accounts: 'all', role })
    const callId = await engine.calls.start(spec, { confirmed: false })
    expect(callId).toMatch(/^\d{8}T\d{6}-[a-z0-9]{4}$/)
    expect((await engine.calls.read(callId)).spec).toEqual(spec)
    const summary = await engine.calls.ended(callId)
    expect(await engine.calls.read(callId)).toEqual({ spec, summary })
    expect((await engine.results.read(callId)).summary).toEqual(summary)
  }, 30_000)
})

describe('calls begun within one second', () => {
  it('are listed with the newest first', async () => {
    const milliseconds = [1, 2, 35, 36, 999]
    let now = new Date()
    engine = await openEngine({ scale: 1 }, { now: () => now })
    const begun: string[] = []
    for (const ms of milliseconds) {
      now = new Date(Date.UTC(2026, 10, 22, 19, 45, 30, ms))
      begun.unshift((await engine.run(callSpec())).callId)
    }
    expect(begun[0]).toMatch(/^20261122T194530-rr[0-9a-z]{2}$/)
    expect((await engine.results.list()).map(({ callId }) => callId)).toEqual(begun)
  })
})

describe('a call whose result is being made', () => {
  it('asks for its first page meanwhile, and keeps it', async () => {
    let beginsToMake = (): void => undefined
    const asked = new Promise<void>((resolve) => (beginsToMake = resolve))
    const send = createSend()
    engine = await openEngine({ scale: 30 }, {
      send: (request, given) => {
        if (request.operation === product.ecs.operation) beginsToMake()
        return send(request, given)
      },
    })
    const { create } = engine.results
    engine.results.create = (...parts) => asked.then(() => create(...parts))
    const summary = await engine.run(callSpec())
    expect(summary).toMatchObject({ complete: true })
    expect(await engine.rowTexts(summary.callId)).toHaveLength(summary.rows)
  })

  it('is refused where it cannot be made, and goes no further', async () => {
    engine = await openEngine({ scale: 300 })
    await writeFile(join(engine.home, 'results'), 'not a folder')
    const told: CallProgress[] = []
    engine.calls.onProgress((progress) => told.push(progress))
    expect(await refusalOf(engine.calls.start(callSpec(), { confirmed: false }))).toMatchObject({ kind: 'storage' })
    expect(told).toEqual([])
    await engine.calls.close()
    // No page was taken, so none is asked for behind it.
    expect(sent('Ecs/DescribeInstances')).toBeLessThanOrEqual(1)
  })

  it('sends no change before it is made', async () => {
    engine = await openEngine()
    await writeFile(join(engine.home, 'results'), 'not a folder')
    expect(await refusalOf(engine.calls.start(callSpec(stop), { confirmed: true }))).toMatchObject({ kind: 'storage' })
    expect(sent('Ecs/StopInstances')).toBe(0)
  })
})

describe('a cancelled call', () => {
  it('keeps every page that arrived and asks for no more', async () => {
    engine = await openEngine({ scale: 400, latencyMs: 60 })
    const callId = await engine.calls.start(callSpec({ pagination: { pageSize: 10 } }), { confirmed: false })
    await new Promise<void>((resolve) => {
      engine.calls.onProgress(({ totals }) => {
        if (totals.pages >= 2) resolve()
      })
    })
    engine.calls.cancel(callId)
    const summary = await engine.calls.ended(callId)
    expect(summary).toMatchObject({ state: 'cancelled', complete: false })
    expect(summary.targets[0]).toMatchObject({ status: 'cancelled', stop: 'cancelled' })
    expect(summary.rows).toBeGreaterThanOrEqual(20)
    expect(summary.rows).toBeLessThan(400)
    expect(await engine.rowTexts(callId)).toHaveLength(summary.rows)
    expect(sent('Ecs/DescribeInstances')).toBeLessThanOrEqual(summary.requests)
  }, 30_000)

  it('leaves a request that never answers', async () => {
    const hanging: Send = (request, options) => (request.operation === 'DescribeInstances' ? new Promise(() => undefined) : createSend()(request, options))
    engine = await openEngine({}, { send: hanging })
    const callId = await engine.calls.start(callSpec(), { confirmed: false })
    engine.calls.cancel(callId)
    expect(await engine.calls.ended(callId)).toMatchObject({ state: 'cancelled', rows: 0 })
  })
})

describe('a call that changes something', () => {
  it('is refused without a confirmation, before anything is sent', async () => {
    engine = await openEngine()
    const error = await refusalOf(engine.calls.start(callSpec(stop), { confirmed: false }))
    expect(error).toMatchObject({ kind: 'input', about: { field: 'operation' } })
    expect(sent('Ecs/StopInstances')).toBe(0)
  })

  it('is refused in a protected account, confirmed or not; reading there is not', async () => {
    engine = await openEngine({}, { protectedAccounts: () => [engine.cloud.accountId] })
    const error = await refusalOf(engine.calls.start(callSpec(stop), { confirmed: true }))
    expect(error).toMatchObject({ kind: 'input', about: { field: 'accounts', accountId: engine.cloud.accountId } })
    expect(sent('Ecs/StopInstances')).toBe(0)
    expect((await engine.run(callSpec())).complete).toBe(true)
  })

  it('is sent once per target and never again, whatever comes back', async () => {
    let tries = 0
    const real = createSend()
    engine = await openEngine({}, {
      send: (request, options) => {
        if (request.operation !== 'StopInstances') return real(request, options)
        tries += 1
        return Promise.reject(new AppError('network', 'The connection was lost.', { about: { code: 'ECONNRESET' } }))
      },
    })
    const summary = await engine.run(callSpec({ ...stop, regions }), true)
    expect(tries).toBe(2)
    expect(summary.targets.map(({ status, requests }) => [status, requests])).toEqual([
      ['failed', 1],
      ['failed', 1],
    ])
  })

  it('is done where it is answered with nothing at all', async () => {
    const real = createSend()
    engine = await openEngine({}, {
      send: (request, options) => (request.operation === 'StopInstances' ? Promise.resolve({ httpStatus: 204, headers: {}, body: '', elapsedMs: 1 }) : real(request, options)),
    })
    const summary = await engine.run(callSpec({ ...stop, regions: ['cn-hangzhou'] }), true)
    expect(summary.targets).toMatchObject([{ status: 'done', complete: true }])
  })

  it('carries a ClientToken of its own where the operation takes one, and a dry run that passes is whole', async () => {
    const tokens: unknown[] = []
    const real = createSend()
    engine = await openEngine({}, {
      send: (request, options) => {
        if (request.operation === 'RunInstances') tokens.push(request.query['ClientToken'])
        return real(request, options)
      },
    })
    const parameters = { ImageId: 'ubuntu', InstanceType: 'ecs.g7.large', VSwitchId: 'vsw-bp1', SecurityGroupId: 'sg-bp1', DryRun: true }
    const summary = await engine.run(callSpec({ ...product.ecs, operation: 'RunInstances', regions, parameters }))
    expect(summary.targets).toMatchObject([{ status: 'done', complete: true }, { status: 'done', complete: true }])
    expect(engine.cloud.mutations).toHaveLength(0)
    expect(new Set(tokens).size).toBe(2)
    expect(tokens.every((token) => typeof token === 'string' && token.length === 36)).toBe(true)
  })
})

describe('an operation the catalogue does not know', () => {
  const unknown = callSpec({ operation: 'DescribeUnicorns', parameters: { RegionId: 'cn-hangzhou' } })

  it('is refused before anything is sent, naming the field', async () => {
    engine = await openEngine()
    expect(await refusalOf(engine.calls.start(unknown, { confirmed: false }))).toMatchObject({ kind: 'input', about: { field: 'operation' } })
    expect(engine.cloud.traffic.requests['Ecs/DescribeUnicorns']).toBeUndefined()
  })

  it('is one the window asks about', async () => {
    engine = await openEngine()
    const never = new AbortController().signal
    expect(await engine.calls.plan(unknown, never)).toMatchObject({ isMutating: false, isUnknownOperation: true })
    expect(await engine.calls.plan({ ...unknown, request: { style: 'RPC' } }, never)).toMatchObject({ isUnknownOperation: false })
  })

  it('is called where the call says how it is sent, and the cloud’s own refusal is the target’s', async () => {
    engine = await openEngine()
    const { targets } = await engine.run({ ...unknown, request: { style: 'RPC' } })
    expect(targets).toMatchObject([{ status: 'refused', error: { kind: 'refused', about: { code: 'InvalidAction.NotFound' } } }])
  })
})

describe('a session that expires while pages are read', () => {
  it('is replaced once, and no row is lost', async () => {
    const real = createSend()
    let refusals = 0
    const ids: string[] = []
    engine = await openEngine({ scale: 60 }, {
      send: (request, options) => {
        ids.push(options.credential.accessKeyId)
        if (request.query['NextToken'] !== undefined && refusals === 0) {
          refusals += 1
          return Promise.reject(new AppError('credentials', 'The session has expired.', { about: { code: 'InvalidSecurityToken.Expired' } }))
        }
        return real(request, options)
      },
    })
    const ready = engine.cloud.organisation.members.find(({ access, shares }) => access === 'ready' && (shares['cn-hangzhou'] ?? 0) > 0.5)
    const summary = await engine.run(callSpec({ accounts: [ready?.accountId ?? ''], role, pagination: { pageSize: 10 } }))
    expect(refusals).toBe(1)
    expect(summary.complete).toBe(true)
    expect(new Set(ids).size).toBe(2)
    expect(await engine.rowTexts(summary.callId)).toEqual(engine.truth('Ecs/DescribeInstances', ready?.accountId ?? '', 'cn-hangzhou'))
  })
})

describe('a refusal that comes with HTTP 200', () => {
  const answering = (...bodies: string[]): Send => {
    let next = 0
    const real = createSend()
    return (request, options) => {
      if (request.operation !== 'DescribeInstances') return real(request, options)
      const body = bodies[Math.min(next, bodies.length - 1)] ?? ''
      next += 1
      return Promise.resolve({ httpStatus: 200, headers: {}, body, elapsedMs: 1, requestId: `R${next}` })
    }
  }

  it.each([
    ['an error code', '{"Code":"NotAllowed","Message":"No.","RequestId":"R1"}', 'NotAllowed'],
    ['Success: false', '{"Success":false,"Code":"Denied","Message":"No.","RequestId":"R1"}', 'Denied'],
  ])('ends the target as refused: %s', async (_what, body, code) => {
    engine = await openEngine({}, { send: answering(body) })
    const { targets } = await engine.run(callSpec())
    expect(targets).toMatchObject([{ status: 'refused', complete: false, rows: 0, error: { kind: 'refused', message: 'No.', about: { code } } }])
  })

  it('is not seen in a code of success', async () => {
    engine = await openEngine({}, { send: answering('{"Code":"200","Success":true,"Instances":{"Instance":[{"InstanceId":"i-1"}]},"NextToken":""}') })
    expect((await engine.run(callSpec())).targets).toMatchObject([{ status: 'done', complete: true, rows: 1 }])
  })

  it('is asked again where it is throttling', async () => {
    engine = await openEngine({}, { send: answering('{"Code":"Throttling.User","Message":"Slow down."}', '{"Instances":{"Instance":[{"InstanceId":"i-1"}]},"NextToken":""}') })
    expect((await engine.run(callSpec())).targets).toMatchObject([{ status: 'done', complete: true, rows: 1, requests: 2 }])
  })
})
