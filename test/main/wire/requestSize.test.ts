import { describe, expect, it } from 'vitest'
import { checkSize } from '../../../main/wire/requestSize'
import type { ApiRequest } from '../../../main/wire/wire'

const sized = (change: Partial<ApiRequest>): (() => void) => () => checkSize({ product: 'Ecs', version: '2014-05-26', operation: 'RunInstances', style: 'RPC', method: 'POST', path: '/', endpoint: 'ecs.aliyuncs.com', query: {}, headers: {}, body: { kind: 'none' }, ...change })
const megabytes = (count: number): string => 'x'.repeat(count * 1024 * 1024)

describe('the size of a request', () => {
  it.each<[string, Partial<ApiRequest>]>([
    ['JSON', { body: { kind: 'json', text: `${megabytes(10)}x` } }],
    ['bytes', { body: { kind: 'bytes', bytes: Buffer.alloc(10 * 1024 * 1024 + 1), contentType: 'application/octet-stream' } }],
    ['a form', { body: { kind: 'form', fields: { Text: megabytes(10) } } }],
    ['the query of a GET', { method: 'GET', query: { Text: 'x'.repeat(4096) } }],
  ])('is refused over the limit: %s', (_name, change) => {
    expect(sized(change)).toThrow(expect.objectContaining({ kind: 'input', about: { field: 'parameters', product: 'Ecs', operation: 'RunInstances', code: 'RequestTooLarge' } }))
  })

  it.each<[string, Partial<ApiRequest>]>([
    ['10 MB of JSON', { body: { kind: 'json', text: megabytes(10) } }],
    ['a long query by POST', { query: { Text: 'x'.repeat(9000) } }],
    ['more than 10 MB of an ROA operation', { style: 'ROA', body: { kind: 'json', text: megabytes(11) } }],
    ['a GET of 4 KB', { method: 'GET', query: { Text: 'x'.repeat(4090) } }],
  ])('passes up to it: %s', (_name, change) => {
    expect(sized(change)).not.toThrow()
  })
})
