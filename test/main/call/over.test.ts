/** A call over rows: once for each distinct row, in the row's own account and region, against the practice cloud over real HTTP and the real store. */
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createSend } from '../../../main/wire/send'
import type { ApiRequest } from '../../../main/wire/wire'
import { rowCallLimit, type CallSpec, type CallSpecInput } from '../../../shared/call'
import { directoryRole } from '../../../shared/credentials'
import { AppError } from '../../../shared/errors'
import { callSpec, openEngine, type TestEngine } from './engine'

let engine: TestEngine
afterEach(() => engine.close())

const attribute = (over: CallSpecInput['over'], more: Partial<CallSpecInput> = {}): CallSpec => callSpec({ operation: 'DescribeInstanceAttribute', over, parameters: { InstanceId: '${row.InstanceId}' }, role: directoryRole, ...more })
const members = (count: number): string[] => engine.cloud.organisation.members.filter(({ access }) => access === 'ready').slice(0, count).map(({ accountId }) => accountId)
const csv = async (name: string, text: string): Promise<string> => {
  const file = join(engine.home, name)
  await writeFile(file, text)
  return file
}
/** Cells of these columns, row after row, sorted. */
async function cells(callId: string, paths: string[]): Promise<(string | null)[][]> {
  const columns = await engine.results.columns(callId)
  const ids = paths.map((path) => columns.find((column) => column.path === path)?.id ?? path)
  const { rows } = await engine.results.window({ callId, offset: 0, limit: 1000, columns: ids, sort: [], filters: [], search: '' })
  return rows.map((row) => row.cells).sort((a, b) => String(a).localeCompare(String(b)))
}

describe('a call over the rows of a result', () => {
  it('asks once for each row, in its account and region, and its rows say which row they came from', async () => {
    engine = await openEngine({ scale: 6 })
    const accounts = members(3)
    const listed = await engine.run(callSpec({ accounts, role: directoryRole, regions: ['cn-hangzhou', 'cn-shanghai'] }))
    const plan = await engine.calls.plan(attribute({ call: listed.callId }), new AbortController().signal)
    expect(plan.over).toMatchObject({ source: `DescribeInstances ${listed.callId}`, columns: ['InstanceId'], accountColumn: '_account', regionColumn: '_region', rows: listed.rows, duplicates: 0, empties: 0, elsewhere: 0 })
    expect(plan.targetCount).toBe(listed.rows)

    const told = await engine.run(attribute({ call: listed.callId }))
    expect(told).toMatchObject({ complete: true, rows: listed.rows, duplicates: 0 })
    expect(told.targets).toHaveLength(listed.rows)
    const truth = accounts.flatMap((accountId) => ['cn-hangzhou', 'cn-shanghai'].flatMap((regionId) => engine.truth('Ecs/DescribeInstanceAttribute', accountId, regionId)))
    const withoutRequestId = (await engine.rowTexts(told.callId)).map((row) => row.replace(/,?"RequestId":"[^"]*"/, '').replace('{,', '{'))
    expect(withoutRequestId.sort()).toEqual(truth.sort())
    const places = await cells(listed.callId, ['_account', '_region', 'InstanceId', 'InstanceName'])
    expect(await cells(told.callId, ['_account', '_region', '_over.InstanceId', 'InstanceName'])).toEqual(places)
  }, 60_000)

  it('takes the latest result of an operation, and says where that is not whole', async () => {
    engine = await openEngine({ scale: 4 })
    await expect(engine.calls.plan(attribute({ latest: 'DescribeInstances' }), new AbortController().signal)).rejects.toMatchObject({ kind: 'input', about: { field: 'over.latest' } })
    await engine.run(callSpec())
    const capped = await engine.run(callSpec({ pagination: { maxRequests: 1, pageSize: 2, mode: 'paged' } }))
    expect(capped.complete).toBe(false)
    const plan = await engine.calls.plan(attribute({ latest: 'Ecs DescribeInstances' }), new AbortController().signal)
    expect(plan).toMatchObject({ targetCount: 2, over: { source: `DescribeInstances ${capped.callId}` } })
    expect(plan.warnings.map(({ field }) => field)).toContain('over')
  })

  it('calls only rows of the accounts and regions that the call names', async () => {
    engine = await openEngine({ scale: 3 })
    const [one = '', other = ''] = members(2)
    const listed = await engine.run(callSpec({ accounts: [one, other], role: directoryRole, regions: ['cn-hangzhou', 'cn-shanghai'] }))
    const plan = await engine.calls.plan(attribute({ call: listed.callId }, { accounts: [other], regions: ['cn-shanghai'] }), new AbortController().signal)
    expect(new Set(plan.targets.map(({ accountId, regionId }) => `${accountId} ${regionId}`))).toEqual(new Set([`${other} cn-shanghai`]))
    expect(plan.over?.elsewhere).toBe(listed.rows - plan.targetCount)
  })

  it('takes only rows that pass the filters, by their columns’ paths', async () => {
    engine = await openEngine({ scale: 30 })
    const listed = await engine.run(callSpec())
    const stopped = (await cells(listed.callId, ['Status'])).filter(([status]) => status === 'Stopped').length
    const where = [{ column: 'Status', operator: 'equals' as const, value: 'Stopped' }]
    const over = { call: listed.callId, where }
    expect(await engine.calls.plan(attribute(over), new AbortController().signal)).toMatchObject({ targetCount: stopped, over: { rows: stopped } })
    expect(await engine.calls.countRows({ over: { call: listed.callId, search: 'stopped', where: [] }, profile: 'ops', columns: ['Status'] })).toMatchObject({ rows: stopped, distinct: 1, columns: ['Status'] })
    expect((await engine.calls.rowColumns(over, 'ops')).map(({ path }) => path)).toEqual((await engine.results.columns(listed.callId)).map(({ path }) => path))
    await expect(engine.calls.plan(attribute({ ...over, where: [{ column: 'None', operator: 'empty' }] }), new AbortController().signal)).rejects.toMatchObject({ about: { field: 'over.where[0].column' } })
    expect(await engine.calls.countRows({ over, profile: 'ops', columns: ['InstanceId'], accounts: members(1), regions: ['cn-hangzhou'] })).toMatchObject({ distinct: 0, elsewhere: stopped })
    const file = await csv('prices.csv', 'InstanceId,price\ni-1,9\ni-2,10.50\ni-3,\n')
    expect(await engine.calls.countRows({ over: { file, where: [{ column: 'price', operator: 'greater', value: '9.5' }] }, profile: 'ops', columns: ['InstanceId'] })).toMatchObject({ rows: 1, distinct: 1 })
    expect(await engine.calls.rowColumns({ file }, 'ops')).toMatchObject([{ path: 'InstanceId', kind: 'text' }, { path: 'price', kind: 'number' }])
  })

  it('retries only the rows that failed, into the same result', async () => {
    const real = createSend()
    const asked: string[] = []
    let isDenied = true
    engine = await openEngine({ scale: 5 }, {
      send: (request, options) => {
        const id = request.query['InstanceId']
        if (id !== undefined) asked.push(id)
        if (isDenied && id !== undefined && asked.indexOf(id) === 2) return Promise.reject(new AppError('refused', 'No.', { about: { code: 'Forbidden.RAM' } }))
        return real(request, options)
      },
    })
    const listed = await engine.run(callSpec())
    const first = await engine.run(attribute({ call: listed.callId }))
    expect(first).toMatchObject({ complete: false, rows: 4 })
    const [failed] = first.targets.filter(({ complete }) => !complete)
    isDenied = false
    asked.length = 0
    await engine.results.remove(listed.callId)
    await engine.calls.retry(first.callId, { confirmed: false, targets: [{ accountId: failed?.accountId ?? '', regionId: failed?.regionId ?? '', rowNumber: failed?.rowNumber ?? 0 }] })
    expect(await engine.calls.ended(first.callId)).toMatchObject({ complete: true, rows: 5, duplicates: 0 })
    expect(asked).toEqual([failed?.rowValues?.['InstanceId']])
    expect(await engine.calls.read(first.callId)).toMatchObject({ summary: { complete: true, rows: 5 } })
  }, 30_000)
})

/** A call that makes its forty calls two by two, so that there is time to stop it. */
async function startOverForty(): Promise<{ ids: string[]; file: string; callId: string }> {
  engine = await openEngine({ scale: 40, latencyMs: 20 }, { targetsAtOnce: () => 2 })
  const listed = await engine.run(callSpec())
  const ids = (await cells(listed.callId, ['InstanceId'])).map(([id]) => id ?? '')
  const file = await csv('ids.csv', `InstanceId\n${ids.join('\n')}\n`)
  const callId = await engine.calls.start(attribute({ file }), { confirmed: false })
  return { ids, file, callId }
}

describe('a call over a file', () => {
  it('keeps every digit, drops what is the same, and skips what is empty', async () => {
    const sent: ApiRequest[] = []
    engine = await openEngine({}, {
      send: (request) => {
        sent.push(request)
        return Promise.resolve({ httpStatus: 200, headers: {}, body: JSON.stringify({ Got: request.query['InstanceId'] }), elapsedMs: 1 })
      },
    })
    const uid = engine.cloud.accountId
    const file = await csv('rows.csv', `\uFEFFuid,where,Instance ID,price\r\n${uid},cn-hangzhou,18446744073709551615,0.10\r\n${uid},cn-hangzhou,"a ""b"", c",0.1\r\n${uid},cn-hangzhou,18446744073709551615,0.10\r\n${uid},cn-shanghai,18446744073709551615,0.10\r\n${uid},cn-hangzhou,,1\r\n`)
    const spec = attribute({ file, account: 'uid', region: 'where' }, { parameters: { InstanceId: '${row.Instance ID}', OwnerId: '${row.price}' } })
    const plan = await engine.calls.plan(spec, new AbortController().signal)
    expect(plan).toMatchObject({ targetCount: 3, over: { rows: 5, duplicates: 1, empties: 1, accountColumn: 'uid', regionColumn: 'where' } })
    const told = await engine.run(spec)
    expect(told).toMatchObject({ complete: true, rows: 3 })
    expect(sent.map(({ query }) => [query['InstanceId'], query['OwnerId']]).sort()).toEqual([['18446744073709551615', '0.10'], ['18446744073709551615', '0.10'], ['a "b", c', '0.1']])
    expect(await cells(told.callId, ['_region', "_over['Instance ID']", '_over.price', 'Got'])).toEqual([
      ['cn-hangzhou', '18446744073709551615', '0.10', '18446744073709551615'],
      ['cn-hangzhou', 'a "b", c', '0.1', 'a "b", c'],
      ['cn-shanghai', '18446744073709551615', '0.10', '18446744073709551615'],
    ])
  })

  it('calls each row in every account and region of the call where the rows name none', async () => {
    engine = await openEngine()
    const file = await csv('ids.tsv', 'InstanceId\ni-1\ni-2\n')
    const plan = await engine.calls.plan(attribute({ file }, { accounts: members(3), regions: ['cn-hangzhou', 'cn-shanghai'] }), new AbortController().signal)
    expect(plan.targetCount).toBe(12)
    expect(plan.over).not.toHaveProperty('accountColumn')
  })

  it.each<[string, string, Partial<CallSpecInput>, object, string]>([
    ['an unknown column', 'Id\ni-1\n', {}, {}, 'over'],
    ['no rows', 'InstanceId\n', {}, {}, 'over'],
    ['only empty values', 'InstanceId,x\n,1\n', {}, {}, 'over'],
    ['a UID that a spreadsheet has spoiled', 'InstanceId,uid\ni-1,1.20346E+15\n', {}, { account: 'uid' }, 'over.account'],
    ['a region that is none', 'InstanceId,_region\ni-1,Hangzhou\n', {}, {}, 'over.region'],
    ['lines of different lengths', 'InstanceId,b\n1,2\n1,2,3\n', {}, {}, 'over.file'],
    ['text for a number', 'InstanceId\nabc\n', { parameters: { InstanceId: 'i', OwnerId: '${row.InstanceId}' } }, {}, 'parameters.OwnerId'],
    ['no look-up', 'InstanceId\ni-1\n', { parameters: { InstanceId: 'i-1' } }, {}, 'over'],
  ])('is refused before anything is sent: %s', async (_name, text, more, over, field) => {
    engine = await openEngine()
    const file = await csv('wrong.csv', text)
    await expect(engine.calls.start(attribute({ file, ...over }, more), { confirmed: false })).rejects.toMatchObject({ kind: 'input', about: { field } })
    expect(engine.cloud.traffic.requests['Ecs/DescribeInstanceAttribute'] ?? 0).toBe(0)
  })

  it('is refused with both numbers where it asks for too many calls', async () => {
    engine = await openEngine()
    const file = await csv('many.csv', `InstanceId\n${Array.from({ length: rowCallLimit + 5 }, (_, index) => `i-${index}\n`).join('')}`)
    await expect(engine.calls.plan(attribute({ file }), new AbortController().signal)).rejects.toMatchObject({ kind: 'input', message: expect.stringMatching(/100,005 calls.*100,000/) as string, about: { field: 'over' } })
  })

  it('goes on with the rows it began with, whatever becomes of the file', async () => {
    const { ids, file, callId } = await startOverForty()
    await new Promise<void>((resolve) => engine.calls.onProgress(({ totals }) => totals.rows >= 3 && resolve()))
    engine.calls.pause(callId)
    expect(await engine.calls.ended(callId)).toMatchObject({ state: 'paused', complete: false })
    await rm(file)
    await engine.calls.resume(callId, { confirmed: false })
    expect(await engine.calls.ended(callId)).toMatchObject({ state: 'finished', complete: true, rows: 40, duplicates: 0 })
    expect((await cells(callId, ['_over.InstanceId'])).map(([id]) => id)).toEqual(ids)
  }, 30_000)

  it('tells of a cancel for every row, those that were not begun too, and takes them up again', async () => {
    const { callId } = await startOverForty()
    const told = new Map<number, string>()
    await new Promise<void>((resolve) =>
      engine.calls.onProgress(({ totals, changed }) => {
        for (const { rowNumber = 0, status } of changed) told.set(rowNumber, status)
        if (totals.rows >= 3) resolve()
      }),
    )
    engine.calls.cancel(callId)
    const ended = await engine.calls.ended(callId)
    const { summary } = await engine.calls.read(callId)
    expect(summary).toMatchObject({ state: 'cancelled', rows: ended.rows, targets: expect.objectContaining({ length: 40 }) as unknown })
    expect(new Set(summary.targets.map(({ status }) => status))).toEqual(new Set(['done', 'cancelled']))
    expect(summary.targets.filter(({ stop }) => stop === 'cancelled').map(({ reason }) => reason)).toEqual(Array(40 - ended.rows).fill('incomplete: 0 rows, the call was cancelled'))
    // The window was told of each of them.
    expect(summary.targets.every(({ rowNumber = 0, status }) => told.get(rowNumber) === status)).toBe(true)
    await engine.calls.retry(callId, { confirmed: false })
    expect(await engine.calls.ended(callId)).toMatchObject({ state: 'finished', complete: true, rows: 40, duplicates: 0 })
  }, 30_000)
})

describe('a change over rows', () => {
  it('needs the word of the operator, and is sent once for each row', async () => {
    engine = await openEngine({ scale: 3 })
    const listed = await engine.run(callSpec())
    const spec = attribute({ call: listed.callId }, { operation: 'StopInstances', parameters: { InstanceId: ['${row.InstanceId}'] } })
    await expect(engine.calls.start(spec, { confirmed: false })).rejects.toMatchObject({ kind: 'input', about: { field: 'operation' } })
    expect(await engine.calls.plan(spec, new AbortController().signal)).toMatchObject({ isMutating: true, targetCount: 3 })
    expect(await engine.run(spec, true)).toMatchObject({ complete: true, requests: 3 })
    expect(new Set(engine.cloud.mutations.map(({ parameters }) => parameters['InstanceId.1'])).size).toBe(3)
  })

  it('is not made in a protected account', async () => {
    const guarded: string[] = []
    engine = await openEngine({ scale: 3 }, { protectedAccounts: () => guarded })
    const [one = ''] = members(1)
    guarded.push(one)
    const listed = await engine.run(callSpec({ accounts: [one], role: directoryRole }))
    await expect(engine.run(attribute({ call: listed.callId }, { operation: 'StopInstances', parameters: { InstanceId: ['${row.InstanceId}'] } }), true)).rejects.toMatchObject({ kind: 'input', about: { field: 'accounts' } })
  })
})
