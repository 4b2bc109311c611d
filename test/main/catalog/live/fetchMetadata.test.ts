/** The door to the metadata service over real connections: what is sent, what is refused, and the way through a proxy. */
import type { Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFetchMetadata } from '../../../../main/catalog/live/fetchMetadata'
import { createRoute, straight, type Route } from '../../../../main/wire/route'
import { settingDefaults } from '../../../../shared/settings'
import { makeCertificate, startConnectProxy, type ConnectProxy } from '../../../doubles/connectProxy'
import { startLocalServer, type LocalServer } from '../../../doubles/localServer'
import { missing } from '../../../system'

let server: LocalServer
beforeEach(async () => {
  server = await startLocalServer()
})
afterEach(() => server.close())

const { signal } = new AbortController()
const along = (env: Record<string, string>, extraCaFile = ''): Route => createRoute({ settings: () => ({ ...settingDefaults, extraCaFile }), env })
const fetchHere = (address = '/products.json', timeoutMs = 10_000): Promise<string> => createFetchMetadata({ route: straight, base: `${server.address}/meta/v1/`, timeoutMs })(address, signal)

describe('fetching metadata', () => {
  it.each([
    ['plain', undefined, Buffer.from('{"名":1}')],
    ['gzip', 'gzip', gzipSync('{"名":1}')],
    ['brotli', 'br', brotliCompressSync('{"名":1}')],
  ])('reads an answer that comes %s', async (_how, encoding, body) => {
    server.answer((_request, response) => {
      response.writeHead(200, encoding === undefined ? {} : { 'content-encoding': encoding })
      response.end(body)
    })
    expect(await fetchHere('/products.json?language=EN_US')).toBe('{"名":1}')
    expect(server.requests[0]).toMatchObject({ method: 'GET', path: '/meta/v1/products.json', query: { language: 'EN_US' } })
  })

  it.each([404, 500, 302])('says which status came back: %i', async (status) => {
    server.answer((_request, response) => {
      response.writeHead(status, { location: 'https://elsewhere.example.com/' })
      response.end()
    })
    await expect(fetchHere()).rejects.toMatchObject({ kind: 'network', about: { httpStatus: status } })
    expect(server.requests).toHaveLength(1)
  })

  it('gives up a server that falls silent before or within its answer, or breaks off', async () => {
    server.answer(() => undefined)
    await expect(fetchHere('/a', 50)).rejects.toMatchObject({ kind: 'network', about: { code: 'ETIMEDOUT' } })
    server.answer((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' })
      response.write(gzipSync('x'.repeat(9_000)).subarray(0, 20))
    })
    await expect(fetchHere('/b', 50)).rejects.toMatchObject({ kind: 'network' })
    server.answer(({ socket }, response) => {
      response.writeHead(200, { 'content-length': '99' })
      response.write('{', () => socket.destroy())
    })
    await expect(fetchHere('/c')).rejects.toMatchObject({ kind: 'network', about: { endpoint: server.address.slice(7) } })
  })

  it('is cancelled by its signal', async () => {
    const stop = new AbortController()
    server.answer(() => stop.abort())
    await expect(createFetchMetadata({ route: straight, base: server.address })('/a', stop.signal)).rejects.toMatchObject({ kind: 'cancelled' })
  })

  it.each(['http://metadata.example.com', 'ftp://127.0.0.1', 'https://me:secret@metadata.example.com', 'nonsense'])('refuses the address %s', (base) => {
    expect(() => createFetchMetadata({ route: straight, base })).toThrow(expect.objectContaining({ kind: 'input', about: { field: 'base' } }) as Error)
  })
})

describe('a proxy', () => {
  const closing: Server[] = []
  const proxies: ConnectProxy[] = []
  afterEach(() => {
    for (const one of proxies.splice(0)) one.close()
    for (const one of closing.splice(0)) {
      one.close()
      one.closeAllConnections()
    }
  })
  const listen = async (one: Server): Promise<number> => {
    closing.push(one)
    await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve))
    return (one.address() as AddressInfo).port
  }
  const startProxy = async (to: number | undefined): Promise<ConnectProxy> => {
    const proxy = await startConnectProxy(to)
    proxies.push(proxy)
    return proxy
  }

  it('that refuses is named without its password', async () => {
    const { port, connected } = await startProxy(undefined)
    const thrown: unknown = await createFetchMetadata({ route: along({ HTTPS_PROXY: `http://lin:s3cret@127.0.0.1:${port}` }), base: 'https://metadata.example.com' })('/products.json', signal).catch((one: unknown) => one)
    expect(thrown).toMatchObject({ kind: 'network', about: { code: 'ProxyRefused', endpoint: `127.0.0.1:${port}` }, message: `The proxy 127.0.0.1:${port} answers with status 403.` })
    expect(JSON.stringify(thrown)).not.toContain('s3cret')
    expect(connected).toEqual([{ authority: 'metadata.example.com:443', password: `Basic ${Buffer.from('lin:s3cret').toString('base64')}` }])
  })

  it('of another kind is said to be unsupported', async () => {
    await expect(createFetchMetadata({ route: along({ ALL_PROXY: 'socks5://127.0.0.1:1' }), base: 'https://metadata.example.com' })('/a', signal)).rejects.toMatchObject({ about: { code: 'ProxyRefused' } })
  })

  it.skipIf(missing('openssl'))('carries an encrypted connection, and its password stays with it', async () => {
    const certificate = makeCertificate('metadata.example.com')
    const seen: { url: string | undefined; headers: object }[] = []
    const service = createTlsServer(certificate, (request, response) => {
      seen.push({ url: request.url, headers: request.headers })
      response.end('[1]')
    })
    const { port, connected } = await startProxy(await listen(service))
    const env = { HTTPS_PROXY: `http://lin:s3cret@127.0.0.1:${port}` }
    expect(await createFetchMetadata({ route: along(env, certificate.file), base: 'https://metadata.example.com/meta/v1' })('/products.json', signal)).toBe('[1]')
    expect(connected).toHaveLength(1)
    expect(seen).toMatchObject([{ url: '/meta/v1/products.json' }])
    expect(JSON.stringify(seen)).not.toContain('uthorization')
    await expect(createFetchMetadata({ route: along(env), base: 'https://metadata.example.com' })('/a', signal)).rejects.toMatchObject({ kind: 'network', about: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } })
  })
})
