/** Alibaba Cloud's own SDK clients, pointed at a practice cloud. They bring their own signatures and models; nothing here helps them. */
import Cs from '@alicloud/cs20151215'
import Ecs from '@alicloud/ecs20140526'
import OpenApi, { Config as OpenApiConfig, OpenApiRequest, Params } from '@alicloud/openapi-client'
import { $OpenApiUtil } from '@alicloud/openapi-core'
import Ram from '@alicloud/ram20150501'
import Rds from '@alicloud/rds20140815'
import ResourceManager from '@alicloud/resourcemanager20200331'
import Sts, { AssumeRoleRequest } from '@alicloud/sts20150401'
import Tag from '@alicloud/tag20180828'
import { RuntimeOptions } from '@alicloud/tea-util'
import Vpc from '@alicloud/vpc20160428'
import type { PracticeServer } from '../../main/practice/server'

export interface Key {
  accessKeyId: string
  accessKeySecret: string
  securityToken?: string
}

export type Clients = ReturnType<typeof clientsOf>

/** One client of each product, signing with this key. */
export function clientsOf(cloud: PracticeServer, key: Key = cloud) {
  const { accessKeyId, accessKeySecret, securityToken } = key
  const config = () =>
    new $OpenApiUtil.Config({ accessKeyId, accessKeySecret, ...(securityToken === undefined ? {} : { securityToken }), endpoint: new URL(cloud.address).host, protocol: 'http', regionId: 'cn-hangzhou' })
  return {
    cs: new Cs(config()),
    ecs: new Ecs(config()),
    ram: new Ram(config()),
    rds: new Rds(config()),
    resourceManager: new ResourceManager(config()),
    sts: new Sts(config()),
    tag: new Tag(config()),
    vpc: new Vpc(config()),
  }
}

/** Assumes the directory's role in a member. */
export async function assume(cloud: PracticeServer, accountId: string, more: Partial<AssumeRoleRequest> = {}): Promise<Required<Key>> {
  const request = new AssumeRoleRequest({ roleArn: `acs:ram::${accountId}:role/${cloud.role}`, roleSessionName: 'contract', ...more })
  const { body } = await clientsOf(cloud).sts.assumeRole(request)
  const { accessKeyId, accessKeySecret, securityToken } = body?.credentials ?? {}
  if (!accessKeyId || !accessKeySecret || !securityToken) throw new Error('AssumeRole gave no credentials.')
  return { accessKeyId, accessKeySecret, securityToken }
}

export interface FreeCall {
  action: string
  version: string
  query?: Record<string, string>
  /** Sent as a form. */
  form?: Record<string, string>
  method?: string
  /** Set for ROA. */
  pathname?: string
  /** `v2`: the older HMAC-SHA1. */
  signatureAlgorithm?: 'v2'
}

/** Any operation through the generic client, its body as the text that came. */
export async function callFreely(cloud: PracticeServer, key: Key, { action, version, query, form, method = 'POST', pathname, signatureAlgorithm }: FreeCall): Promise<string> {
  const { accessKeyId, accessKeySecret, securityToken } = key
  const client = new OpenApi(
    new OpenApiConfig({
      accessKeyId,
      accessKeySecret,
      ...(securityToken === undefined ? {} : { securityToken }),
      ...(signatureAlgorithm === undefined ? {} : { signatureAlgorithm }),
      endpoint: new URL(cloud.address).host,
      protocol: 'http',
    }),
  )
  const params = new Params({
    action,
    version,
    method,
    pathname: pathname ?? '/',
    style: pathname === undefined ? 'RPC' : 'ROA',
    protocol: 'http',
    authType: 'AK',
    reqBodyType: pathname === undefined ? 'formData' : 'json',
    bodyType: 'string',
  })
  const request = new OpenApiRequest({ ...(query === undefined ? {} : { query }), ...(form === undefined ? {} : { body: form }) })
  const answer = (await client.callApi(params, request, new RuntimeOptions({ readTimeout: 10_000, connectTimeout: 10_000 }))) as { body: string }
  return answer.body
}

/** What an SDK's error says; throws where the call went well. */
export async function errorOf(call: Promise<unknown>): Promise<{ code?: string; statusCode?: number; data?: Record<string, unknown>; accessDeniedDetail?: Record<string, unknown>; retryAfter?: number }> {
  try {
    await call
  } catch (thrown) {
    const error = thrown as { code?: string; statusCode?: number; data?: Record<string, unknown>; accessDeniedDetail?: Record<string, unknown>; retryAfter?: number }
    return error
  }
  throw new Error('The call was expected to fail.')
}
