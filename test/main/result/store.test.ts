import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Child, StartChild } from '../../../main/children'
import { startNodeChild } from '../../../main/nodeChild'
import { createResultCore } from '../../../main/result/core'
import { openDatabase } from '../../../main/result/duckdb'
import { createResultStore } from '../../../main/result/store'
import { atEnd, callId, exportSpec, list, makeHome, never, otherTarget, spec, target, thisOwner, wrap } from './fixtures'

const modulePath = resolve('main/result/process.ts')

/** A store over a real result process; `children` are those it started, in order. */
function openStore(home = makeHome(), module = modulePath): { store: ReturnType<typeof createResultStore>; children: Child[]; home: string } {
  const children: Child[] = []
  const startChild: StartChild = (path, name) => {
    const child = startNodeChild(path, name)
    children.push(child)
    return child
  }
  const store = createResultStore({ home, startChild, modulePath: module })
  atEnd(() => store.close())
  return { store, children, home }
}

const body = (page: number, rows = 20): string => list(...Array.from({ length: rows }, (_, index) => `{"id":"${page}-${index}","n":${page * 1000 + index},"pad":"${'x'.repeat(200)}"}`))

describe('the result process', () => {
  it('does all that the store in this process does, big numbers and errors included', async () => {
    const { store, home } = openStore()
    await store.create(callId, { ...spec, parameters: { OwnerId: 18446744073709551615n } }, [target], '2026-11-22T19:45:30.000Z')
    const { page, rows } = wrap(store, home)
    expect(await page(list('{"a":18446744073709551615}'))).toMatchObject({ stored: 1 })
    expect(await rows()).toEqual([{ a: '18446744073709551615' }])
    expect((await store.read(callId)).spec.parameters).toEqual({ OwnerId: 18446744073709551615n })
    await expect(page('<html>')).rejects.toMatchObject({ name: 'AppError', kind: 'network', about: { code: 'MalformedAnswer' } })
    const told: number[] = []
    expect(await store.export(exportSpec(), join(home, 'out.csv'), { signal: never, onProgress: (progress) => told.push(progress.rows) })).toMatchObject({ rows: 1 })
    expect(told.at(-1)).toBe(1)
  })

  it('hands a cancel on, and no file is left', async () => {
    const { store, home } = openStore()
    await store.create(callId, spec, [target], '2026-11-22T19:45:30.000Z')
    await store.appendPage({ callId, target, page: 1, body: body(1, 20_000) })
    const controller = new AbortController()
    const result = store.export(exportSpec(), join(home, 'out.csv'), { signal: controller.signal, onProgress: () => controller.abort() })
    await expect(result).rejects.toMatchObject({ kind: 'cancelled' })
    expect(readdirSync(home)).toEqual(['results'])
  })

  it('ends cleanly: nothing is left in a write-ahead log, and a closed store answers no more', async () => {
    const { store, children, home } = openStore()
    await store.create(callId, spec, [target], '2026-11-22T19:45:30.000Z')
    await store.appendPage({ callId, target, page: 1, body: body(1) })
    const ended = new Promise((resolveEnd) => children[0]?.onExit(resolveEnd))
    await store.close()
    await ended
    expect(readdirSync(join(home, 'results')).sort()).toEqual([`${callId}.duckdb`, `${callId}.json`, `${callId}.words`])
    await expect(store.list()).rejects.toMatchObject({ kind: 'bug' })
  })

  it('is started again after a crash; what was in flight is refused, what was stored is there', async () => {
    const { store, children } = openStore()
    await store.create(callId, spec, [target], '2026-11-22T19:45:30.000Z')
    await store.appendPage({ callId, target, page: 1, body: body(1) })
    const inFlight = store.appendPage({ callId, target, page: 2, body: body(2, 5000) })
    children[0]?.kill()
    await expect(inFlight).rejects.toMatchObject({ kind: 'storage', about: { code: 'ResultProcessEnded' } })
    expect(await store.appendPage({ callId, target, page: 3, body: body(3) })).toMatchObject({ stored: 20 })
    expect(children).toHaveLength(2)
  })

  it('is given up when it ends twice without an answer', async () => {
    const home = makeHome()
    const broken = join(home, 'broken.mjs')
    writeFileSync(broken, 'process.exit(7)')
    const { store, children } = openStore(home, broken)
    for (let ask = 0; ask < 3; ask += 1) await expect(store.list()).rejects.toMatchObject({ kind: 'storage', about: { code: 'ResultProcessEnded' } })
    expect(children).toHaveLength(2)
  })

  it('that falls silent is ended, and the ask refused', async () => {
    const home = makeHome()
    const silent = join(home, 'silent.mjs')
    writeFileSync(silent, "process.on('message', () => { for (;;); })")
    const store = createResultStore({ home, startChild: startNodeChild, modulePath: silent, silenceTimeoutMs: 200 })
    atEnd(() => store.close())
    await expect(store.appendPage({ callId, target, page: 1, body: '{}' })).rejects.toMatchObject({ kind: 'storage', about: { code: 'ResultProcessEnded' } })
  })

  it('that does not answer one ask in time refuses that ask alone', async () => {
    const home = makeHome()
    const slow = join(home, 'slow.mjs')
    writeFileSync(slow, "process.on('message', ({ id, verb }) => { if (verb === 'list') process.send({ kind: 'value', id, value: [] }) })")
    const store = createResultStore({ home, startChild: startNodeChild, modulePath: slow, askTimeoutMs: 1500 })
    atEnd(() => store.close())
    await expect(store.columns(callId)).rejects.toMatchObject({ kind: 'storage', about: { code: 'Timeout' } })
    expect(await store.list()).toEqual([])
  })

  it('holds a running call for itself and says so to another; a finished one it shares', async () => {
    const { store, home } = openStore()
    await store.create(callId, spec, [target], '2026-11-22T19:45:30.000Z')
    await store.appendPage({ callId, target, page: 1, body: body(1) })
    const other = createResultCore({ home, owner: thisOwner() })
    atEnd(() => other.close())
    await expect(other.columns(callId)).rejects.toMatchObject({ kind: 'storage', about: { code: 'Locked' }, message: expect.stringContaining('another process') as string })
    expect((await other.list())[0]).toMatchObject({ state: 'running' })

    const { summary } = await store.read(callId)
    await store.finish(callId, { ...summary, state: 'finished' })
    expect((await other.columns(callId)).length).toBe((await store.columns(callId)).length)
  })

  it('has ended before a large file is in order, and lets another process read it then', async () => {
    const { store, home } = openStore()
    await store.create(callId, spec, [target], '2026-11-22T19:45:30.000Z')
    for (let page = 1; page <= 6; page += 1) await store.appendPage({ callId, target, page, body: body(page, 5000) })
    const log = join(home, 'results', `${callId}.duckdb.wal`)
    expect(statSync(log).size).toBeGreaterThan(2_000_000)
    const { summary } = await store.read(callId)
    await store.finish(callId, { ...summary, state: 'finished' })
    const other = createResultCore({ home, owner: thisOwner() })
    atEnd(() => other.close())
    expect((await other.read(callId)).summary.rows).toBe(30_000)
    expect(existsSync(log)).toBe(false)
    expect((await store.row(callId, 29_999)).length).toBeGreaterThan(2)
  })

  it('leaves no half file under the final name, and the file that was there, in 20 kills during exports', async () => {
    const { store, children, home } = openStore()
    await store.create(callId, spec, [target], '2026-11-22T19:45:30.000Z')
    for (let page = 1; page <= 12; page += 1) await store.appendPage({ callId, target, page, body: body(page, 1000) })
    const { summary } = await store.read(callId)
    await store.finish(callId, { ...summary, state: 'finished' })
    const formats = ['csv', 'xlsx', 'parquet', 'json'] as const
    const whole = new Map<string, number>()
    for (const format of formats) whole.set(format, (await store.export(exportSpec({ format }), join(home, `whole.${format}`), { signal: never })).bytes)
    let killed = 0
    for (let round = 0; round < 20; round += 1) {
      const format = formats[round % formats.length] ?? 'csv'
      const path = join(home, `out.${format}`)
      writeFileSync(path, 'the file before')
      const exported = store.export(exportSpec({ format, exportId: `round-${round}` }), path, { signal: never }).then(
        () => true,
        (thrown: unknown) => {
          expect(thrown).toMatchObject({ kind: 'storage', about: { code: 'ResultProcessEnded' } })
          return false
        },
      )
      const kill = setTimeout(() => children.at(-1)?.kill(), Math.random() * 60)
      const isWhole = await exported
      clearTimeout(kill)
      if (isWhole) continue
      killed += 1
      // A kill between the rename and the answer leaves the whole new file.
      const left = readFileSync(path)
      expect(left.toString() === 'the file before' || left.length === whole.get(format)).toBe(true)
      // The rows are all there for the next try.
      expect((await store.window({ callId, offset: 0, limit: 1, sort: [], filters: [], search: '' })).total).toBe(12_000)
    }
    expect(killed).toBeGreaterThan(0)
  }, 120_000)

  it('loses, tears and doubles no acknowledged page in 20 kills', async () => {
    const { store, children, home } = openStore()
    await store.create(callId, spec, [target, otherTarget], '2026-11-22T19:45:30.000Z')
    const acknowledged = new Map<string, number>()
    let next = 1
    for (let round = 0; round < 20; round += 1) {
      let isDead = false
      const killAfter = 1 + Math.floor(Math.random() * 8)
      let stored = 0
      const append = async (to: typeof target): Promise<void> => {
        while (!isDead) {
          const page = next++
          try {
            const facts = await store.appendPage({ callId, target: to, page, body: body(page, 1 + (page % 40)) })
            acknowledged.set(`${to.accountId}/${page}`, facts.stored)
            stored += 1
            // A little later than the answer, so that the kill falls anywhere in a transaction.
            if (stored === killAfter) setTimeout(() => children.at(-1)?.kill(), Math.random() * 20)
          } catch (thrown) {
            expect(thrown).toMatchObject({ kind: 'storage', about: { code: 'ResultProcessEnded' } })
            isDead = true
          }
        }
      }
      await Promise.all([append(target), append(otherTarget), append(target)])
    }
    expect(children.length).toBeGreaterThanOrEqual(20)
    const rows = await store.window({ callId, offset: 0, limit: 1, sort: [], filters: [], search: '' })
    await store.close()

    const database = await openDatabase(join(home, 'results', `${callId}.duckdb`), { isWritable: false })
    const session = await database.connect()
    const pages = await session.run('SELECT account, page, stored, (SELECT count(*) FROM rows WHERE "_account" = account AND "_page" = page) FROM pages')
    const doubled = await session.run('SELECT account, page FROM pages GROUP BY account, page HAVING count(*) > 1')
    const [[distinct, least, most] = []] = await session.run('SELECT count(DISTINCT seq), min(seq), max(seq) FROM rows')
    database.close()
    const found = new Map(pages.map(([account, page, stored]) => [`${String(account)}/${String(page)}`, Number(stored)]))
    for (const [page, stored] of acknowledged) expect(found.get(page)).toBe(stored)
    for (const [, , stored, counted] of pages) expect(Number(counted)).toBe(Number(stored))
    expect(doubled).toEqual([])
    expect([Number(distinct), Number(least), Number(most) + 1]).toEqual([rows.total, 0, rows.total])
  }, 180_000)
})
