/** Live metadata over real HTTP: what is answered at once, what is fetched behind it, and what a bad document, a silent network or a full disk may do. */
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCatalog } from '../../../../main/catalog/create'
import { createFetchMetadata, type FetchText } from '../../../../main/catalog/live/fetchMetadata'
import { straight } from '../../../../main/wire/route'
import { createLiveSource, type LiveSource, type LiveSourceDeps } from '../../../../main/catalog/live/source'
import { folder as embedded, openCatalogue } from '../embeddedCatalogue'
import { apiDocs, documents, startMetadataServer, type MetadataServer } from './metadataServer'

const hour = 3_600_000
const day = 24 * hour
const version = '2020-01-01'
const docs = (language: 'EN_US' | 'ZH_CN'): string => `/products/Horn/versions/2020-01-01/api-docs.json?language=${language}`
const api = (language: 'EN_US' | 'ZH_CN'): string => `/products/Horn/versions/2020-01-01/apis/ListHorns/api.json?language=${language}`

let server: MetadataServer
let folder: string
let time: number
let isOffline: boolean
let live: LiveSource
const open = (more: Partial<LiveSourceDeps> = {}): LiveSource =>
  createLiveSource({ folder, fetchText: createFetchMetadata({ route: straight, base: server.address }), now: () => time, isOffline: () => isOffline, ...more })

beforeEach(async () => {
  server = await startMetadataServer()
  folder = mkdtempSync(join(tmpdir(), 'live-'))
  time = Date.UTC(2026, 10, 22)
  isOffline = false
  live = open()
})
afterEach(async () => {
  await live.close()
  await server.close()
})

/** Asks until what the answers made it fetch is there. */
async function afterFetching<T>(question: () => Promise<T>): Promise<T> {
  await question()
  await live.settled()
  await question()
  await live.settled()
  return question()
}
const findHorns = () => live.operation('horn', version, 'ListHorns')

describe('a live source', () => {
  it('knows nothing at first and does not wait; the next question finds what was fetched meanwhile, in both languages', async () => {
    expect(await live.products()).toEqual([])
    await live.settled()
    expect(server.asked()).toEqual(['/products.json?language=EN_US', '/products.json?language=ZH_CN'])
    expect((await live.products())[0]).toMatchObject({ code: 'Horn', names: { en: 'Horns', zh: '号角' }, versions: [version] })

    expect(await findHorns()).toBeUndefined()
    await live.settled()
    expect(server.asked()).toEqual([api('EN_US'), api('ZH_CN')])
    expect(await findHorns()).toMatchObject({ product: 'Horn', name: 'ListHorns', source: 'meta', summary: { en: 'Lists horns', zh: '查询号角' }, parameters: [{ name: 'RegionId', required: 'yes' }, { name: 'NextToken' }, { name: 'MaxResults' }] })
  })

  it('fetches a whole product when it is browsed, and then nothing more for one of its operations', async () => {
    const list = await afterFetching(() => live.summaries({ product: 'HORN', version }))
    expect(list.map(({ name, summary }) => [name, summary])).toEqual([['ListHorns', { en: 'Lists horns', zh: '查询号角' }], ['BlowHorn', { en: 'Lists horns too', zh: '查询号角 too' }]])
    server.asked()
    expect(await live.operation('Horn', version, 'blowhorn')).toMatchObject({ name: 'BlowHorn' })
    await live.settled()
    expect(server.asked()).toEqual([])
    expect((await live.summaries()).map(({ name }) => name)).toEqual(['ListHorns', 'BlowHorn'])
  })

  it('keeps what it fetched for the next start, lists included', async () => {
    await afterFetching(() => live.summaries({ product: 'Horn', version }))
    isOffline = true
    const next = open()
    expect((await next.summaries()).map(({ name }) => name)).toEqual(['ListHorns', 'BlowHorn'])
    expect(await next.operation('Horn', version, 'ListHorns')).toMatchObject({ summary: { en: 'Lists horns' } })
  })

  it('publishes endpoints from their own document, and from the product where that is missing', async () => {
    expect(await afterFetching(() => live.endpoints('Horn', version))).toEqual({ published: { 'cn-hangzhou': { public: 'horn.cn-hangzhou.aliyuncs.com', vpc: 'horn-vpc.cn-hangzhou.aliyuncs.com' } } })
    server.serve({ '/products/Horn/endpoints.json': undefined })
    folder = mkdtempSync(join(tmpdir(), 'live-'))
    live = open()
    await afterFetching(() => live.summaries({ product: 'Horn', version }))
    expect(await afterFetching(() => live.endpoints('Horn', version))).toEqual({ published: { 'cn-hangzhou': { public: 'horn-docs.cn-hangzhou.aliyuncs.com' } } })
  })

  it('answers with what is old and fetches it anew: products after a day, the rest after a week', async () => {
    await afterFetching(findHorns)
    server.asked()
    time += day - 1
    await findHorns()
    await live.settled()
    expect(server.asked()).toEqual([])
    time += 1
    await findHorns()
    await live.settled()
    expect(server.asked()).toEqual(['/products.json?language=EN_US', '/products.json?language=ZH_CN'])
    time += 6 * day
    server.serve({ [api('EN_US')]: documents[api('EN_US')]?.replace('Lists horns', 'Lists all horns') ?? '' })
    expect((await findHorns())?.summary?.en).toBe('Lists horns')
    await live.settled()
    expect((await findHorns())?.summary?.en).toBe('Lists all horns')
  })

  it('keeps the last good document where the new one is cut off, of another product, or without operations', async () => {
    await afterFetching(() => live.summaries({ product: 'Horn', version }))
    const good = documents[docs('EN_US')] ?? ''
    for (const bad of [good.slice(0, 200), apiDocs('Lists horns', 'Trumpet'), JSON.stringify({ info: { product: 'Horn', version }, apis: {} }), '<html>']) {
      server.serve({ [docs('EN_US')]: bad })
      time += 8 * day
      await afterFetching(() => live.summaries({ product: 'Horn', version }))
      expect(server.asked()).toContain(docs('EN_US'))
      expect((await findHorns())?.summary?.en).toBe('Lists horns')
    }
    expect(readdirSync(join(folder, 'en/Horn')).filter((name) => !/^2020-01-01\.(json\.br|list\.json)$/.test(name))).toEqual([])
  })

  it('tries a document that failed again after an hour, not before', async () => {
    server.serve({ [api('EN_US')]: undefined })
    await afterFetching(findHorns)
    expect(server.asked().filter((address) => address === api('EN_US'))).toHaveLength(1)
    time += hour - 1
    await afterFetching(findHorns)
    expect(server.asked()).toEqual([])
    time += 1
    await afterFetching(findHorns)
    expect(server.asked()).toEqual([api('EN_US')])
  })

  it('sends two requests at a time, each document once, and nothing that tells who asks', async () => {
    let [underWay, most] = [0, 0]
    const real = createFetchMetadata({ route: straight, base: server.address })
    live = open({
      fetchText: async (address, signal) => {
        most = Math.max(most, ++underWay)
        return real(address, signal).finally(() => underWay--)
      },
    })
    await afterFetching(() => live.products())
    await Promise.all([...Array.from({ length: 5 }, () => live.summaries({ product: 'Horn', version })), findHorns(), live.endpoints('Horn', version)])
    await live.settled()
    expect(most).toBe(2)
    const asked = server.asked()
    expect(new Set(asked).size).toBe(asked.length)
    for (const { headers, method, body } of server.requests) {
      expect(Object.keys(headers).sort()).toEqual(['accept', 'accept-encoding', 'connection', 'host', 'user-agent'])
      expect([method, body, headers['user-agent']]).toEqual(['GET', '', 'Rolecall'])
    }
  })

  it('asks for nothing that it cannot name, or that the service does not offer', async () => {
    await afterFetching(() => live.products())
    server.asked()
    await afterFetching(() => live.operation('Horn', version, '../../../etc/passwd'))
    await afterFetching(() => live.operation('Horn', '1999-01-01', 'ListHorns'))
    await afterFetching(() => live.operation('../Horn', version, 'ListHorns'))
    await afterFetching(() => live.summaries({ product: 'Unicorn', version }))
    expect(server.asked()).toEqual([])
  })

  it('fetches nothing while offline is chosen, nor in the background of a command', async () => {
    isOffline = true
    await afterFetching(findHorns)
    await expect(live.update({ products: 'all', signal: new AbortController().signal })).rejects.toMatchObject({ kind: 'input', about: { field: 'offline' } })
    isOffline = false
    const quiet = open({ inBackground: false })
    await quiet.products()
    await quiet.settled()
    expect(server.asked()).toEqual([])
  })

  it('costs nothing where there is no network, and leaves it alone for an hour', async () => {
    await openCatalogue()
    let tries = 0
    const dead: FetchText = (address, signal) => {
      tries++
      return createFetchMetadata({ route: straight, base: 'http://127.0.0.1:9' })(address, signal)
    }
    live = open({ fetchText: dead })
    const catalog = createCatalog({ folder: embedded, live })
    expect(await catalog.operation('Sts', '2015-04-01', 'AssumeRole')).toMatchObject({ source: 'sdk' })
    expect((await catalog.operations('Sts', '2015-04-01')).length).toBe(4)
    await live.settled()
    const first = tries
    expect(first).toBeLessThanOrEqual(2)
    time += hour - 1
    await afterFetching(() => catalog.operation('Ecs', '2014-05-26', 'DescribeInstances'))
    expect(tries).toBe(first)
    time += 1
    await afterFetching(() => catalog.products())
    expect(tries).toBeGreaterThan(first)
  }, 90_000)

  it('ends what is under way when it is closed', async () => {
    let isAborted = false
    const endless: FetchText = (_address, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          isAborted = true
          reject(new Error('aborted'))
        })
      })
    live = open({ fetchText: endless })
    await live.products()
    await live.close()
    expect(isAborted).toBe(true)
  })

  it('drops what was used least when its folder is full, and never the products', async () => {
    const texts: Record<string, string> = {}
    for (const code of ['Aaa', 'Bbb', 'Ccc']) texts[`api-docs.${code}.2020-01-01.en_us.json`] = apiDocs(`Lists ${code}`, code)
    const source = mkdtempSync(join(tmpdir(), 'carried-'))
    for (const [name, text] of Object.entries(texts)) writeFileSync(join(source, name), text)
    writeFileSync(join(source, 'products.en_us.json'), JSON.stringify(['Aaa', 'Bbb', 'Ccc'].map((code) => ({ code, name: code, versions: [version] }))))
    isOffline = true
    await live.importFrom(source)
    const size = statSync(join(folder, 'en/Aaa/2020-01-01.json.br')).size
    const small = open({ capacity: size * 2 + 20 })
    time += 1_000
    await small.operation('Aaa', version, 'ListHorns')
    time += 1_000
    await small.importFrom(source)
    expect((await small.products()).map(({ code }) => code)).toEqual(['Aaa', 'Bbb', 'Ccc'])
    expect(readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\d\.json\.br$/.test(name))).toHaveLength(2)
    expect(readdirSync(join(folder, 'en')).filter((name) => name.endsWith('.br'))).toEqual(['products.json.br'])
  })

  it('takes a damaged file for a missing one and fetches it again', async () => {
    await afterFetching(findHorns)
    writeFileSync(join(folder, 'en/Horn/2020-01-01/ListHorns.json.br'), 'rubbish')
    const next = open()
    expect((await next.operation('Horn', version, 'ListHorns'))?.summary).toEqual({ zh: '查询号角' })
    await next.close()
  })
})

describe('updating', () => {
  const signal = new AbortController().signal

  it('fetches whole products now, says what failed, and tells whoever listens', async () => {
    let changes = 0
    live.onChange(() => changes++)
    const progress: number[] = []
    const report = await live.update({ products: ['horn', 'STS', 'Unicorn'], signal, onProgress: ({ done, total }) => progress.push(done / total) })
    expect(report).toMatchObject({ fetched: 5, unknown: ['Unicorn'], notTried: 0 })
    expect(report.failed.map(({ product, version: failed }) => [product, failed])).toEqual(expect.arrayContaining([['Sts', undefined], ['Sts', '2015-04-01']]))
    expect(changes).toBe(5)
    expect(progress.at(-1)).toBe(1)
    expect((await live.operation('Horn', version, 'ListHorns'))?.source).toBe('meta')
  })

  it('is an error where the service cannot be reached, and ends when it is cancelled', async () => {
    live = open({ fetchText: createFetchMetadata({ route: straight, base: 'http://127.0.0.1:9' }) })
    await expect(live.update({ products: 'all', signal })).rejects.toMatchObject({ kind: 'network', about: { endpoint: '127.0.0.1:9' } })
    const stop = new AbortController()
    stop.abort()
    await expect(open().update({ products: 'all', signal: stop.signal })).rejects.toMatchObject({ kind: 'cancelled' })
  })

  it('leaves the rest out once the service falls silent', async () => {
    const answering = createFetchMetadata({ route: straight, base: server.address })
    const silent = createFetchMetadata({ route: straight, base: 'http://127.0.0.1:9' })
    server.serve({ '/products.json?language=EN_US': JSON.stringify(Array.from({ length: 20 }, (_, index) => ({ code: `Horn${index}`, name: 'Horn', versions: [version] }))) })
    live = open({ fetchText: (address, stop) => (address.startsWith('/products.json') ? answering : silent)(address, stop) })
    const report = await live.update({ products: 'all', signal })
    expect(report.failed.length).toBeLessThanOrEqual(5)
    expect(report.notTried).toBeGreaterThan(50)
  })
})

describe('carrying a catalogue', () => {
  it('gives the same operations on a machine without a network', async () => {
    await live.update({ products: ['Horn'], signal: new AbortController().signal })
    const carried = mkdtempSync(join(tmpdir(), 'carried-'))
    expect(await live.exportTo(carried)).toBe(5)
    expect(readdirSync(carried).sort()).toEqual(['api-docs.Horn.2020-01-01.en_us.json', 'api-docs.Horn.2020-01-01.zh_cn.json', 'endpoints.Horn.json', 'products.en_us.json', 'products.zh_cn.json'])
    expect(readFileSync(join(carried, 'api-docs.Horn.2020-01-01.en_us.json'), 'utf8')).toBe(documents[docs('EN_US')])

    writeFileSync(join(carried, 'api-docs.Torn.2020-01-01.en_us.json'), apiDocs('x', 'Torn').slice(0, 99))
    writeFileSync(join(carried, 'notes.json'), '{}')
    isOffline = true
    folder = mkdtempSync(join(tmpdir(), 'live-'))
    const there = open()
    expect(await there.importFrom(carried)).toEqual({ imported: 5, refused: [{ file: 'api-docs.Torn.2020-01-01.en_us.json', message: expect.stringContaining('cut off') as string }], passedOver: ['notes.json'] })
    expect(await there.operation('Horn', version, 'ListHorns')).toEqual(await findHorns())
    expect(await there.endpoints('Horn', version)).toEqual(await live.endpoints('Horn', version))
  })

  it('refuses a folder without documents', async () => {
    await expect(live.importFrom(mkdtempSync(join(tmpdir(), 'empty-')))).rejects.toMatchObject({ kind: 'input', about: { field: 'DIR' } })
  })
})
