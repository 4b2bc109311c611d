/** The IDaaS instance of the practice cloud over plain HTTP: no official client speaks to a developer endpoint's device-code grant, so the requests are written out as any OAuth client sends them. Its sessions serve the official SDK. */
import { DescribeInstancesRequest } from '@alicloud/ecs20140526'
import { CreateRoleRequest } from '@alicloud/ram20150501'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exchangeScope } from '../../main/practice/idaas/exchange'
import { idaasProvider, operatorRole, trustIn } from '../../main/practice/ram/sampleRoles'
import { startPractice, type PracticeServer } from '../../main/practice/server'
import { answerSignIn } from '../doubles/signInPage'
import { clientsOf } from './clients'

let now = Date.now()
let cloud: PracticeServer
beforeEach(async () => {
  cloud = await startPractice({ scale: 5 }, { now: () => now })
})
afterEach(() => cloud.close())

const later = (seconds: number): void => void (now += seconds * 1000)
const fullScope = `${exchangeScope} offline_access openid`

async function post(url: string, fields: Record<string, string>): Promise<{ status: number; body: Record<string, string> }> {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams({ client_id: cloud.idaas.clientId, ...fields }) })
  return { status: response.status, body: (await response.json()) as Record<string, string> }
}
const begin = async (scope = fullScope): Promise<Record<string, string>> => (await post(cloud.idaas.tokenUrl.replace('/token', '/device/code'), { scope })).body
const redeem = (deviceCode = '') => post(cloud.idaas.tokenUrl, { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: deviceCode })
const refresh = (token = '') => post(cloud.idaas.tokenUrl, { grant_type: 'refresh_token', refresh_token: token })
const signIn = async (scope?: string): Promise<Record<string, string>> => {
  const code = await begin(scope)
  expect(await answerSignIn(code['verification_uri'] ?? '', code['user_code'] ?? '')).toBe(200)
  return (await redeem(code['device_code'])).body
}

const roleArn = (): string => `acs:ram::${cloud.accountId}:role/${operatorRole}`
async function exchange(accessToken = '', query: Record<string, string> = { cloudAccountRoleExternalId: roleArn() }, instanceId = cloud.idaas.instanceId): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${cloud.address}/v2/${instanceId}/cloudAccountRoles/_/actions/obtainAccessCredential?${new URLSearchParams(query).toString()}`, { headers: { authorization: `Bearer ${accessToken}` } })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

describe('a sign-in by device code', () => {
  it('waits for the person at the browser, asks a hasty client to slow down, and gives tokens once', async () => {
    const code = await begin()
    expect(code).toMatchObject({ user_code: expect.stringMatching(/^[A-Z]{4}-[A-Z]{4}$/) as string, interval: 1, expires_in: 600, verification_uri_complete: `${code['verification_uri']}?user_code=${code['user_code']}` })
    expect(await redeem(code['device_code'])).toMatchObject({ status: 400, body: { error: 'authorization_pending' } })
    expect(await redeem(code['device_code'])).toMatchObject({ body: { error: 'slow_down' } })
    later(1)
    expect(await redeem(code['device_code'])).toMatchObject({ body: { error: 'authorization_pending' } })
    expect(await (await fetch(code['verification_uri_complete'] ?? '')).text()).toContain(`value="${code['user_code']}"`)
    expect(await answerSignIn(code['verification_uri'] ?? '', ` ${code['user_code']?.toLowerCase()}`)).toBe(200)
    expect(await redeem(code['device_code'])).toMatchObject({ status: 200, body: { token_type: 'Bearer', expires_in: 1200, scope: fullScope } })
    expect(await redeem(code['device_code'])).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect(cloud.idaasTokens).toHaveLength(2)
  })

  it('ends where it is refused, too old, or not this application’s', async () => {
    const refused = await begin()
    await answerSignIn(refused['verification_uri'] ?? '', refused['user_code'] ?? '', 'refuse')
    expect(await redeem(refused['device_code'])).toMatchObject({ body: { error: 'access_denied' } })
    const old = await begin()
    later(601)
    expect(await answerSignIn(old['verification_uri'] ?? '', old['user_code'] ?? '')).toBe(404)
    expect(await redeem(old['device_code'])).toMatchObject({ body: { error: 'expired_token' } })
    expect(await post(cloud.idaas.tokenUrl, { client_id: 'app_other' })).toMatchObject({ status: 400, body: { error: 'invalid_client' } })
    expect(await post(cloud.idaas.tokenUrl, { grant_type: 'password' })).toMatchObject({ body: { error: 'unsupported_grant_type' } })
  })

  it('gives a refresh token that serves once, and none where nobody asked for it', async () => {
    const first = await signIn()
    const second = (await refresh(first['refresh_token'])).body
    expect(second['access_token']).not.toBe(first['access_token'])
    expect(await refresh(first['refresh_token'])).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect(await refresh(second['access_token'])).toMatchObject({ body: { error: 'invalid_grant' } })
    expect((await refresh(second['refresh_token'])).status).toBe(200)
    expect(await signIn(exchangeScope)).not.toHaveProperty('refresh_token')
  })
})

describe('an access token', () => {
  it('becomes the session of the role that trusts the instance, and serves after a restart of the cloud', async () => {
    const { access_token: token } = await signIn()
    await cloud.close()
    cloud = await startPractice({ scale: 5 }, { now: () => now })
    const { status, body } = await exchange(token, { cloudAccountRoleExternalId: roleArn(), durationSeconds: '900' })
    expect([status, body]).toMatchObject([200, { cloudAccountVendorType: 'alibaba_cloud', cloudAccountRoleName: operatorRole, cloudAccountRoleExternalId: roleArn() }])
    const { accessCredentialExpiresAt, alibabaCloudStsToken: sts } = body['cloudAccountRoleAccessCredential'] as { accessCredentialExpiresAt: number; alibabaCloudStsToken: { accessKeyId: string; accessKeySecret: string; securityToken: string; expiration: string } }
    expect(accessCredentialExpiresAt).toBe(Math.floor(now / 1000) + 900)
    expect(Date.parse(sts.expiration)).toBe(accessCredentialExpiresAt * 1000)
    const clients = clientsOf(cloud, sts)
    expect((await clients.sts.getCallerIdentity()).body).toMatchObject({ accountId: cloud.accountId, identityType: 'AssumedRoleUser' })
    await expect(clients.ecs.describeInstances(new DescribeInstancesRequest({ regionId: 'cn-hangzhou' }))).resolves.toHaveProperty('statusCode', 200)
  })

  it('opens a role that is created with that trust, for as long as the role allows', async () => {
    await clientsOf(cloud).ram.createRole(new CreateRoleRequest({ roleName: 'Sso', assumeRolePolicyDocument: trustIn({ Federated: [idaasProvider(cloud.accountId)] }) }))
    const { access_token: token } = await signIn()
    const query = { cloudAccountRoleExternalId: `acs:ram::${cloud.accountId}:role/Sso` }
    expect((await exchange(token, query)).status).toBe(200)
    expect(await exchange(token, { ...query, durationSeconds: '3601' })).toMatchObject({ status: 400, body: { code: 'InvalidParameter.DurationSeconds' } })
  })

  it('is refused where it, its scope, the instance, the role or the duration is wrong', async () => {
    const { access_token: token } = await signIn()
    const { access_token: narrow } = await signIn('openid')
    const member = `acs:ram::${cloud.organisation.members[0]?.accountId}:role/${cloud.role}`
    expect(await exchange('made-up')).toMatchObject({ status: 401, body: { code: 'InvalidToken', requestId: expect.any(String) as string } })
    expect(await exchange(narrow)).toMatchObject({ status: 403, body: { code: 'InsufficientScope' } })
    expect(await exchange(token, undefined, 'idaas_other')).toMatchObject({ status: 404, body: { code: 'ResourceNotFound.Instance' } })
    expect(await exchange(token, {})).toMatchObject({ status: 400, body: { code: 'MissingParameter.CloudAccountRoleExternalId' } })
    expect(await exchange(token, { cloudAccountRoleExternalId: 'nobody' })).toMatchObject({ status: 404, body: { code: 'EntityNotExist.CloudAccountRole' } })
    expect(await exchange(token, { cloudAccountRoleExternalId: member })).toMatchObject({ status: 403, body: { code: 'Forbidden' } })
    expect(await exchange(token, { cloudAccountRoleExternalId: roleArn(), durationSeconds: '899' })).toMatchObject({ status: 400, body: { code: 'InvalidParameter.DurationSeconds' } })
    later(1201)
    expect(await exchange(token)).toMatchObject({ status: 401, body: { code: 'InvalidAccessToken.Expired' } })
  })
})
