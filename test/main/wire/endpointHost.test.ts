import { describe, expect, it } from 'vitest'
import { checkTrusted, readEndpoint } from '../../../main/wire/endpointHost'
import type { AppError } from '../../../shared/errors'
import { makingTime, openCatalogue } from '../catalog/embeddedCatalogue'

describe('the text of an endpoint', () => {
  it.each([
    ['ecs.cn-hangzhou.aliyuncs.com', 'https', 'ecs.cn-hangzhou.aliyuncs.com'],
    ['https://ECS.aliyuncs.com/', 'https', 'ecs.aliyuncs.com'],
    [' ecs.aliyuncs.com:8443 ', 'https', 'ecs.aliyuncs.com:8443'],
    ['http://127.0.0.1:41231', 'http', '127.0.0.1:41231'],
    ['http://127.9.9.9', 'http', '127.9.9.9'],
    ['http://localhost:80', 'http', 'localhost:80'],
    ['http://[::1]:8080', 'http', '[::1]:8080'],
  ])('%s is accepted', (text, protocol, host) => {
    expect(readEndpoint(text)).toEqual({ protocol, host })
  })

  it.each([
    'http://ecs.aliyuncs.com',
    'http://127.0.0.1.evil.com',
    'http://localhost.evil.com',
    'http://128.0.0.1',
    'http://[::2]',
    'ftp://ecs.aliyuncs.com',
    'https://user:password@ecs.aliyuncs.com',
    'ecs.aliyuncs.com/path',
    'ecs.aliyuncs.com?x=1',
    'ecs.aliyuncs.com#x',
    'ecs..aliyuncs.com',
    '-ecs.aliyuncs.com',
    'ecs.aliyuncs.com:99999',
    'ecs aliyuncs com',
    'ecs.aliyuncs.com\r\nx: y',
    '例え.com',
    '',
  ])('%j is refused, naming the field and repeating no password', (text) => {
    const refuse = (): AppError => {
      try {
        readEndpoint(text, 'endpoints.Ecs')
      } catch (thrown) {
        return thrown as AppError
      }
      return expect.unreachable('the endpoint should have been refused')
    }
    const error = refuse()
    expect(error).toMatchObject({ kind: 'endpoint', about: { field: 'endpoints.Ecs' } })
    expect(error.message).not.toContain('password')
  })
})

describe('the hosts that may receive a signed request', () => {
  const profileEndpoints = { Ecs: 'https://ecs.${region}.corp.example:8443', Rds: 'gateway.example', Broken: 'not a host' }
  const refuse = (endpoint: string, endpoints: Record<string, string> = {}): AppError => {
    try {
      checkTrusted(endpoint, { profileEndpoints: endpoints })
    } catch (thrown) {
      return thrown as AppError
    }
    return expect.unreachable(`${endpoint} should have been refused`)
  }

  it.each(['ecs.cn-hangzhou.aliyuncs.com', 'https://ECS.aliyuncs.com:443/', 'http://127.0.0.1:41231', 'localhost:80', 'http://[::1]:8080', 'https://ecs.eu-central-1.corp.example:8443', 'gateway.example'])(
    '%s is one of Alibaba Cloud, of this machine or of the profile',
    (endpoint) => {
      expect(() => checkTrusted(endpoint, { profileEndpoints })).not.toThrow()
    },
  )

  it.each([
    'ecs.aliyuncs.com.evil.example',
    'evilaliyuncs.com',
    'aliyuncs.com',
    'ecs.aliyuncs.com.cn',
    'api.aliyun.com',
    'api.alibabacloud.com',
    '127.0.0.1.evil.example',
    '10.0.0.1',
    'gateway.example:8080',
    'x.gateway.example',
    'gatewayXexample',
    'ecs.a.b.corp.example:8443',
    'ecs..corp.example:8443',
    'not a host',
  ])('%j is refused', (endpoint) => {
    expect(refuse(endpoint, profileEndpoints)).toMatchObject({ kind: 'endpoint', about: { field: 'endpoint' } })
  })

  it('are named in the refusal, with the next move', () => {
    const error = refuse('gateway.example')
    expect(error.message).toContain('gateway.example')
    expect(error.next).toContain("add gateway.example to the profile's endpoints")
  })

  it(
    'hold every endpoint of the embedded catalogue',
    async () => {
      const catalog = await openCatalogue()
      const hosts = new Set<string>()
      for (const { code, versions } of await catalog.products()) {
        for (const version of versions) {
          for (const { regionId } of await catalog.regions(code, version)) for (const { host } of await catalog.endpoints({ product: code, version, regionId })) hosts.add(host)
        }
      }
      expect(hosts.size).toBeGreaterThan(100)
      for (const host of hosts) expect(() => checkTrusted(host, { profileEndpoints: {} })).not.toThrow()
    },
    makingTime,
  )
})
