import { describe, expect, it } from 'vitest'
import { readEndpoint } from '../../../main/wire/endpointHost'
import type { AppError } from '../../../shared/errors'

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
