import { describe, expect, it } from 'vitest'
import type { CompareSpec } from '../../../shared/derived'
import { callId, derive, list, openCall, rowsOf, spec, target } from './fixtures'

const laterId = '20261123T194530-k3f9'

async function compare(before: string[], after: string[], more: Partial<CompareSpec> = {}): Promise<{ counts: Record<string, unknown>; rows: Record<string, string | null>[] }> {
  const { page, store } = await openCall()
  await page(list(...before))
  await store.create(laterId, spec, [target], '2026-11-23T19:45:30.000Z')
  await store.appendPage({ callId: laterId, target, page: 1, body: list(...after) })
  const { derivedId, added, removed, changed, same, repeatedKeys, withoutKey } = await derive(store, { kind: 'compare', spec: { before: callId, after: laterId, taskId: 'task-1', key: ['id'], form: 'rows', ...more } })
  return { counts: { added, removed, changed, same, repeatedKeys, withoutKey }, rows: await rowsOf(store, derivedId) }
}

describe('a comparison', () => {
  it('says what was added, removed and changed, by a key', async () => {
    const { counts, rows } = await compare(['{"id":"a","s":"up","n":1}', '{"id":"b","s":"up","n":2}', '{"id":"c","s":"up","n":3}'], ['{"id":"c","s":"down","n":3}', '{"id":"a","s":"up","n":1}', '{"id":"d","s":"up","n":4}'])
    expect(counts).toEqual({ added: 1, removed: 1, changed: 1, same: 1, repeatedKeys: 0, withoutKey: 0 })
    expect(rows).toEqual([
      { change: 'changed', 'changed columns': 's', id: 'c', 's (before)': 'up', 's (after)': 'down', n: '3' },
      { change: 'added', 'changed columns': null, id: 'd', 's (before)': null, 's (after)': 'up', n: '4' },
      { change: 'removed', 'changed columns': null, id: 'b', 's (before)': 'up', 's (after)': null, n: '2' },
    ])
  })

  it('lists each cell that differs', async () => {
    const { rows } = await compare(['{"id":"a","s":"up","n":1}', '{"id":"b"}'], ['{"id":"a","s":"down","n":9007199254740993}'], { form: 'cells' })
    expect(rows).toEqual([
      { change: 'changed', id: 'a', column: 's', before: 'up', after: 'down' },
      { change: 'changed', id: 'a', column: 'n', before: '1', after: '9007199254740993' },
      { change: 'removed', id: 'b', column: null, before: null, after: null },
    ])
  })

  it('finds a difference in the last of many digits, and none in equal rows', async () => {
    const { counts } = await compare(['{"id":"a","n":18446744073709551615}', '{"id":"b","n":0.10}'], ['{"id":"a","n":18446744073709551614}', '{"id":"b","n":0.10}'])
    expect(counts).toMatchObject({ changed: 1, same: 1 })
  })

  it('pairs rows of one key in order, and counts repeated and missing keys', async () => {
    const { counts } = await compare(['{"id":"a","n":1}', '{"id":"a","n":2}', '{"n":3}'], ['{"id":"a","n":1}', '{"id":"a","n":5}', '{"n":3}'])
    expect(counts).toEqual({ added: 0, removed: 0, changed: 1, same: 2, repeatedKeys: 4, withoutKey: 2 })
  })

  it('compares only the asked columns; a column that one side lacks is a change', async () => {
    expect((await compare(['{"id":"a","x":1}'], ['{"id":"a","x":1,"y":2}'])).counts).toMatchObject({ changed: 1 })
    expect((await compare(['{"id":"a","x":1}'], ['{"id":"a","x":1,"y":2}'], { columns: ['x'] })).counts).toMatchObject({ changed: 0, same: 1 })
  })

  it('passes over a column that was drawn out of a list in one of them alone', async () => {
    const { page, store } = await openCall()
    await page(list('{"id":"a","l":[{"k":1}]}'))
    await store.addColumn(callId, 'l[0].k')
    await store.create(laterId, spec, [target], '2026-11-23T19:45:30.000Z')
    await store.appendPage({ callId: laterId, target, page: 1, body: list('{"id":"a","l":[{"k":1}]}') })
    expect(await derive(store, { kind: 'compare', spec: { before: callId, after: laterId, taskId: 'task-1', key: ['id'], form: 'rows' } })).toMatchObject({ changed: 0, same: 1 })
  })

  it('refuses a key that neither has, and a result with itself', async () => {
    await expect(compare(['{"id":"a"}'], ['{"id":"a"}'], { key: ['Nope'] })).rejects.toMatchObject({ kind: 'input', about: { field: 'key[0]' } })
    await expect(compare(['{"id":"a"}'], ['{"id":"a"}'], { after: callId })).rejects.toMatchObject({ kind: 'input', about: { field: 'after' } })
  })
})
