import { describe, expect, it } from 'vitest'
import { looksLikeHtml, readRefusal } from '../../../main/wire/errorBody'
import { errorOf, networkError, type Answered } from '../../../main/wire/errors'
import type { AppError } from '../../../shared/errors'

const answered = (change: Partial<Answered>): Answered => ({ httpStatus: 400, headers: { 'content-type': 'application/json' }, body: '{}', about: { product: 'Ecs' }, secrets: [], now: 0, ...change })
const coded = (code: string, httpStatus = 400): AppError | undefined => errorOf(answered({ httpStatus, body: JSON.stringify({ Code: code, Message: 'said', RequestId: 'R' }) }))

describe('the table from codes to kinds', () => {
  it.each([
    ['Throttling', 400, 'throttled'],
    ['Throttling.User', 400, 'throttled'],
    ['Throttling.Api', 400, 'throttled'],
    ['ServiceUnavailable', 503, 'throttled'],
    ['InvalidAccessKeyId.NotFound', 404, 'credentials'],
    ['InvalidAccessKeyId.Inactive', 400, 'credentials'],
    ['SignatureDoesNotMatch', 400, 'credentials'],
    ['InvalidSecurityToken.Expired', 400, 'credentials'],
    ['InvalidTimeStamp.Expired', 400, 'credentials'],
    ['SignatureNonceUsed', 400, 'credentials'],
    ['Forbidden.RAM', 403, 'refused'],
    ['NoPermission', 403, 'refused'],
    ['InvalidOperation.NotSupportedEndpoint', 400, 'endpoint'],
    ['InvalidAction.NotFound', 404, 'refused'],
    ['MissingParameter', 400, 'refused'],
    ['InvalidParameter.RegionId', 400, 'refused'],
    ['DryRunOperation', 400, 'refused'],
    ['InternalError', 500, 'network'],
    ['Unheard.Of', 429, 'throttled'],
    ['Unheard.Of', 403, 'refused'],
    ['Unheard.Of', 502, 'network'],
    ['Unheard.Of', 409, 'refused'],
  ])('%s with status %i is %s and names a next move', (code, httpStatus, kind) => {
    const error = coded(code, httpStatus)
    expect(error?.kind).toBe(kind)
    expect(error?.about).toMatchObject({ code, httpStatus, requestId: 'R', product: 'Ecs' })
    expect(error?.next).toMatch(/\.$/)
  })

  it('tells a parameter error from a missing permission by its next move', () => {
    expect(coded('InvalidParameter')?.next).toContain('parameter')
    expect(coded('Forbidden', 403)?.next).toContain('permission')
    expect(coded('DryRunOperation')?.next).toContain('passed')
  })

  it('leaves a good answer alone, also one that says no in its body', () => {
    expect(errorOf(answered({ httpStatus: 200, body: '{"Success":false,"Code":"Oops"}' }))).toBeUndefined()
  })

  it('never repeats the signed text that a signature refusal echoes', () => {
    const body = JSON.stringify({ Code: 'SignatureDoesNotMatch', Message: 'server string to sign is:POST&x-acs-security-token:CAIS...', RequestId: 'R' })
    expect(errorOf(answered({ body }))?.message).not.toContain('CAIS')
  })
})

describe('bodies of refusals', () => {
  it('reads RPC, ROA, mixed and XML spellings', () => {
    const expected = { code: 'C', message: 'M', requestId: 'R' }
    expect(readRefusal('{"Code":"C","Message":"M","RequestId":"R","HostId":"h"}')).toEqual(expected)
    expect(readRefusal('{"code":"C","message":"M","requestId":"R"}')).toEqual(expected)
    expect(readRefusal('{"code":"C","message":"M","requestid":"R","status":400}')).toEqual(expected)
    expect(readRefusal('{"errorCode":"C","errorMessage":"M","request_id":"R"}')).toEqual(expected)
    expect(readRefusal('<?xml version="1.0"?><Error><Code>C</Code><Message>M</Message><RequestId>R</RequestId></Error>')).toEqual(expected)
    expect(readRefusal('{"Code":404,"Message":"M","RequestId":"R"}')).toEqual({ ...expected, code: '404' })
  })

  it('reads the denied action from an object, from JSON text and from XML', () => {
    const expected = { ramAction: 'ecs:Stop', noPermissionType: 'ExplicitDeny', policyType: 'ControlPolicy' }
    const detail = { AuthAction: 'ecs:Stop', NoPermissionType: 'ExplicitDeny', PolicyType: 'ControlPolicy' }
    expect(readRefusal(JSON.stringify({ AccessDeniedDetail: detail }))).toEqual(expected)
    expect(readRefusal(JSON.stringify({ accessDeniedDetail: JSON.stringify(detail) }))).toEqual(expected)
    expect(readRefusal('<Error><AccessDeniedDetail><AuthAction>ecs:Stop</AuthAction><NoPermissionType>ExplicitDeny</NoPermissionType><PolicyType>ControlPolicy</PolicyType></AccessDeniedDetail></Error>')).toEqual(expected)
  })

  it('survives hostile bodies', () => {
    expect(readRefusal('{"__proto__":{"code":"X"},"constructor":1}')).toEqual({})
    expect(readRefusal('[1]')).toBeUndefined()
    expect(readRefusal('{"Code":')).toBeUndefined()
    expect(readRefusal('<html><Code>X</Code></html>')).toBeUndefined()
    expect(readRefusal(`<Error>${'<a>'.repeat(50_000)}`)).toEqual({})
    expect(looksLikeHtml('\n<!doctype HTML><p>')).toBe(true)
    expect(looksLikeHtml('{"Code":"X"}', 'text/html;charset=utf-8')).toBe(false)
  })
})

describe('errors without an answer', () => {
  it.each([
    ['ENOTFOUND', 'endpoint'],
    ['EAI_AGAIN', 'network'],
    ['ECONNRESET', 'network'],
    ['ETIMEDOUT', 'network'],
    ['ECONNREFUSED', 'network'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'endpoint'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'endpoint'],
  ])('%s is %s', (code, kind) => {
    const error = networkError(Object.assign(new Error('x'), { code }), { endpoint: 'ecs.aliyuncs.com' })
    expect(error).toMatchObject({ kind, about: { code, endpoint: 'ecs.aliyuncs.com' } })
  })

  it('says which clock is ahead, and by how much', () => {
    const server = Date.parse('2026-11-22T10:00:00Z')
    const expired = (now: number): string | undefined =>
      errorOf(answered({ headers: { date: new Date(server).toUTCString() }, body: '{"Code":"InvalidTimeStamp.Expired"}', now }))?.message
    expect(expired(server + 21 * 60_000)).toContain('21 minutes ahead of')
    expect(expired(server - 16 * 60_000)).toContain('16 minutes behind')
  })
})
