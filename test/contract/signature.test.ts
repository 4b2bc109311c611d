/** What the gate lets through and what it refuses: requests signed by the official SDK's own code, then spoiled in one place each. */
import { createHash, randomUUID } from 'node:crypto'
import { OpenApiUtil } from '@alicloud/openapi-core'
import { Request } from '@darabonba/typescript'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPractice, type PracticeServer } from '../../main/practice/server'
import { assume, callFreely, errorOf, type Key } from './clients'

let cloud: PracticeServer
beforeAll(async () => {
  cloud = await startPractice({ scale: 10 })
})
afterAll(() => cloud.close())

interface Signed {
  method: string
  query: Record<string, string>
  headers: Record<string, string>
  body: string
}

interface Choice {
  key?: Key
  at?: Date
  nonce?: string
  form?: Record<string, string>
}

const timestamp = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`
const identity = { Action: 'GetCallerIdentity', Version: '2015-04-01' }

/** A POST signed as ACS3-HMAC-SHA256. */
function signAcs3({ key = cloud, at = new Date(), nonce = randomUUID(), form = { Note: 'ein Ü, *(!) +~' } }: Choice = {}): Signed {
  const body = OpenApiUtil.toForm(form)
  const hash = createHash('sha256').update(body).digest('hex')
  const request = new Request()
  request.method = 'POST'
  request.pathname = '/'
  request.query = { Odd: 'a b+c/ü*' }
  request.headers = {
    host: new URL(cloud.address).host,
    'x-acs-action': identity.Action,
    'x-acs-version': identity.Version,
    'x-acs-date': timestamp(at),
    'x-acs-signature-nonce': nonce,
    'x-acs-content-sha256': hash,
    'content-type': 'application/x-www-form-urlencoded',
    ...(key.securityToken === undefined ? {} : { 'x-acs-security-token': key.securityToken }),
  }
  const authorization = OpenApiUtil.getAuthorization(request, 'ACS3-HMAC-SHA256', hash, key.accessKeyId, key.accessKeySecret)
  return { method: 'POST', query: request.query, headers: { ...request.headers, authorization }, body }
}

/** A POST signed as the older RPC HMAC-SHA1. */
function signRpc({ key = cloud, at = new Date(), nonce = randomUUID(), form = { Note: 'ein Ü, *(!) +~' } }: Choice = {}): Signed {
  const query = {
    ...identity,
    Format: 'JSON',
    AccessKeyId: key.accessKeyId,
    SignatureMethod: 'HMAC-SHA1',
    SignatureVersion: '1.0',
    SignatureNonce: nonce,
    Timestamp: timestamp(at),
    ...(key.securityToken === undefined ? {} : { SecurityToken: key.securityToken }),
  }
  const Signature = OpenApiUtil.getRPCSignature({ ...query, ...form }, 'POST', key.accessKeySecret)
  return { method: 'POST', query: { ...query, Signature }, headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: OpenApiUtil.toForm(form) }
}

async function send({ method, query, headers: signedHeaders, body }: Signed): Promise<{ status: number; code: string | undefined; headers: Headers; text: string }> {
  // fetch writes the host header itself, with the same value that was signed.
  const headers = Object.fromEntries(Object.entries(signedHeaders).filter(([name]) => name !== 'host'))
  const response = await fetch(`${cloud.address}/?${new URLSearchParams(query).toString()}`, { method, headers, body })
  const text = await response.text()
  return { status: response.status, code: (JSON.parse(text) as { Code?: string }).Code, headers: response.headers, text }
}

const minutes = (count: number): Date => new Date(Date.now() + count * 60_000)

describe.each([
  ['ACS3-HMAC-SHA256', signAcs3],
  ['RPC HMAC-SHA1', signRpc],
])('a request signed as %s', (_name, sign) => {
  it('passes, by key and by session', async () => {
    expect(await send(sign())).toMatchObject({ status: 200 })
    const key = await assume(cloud, cloud.organisation.members[0]?.accountId ?? '')
    const answer = await send(sign({ key }))
    expect(answer.status).toBe(200)
    expect(answer.text).toContain('AssumedRoleUser')
    expect(answer.headers.get('x-acs-request-id')).toBe((JSON.parse(answer.text) as { RequestId: string }).RequestId)
  })

  it('is refused when its body was changed on the way', async () => {
    const signed = sign({ form: { Amount: '1' } })
    expect(await send({ ...signed, body: 'Amount=9' })).toMatchObject({ status: 400, code: 'SignatureDoesNotMatch' })
  })

  it('is refused when its query was changed on the way', async () => {
    const signed = sign()
    expect(await send({ ...signed, query: { ...signed.query, RegionId: 'cn-shanghai' } })).toMatchObject({ code: 'SignatureDoesNotMatch' })
  })

  it('is refused when it was signed with another secret', async () => {
    expect(await send(sign({ key: { accessKeyId: cloud.accessKeyId, accessKeySecret: 'not the secret' } }))).toMatchObject({ status: 400, code: 'SignatureDoesNotMatch' })
  })

  it('is refused when its clock is more than 15 minutes off, and passes below that', async () => {
    for (const at of [minutes(-16), minutes(16)]) expect(await send(sign({ at }))).toMatchObject({ status: 400, code: 'InvalidTimeStamp.Expired' })
    for (const at of [minutes(-14), minutes(14)]) expect(await send(sign({ at }))).toMatchObject({ status: 200 })
  })

  it('is refused the second time', async () => {
    const signed = sign()
    expect(await send(signed)).toMatchObject({ status: 200 })
    expect(await send(signed)).toMatchObject({ status: 400, code: 'SignatureNonceUsed' })
  })

  it('is refused when its key is unknown, or when the token of its session is missing', async () => {
    expect(await send(sign({ key: { accessKeyId: 'LTAI5tUnknownUnknown', accessKeySecret: 'x' } }))).toMatchObject({ status: 404, code: 'InvalidAccessKeyId.NotFound' })
    const { accessKeyId, accessKeySecret } = await assume(cloud, cloud.organisation.members[0]?.accountId ?? '')
    expect(await send(sign({ key: { accessKeyId, accessKeySecret } }))).toMatchObject({ status: 400, code: 'MissingSecurityToken' })
  })

  it('is refused when its session is expired, of another session, of another cloud, or no token at all', async () => {
    const accountId = cloud.organisation.members[0]?.accountId ?? ''
    const key = await assume(cloud, accountId)
    // A clock behind by all that a request's own clock may be off: the shortest session ends as it begins.
    const past = await startPractice({ scale: 10 }, { now: () => Date.now() - 15 * 60_000 })
    const expired = await assume(past, accountId, { durationSeconds: 900 })
    await past.close()
    const foreign = await startPractice({ seed: 2 })
    const strange = await assume(foreign, foreign.organisation.members[0]?.accountId ?? '')
    await foreign.close()

    expect(await send(sign({ key }))).toMatchObject({ status: 200 })
    expect(await send(sign({ key: expired }))).toMatchObject({ status: 400, code: 'InvalidSecurityToken.Expired' })
    const other = await assume(cloud, accountId)
    expect(await send(sign({ key: { ...key, securityToken: other.securityToken } }))).toMatchObject({ status: 400, code: 'InvalidSecurityToken.MismatchWithAccessKey' })
    expect(await send(sign({ key: strange }))).toMatchObject({ status: 400, code: 'InvalidSecurityToken.Malformed' })
    expect(await send(sign({ key: { ...key, securityToken: 'CAISnonsense' } }))).toMatchObject({ status: 400, code: 'InvalidSecurityToken.Malformed' })
  })
})

describe('the generic client', () => {
  it.each([undefined, 'v2' as const])('calls RPC by POST and GET with a form and without (signature %s)', async (signatureAlgorithm) => {
    const more = signatureAlgorithm === undefined ? {} : { signatureAlgorithm }
    const query = { RegionId: 'cn-hangzhou', 'Tag.1.Key': 'env', 'Tag.1.Value': "a b*c!'()~/+" }
    for (const call of [{ query }, { form: query }, { query, method: 'GET' }]) {
      expect(await callFreely(cloud, cloud, { action: 'DescribeInstances', version: '2014-05-26', ...more, ...call })).toContain('"TotalCount":0')
    }
  })

  it.each([undefined, 'v2' as const])('calls ROA by key and by session (signature %s)', async (signatureAlgorithm) => {
    const more = signatureAlgorithm === undefined ? {} : { signatureAlgorithm }
    const call = { action: 'DescribeClustersV1', version: '2015-12-15', method: 'GET', pathname: '/api/v1/clusters', query: { page_size: '3', region_id: 'cn-hangzhou' }, ...more }
    expect(await callFreely(cloud, cloud, call)).toContain('"page_info":{"page_number":1,"page_size":3')
    const key = await assume(cloud, cloud.organisation.members[0]?.accountId ?? '')
    expect(await callFreely(cloud, key, call)).toContain('"clusters":[{')
    expect(await errorOf(callFreely(cloud, { ...key, accessKeySecret: 'wrong' }, call))).toMatchObject({ code: 'SignatureDoesNotMatch' })
  })
})
