import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createAssumeRole } from '../../../main/wire/sts'
import type { AssumedRole, AssumeRoleRequest, SendOptions } from '../../../main/wire/wire'
import type { AppError } from '../../../shared/errors'
import { json, startLocalServer, type LocalServer } from '../../doubles/localServer'

const roleArn = 'acs:ram::1203456789012345:role/ops'
const credential = { accessKeyId: 'LTAI5tTestKey0001', accessKeySecret: 'a-secret-of-the-test-0001' }
let server: LocalServer
beforeAll(async () => {
  server = await startLocalServer()
})
afterEach(() => {
  server.requests.length = 0
})
afterAll(() => server.close())

const assume = (change: Partial<AssumeRoleRequest> = {}, options: Partial<SendOptions> = {}): Promise<AssumedRole> =>
  createAssumeRole()({ roleArn, roleSessionName: 'rolecall-ops', endpoint: server.address, ...change }, { credential, signal: new AbortController().signal, ...options })
const failure = (change: Partial<AssumeRoleRequest> = {}, options: Partial<SendOptions> = {}): Promise<AppError> =>
  assume(change, options).then(
    () => expect.unreachable('the role should not have been assumed'),
    (error: AppError) => error,
  )
const good = {
  RequestId: 'R-1',
  AssumedRoleUser: { Arn: 'acs:ram::1203456789012345:role/ops/rolecall-ops', AssumedRoleId: '3:rolecall-ops' },
  Credentials: { AccessKeyId: 'STS.NTestTest', AccessKeySecret: 'session-secret', SecurityToken: 'session-token', Expiration: '2030-01-01T00:00:00Z' },
}

describe('assuming a role', () => {
  it('hands back the session’s credential with its end', async () => {
    server.answer(json(200, JSON.stringify(good)))
    const assumed = await assume({ durationSeconds: 900, sourceIdentity: 'wanda', policy: '{"Version":"1","Statement":[]}', externalId: 'x:1' })
    expect(assumed).toEqual({
      credential: { accessKeyId: 'STS.NTestTest', accessKeySecret: 'session-secret', securityToken: 'session-token', expiresAt: new Date('2030-01-01T00:00:00Z') },
      arn: good.AssumedRoleUser.Arn,
      requestId: 'R-1',
    })
    expect(server.requests[0]?.query).toMatchObject({ RoleArn: roleArn, RoleSessionName: 'rolecall-ops', DurationSeconds: '900', SourceIdentity: 'wanda', ExternalId: 'x:1' })
  })

  it('accepts the spelling of older answers', async () => {
    server.answer(json(200, JSON.stringify({ ...good, AssumedRoleUser: { arn: 'old', AssumedRoleUserId: '3:x' } })))
    expect((await assume()).arn).toBe('old')
  })

  it('reads an answer in XML as it reads one in JSON, and asks by POST', async () => {
    server.answer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/xml;charset=utf-8' })
      response.end(
        `<?xml version='1.0' encoding='UTF-8'?><AssumeRoleResponse><RequestId>R-1</RequestId><AssumedRoleUser><Arn>${good.AssumedRoleUser.Arn}</Arn><AssumedRoleId>3:rolecall-ops</AssumedRoleId></AssumedRoleUser>` +
          '<Credentials><AccessKeySecret>session&amp;secret</AccessKeySecret><AccessKeyId>STS.NTestTest</AccessKeyId><Expiration>2030-01-01T00:00:00Z</Expiration><SecurityToken>session-token</SecurityToken></Credentials></AssumeRoleResponse>',
      )
    })
    expect(await assume()).toEqual({
      credential: { accessKeyId: 'STS.NTestTest', accessKeySecret: 'session&secret', securityToken: 'session-token', expiresAt: new Date('2030-01-01T00:00:00Z') },
      arn: good.AssumedRoleUser.Arn,
      requestId: 'R-1',
    })
    expect(server.requests[0]?.method).toBe('POST')
    server.answer((_request, response) => {
      response.writeHead(403, { 'content-type': 'text/xml' })
      response.end('<Error><Code>NoPermission</Code><Message>You are not authorized.</Message><RequestId>R-4</RequestId></Error>')
    })
    expect(await failure()).toMatchObject({ kind: 'role', about: { code: 'NoPermission', requestId: 'R-4' } })
  })

  it.each<[string, Partial<AssumeRoleRequest>]>([
    ['role', { roleArn: 'acs:ram::120345678901234:role/ops' }],
    ['role', { roleArn: 'acs:ram::1203456789012345:role/my ops' }],
    ['role', { roleArn: 'ops' }],
    ['session.name', { roleSessionName: 'a' }],
    ['session.name', { roleSessionName: 'has space' }],
    ['session.name', { roleSessionName: 'x'.repeat(65) }],
    ['session.durationSeconds', { durationSeconds: 899 }],
    ['session.durationSeconds', { durationSeconds: 43_201 }],
    ['session.durationSeconds', { durationSeconds: 900.5 }],
    ['session.policy', { policy: 'x'.repeat(2049) }],
    ['session.policy', { policy: 'not json' }],
    ['session.policy', { policy: '[]' }],
    ['session.externalId', { externalId: 'x'.repeat(1225) }],
    ['session.sourceIdentity', { sourceIdentity: 'aliyun:me' }],
    ['session.sourceIdentity', { sourceIdentity: 'alibabacloud:me' }],
    ['session.sourceIdentity', { sourceIdentity: 'x'.repeat(65) }],
    ['session.sourceIdentity', { sourceIdentity: 'has space' }],
    ['session.externalId', { externalId: 'a' }],
    ['session.externalId', { externalId: 'has space' }],
    ['session.sourceIdentity', { sourceIdentity: 'acs:me' }],
    ['session.sourceIdentity', { sourceIdentity: 'x' }],
  ])('refuses a wrong %s before anything is sent (%j)', async (field, change) => {
    expect(await failure(change)).toMatchObject({ kind: 'input', about: { field } })
    expect(server.requests).toHaveLength(0)
  })
})

describe('a role that is refused', () => {
  it.each([
    [404, 'EntityNotExist.Role', 'role', 'Create the role in account 1203456789012345'],
    [403, 'NoPermission', 'role', 'trust policy'],
    [400, 'InvalidParameter.DurationSeconds', 'role', 'session.durationSeconds'],
    [400, 'InvalidParameter.RoleArn', 'role', 'Correct the role'],
    [400, 'InvalidParameter.RoleSessionName', 'role', 'session.name'],
    [400, 'InvalidParameter.PolicyGrammar', 'role', 'session.policy'],
    [400, 'InvalidParameter.PolicySize', 'role', 'session.policy'],
    [400, 'InvalidParameter.ExternalId', 'role', 'session.externalId'],
    [400, 'InvalidParameter.SourceIdentity', 'role', 'session.sourceIdentity'],
    [400, 'Throttling.User', 'throttled', 'Wait'],
    [404, 'InvalidAccessKeyId.NotFound', 'credentials', 'AccessKey'],
    [500, 'InternalServerError', 'network', 'Try again'],
  ])('status %i, %s is %s and says whose move it is', async (status, code, kind, next) => {
    server.answer(json(status, JSON.stringify({ RequestId: 'R-2', HostId: 'h', Code: code, Message: 'You are not authorized.' }), { 'x-acs-retry-after': '900' }))
    const error = await failure()
    expect(error).toMatchObject({ kind, about: { code, requestId: 'R-2', roleArn, accountId: '1203456789012345', httpStatus: status, retryAfterMs: 900 } })
    expect(error.next).toContain(next)
  })

  it('is cancelled at once, and given up after the read limit', async () => {
    server.answer(() => undefined)
    const cancel = new AbortController()
    const failing = failure({}, { signal: cancel.signal })
    await expect.poll(() => server.requests.length).toBe(1)
    cancel.abort()
    expect((await failing).kind).toBe('cancelled')
    expect(await failure({}, { readTimeoutMs: 50 })).toMatchObject({ kind: 'network', about: { code: 'ReadTimeout', roleArn } })
  })

  it('calls a web page, a cut answer and an answer without credentials network errors', async () => {
    server.answer((_request, response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<html></html>'))
    expect(await failure()).toMatchObject({ kind: 'network', about: { code: 'HtmlAnswer' } })
    server.answer(json(200, '{"RequestId":'))
    expect(await failure()).toMatchObject({ kind: 'network', about: { code: 'TruncatedAnswer' } })
    server.answer(json(200, '{"RequestId":"R-3"}'))
    expect(await failure()).toMatchObject({ kind: 'network', about: { code: 'MalformedAnswer', requestId: 'R-3' } })
  })
})
