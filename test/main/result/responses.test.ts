import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createResultCore } from '../../../main/result/core'
import { openDatabase, type Session } from '../../../main/result/duckdb'
import { atEnd, callId, derive, list, openCall, otherTarget, target, thisOwner } from './fixtures'

const exchange = { request: { method: 'POST', url: 'https://ecs.aliyuncs.com/', query: { Action: 'DescribeInstances' }, headers: {} }, httpStatus: 200, headers: { 'x-acs-request-id': 'R-1' }, elapsedMs: 81.5 }

describe('the stored answers', () => {
  it('are listed in order with status, time, size and rows; one by one with request and headers', async () => {
    const { page, store } = await openCall()
    await page(list('{"a":1}'), { requestId: 'R-1', exchange })
    await page(list('{"a":2}', '{"a":3}'), { target: otherTarget, page: 1 })
    const all = await store.responses({ callId, offset: 0, limit: 10 })
    expect(all).toMatchObject({ total: 2, responses: [{ accountId: target.accountId, accountName: 'shop-prod', page: 1, requestId: 'R-1', status: 200, elapsedMs: 81.5, received: 1, stored: 1 }, { accountId: otherTarget.accountId, received: 2 }] })
    expect(await store.responses({ callId, offset: 0, limit: 10, target: otherTarget })).toMatchObject({ total: 1 })
    expect(await store.response({ callId, target, page: 1 })).toMatchObject({ request: exchange.request, headers: exchange.headers, shownSize: list('{"a":1}').length })
    await expect(store.response({ callId, target, page: 9 })).rejects.toMatchObject({ kind: 'input', about: { field: 'page' } })
  })

  it('show a body of any size in slices that cut no character', async () => {
    const { page, store } = await openCall()
    const body = list(...Array.from({ length: 200 }, (_, index) => JSON.stringify({ t: `😀${'x'.repeat(index)}` })))
    await page(body)
    let text = ''
    for (let offset: number | undefined = 0; offset !== undefined; ) {
      const slice: { text: string; next?: number } = await store.body({ callId, target, page: 1, offset, limit: 37 })
      expect(slice.text).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/)
      text += slice.text
      offset = slice.next
    }
    expect(text).toBe(body)
  })

  it('mask secrets in a body that is shown; the rows keep what the API gave', async () => {
    const { page, store, rows } = await openCall()
    await page(list('{"AccessKeyId":"a","AccessKeySecret":"wonderful-marker-secret"}'))
    expect((await store.body({ callId, target, page: 1, offset: 0, limit: 1000 })).text).not.toContain('wonderful-marker-secret')
    expect((await rows())[0]).toMatchObject({ AccessKeySecret: 'wonderful-marker-secret' })
  })
})

describe('a result of an older version', () => {
  const texts = [list('{"a":1,"l":[{"k":1},{"k":2}]}'), list('{"a":2}')]
  const layouts: [string, (session: Session) => Promise<void>][] = [
    [
      'has its answers beside the facts of their pages',
      async (session) => {
        for (const [index, text] of texts.entries()) await session.run('UPDATE pages SET body = $1 WHERE page = $2', [text, BigInt(index + 1)])
        await session.run('DROP TABLE bodies0')
        for (const column of ['body_size', 'request', 'headers', 'http_status', 'elapsed_ms', 'body_part', 'body_place']) await session.run(`ALTER TABLE pages DROP COLUMN ${column}`)
      },
    ],
    [
      'has its answers as plain text',
      async (session) => {
        await session.run('CREATE OR REPLACE TABLE bodies0 (place BIGINT, body VARCHAR)')
        for (const [index, text] of texts.entries()) await session.run('INSERT INTO bodies0 VALUES ($1, $2)', [BigInt(index), text])
      },
    ],
  ]

  it.each(layouts)('%s, and reads like any other', async (_what, makeOlder) => {
    const { page, store, home } = await openCall()
    for (const text of texts) await page(text)
    await store.close()
    const database = await openDatabase(join(home, 'results', `${callId}.duckdb`), { isWritable: true })
    await makeOlder(await database.connect())
    database.close()

    const again = createResultCore({ home, owner: thisOwner() })
    atEnd(() => again.close())
    expect(await again.row(callId, 1)).toBe('{"a":2}')
    expect((await again.body({ callId, target, page: 1, offset: 0, limit: 1000 })).text).toBe(texts[0])
    expect(await derive(again, { kind: 'rowsFrom', spec: { callId, taskId: 'task-1', path: 'l', of: 'row', keep: [] } })).toMatchObject({ rows: 2 })
    await again.reopen(callId)
    expect(await again.appendPage({ callId, target, page: 3, body: list('{"a":3}') })).toMatchObject({ stored: 1 })
    expect(await again.row(callId, 2)).toBe('{"a":3}')
  })
})
