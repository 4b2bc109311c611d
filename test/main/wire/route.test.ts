/** The way to the cloud: which proxy, whose certificates, and the official client going along it. */
import type { Server } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { proxyFor } from '../../../main/wire/proxy'
import { createRoute, firstProxy, type Route, type RouteDeps } from '../../../main/wire/route'
import { createSend } from '../../../main/wire/send'
import type { ApiAnswer, ApiRequest } from '../../../main/wire/wire'
import { settingDefaults, type Settings } from '../../../shared/settings'
import { makeCertificate, startConnectProxy } from '../../doubles/connectProxy'
import { missing } from '../../system'

const route = (settings: Partial<Settings>, deps: Partial<RouteDeps> = {}): Route => createRoute({ settings: () => ({ ...settingDefaults, ...settings }), env: {}, ...deps })

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


describe('a route', () => {
  const target = new URL('https://ecs.aliyuncs.com/')
  const env = { HTTPS_PROXY: 'http://named:3128' }

  it('follows the variables where the system is asked, and the system where they name nothing', async () => {
    const askSystem = async (): Promise<string> => 'PROXY pac:8080; DIRECT'
    expect((await route({}, { env, askSystem }).proxyFor(target))?.href).toBe('http://named:3128/')
    expect((await route({}, { askSystem }).proxyFor(target))?.href).toBe('http://pac:8080/')
    expect(await route({}).proxyFor(target)).toBeUndefined()
  })

  it('goes straight or through the named proxy where the operator says so', async () => {
    expect(await route({ proxyMode: 'none' }, { env }).proxyFor(target)).toBeUndefined()
    const manual = route({ proxyMode: 'manual', proxyUrl: 'http://ours:3128' }, { env })
    expect((await manual.proxyFor(target))?.href).toBe('http://ours:3128/')
    expect(await manual.proxyFor(new URL('https://127.0.0.1:8443/'))).toBeUndefined()
  })

  it.each([
    ['DIRECT', undefined],
    ['', undefined],
    ['PROXY a:1; PROXY b:2', 'http://a:1/'],
    ['HTTPS a:444; DIRECT', 'https://a:444/'],
    ['SOCKS5 a:1080', 'socks5://a:1080'],
  ])('reads the answer %j of a PAC file', (answer, expected) => {
    expect(firstProxy(answer)?.href).toBe(expected)
  })
})

describe('a call along a route', () => {
  const closing: (() => void)[] = []
  afterEach(() => {
    for (const close of closing.splice(0)) close()
  })
  const request = (host: string): ApiRequest => ({ product: 'Ecs', version: '2014-05-26', operation: 'DescribeRegions', style: 'RPC', method: 'POST', path: '/', endpoint: host, query: {}, headers: {}, body: { kind: 'none' } })
  // Each test has a host of its own: the client keeps connections.
  const call = (along: Route, host: string): Promise<ApiAnswer> =>
    createSend({ route: along, timeouts: () => ({ connectTimeoutMs: 5000, readTimeoutMs: 5000 }) })(request(host), { credential: { accessKeyId: 'LTAI5tTestKey0001', accessKeySecret: 'a-secret-of-the-test-0001' }, signal: new AbortController().signal })
  const startService = async (certificate: { key: string; cert: string }): Promise<{ port: number; seen: (string | undefined)[] }> => {
    const seen: (string | undefined)[] = []
    const service: Server = createServer(certificate, (asked, response) => {
      seen.push(asked.headers['x-acs-action'] as string | undefined)
      response.end('{"RequestId":"r-1"}')
    })
    await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve))
    closing.push(() => (service.close(), service.closeAllConnections()))
    return { port: (service.address() as AddressInfo).port, seen }
  }

  it.skipIf(missing('openssl'))('passes the proxy and trusts the certificates that the operator named', async () => {
    const certificate = makeCertificate('ecs.trusted.example.com')
    const { port, seen } = await startService(certificate)
    const proxy = await startConnectProxy(port)
    closing.push(() => proxy.close())
    const settings = { proxyMode: 'manual', proxyUrl: `http://127.0.0.1:${proxy.port}` } as const
    expect((await call(route({ ...settings, extraCaFile: certificate.file }), 'ecs.trusted.example.com')).body).toBe('{"RequestId":"r-1"}')
    expect(seen).toEqual(['DescribeRegions'])
    expect(proxy.connected).toEqual([{ authority: 'ecs.trusted.example.com:443', password: undefined }])
  })

  it.skipIf(missing('openssl'))('is refused where the certificate is not trusted, and nothing is sent', async () => {
    const certificate = makeCertificate('ecs.foreign.example.com')
    const { port, seen } = await startService(certificate)
    const proxy = await startConnectProxy(port)
    closing.push(() => proxy.close())
    await expect(call(route({ proxyMode: 'manual', proxyUrl: `http://127.0.0.1:${proxy.port}` }), 'ecs.foreign.example.com')).rejects.toMatchObject({ kind: 'endpoint', about: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } })
    expect(seen).toEqual([])
  })

  it('names the proxy that refuses', async () => {
    const proxy = await startConnectProxy(undefined)
    closing.push(() => proxy.close())
    await expect(call(route({ proxyMode: 'manual', proxyUrl: `http://127.0.0.1:${proxy.port}` }), 'ecs.refused.example.com')).rejects.toMatchObject({ kind: 'network', about: { code: 'ProxyRefused' } })
  })
})
