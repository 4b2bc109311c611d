/** The history of kept calls: found by any word, named, pinned, deleted and taken back. */
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { CallSpec, TargetOutcome } from '../../../shared/call'
import type { HistorySearch } from '../../../shared/history'
import { createResultCore } from '../../../main/result/core'
import type { ResultCore } from '../../../main/result/result'
import { atEnd, callId, list, openCall, otherTarget, spec, target, thisOwner } from './fixtures'

const all: HistorySearch = { search: '', outcomes: [], isPinned: false }
const found = async (store: ResultCore, more: Partial<HistorySearch>): Promise<string[]> => (await store.history({ ...all, ...more })).lines.map((line) => line.callId)

const callSpec: CallSpec = { ...spec, name: 'Running instances', role: 'ops-reader', parameters: { Status: 'Running', Password: 'hunter2hunter2' } }

/** The test call, ended: one target refused, one with a page. */
async function endedCall(): Promise<Awaited<ReturnType<typeof openCall>>> {
  const opened = await openCall({ callSpec })
  await opened.page(list('{"a":1}'), { requestId: 'REQ-PAGE-1' })
  const { summary } = await opened.store.read(callId)
  const refused: Partial<TargetOutcome> = { status: 'refused', error: { kind: 'role', message: 'no', about: { code: 'NoPermission', requestId: 'REQ-DENIED' } } }
  const targets = summary.targets.map((one): TargetOutcome => (one.accountId === otherTarget.accountId ? { ...one, ...refused } : { ...one, status: 'done', complete: true, requestIds: ['REQ-PAGE-1'] }))
  await opened.store.finish(callId, { ...summary, targets, state: 'finished', complete: false, startedAt: '2026-11-22T19:45:30.000Z' })
  return opened
}
const other = '20261123T080000-abcd'
const files = (home: string): string[] => readdirSync(join(home, 'results')).filter((name) => name !== 'derived' && name !== 'spill').sort()

describe('a search of the history', () => {
  it('finds a call by operation, product, profile, account, region, error code, request ID, parameter, role and name, in any case', async () => {
    const { store } = await endedCall()
    for (const search of ['describeinst', 'ECS', 'ops', 'shop-prod', otherTarget.accountId, 'cn-shanghai', 'nopermission', 'req-denied', 'REQ-PAGE-1', '"status":"running"', 'ops-reader', 'running instances', callId, 'shop-prod cn-shanghai REQ-DENIED']) {
      expect([search, await found(store, { search })]).toEqual([search, [callId]])
    }
    for (const search of ['cn-beijing', 'shop-prod cn-beijing']) expect([search, await found(store, { search })]).toEqual([search, []])
  })

  it('has outcome, time and pin as further conditions, and says how much is kept', async () => {
    const { store } = await endedCall()
    await store.create(other, spec, [target], '2026-11-23T08:00:00.000Z')
    expect(await found(store, {})).toEqual([other, callId])
    expect(await found(store, { outcomes: ['incomplete'] })).toEqual([callId])
    expect(await found(store, { outcomes: ['running', 'incomplete'] })).toEqual([other, callId])
    expect(await found(store, { since: '2026-11-23T00:00:00.000Z' })).toEqual([other])
    expect(await found(store, { until: '2026-11-23T00:00:00.000Z' })).toEqual([callId])
    await store.mark({ callId, isPinned: true })
    expect(await found(store, { isPinned: true })).toEqual([callId])
    const { total, bytes, lines } = await store.history({ ...all, search: 'nothing has this' })
    expect([total, lines, bytes > 10_000]).toEqual([2, [], true])
  })

  it('writes no secret of the parameters into the words', async () => {
    const { home } = await endedCall()
    const words = readFileSync(join(home, 'results', `${callId}.words`), 'utf8')
    expect(words).toContain('running')
    expect(words).not.toContain('hunter2')
  })

  it('reads a call of an older version, which has no words yet, and keeps them', async () => {
    const { store, home } = await endedCall()
    const path = join(home, 'results', `${callId}.words`)
    rmSync(path)
    expect(await found(store, { search: 'REQ-DENIED' })).toEqual([callId])
    expect(existsSync(path)).toBe(true)
  })

  it('says how many calls of an older version it has not read yet, and reads them by searching again', async () => {
    const { store, home } = await endedCall()
    const folder = join(home, 'results')
    for (let n = 0; n < 40; n += 1) {
      const id = `20261101T0000${String(n).padStart(2, '0')}-copy`
      copyFileSync(join(folder, `${callId}.duckdb`), join(folder, `${id}.duckdb`))
      writeFileSync(join(folder, `${id}.json`), readFileSync(join(folder, `${callId}.json`), 'utf8').replaceAll(callId, id))
    }
    const first = await store.history({ ...all, search: 'REQ-DENIED' })
    expect([first.lines.length, first.unread]).toEqual([26, 15])
    const second = await store.history({ ...all, search: 'REQ-DENIED' })
    expect([second.lines.length, second.unread]).toEqual([41, 0])
  })
})

describe('a mark', () => {
  it('names a call and takes the name back, and outlives the store', async () => {
    const { store, home } = await endedCall()
    await store.mark({ callId, name: 'Before the move' })
    await store.mark({ callId, isPinned: true })
    const again = createResultCore({ home, owner: thisOwner() })
    atEnd(() => again.close())
    expect((await again.list())[0]?.name).toBe('Before the move')
    expect((await again.history(all)).lines[0]).toMatchObject({ name: 'Before the move', isPinned: true })
    expect(await found(again, { search: 'before move' })).toEqual([callId])
    await again.mark({ callId, name: '' })
    expect((await again.history(all)).lines[0]).toMatchObject({ name: 'Running instances', isPinned: true })
  })
  it('that is damaged costs the name and not the call', async () => {
    const { store, home } = await endedCall()
    writeFileSync(join(home, 'results', `${callId}.mark`), '{"layout":1,"name":')
    expect((await store.history(all)).lines[0]).toMatchObject({ callId, name: 'Running instances', isPinned: false })
  })
  it('of a call that is not there is refused', async () => {
    const { store } = await endedCall()
    await expect(store.mark({ callId: other, name: 'x' })).rejects.toMatchObject({ kind: 'input', about: { field: 'callId' } })
  })
  it('keeps a pinned call from every limit', async () => {
    const { store } = await endedCall()
    await store.mark({ callId, isPinned: true })
    const limits = { keepDays: 0.000001, keepCount: 1, keepGigabytes: 0.000000001, isTrial: false }
    expect((await store.prune(limits)).removed).toEqual([])
    await store.mark({ callId, isPinned: false })
    expect((await store.prune(limits)).removed).toMatchObject([{ callId }])
  })
})

describe('a deleted call', () => {
  it('is gone from every list and cannot be read, and is whole again once it is taken back', async () => {
    const { store } = await endedCall()
    await store.mark({ callId, name: 'Mine', isPinned: true })
    const before = await store.history(all)
    expect(await store.discard([callId])).toEqual({ done: [callId], failed: [] })
    expect([await store.list(), (await store.history(all)).lines]).toEqual([[], []])
    await expect(store.read(callId)).rejects.toMatchObject({ kind: 'input' })
    await expect(store.window({ callId, offset: 0, limit: 1, sort: [], filters: [], search: '' })).rejects.toMatchObject({ kind: 'input' })
    expect(await store.restore([callId])).toEqual({ done: [callId], failed: [] })
    expect(await store.history(all)).toEqual(before)
    expect((await store.window({ callId, offset: 0, limit: 1, sort: [], filters: [], search: '' })).total).toBe(1)
  })

  it('leaves no file once it is swept, which happens not before its time', async () => {
    const { store, home } = await endedCall()
    await store.mark({ callId, isPinned: true })
    await store.discard([callId])
    expect(await store.sweep(60_000)).toBe(0)
    expect(await store.sweep(0)).toBe(1)
    expect(files(home)).toEqual([])
    expect((await store.restore([callId])).failed).toMatchObject([{ callId, error: { kind: 'input' } }])
  })

  it('that still runs stays, and the others go', async () => {
    const { store } = await endedCall()
    await store.create(other, spec, [target], '2026-11-23T08:00:00.000Z')
    const { done, failed } = await store.discard([other, callId])
    expect([done, failed.map((one) => [one.callId, one.error.kind])]).toEqual([[callId], [[other, 'input']]])
    expect(await found(store, {})).toEqual([other])
  })
})
