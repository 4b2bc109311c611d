/** Whose move each refusal of IDaaS is. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDeviceFlow } from '../../../main/credentials/deviceFlow'
import { exchangeToken } from '../../../main/credentials/idaas'
import { createSend } from '../../../main/wire/send'
import type { IdaasProfile } from '../../../shared/credentials'
import type { AppError } from '../../../shared/errors'
import { json, startLocalServer, type LocalServer } from '../../doubles/localServer'

const never = new AbortController().signal
let server: LocalServer
beforeAll(async () => {
  server = await startLocalServer()
})
afterAll(() => server.close())

const profile: IdaasProfile = { name: 'sso', kind: 'idaas', regionId: 'cn-hangzhou', endpoints: {}, instanceId: 'idaas_test', roleArn: 'acs:ram::1203456789012345:role/ops', idaasRegionId: 'cn-hangzhou' }
const errorOf = (asking: Promise<unknown>): Promise<AppError> =>
  asking.then(
    () => expect.unreachable('it should have been refused'),
    (error: AppError) => error,
  )
const exchange = (): Promise<unknown> => exchangeToken(createSend(), profile, { endpoint: server.address, accessToken: 'MARKER-TOKEN-00000001', signal: never })

describe('an exchange that is refused', () => {
  it.each([
    [401, 'InvalidToken', 'credentials', 'Sign in'],
    [401, 'InvalidAccessToken.Expired', 'credentials', 'Sign in'],
    [401, 'Unheard.Of', 'credentials', 'Sign in'],
    [403, 'InsufficientScope', 'credentials', 'urn:cloud:idaas:pam|cloud_account_role:obtain_access_credential'],
    [403, 'Forbidden', 'role', 'administrator of IDaaS'],
    [403, 'OperationDenied.NotAuthorized', 'role', 'administrator of IDaaS'],
    [403, 'Unheard.Of', 'role', 'administrator of IDaaS'],
    [404, 'ResourceNotFound.Instance', 'role', 'instance ID'],
    [404, 'EntityNotExist.CloudAccountRole', 'role', 'role ARN'],
    [404, 'Unheard.Of', 'role', 'instance ID'],
    [400, 'InvalidParameter.DurationSeconds', 'role', 'duration'],
    [400, 'MissingParameter.CloudAccountRoleExternalId', 'role', 'role ARN'],
    [429, 'Throttling.User', 'throttled', 'Wait'],
    [503, 'ServiceUnavailable', 'throttled', 'Wait'],
    [500, 'InternalError', 'network', 'Try again'],
  ])('status %i, %s is %s', async (status, code, kind, next) => {
    server.answer(json(status, JSON.stringify({ code, message: 'the token MARKER-TOKEN-00000001 was refused', requestId: 'R-1' })))
    const error = await errorOf(exchange())
    expect(error).toMatchObject({ kind, about: { code, httpStatus: status, requestId: 'R-1', roleArn: profile.roleArn, accountId: '1203456789012345' } })
    expect(error.next).toContain(next)
    expect(error.message).not.toContain('MARKER')
  })

  it.each(['{}', 'not json', '{"cloudAccountVendorType":"alibaba_cloud","cloudAccountRoleAccessCredential":{}}'])('an answer without a credential is no credential (%s)', async (body) => {
    server.answer(json(200, body))
    expect(await errorOf(exchange())).toMatchObject({ kind: 'network', about: { code: 'MalformedAnswer' } })
  })
})

describe('a sign-in', () => {
  const flow = createDeviceFlow({ send: createSend(), now: Date.now })
  const signIn = (): { clientId: string; tokenUrl: string; deviceUrl: string } => ({ clientId: 'app', tokenUrl: `${server.address}/oauth2/token`, deviceUrl: `${server.address}/oauth2/device/code` })
  const code = () => ({ deviceCode: 'd', userCode: 'u', verificationUri: 'https://example.aliyunidaas.com', expiresAt: new Date(Date.now() + 60_000), intervalMs: 1 })

  it.each([
    ['access_denied', 'refused'],
    ['expired_token', 'expired'],
    ['invalid_grant', 'no more'],
    ['invalid_client', 'application'],
    ['unauthorized_client', 'device-code'],
    ['invalid_scope', 'scope'],
  ])('that ends with %s is the operator’s move', async (oauth, said) => {
    server.answer(json(400, JSON.stringify({ error: oauth, error_description: 'described' })))
    const error = await errorOf(flow.await(signIn(), code(), never))
    expect(error).toMatchObject({ kind: 'credentials', about: { code: oauth } })
    expect(error.message).toContain(said)
    expect(await errorOf(flow.refresh(signIn(), 'MARKER-REFRESH', never))).toMatchObject({ kind: 'credentials', about: { code: oauth } })
  })

  it('waits while it is pending or the server is away, ends with its code, and at once with a cancel', async () => {
    let tries = 0
    server.answer((request, response) => {
      tries += 1
      const answers = [json(400, '{"error":"authorization_pending"}'), json(503, '{"code":"ServiceUnavailable"}'), json(200, '{"access_token":"MARKER-ACCESS","expires_in":60}')]
      return (answers[tries - 1] ?? json(500, '{}'))(request, response)
    })
    expect(await flow.await(signIn(), code(), never)).toMatchObject({ accessToken: 'MARKER-ACCESS' })
    expect(await errorOf(flow.await(signIn(), { ...code(), expiresAt: new Date(0) }, never))).toMatchObject({ about: { code: 'expired_token' } })
    expect(await errorOf(flow.await(signIn(), { ...code(), intervalMs: 60_000 }, AbortSignal.timeout(1)))).toMatchObject({ kind: 'cancelled' })
  })
})
