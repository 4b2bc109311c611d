/** Pause, resume and retry against the practice cloud: into the same result, without a row twice. */
import { afterEach, describe, expect, it } from 'vitest'
import { AppError } from '../../../shared/errors'
import { inWords, say } from '../../../shared/words'
import { createSend } from '../../../main/wire/send'
import { callSpec, openEngine, product, type TestEngine } from './engine'

let engine: TestEngine
afterEach(() => engine.close())

describe('a paused call', () => {
  it('is among the unfinished, and a resume brings the rest', async () => {
    const real = createSend()
    let asked = 0
    let isHeld = true
    engine = await openEngine({ scale: 300 }, { send: (request, options) => (isHeld && request.operation === 'DescribeVpcs' && (asked += 1) > 3 ? new Promise(() => undefined) : real(request, options)) })
    const callId = await engine.calls.start(callSpec({ ...product.vpc, pagination: { pageSize: 10 } }), { confirmed: false })
    await new Promise<void>((resolve) => engine.calls.onProgress(({ totals }) => totals.pages >= 3 && resolve()))
    engine.calls.pause(callId)
    const paused = await engine.calls.ended(callId)
    expect(paused).toMatchObject({ state: 'paused', complete: false, targets: [{ status: 'waiting', reason: expect.stringContaining('paused') as string }] })
    const [target] = (await engine.calls.read(callId)).summary.targets
    expect(target?.reasonSaid).toMatchObject({ id: 'incomplete: {0}, the call was paused' })
    expect(inWords(target?.reasonSaid ?? '')).toBe(target?.reason)
    expect((await engine.calls.unfinished()).map((line) => line.callId)).toEqual([callId])

    isHeld = false
    await engine.calls.resume(callId, { confirmed: false })
    expect(await engine.calls.ended(callId)).toMatchObject({ state: 'finished', complete: true, rows: 300, duplicates: 0 })
    expect(await engine.rowTexts(callId)).toEqual(engine.truth('Vpc/DescribeVpcs', engine.cloud.accountId, 'cn-hangzhou'))
    expect(await engine.calls.unfinished()).toEqual([])
  }, 30_000)
})

describe('a retry', () => {
  it('runs only what is not complete, into the same result', async () => {
    const real = createSend()
    const asked: string[] = []
    let isDenied = true
    engine = await openEngine({ scale: 30 }, {
      send: (request, options) => {
        const region = request.query['RegionId'] ?? ''
        if (request.operation === 'DescribeInstances') asked.push(region)
        if (isDenied && region === 'cn-shanghai') return Promise.reject(new AppError('refused', 'No.', { about: { code: 'Forbidden.RAM' } }))
        return real(request, options)
      },
    })
    const first = await engine.run(callSpec({ regions: ['cn-hangzhou', 'cn-shanghai'] }))
    expect(first.targets.map(({ status }) => status)).toEqual(['done', 'refused'])
    const kept = (await engine.calls.read(first.callId)).summary.targets.map(({ reason, reasonSaid }) => ({ reason, reasonSaid }))
    expect(kept).toEqual([
      { reason: 'complete 30 rows, 1 page, 0 duplicates: the cursor ended', reasonSaid: undefined },
      { reason: 'incomplete: 0 rows. No.', reasonSaid: say`incomplete: ${say`${'0'} rows`}. ${'No.'}` },
    ])
    isDenied = false
    asked.length = 0
    await engine.calls.retry(first.callId, { confirmed: false })
    expect(await engine.calls.ended(first.callId)).toMatchObject({ callId: first.callId, complete: true, rows: 60, duplicates: 0 })
    expect(new Set(asked)).toEqual(new Set(['cn-shanghai']))
    await expect(engine.calls.retry(first.callId, { confirmed: false })).rejects.toMatchObject({ kind: 'input' })
  }, 30_000)
})

describe('a change that goes on', () => {
  it('is planned with the targets that would run, and needs the word for them', async () => {
    const real = createSend()
    let isDenied = true
    engine = await openEngine({ scale: 5 }, {
      send: (request, options) => (isDenied && request.operation === 'StopInstances' && request.query['RegionId'] === 'cn-shanghai' ? Promise.reject(new AppError('refused', 'No.', { about: { code: 'Forbidden.RAM' } })) : real(request, options)),
    })
    const spec = callSpec({ operation: 'StopInstances', regions: ['cn-hangzhou', 'cn-shanghai'], parameters: { InstanceId: ['i-none'] } })
    await expect(engine.calls.start(spec, { confirmed: true, confirmedCalls: 1 })).rejects.toMatchObject({ kind: 'input', message: expect.stringContaining('1 calls were confirmed') as string })
    const { callId } = await engine.run(spec, true)
    isDenied = false
    expect(await engine.calls.planGoOn(callId, 'retry', new AbortController().signal)).toMatchObject({ isMutating: true, targetCount: 2 })
    await expect(engine.calls.retry(callId, { confirmed: false })).rejects.toMatchObject({ about: { field: 'operation' } })
    await expect(engine.calls.planGoOn(callId, 'resume', new AbortController().signal)).rejects.toMatchObject({ kind: 'input', about: { field: 'callId' } })
  })
})

describe('a key', () => {
  it('makes one of two rows that differ elsewhere', async () => {
    const real = createSend()
    let page = 0
    engine = await openEngine({}, {
      send: (request, options) => {
        if (request.operation !== 'DescribeInstances') return real(request, options)
        page += 1
        const body = `{"Instances":{"Instance":[{"InstanceId":"i-1","Status":"${page}"},{"InstanceId":"i-2${page}","Status":"x"}]},"NextToken":"${page < 3 ? page : ''}"}`
        return Promise.resolve({ httpStatus: 200, headers: {}, body, elapsedMs: 1 })
      },
    })
    expect(await engine.run(callSpec({ key: ['InstanceId'] }))).toMatchObject({ complete: true, rows: 4, duplicates: 2 })
  })
})
