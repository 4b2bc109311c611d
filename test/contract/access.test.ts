/** Who may do what: the errors the official SDKs get from the practice cloud are those they get from the real one. */
import { DescribeClustersV1Request } from '@alicloud/cs20151215'
import { DescribeInstancesRequest, RunInstancesRequest, StopInstancesRequest } from '@alicloud/ecs20140526'
import { GetRoleRequest, ListUsersRequest } from '@alicloud/ram20150501'
import { ListAccountsRequest } from '@alicloud/resourcemanager20200331'
import { AssumeRoleRequest } from '@alicloud/sts20150401'
import { DescribeVpcsRequest } from '@alicloud/vpc20160428'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Access } from '../../main/practice/organisation'
import { startPractice, type PracticeServer } from '../../main/practice/server'
import { truthRows } from '../../main/practice/truth'
import { assume, callFreely, clientsOf, errorOf } from './clients'

let cloud: PracticeServer
beforeAll(async () => {
  cloud = await startPractice({ scale: 30 })
})
afterAll(() => cloud.close())

const memberWith = (access: Access): string => cloud.organisation.members.find((member) => member.access === access)?.accountId ?? ''
const regionId = 'cn-hangzhou'
const instances = () => new DescribeInstancesRequest({ regionId })

describe('AssumeRole', () => {
  it('answers 404 where the role is missing and 403 where it does not trust the caller', async () => {
    expect(await errorOf(assume(cloud, memberWith('roleMissing')))).toMatchObject({ code: 'EntityNotExist.Role', statusCode: 404 })
    const refused = await errorOf(assume(cloud, memberWith('notTrusted')))
    expect(refused).toMatchObject({ code: 'NoPermission', statusCode: 403, accessDeniedDetail: { AuthAction: 'sts:AssumeRole', PolicyType: 'AssumeRolePolicy', NoPermissionType: 'ImplicitDeny' } })
  })

  it('makes a session that is the role in that account, and keeps its policy', async () => {
    const accountId = memberWith('ready')
    const policy = JSON.stringify({ Version: '1', Statement: [{ Effect: 'Allow', Action: 'ecs:Describe*', Resource: '*' }] })
    const clients = clientsOf(cloud, await assume(cloud, accountId, { policy, sourceIdentity: 'ana', durationSeconds: 900 }))
    const { body } = await clients.sts.getCallerIdentity()
    expect(body).toMatchObject({ accountId, identityType: 'AssumedRoleUser', arn: `acs:ram::${accountId}:assumed-role/${cloud.role}/contract` })
    expect(cloud.lastSession()).toMatchObject({ accountId, policy, sourceIdentity: 'ana' })
    await clients.ecs.describeInstances(instances())
    expect(await errorOf(clients.vpc.describeVpcs(new DescribeVpcsRequest({ regionId })))).toMatchObject({ code: 'Forbidden.RAM', accessDeniedDetail: { PolicyType: 'SessionPolicy' } })
  })

  it.each([
    ['RoleArn', { roleArn: 'acs:ram::123:role/x' }, 'InvalidParameter.RoleArn'],
    ['RoleSessionName', { roleSessionName: 'with space' }, 'InvalidParameter.RoleSessionName'],
    ['RoleSessionName of one character', { roleSessionName: 'a' }, 'InvalidParameter.RoleSessionName'],
    ['DurationSeconds below 900', { durationSeconds: 899 }, 'InvalidParameter.DurationSeconds'],
    ['DurationSeconds above 43200', { durationSeconds: 43_201 }, 'InvalidParameter.DurationSeconds'],
    ['Policy that is no JSON', { policy: 'allow all' }, 'InvalidParameter.PolicyGrammar'],
    ['Policy of 2049 characters', { policy: 'x'.repeat(2049) }, 'InvalidParameter.PolicySize'],
    ['ExternalId', { externalId: 'ü' }, 'InvalidParameter.ExternalId'],
    ['SourceIdentity with a reserved prefix', { sourceIdentity: 'acs:ana' }, 'InvalidParameter.SourceIdentity'],
  ])('refuses a wrong %s', async (_name, wrong, code) => {
    expect(await errorOf(assume(cloud, memberWith('ready'), wrong))).toMatchObject({ code, statusCode: 400 })
  })

  it('refuses a session longer than the role allows', async () => {
    const short = cloud.organisation.members.find((member) => member.maxSessionSeconds === 3600)?.accountId ?? ''
    expect(await errorOf(assume(cloud, short, { durationSeconds: 3601 }))).toMatchObject({ code: 'InvalidParameter.DurationSeconds' })
    await expect(assume(cloud, short, { durationSeconds: 3600 })).resolves.toHaveProperty('securityToken')
  })

  it('names the parameter that is missing', async () => {
    expect(await errorOf(clientsOf(cloud).sts.assumeRole(new AssumeRoleRequest({ roleSessionName: 'ana' })))).toMatchObject({ code: 'MissingRoleArn', statusCode: 400 })
  })

  it('does not let a member session go on to another member', async () => {
    const { sts } = clientsOf(cloud, await assume(cloud, memberWith('ready')))
    const next = new AssumeRoleRequest({ roleArn: `acs:ram::${cloud.organisation.members[1]?.accountId}:role/${cloud.role}`, roleSessionName: 'chain' })
    expect(await errorOf(sts.assumeRole(next))).toMatchObject({ code: 'NoPermission', statusCode: 403 })
  })
})

describe('permissions', () => {
  it('explains a 403 of a member that lacks the policy, in the shapes of RPC and ROA', async () => {
    const clients = clientsOf(cloud, await assume(cloud, memberWith('notAllowed')))
    const detail = { NoPermissionType: 'ImplicitDeny', PolicyType: 'AccountLevelIdentityBasedPolicy', AuthPrincipalType: 'AssumedRoleUser', EncodedDiagnosticMessage: expect.stringMatching(/^AQFo/) as string }
    const rpc = await errorOf(clients.ecs.describeInstances(instances()))
    expect(rpc).toMatchObject({ code: 'Forbidden.RAM', statusCode: 403, accessDeniedDetail: { AuthAction: 'ecs:DescribeInstances', ...detail } })
    expect(Object.keys(rpc.data ?? {})).toEqual(expect.arrayContaining(['RequestId', 'HostId', 'Code', 'Message', 'Recommend']))
    const roa = await errorOf(clients.cs.describeClustersV1(new DescribeClustersV1Request({})))
    expect(roa).toMatchObject({ code: 'Forbidden.RAM', statusCode: 403, accessDeniedDetail: { AuthAction: 'cs:DescribeClustersV1', ...detail } })
    expect(Object.keys(roa.data ?? {})).toEqual(expect.arrayContaining(['requestId', 'code', 'message']))
    expect(await errorOf(clients.ram.listUsers(new ListUsersRequest({})))).toMatchObject({ code: 'NoPermission', statusCode: 403 })
  })

  it('shows the directory to the management account alone', async () => {
    const { resourceManager } = clientsOf(cloud, await assume(cloud, memberWith('ready')))
    expect(await errorOf(resourceManager.listAccounts(new ListAccountsRequest({})))).toMatchObject({ code: 'NoPermission', statusCode: 403 })
  })

  it('gives each account its own rows: the key alone reaches the management account only', async () => {
    const { body } = await clientsOf(cloud).ecs.describeInstances(new DescribeInstancesRequest({ regionId, pageSize: 100 }))
    const expected = [...truthRows({ seed: 1, scale: 30 }, 'Ecs/DescribeInstances', cloud.accountId, regionId)]
    expect(body?.instances?.instance?.map((row) => row.instanceId)).toEqual(expected.map((text) => (JSON.parse(text) as { InstanceId: string }).InstanceId))
  })
})

describe('requests that are wrong', () => {
  it('are told which parameter is missing or out of its limits', async () => {
    const { ecs, vpc, ram } = clientsOf(cloud)
    expect(await errorOf(ecs.describeInstances(new DescribeInstancesRequest({})))).toMatchObject({ code: 'MissingRegionId', statusCode: 400 })
    expect(await errorOf(ecs.describeInstances(new DescribeInstancesRequest({ regionId, pageSize: 101 })))).toMatchObject({ code: 'InvalidParameter', statusCode: 400 })
    expect(await errorOf(ecs.describeInstances(new DescribeInstancesRequest({ regionId, pageNumber: 0 })))).toMatchObject({ code: 'InvalidParameter' })
    expect(await errorOf(ecs.describeInstances(new DescribeInstancesRequest({ regionId, maxResults: 10, nextToken: 'caeba0bbb2be03f84eb48b699f0a4883' })))).toMatchObject({ code: 'InvalidParameter' })
    expect(await errorOf(vpc.describeVpcs(new DescribeVpcsRequest({ regionId, pageSize: 51 })))).toMatchObject({ code: 'InvalidParameter' })
    expect(await errorOf(ram.listUsers(new ListUsersRequest({ maxItems: 1001 })))).toMatchObject({ code: 'InvalidParameter' })
    expect(await errorOf(ecs.describeInstances(new DescribeInstancesRequest({ regionId: 'cn-atlantis' })))).toMatchObject({ code: 'InvalidRegionId.NotFound', statusCode: 404 })
    expect(await errorOf(ram.getRole(new GetRoleRequest({ roleName: 'nobody' })))).toMatchObject({ code: 'EntityNotExist.Role', statusCode: 404 })
  })

  it('are told that an operation, a path or a version does not exist', async () => {
    expect(await errorOf(callFreely(cloud, cloud, { action: 'DescribeMoon', version: '2014-05-26' }))).toMatchObject({ code: 'InvalidAction.NotFound', data: { statusCode: 404 } })
    expect(await errorOf(callFreely(cloud, cloud, { action: 'DescribeInstances', version: '2013-01-01' }))).toMatchObject({ code: 'InvalidVersion', data: { statusCode: 400 } })
    const roa = await errorOf(callFreely(cloud, cloud, { action: 'DescribeMoon', version: '2015-12-15', method: 'GET', pathname: '/api/v1/moons' }))
    expect(roa).toMatchObject({ code: 'InvalidAction.NotFound', data: { statusCode: 404, message: expect.any(String) as string } })
  })
})

describe('operations that change something', () => {
  const wanted = { regionId, imageId: 'aliyun_3_x64_20G_alibase_20241215.vhd', instanceType: 'ecs.g7.large', amount: 2 }

  it('answer a dry run with DryRunOperation and change nothing', async () => {
    const { ecs } = clientsOf(cloud)
    const before = cloud.mutations.length
    const [first] = (await ecs.describeInstances(instances())).body?.instances?.instance ?? []
    expect(await errorOf(ecs.runInstances(new RunInstancesRequest({ ...wanted, dryRun: true })))).toMatchObject({ code: 'DryRunOperation', statusCode: 400 })
    const stop = new StopInstancesRequest({ regionId, instanceId: [first?.instanceId ?? ''], dryRun: true })
    expect(await errorOf(ecs.stopInstances(stop))).toMatchObject({ code: 'DryRunOperation' })
    expect(cloud.mutations).toHaveLength(before)
  })

  it('are remembered otherwise', async () => {
    const { ecs } = clientsOf(cloud)
    const [first] = (await ecs.describeInstances(instances())).body?.instances?.instance ?? []
    const run = await ecs.runInstances(new RunInstancesRequest(wanted))
    const stop = await ecs.stopInstances(new StopInstancesRequest({ regionId, instanceId: [first?.instanceId ?? ''] }))
    expect(run.body?.instanceIdSets?.instanceIdSet).toHaveLength(2)
    expect(stop.body?.instanceResponses?.instanceResponse).toMatchObject([{ instanceId: first?.instanceId, currentStatus: 'Stopping', code: '200' }])
    expect(cloud.mutations.slice(-2)).toMatchObject([
      { operation: 'Ecs/RunInstances', accountId: cloud.accountId, regionId },
      { operation: 'Ecs/StopInstances', accountId: cloud.accountId, regionId },
    ])
    expect(await errorOf(ecs.stopInstances(new StopInstancesRequest({ regionId, instanceId: ['i-bp1unknown'] })))).toMatchObject({ code: 'InvalidInstanceId.NotFound', statusCode: 404 })
  })
})

describe('throttling', () => {
  it('refuses what is too fast, sometimes with a waiting time, each account for itself and STS for itself', async () => {
    const slow = await startPractice({ scale: 10, throttle: 2 }, { now: () => frozen })
    const key = await assume(slow, slow.organisation.members[0]?.accountId ?? '')
    const { ecs, sts } = clientsOf(slow, key)
    await ecs.describeInstances(instances())
    await ecs.describeInstances(instances())
    const refused = [await errorOf(ecs.describeInstances(instances())), await errorOf(ecs.describeInstances(instances()))]
    expect(refused).toMatchObject([
      { code: 'Throttling.User', statusCode: 400, retryAfter: 500 },
      { code: 'Throttling.User', statusCode: 400 },
    ])
    expect(refused[1]?.retryAfter).toBeUndefined()
    await sts.getCallerIdentity()
    await clientsOf(slow).ecs.describeInstances(instances())
    expect(slow.traffic).toMatchObject({ throttled: 2, requests: { 'Ecs/DescribeInstances': 5 } })
    await slow.close()
  })
})
const frozen = Date.now()
