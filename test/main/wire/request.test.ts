import { describe, expect, it } from 'vitest'
import { buildRequest, placedParameters, type RequestInput } from '../../../main/wire/request'
import type { ApiRequest } from '../../../main/wire/wire'
import type { ParameterValue } from '../../../shared/call'
import type { Operation, Parameter } from '../../../shared/catalog'
import type { AppError } from '../../../shared/errors'

const operation = (change: Partial<Operation>, parameters: Parameter[] = []): Operation => ({
  product: 'Ecs',
  version: '2014-05-26',
  name: 'DescribeInstances',
  style: 'RPC',
  method: 'POST',
  path: '/',
  requestBody: 'none',
  responseBody: 'json',
  auth: 'AK',
  kind: 'read',
  parameters,
  source: 'overlay',
  docUrl: '',
  ...change,
})
const build = (parameters: Record<string, ParameterValue>, known?: Operation, change: Partial<RequestInput> = {}): ApiRequest =>
  buildRequest({ product: 'Ecs', version: '2014-05-26', operation: 'DescribeInstances', known, parameters, endpoint: 'ecs.aliyuncs.com', ...change })
const refusal = (parameters: Record<string, ParameterValue>, known?: Operation, change: Partial<RequestInput> = {}): AppError => {
  try {
    build(parameters, known, change)
  } catch (thrown) {
    return thrown as AppError
  }
  return expect.unreachable('the request should have been refused')
}
const nested = (depth: number): ParameterValue => (depth === 0 ? 'x' : { k: nested(depth - 1) })

describe('an operation the catalogue does not know', () => {
  it('goes out as RPC by POST with flat query parameters', () => {
    const request = build({ RegionId: 'cn-hangzhou', Tag: [{ Key: 'env', Value: 'prod' }, { Key: 'team' }], PageSize: 100, DryRun: false, Id: 18446744073709551615n, Gone: null })
    expect(request).toMatchObject({ style: 'RPC', method: 'POST', path: '/', body: { kind: 'none' } })
    expect(request.query).toEqual({ RegionId: 'cn-hangzhou', 'Tag.1.Key': 'env', 'Tag.1.Value': 'prod', 'Tag.2.Key': 'team', PageSize: '100', DryRun: 'false', Id: '18446744073709551615' })
  })

  it('goes out as ROA where it has a path: query for GET and DELETE, else a JSON body', () => {
    expect(build({ clusterId: 'c 1/2', page: 2 }, undefined, { request: { path: '/clusters/{clusterId}/nodes?kind=all' } })).toMatchObject({
      style: 'ROA',
      method: 'GET',
      path: '/clusters/c%201%2F2/nodes',
      query: { kind: 'all', page: '2' },
    })
    expect(build({ force: true }, undefined, { request: { path: '/clusters', method: 'DELETE' } }).query).toEqual({ force: 'true' })
    expect(build({ name: 'n', size: 9007199254740993n, tags: [{ a: 1 }] }, undefined, { request: { path: '/clusters', method: 'POST' } }).body).toEqual({
      kind: 'json',
      text: '{"name":"n","size":9007199254740993,"tags":[{"a":1}]}',
    })
  })
})

describe('an operation the catalogue knows', () => {
  it('puts each parameter in its position and serialisation', () => {
    const known = operation({ requestBody: 'form' }, [
      { name: 'Q', type: 'string', position: 'query' },
      { name: 'Ids', type: 'array', position: 'query', serialisation: 'json' },
      { name: 'Zones', type: 'array', position: 'query', serialisation: 'simple' },
      { name: 'Form', type: 'object', position: 'formData', serialisation: 'flat' },
      { name: 'X-Trace', type: 'string', position: 'header' },
    ])
    const request = build({ Q: '1', Ids: ['i-1', 9007199254740993n], Zones: ['a', 'b'], Form: { A: { B: 1 }, L: [true] }, 'X-Trace': 't', Unknown: ['u'] }, known)
    expect(request.query).toEqual({ Q: '1', Ids: '["i-1",9007199254740993]', Zones: 'a,b', 'Unknown.1': 'u' })
    expect(request.body).toEqual({ kind: 'form', fields: { 'Form.A.B': '1', 'Form.L.1': 'true' } })
    expect(request.headers).toEqual({ 'x-trace': 't' })
  })

  it('sends form fields of a GET as query, since a GET carries no body', () => {
    const known = operation({ method: 'GET', requestBody: 'form' }, [{ name: 'F', type: 'string', position: 'formData' }, { name: 'B', type: 'object', position: 'body', serialisation: 'json' }])
    expect(build({ F: '1', B: { x: 1 } }, known)).toMatchObject({ query: { F: '1', B: '{"x":1}' }, body: { kind: 'none' } })
  })

  it('writes the JSON body by the schema: text for strings, digits for numbers, every digit kept', () => {
    const known = operation({ style: 'ROA', path: '/clusters', requestBody: 'json' }, [
      { name: 'name', type: 'string', position: 'body' },
      { name: 'size', type: 'long', position: 'body' },
      { name: 'isOn', type: 'boolean', position: 'body' },
      { name: 'nodes', type: 'array', position: 'body', items: { type: 'object', fields: [{ name: 'disk', type: 'integer' }, { name: 'label', type: 'string' }] } },
      { name: 'tree', type: 'object', position: 'body', ref: 'Tree' },
    ])
    const withTree = { ...known, definitions: { Tree: { type: 'object' as const, fields: [{ name: 'id', type: 'long' as const }, { name: 'sub', type: 'object' as const, ref: 'Tree' }] } } }
    const request = build({ name: 12, size: '18446744073709551615', isOn: 'true', nodes: [{ disk: '40', label: 7n }], tree: { id: '1', sub: { id: '007' } }, extra: null, free: [1] }, withTree)
    expect(request.body).toEqual({
      kind: 'json',
      text: '{"name":"12","size":18446744073709551615,"isOn":true,"nodes":[{"disk":40,"label":"7"}],"tree":{"id":1,"sub":{"id":"007"}},"free":[1]}',
    })
  })

  it('sends text for a whole body byte for byte, and a map for it as JSON', () => {
    const known = operation({ style: 'ROA', path: '/x', requestBody: 'json' }, [{ name: 'body', type: 'object', position: 'body', isWholeBody: true }])
    expect(build({ body: '{ "a": 18446744073709551615 }' }, known).body).toEqual({ kind: 'json', text: '{ "a": 18446744073709551615 }' })
    expect(build({ body: { a: 18446744073709551615n } }, known).body).toEqual({ kind: 'json', text: '{"a":18446744073709551615}' })
    const binary = build({ body: 'é' }, { ...known, requestBody: 'binary' }).body
    expect(binary.kind === 'bytes' && [...binary.bytes]).toEqual([0xc3, 0xa9])
  })

  it('puts a host parameter in front of the host name', () => {
    const known = operation({ style: 'ROA', path: '/logs' }, [{ name: 'project', type: 'string', position: 'host' }])
    expect(build({ project: 'p-1' }, known, { endpoint: 'cn-hangzhou.log.aliyuncs.com' }).endpoint).toBe('p-1.cn-hangzhou.log.aliyuncs.com')
    expect(refusal({ project: 'evil.com/' }, known).about.field).toBe('parameters.project')
    expect(refusal({ project: 'p' }, known, { endpoint: 'http://127.0.0.1:1' }).about.field).toBe('parameters.project')
  })

  it('says how it is signed, and takes an access token only where nothing is signed', () => {
    const token = operation({ style: 'ROA', method: 'GET', path: '/x', auth: 'Bearer' }, [{ name: 'Authorization', type: 'string', position: 'header' }])
    const request = build({ Authorization: 'Bearer an-access-token' }, token)
    expect(request).toMatchObject({ auth: 'Bearer', headers: { authorization: 'Bearer an-access-token' } })
    expect(JSON.stringify(placedParameters(request))).not.toContain('an-access-token')
    expect(build({}, operation({})).auth).toBe('AK')
    expect(build({}).auth).toBeUndefined()
    expect(refusal({ 'x-acs-signature-nonce': 'n' }, { ...token, parameters: [{ name: 'x-acs-signature-nonce', type: 'string', position: 'header' }] }).about.field).toBe('parameters.x-acs-signature-nonce')
  })

  it('shows where each parameter goes', () => {
    const request = build({ Tag: [{ Key: 'a' }] })
    expect(placedParameters(request)).toEqual([{ name: 'Tag.1.Key', position: 'query', value: 'a' }])
  })
})

describe('what the wire cannot carry', () => {
  it('is refused with the parameter’s name', () => {
    const path = operation({ style: 'ROA', method: 'GET', path: '/clusters/[ClusterId]' }, [{ name: 'ClusterId', type: 'string', position: 'path' }])
    expect(refusal({}, path)).toMatchObject({ kind: 'input', about: { field: 'parameters.ClusterId' } })
    expect(refusal({ ClusterId: '' }, path).about.field).toBe('parameters.ClusterId')
    expect(refusal({ ClusterId: '..' }, path).about.field).toBe('parameters.ClusterId')
    expect(refusal({ Half: '\ud800' }).about.field).toBe('parameters.Half')
    expect(refusal({ Map: { '\ud800': 'v' } }, operation({ requestBody: 'form' }, [{ name: 'Map', type: 'map', position: 'formData' }])).about.field).toBe('parameters.Map')
    expect(refusal({ Zones: ['a', 'b,c'] }, operation({}, [{ name: 'Zones', type: 'array', position: 'query', serialisation: 'simple' }])).about.field).toBe('parameters.Zones')
    expect(refusal({ Size: Number.NaN }).about.field).toBe('parameters.Size')
    expect(refusal({ Deep: nested(70) }).message).toContain('deeper than 64')
    expect(refusal({ deep: nested(70) }, undefined, { request: { path: '/x', method: 'POST' } }).message).toContain('deeper than 64')
  })

  it('lets no header parameter reach the signature or a second line', () => {
    const header = (name: string): Operation => operation({}, [{ name, type: 'string', position: 'header' }])
    for (const name of ['Authorization', 'Host', 'x-acs-action', 'X-Acs-Signature-Nonce', 'x-acs-security-token']) expect(refusal({ [name]: 'v' }, header(name)).about.field).toBe(`parameters.${name}`)
    expect(refusal({ 'X-A': 'v\r\nX-B: w' }, header('X-A')).about.field).toBe('parameters.X-A')
  })

  it('keeps keys such as __proto__ from changing anything but themselves', () => {
    const parameters = JSON.parse('{"__proto__":{"polluted":1},"constructor":"c","toString":"t"}') as Record<string, ParameterValue>
    const request = build(parameters)
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
    expect(request.query).toEqual({ '__proto__.polluted': '1', constructor: 'c', toString: 't' })
    expect(refusal({}, undefined, { request: { path: '/{constructor}', style: 'ROA' } }).about.field).toBe('parameters.constructor')
  })
})
