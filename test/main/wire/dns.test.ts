import { describe, expect, it } from 'vitest'
import { checkHost } from '../../../main/wire/dns'

const never = new AbortController().signal
const options = { signal: never, timeoutMs: 10_000 }
const silent = (): Promise<never> => new Promise(() => undefined)
const failing = (code: string) => (): Promise<never> => Promise.reject(Object.assign(new Error(code), { code }))

describe('asking whether a host exists', () => {
  it.each(['localhost', 'http://localhost:41231', '127.0.0.1', 'http://[::1]:8080'])('finds %s', async (endpoint) => {
    const { isFound, ms } = await checkHost(endpoint, options)
    expect(isFound).toBe(true)
    expect(ms).toBeGreaterThanOrEqual(0)
  })

  it('does not find a host whose name cannot exist', async () => {
    expect((await checkHost(`${'a'.repeat(64)}.aliyuncs.com`, options)).isFound).toBe(false)
  })

  it('asks for the name alone, without port and brackets', async () => {
    const asked: string[] = []
    const find = (host: string): Promise<void> => Promise.resolve(void asked.push(host))
    for (const endpoint of ['https://ECS.aliyuncs.com:8443/', 'http://[::1]:80']) await checkHost(endpoint, options, find)
    expect(asked).toEqual(['ecs.aliyuncs.com', '::1'])
  })

  it('tells a name service that does not answer from a host that is not there', async () => {
    expect((await checkHost('ecs.aliyuncs.com', options, failing('ENOTFOUND'))).isFound).toBe(false)
    await expect(checkHost('ecs.aliyuncs.com', options, failing('EAI_AGAIN'))).rejects.toMatchObject({ kind: 'network', about: { code: 'EAI_AGAIN' } })
    await expect(checkHost('ecs.aliyuncs.com', { ...options, timeoutMs: 1 }, silent)).rejects.toMatchObject({ kind: 'network', about: { code: 'DnsTimeout', endpoint: 'ecs.aliyuncs.com' } })
  })

  it('ends at once when cancelled, and does not begin when cancelled before', async () => {
    const cancel = new AbortController()
    const checking = checkHost('localhost', { ...options, signal: cancel.signal }, silent)
    cancel.abort()
    await expect(checking).rejects.toMatchObject({ kind: 'cancelled' })
    await expect(checkHost('localhost', { ...options, signal: cancel.signal }, () => expect.unreachable('nothing should be asked'))).rejects.toMatchObject({ kind: 'cancelled' })
  })

  it('refuses what is no endpoint', async () => {
    await expect(checkHost('ecs aliyuncs com', options)).rejects.toMatchObject({ kind: 'endpoint' })
  })
})
