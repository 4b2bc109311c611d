import fc from 'fast-check'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { CallSummary, TargetOutcome } from '../../../shared/call'
import { createResultCore } from '../../../main/result/core'
import { atEnd, callId, list, makeHome, openCall, otherTarget, spec, target, thisOwner, wrap } from './fixtures'

const outcome = (more: Partial<TargetOutcome>): TargetOutcome => ({ ...target, status: 'done', complete: true, rows: 0, pages: 0, requests: 0, duplicates: 0, requestIds: [], elapsedMs: 5, ...more })
const summaryOf = (more: Partial<CallSummary>): CallSummary => ({ callId, state: 'finished', complete: true, rows: 0, pages: 0, requests: 0, duplicates: 0, targets: [], startedAt: '2026-11-22T19:45:30.000Z', elapsedMs: 10, ...more })

describe('storing pages', () => {
  it('says what a page held: rows, total and cursor with every digit, code and message', async () => {
    const { page } = await openCall()
    const facts = await page('{"Code":"200","Message":"fine","Success":true,"RequestId":"R","PageInfo":{"Total":9007199254740993,"Next":"n/1=="},"Items":[{"a":1},{"a":2}]}', {
      totalCountPath: '.PageInfo.Total',
      cursorPath: '.PageInfo.Next',
      requestId: 'R-1',
    })
    expect(facts).toEqual({ received: 2, stored: 2, duplicates: 0, rowsPath: '.Items', total: '9007199254740993', cursor: 'n/1==', requestId: 'R-1', code: '200', message: 'fine', success: true, columns: 1 })
  })

  it.each(['{"Items":[{"a":1}],"Next":""}', '{"Items":[{"a":1}],"Next":null}', '{"Items":[{"a":1}]}'])('a cursor that is missing, null or empty is no cursor: %s', async (body) => {
    const { page } = await openCall()
    expect((await page(body, { cursorPath: '.Next' })).cursor).toBeUndefined()
  })

  it.each(['{"Success":false,"Items":[{"a":1}]}', '{"Code":"InvalidParameter","Message":"no","RequestId":"R"}', '{"success":"false","code":"x"}'])('an error with HTTP 200 is a page without rows: %s', async (body) => {
    const { page, window } = await openCall()
    expect(await page(body)).toMatchObject({ received: 0, stored: 0 })
    expect((await window()).total).toBe(0)
  })

  it('refuses a body that is not JSON and stores nothing of it', async () => {
    const { page, store } = await openCall()
    await expect(page('{"Items":[{"a":1}')).rejects.toMatchObject({ kind: 'network', about: { code: 'MalformedAnswer', accountId: target.accountId } })
    expect((await store.read(callId)).summary.pages).toBe(0)
    await expect(page(list('{"a":1}'))).resolves.toMatchObject({ stored: 1 })
  })

  it('counts a row of an earlier page of the same target as a duplicate; one inside a page or in another target stays', async () => {
    const { page, rows } = await openCall()
    expect(await page(list('{"a":1}', '{"a":1}', '{"a":2}'))).toMatchObject({ received: 3, stored: 3, duplicates: 0 })
    expect(await page(list('{"a":2}', '{"a":3}'))).toMatchObject({ received: 2, stored: 1, duplicates: 1 })
    expect(await page(list('{"a":1}'), { target: otherTarget, page: 1 })).toMatchObject({ stored: 1, duplicates: 0 })
    expect((await rows()).map(({ a }) => a)).toEqual(['1', '1', '2', '3', '1'])
  })

  it('the same page again stores nothing and gives the same facts, also after a restart', async () => {
    const { page, store, home } = await openCall()
    const first = await page(list('{"a":1}', '{"a":2}'), { page: 7 })
    expect(await page(list('{"a":9}'), { page: 7 })).toEqual(first)
    await store.close()

    const again = createResultCore({ home, owner: thisOwner() })
    atEnd(() => again.close())
    const { page: pageAgain, window } = wrap(again, home)
    expect(await pageAgain(list('{"a":9}'), { page: 7 })).toEqual(first)
    expect(await pageAgain(list('{"a":2}', '{"b":3}'), { page: 8 })).toMatchObject({ stored: 1, duplicates: 1, columns: 2 })
    expect((await window()).rows.map(({ seq }) => seq)).toEqual([0, 1, 2])
  })

  it('a row comes back as the text the API wrote, from lists, JSON text and single answers', async () => {
    const { page, store } = await openCall()
    const row = '{ "Id" : 18446744073709551615,\n "Ü":"\\u00fc\\/" , "L":[ 1.0 ] }'
    await page(list('{"a":1}', row))
    await page(JSON.stringify({ Datapoints: `[${row}]`, Code: '200' }), { target: otherTarget, rowsPath: '.Datapoints' })
    await page('{"RequestId":"x","Only":0.10}', { rowsPath: '$' })
    expect(await store.row(callId, 1)).toBe(row)
    expect(await store.row(callId, 2)).toBe(row)
    expect(await store.row(callId, 3)).toBe('{"RequestId":"x","Only":0.10}')
    await expect(store.row(callId, 4)).rejects.toMatchObject({ kind: 'input', about: { field: 'seq' } })
  })

  it('keeps pages of targets that arrive at the same time whole', async () => {
    const { store, window } = await openCall()
    const pages = Array.from({ length: 30 }, (_, index) => index)
    await Promise.all(
      pages.map((index) => store.appendPage({ callId, target: index % 2 ? target : otherTarget, page: index, body: list(...[1, 2, 3].map((n) => `{"n":${index * 10 + n},"k${index}":1}`)) })),
    )
    const found = await window({ columns: ['_page', 'c0'] })
    expect(found.total).toBe(90)
    for (let at = 0; at < 90; at += 3) {
      const [first, ...others] = found.rows.slice(at, at + 3)
      expect(others.map(({ cells }) => cells[0])).toEqual([first?.cells[0], first?.cells[0]])
    }
  })

  it('no sequence of pages loses, doubles or changes a row', async () => {
    const cell = fc.oneof(fc.integer().map(String), fc.bigInt().map(String), fc.string().map((text) => JSON.stringify(text)), fc.constantFrom('null', 'true', '[1, {"x":0.10}]', '{}', '-0', '1e400'))
    const row = fc.uniqueArray(fc.tuple(fc.oneof(fc.string(), fc.constantFrom('__proto__', '_account', 'A', 'a', 'value')), cell), { selector: ([key]) => key, maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(row, { maxLength: 4 }), { minLength: 1, maxLength: 4 }), async (pages) => {
        const { store, home, window } = await openCall()
        let next = 0
        for (const rows of pages) {
          const texts = rows.map((members) => `{${[...members, ['#', String(next++)] as const].map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`)
          await store.appendPage({ callId, target, page: next + 1000, rowsPath: '.Items', body: list(...texts) })
        }
        const { rows: found } = await wrap(store, home).window()
        const columns = await store.columns(callId)
        const expected = pages.flat().length
        expect((await window()).total).toBe(expected)
        for (const [index, members] of pages.flat().entries()) {
          const cells = new Map(columns.map(({ path }, at) => [path, found[index]?.cells[at]]))
          for (const [key, value] of members) {
            const path = /^[\p{L}\p{N}_-]+$/u.test(key) && key !== '_account' ? key : `['${key.replace(/['\\]/g, '\\$&')}']`
            expect(cells.get(path)).toBe(value === 'null' ? null : value.startsWith('"') ? JSON.parse(value) : value)
          }
        }
        await store.close()
      }),
      { numRuns: 25 },
    )
  }, 120_000)
})

describe('calls in history', () => {
  it('lists newest first and reads back the spec with every digit', async () => {
    const callSpec = { ...spec, name: 'All', parameters: { OwnerId: 18446744073709551615n, Size: 100, Tag: [{ Key: 'a' }] } }
    const { store } = await openCall({ callSpec })
    await store.create('20261123T000000-aaaa', spec, [target], '2026-11-23T00:00:00.000Z')
    expect((await store.list()).map((line) => [line.callId, line.name, line.state, line.targetCount])).toEqual([
      ['20261123T000000-aaaa', undefined, 'running', 1],
      [callId, 'All', 'running', 2],
    ])
    expect((await store.read(callId)).spec).toEqual(callSpec)
  })

  it('keeps the summary it was finished with, and opens it again for reading beside another reader', async () => {
    const { store, page, home } = await openCall({ targets: [target] })
    await page(list('{"a":1}'))
    const summary = summaryOf({ rows: 1, pages: 1, requests: 2, targets: [outcome({ rows: 1, pages: 1, requests: 2 })] })
    await store.finish(callId, summary)
    const other = createResultCore({ home, owner: thisOwner() })
    atEnd(() => other.close())
    for (const reader of [store, other]) {
      expect(await reader.read(callId)).toEqual({ spec, summary })
      expect((await reader.window({ callId, offset: 0, limit: 10, sort: [{ column: 'c0', descending: true }], filters: [], search: '' })).total).toBe(1)
    }
  })

  it('says running with the counts so far while its process lives', async () => {
    const { store, page } = await openCall()
    await page(list('{"a":1}', '{"a":2}'))
    await store.putOutcomes(callId, [outcome({ status: 'running', complete: false, requests: 3 })])
    const { summary } = await store.read(callId)
    expect(summary).toMatchObject({ state: 'running', complete: false, rows: 2, pages: 1, requests: 3 })
    expect(summary.targets.map(({ status }) => status)).toEqual(['running', 'waiting'])
  })

  it('reads a call whose process died as interrupted, with the counts of its pages, and says so only once the process is gone', async () => {
    const { store, page, home } = await openCall()
    await page(list('{"a":1}', '{"a":2}'), { requestId: 'R-9' })
    await store.putOutcomes(callId, [outcome({ ...otherTarget, requests: 1 })])
    await store.close()

    const sidecar = join(home, 'results', `${callId}.json`)
    const text = readFileSync(sidecar, 'utf8')
    const successor = createResultCore({ home, owner: { pid: process.pid, began: 'another start' } })
    atEnd(() => successor.close())
    expect((await successor.list())[0]).toMatchObject({ state: 'running' })

    writeFileSync(sidecar, text.replace(/"began": "[^"]*"/, '"began": "before the last boot"'))
    expect((await successor.list())[0]).toMatchObject({ state: 'interrupted', complete: false, rows: 2, pages: 1 })
    const { summary } = await successor.read(callId)
    expect(summary.targets).toMatchObject([
      { status: 'incomplete', complete: false, rows: 2, requestIds: ['R-9'] },
      { status: 'done', complete: true },
    ])
    expect(readFileSync(sidecar, 'utf8')).toContain('"interrupted"')
  })

  it('passes over foreign and damaged sidecars', async () => {
    const { store, home } = await openCall()
    writeFileSync(join(home, 'results', '20261122T000000-zzzz.json'), '{"layout":1')
    writeFileSync(join(home, 'results', 'notes.json'), '{}')
    expect((await store.list()).map((line) => line.callId)).toEqual([callId])
  })

  it('removes a finished call with all its files, never a running one', async () => {
    const { store, page } = await openCall()
    await page(list('{"a":1}'))
    await expect(store.remove(callId)).rejects.toMatchObject({ kind: 'input' })
    await store.finish(callId, summaryOf({}))
    await store.remove(callId)
    expect(await store.list()).toEqual([])
    await expect(store.read(callId)).rejects.toMatchObject({ kind: 'input', about: { field: 'callId' } })
  })

  it('an unknown call is an input error, and a path is never made of what is no call ID', async () => {
    const home = makeHome()
    const store = createResultCore({ home, owner: thisOwner() })
    await expect(store.columns('20261122T194530-none')).rejects.toMatchObject({ kind: 'input' })
    await expect(store.read('../../etc/passwd')).rejects.toMatchObject({ kind: 'input' })
    await expect(store.create('../x', spec, [], '')).rejects.toMatchObject({ kind: 'bug' })
    expect(await store.list()).toEqual([])
  })
})
