/** The door to the metadata service over real connections: what is sent, what is refused, and the way through a proxy. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFetchMetadata } from '../../../../main/catalog/live/fetchMetadata'
import { proxyFor } from '../../../../main/catalog/live/proxy'
import { startLocalServer, type LocalServer } from '../../../doubles/localServer'

let server: LocalServer
beforeEach(async () => {
  server = await startLocalServer()
})
afterEach(() => server.close())

const { signal } = new AbortController()
const fetchHere = (address = '/products.json', timeoutMs = 10_000): Promise<string> => createFetchMetadata({ env: {}, base: `${server.address}/meta/v1/`, timeoutMs })(address, signal)

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
    await expect(createFetchMetadata({ env: {}, base: server.address })('/a', stop.signal)).rejects.toMatchObject({ kind: 'cancelled' })
  })

  it.each(['http://metadata.example.com', 'ftp://127.0.0.1', 'https://me:secret@metadata.example.com', 'nonsense'])('refuses the address %s', (base) => {
    expect(() => createFetchMetadata({ env: {}, base })).toThrow(expect.objectContaining({ kind: 'input', about: { field: 'base' } }) as Error)
  })
})

describe('the proxy of an address', () => {
  const target = new URL('https://api.aliyun.com/meta/v1/products.json')
  it.each<[string, Record<string, string>, string | undefined]>([
    ['none', {}, undefined],
    ['the one for https', { HTTPS_PROXY: 'http://proxy:3128', HTTP_PROXY: 'http://other:1' }, 'http://proxy:3128/'],
    ['small letters before capitals', { HTTPS_PROXY: 'http://big:1', https_proxy: 'http://small:1' }, 'http://small:1/'],
    ['the one for everything', { ALL_PROXY: 'proxy:3128' }, 'http://proxy:3128/'],
    ['none for an exception', { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: 'localhost, .aliyun.com' }, undefined],
    ['none for an exception with its port', { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: 'api.aliyun.com:443' }, undefined],
    ['one past exceptions for others', { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: 'iyun.com,api.aliyun.com:8443,aliyun.com.evil' }, 'http://proxy:3128/'],
    ['none at all', { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: '*' }, undefined],
    ['nothing that is no address', { HTTPS_PROXY: 'http://' }, undefined],
  ])('is %s', (_what, env, expected) => {
    expect(proxyFor(target, env)?.href).toBe(expected)
  })

  it('is never one for this machine', () => {
    expect(proxyFor(new URL('http://127.0.0.1:8080/'), { HTTP_PROXY: 'http://proxy:3128', ALL_PROXY: 'http://proxy:3128' })).toBeUndefined()
  })
})

describe('a proxy', () => {
  const closing: Server[] = []
  afterEach(() => {
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
  interface Connected {
    authority: string | undefined
    password: string | undefined
  }
  /** Lets every CONNECT through to one port of this machine, or refuses all of them. */
  const startProxy = async (to: number | undefined): Promise<{ port: number; connected: Connected[] }> => {
    const connected: Connected[] = []
    const proxy = createServer().on('connect', (request, socket, head) => {
      connected.push({ authority: request.url, password: request.headers['proxy-authorization'] })
      if (to === undefined) return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
      const onward = connect(to, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
        onward.write(head)
        socket.pipe(onward).pipe(socket)
      })
      onward.on('error', () => socket.destroy())
      socket.on('error', () => onward.destroy())
    })
    return { port: await listen(proxy), connected }
  }

  it('that refuses is named without its password', async () => {
    const { port, connected } = await startProxy(undefined)
    const thrown: unknown = await createFetchMetadata({ env: { HTTPS_PROXY: `http://lin:s3cret@127.0.0.1:${port}` }, base: 'https://metadata.example.com' })('/products.json', signal).catch((one: unknown) => one)
    expect(thrown).toMatchObject({ kind: 'network', about: { code: 'ProxyRefused', endpoint: `127.0.0.1:${port}` }, message: `The proxy 127.0.0.1:${port} answers with status 403.` })
    expect(JSON.stringify(thrown)).not.toContain('s3cret')
    expect(connected).toEqual([{ authority: 'metadata.example.com:443', password: `Basic ${Buffer.from('lin:s3cret').toString('base64')}` }])
  })

  it('of another kind is said to be unsupported', async () => {
    await expect(createFetchMetadata({ env: { ALL_PROXY: 'socks5://127.0.0.1:1' }, base: 'https://metadata.example.com' })('/a', signal)).rejects.toMatchObject({ about: { code: 'ProxyRefused' } })
  })

  it('carries an encrypted connection, and its password stays with it', async (test) => {
    const folder = mkdtempSync(join(tmpdir(), 'certificate-'))
    try {
      execFileSync('openssl', 'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=metadata.example.com -addext subjectAltName=DNS:metadata.example.com -keyout key.pem -out cert.pem'.split(' '), { cwd: folder, stdio: 'ignore' })
    } catch {
      return test.skip('there is no openssl to make a certificate with')
    }
    const [key, cert] = ['key.pem', 'cert.pem'].map((file) => readFileSync(join(folder, file), 'utf8'))
    const seen: { url: string | undefined; headers: object }[] = []
    const service = createTlsServer({ key, cert }, (request, response) => {
      seen.push({ url: request.url, headers: request.headers })
      response.end('[1]')
    })
    const { port, connected } = await startProxy(await listen(service))
    const env = { HTTPS_PROXY: `http://lin:s3cret@127.0.0.1:${port}` }
    expect(await createFetchMetadata({ env, base: 'https://metadata.example.com/meta/v1', ...(cert === undefined ? {} : { ca: cert }) })('/products.json', signal)).toBe('[1]')
    expect(connected).toHaveLength(1)
    expect(seen).toMatchObject([{ url: '/meta/v1/products.json' }])
    expect(JSON.stringify(seen)).not.toContain('uthorization')
    await expect(createFetchMetadata({ env, base: 'https://metadata.example.com' })('/a', signal)).rejects.toMatchObject({ kind: 'network', about: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } })
  })
})
