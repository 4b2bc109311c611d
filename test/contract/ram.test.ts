/** RAM of the practice cloud through the official SDK: what is created there counts at once, for sessions and for every call. */
import {
  AttachPolicyToRoleRequest,
  CreatePolicyRequest,
  CreateRoleRequest,
  DecodeDiagnosticMessageRequest,
  DetachPolicyFromRoleRequest,
  GetPolicyRequest,
  GetPolicyVersionRequest,
  GetRoleRequest,
  ListGroupsForUserRequest,
  ListPoliciesForRoleRequest,
  ListPoliciesForUserRequest,
  ListPoliciesRequest,
  ListRolesRequest,
  ListUsersRequest,
} from '@alicloud/ram20150501'
import { DescribeInstancesRequest, StopInstancesRequest } from '@alicloud/ecs20140526'
import { AssumeRoleRequest } from '@alicloud/sts20150401'
import { DescribeVpcsRequest } from '@alicloud/vpc20160428'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { soarRole, trustIn } from '../../main/practice/ram/sampleRoles'
import { startPractice, type PracticeServer } from '../../main/practice/server'
import { assume, clientsOf, errorOf, type Clients } from './clients'

let cloud: PracticeServer
let admin: Clients
let accountId: string
beforeAll(async () => {
  cloud = await startPractice({ scale: 5 })
  accountId = cloud.organisation.members[0]?.accountId ?? ''
  admin = clientsOf(cloud, await assume(cloud, accountId))
})
afterAll(() => cloud.close())

let serial = 0
let roleName: string
beforeEach(() => {
  serial += 1
  roleName = `Auditor-${serial}`
})

const regionId = 'cn-hangzhou'
const arnIn = (account: string, role: string): string => `acs:ram::${account}:role/${role}`
const trusting = (...RAM: string[]): string => trustIn({ RAM })
const root = (account: string): string => `acs:ram::${account}:root`
const createRole = (trustPolicy = trusting(root(cloud.accountId)), more: Partial<CreateRoleRequest> = {}) => admin.ram.createRole(new CreateRoleRequest({ roleName, assumeRolePolicyDocument: trustPolicy, ...more }))
const attach = (policyName: string, policyType = 'System') => admin.ram.attachPolicyToRole(new AttachPolicyToRoleRequest({ roleName, policyName, policyType }))
const document = (...statements: object[]): string => JSON.stringify({ Version: '1', Statement: statements.map((one) => ({ Effect: 'Allow', Resource: '*', ...one })) })
const createPolicy = (policyName: string, policyDocument: string) => admin.ram.createPolicy(new CreatePolicyRequest({ policyName, policyDocument }))
const asRole = async (more: Parameters<typeof assume>[2] = {}): Promise<Clients> => clientsOf(cloud, await assume(cloud, accountId, { roleArn: arnIn(accountId, roleName), ...more }))
const instances = () => new DescribeInstancesRequest({ regionId })
const readInstances = (clients: Clients) => clients.ecs.describeInstances(instances())

describe('a role', () => {
  it('that is created can be read, listed and assumed at once', async () => {
    const created = (await createRole(undefined, { description: 'reads', maxSessionDuration: 7200 })).body?.role
    expect(created).toMatchObject({ roleName, arn: arnIn(accountId, roleName), description: 'reads', maxSessionDuration: 7200 })
    const { body } = await admin.ram.getRole(new GetRoleRequest({ roleName: roleName.toLowerCase() }))
    expect(body?.role).toMatchObject({ roleId: created?.roleId, assumeRolePolicyDocument: trusting(root(cloud.accountId)), createDate: created?.createDate })
    expect((await admin.ram.listRoles(new ListRolesRequest({}))).body?.roles?.role?.map((role) => role.roleName)).toContain(roleName)
    const { body: who } = await (await asRole({ durationSeconds: 7200 })).sts.getCallerIdentity()
    expect(who).toMatchObject({ accountId, roleId: created?.roleId, arn: `acs:ram::${accountId}:assumed-role/${roleName}/contract` })
    expect(await errorOf(asRole({ durationSeconds: 7201 }))).toMatchObject({ code: 'InvalidParameter.DurationSeconds' })
    expect(cloud.mutations.at(-1)).toMatchObject({ operation: 'Ram/CreateRole', accountId })
  })

  it('is refused where it exists, or is wrongly described', async () => {
    await createRole()
    expect(await errorOf(createRole())).toMatchObject({ code: 'EntityAlreadyExists.Role', statusCode: 409 })
    expect(await errorOf(createRole(undefined, { roleName: 'with space' }))).toMatchObject({ code: 'InvalidParameter.RoleName.InvalidChars', statusCode: 400 })
    expect(await errorOf(createRole(undefined, { roleName: 'a'.repeat(65) }))).toMatchObject({ code: 'InvalidParameter.RoleName.Length' })
    expect(await errorOf(createRole('{}', { roleName: 'x' }))).toMatchObject({ code: 'MalformedPolicyDocument', statusCode: 400 })
    expect(await errorOf(createRole(undefined, { roleName: 'x', maxSessionDuration: 900 }))).toMatchObject({ code: 'InvalidParameter.MaxSessionDuration' })
    expect(await errorOf(admin.ram.getRole(new GetRoleRequest({ roleName: 'nobody' })))).toMatchObject({ code: 'EntityNotExist.Role', statusCode: 404 })
  })

  it('lets in whom its trust policy names: an account, a user, a role; never a person for a service', async () => {
    const refused = { code: 'NoPermission', statusCode: 403, accessDeniedDetail: { PolicyType: 'AssumeRolePolicy' } }
    const other = cloud.organisation.members[1]?.accountId ?? ''
    await createRole(trusting(root(other)))
    expect(await errorOf(asRole())).toMatchObject(refused)
    const elsewhere = clientsOf(cloud, await assume(cloud, other))
    const request = () => new AssumeRoleRequest({ roleArn: arnIn(accountId, roleName), roleSessionName: 'other' })
    expect((await elsewhere.sts.assumeRole(request())).body?.assumedRoleUser?.arn).toBe(`${arnIn(accountId, roleName)}/other`)
    await createRole(trusting(arnIn(other, cloud.role)), { roleName: (roleName += 'r') })
    await expect(elsewhere.sts.assumeRole(request())).resolves.toHaveProperty('statusCode', 200)
    expect(await errorOf(asRole())).toMatchObject(refused)
    await createRole(trusting(`acs:ram::${cloud.accountId}:user/operator`), { roleName: (roleName += 'u') })
    await expect(asRole()).resolves.toBeDefined()
    await createRole(trustIn({ Service: ['ecs.aliyuncs.com'] }), { roleName: (roleName += 's') })
    expect(await errorOf(asRole())).toMatchObject(refused)
  })

  it('of the SOAR is there in two members, for its service alone', async () => {
    const holders = cloud.organisation.members.filter(({ hasSoarRole }) => hasSoarRole).map((member) => member.accountId)
    expect(holders).toHaveLength(2)
    for (const holder of holders) {
      const { ram } = clientsOf(cloud, await assume(cloud, holder))
      expect((await ram.getRole(new GetRoleRequest({ roleName: soarRole }))).body?.role?.assumeRolePolicyDocument).toContain('"Service":["cloudsiem.sas.aliyuncs.com"]')
      expect(await errorOf(assume(cloud, holder, { roleArn: arnIn(holder, soarRole) }))).toMatchObject({ code: 'NoPermission', accessDeniedDetail: { PolicyType: 'AssumeRolePolicy' } })
    }
    expect(await errorOf(admin.ram.getRole(new GetRoleRequest({ roleName: soarRole })))).toMatchObject({ code: 'EntityNotExist.Role' })
  })

  it('has what is attached to it, each policy once', async () => {
    await createRole()
    const names = async (): Promise<(string | undefined)[] | undefined> => (await admin.ram.listPoliciesForRole(new ListPoliciesForRoleRequest({ roleName }))).body?.policies?.policy?.map((policy) => `${policy.policyType}/${policy.policyName}`)
    expect(await names()).toEqual([])
    await attach('AliyunECSReadOnlyAccess')
    await attach('AliyunVPCReadOnlyAccess')
    expect(await errorOf(attach('AliyunVPCReadOnlyAccess'))).toMatchObject({ code: 'EntityAlreadyExists.Role.Policy', statusCode: 409 })
    expect(await errorOf(attach('AliyunMoonReadOnlyAccess'))).toMatchObject({ code: 'EntityNotExist.Policy', statusCode: 404 })
    expect(await errorOf(attach('AliyunECSReadOnlyAccess', 'Custom'))).toMatchObject({ code: 'EntityNotExist.Policy' })
    expect(await errorOf(attach('AliyunECSReadOnlyAccess', 'Other'))).toMatchObject({ code: 'InvalidParameter.PolicyType', statusCode: 400 })
    expect(await names()).toEqual(['System/AliyunECSReadOnlyAccess', 'System/AliyunVPCReadOnlyAccess'])
    const detach = () => admin.ram.detachPolicyFromRole(new DetachPolicyFromRoleRequest({ roleName, policyName: 'AliyunECSReadOnlyAccess', policyType: 'System' }))
    await detach()
    expect(await errorOf(detach())).toMatchObject({ code: 'EntityNotExist.Role.Policy', statusCode: 404 })
    expect(await names()).toEqual(['System/AliyunVPCReadOnlyAccess'])
  })

  it('may do what is attached, from the next call on', async () => {
    await createRole()
    const role = await asRole()
    const lacking = { code: 'Forbidden.RAM', statusCode: 403, accessDeniedDetail: { AuthAction: 'ecs:DescribeInstances', PolicyType: 'AccountLevelIdentityBasedPolicy', NoPermissionType: 'ImplicitDeny' } }
    expect(await errorOf(readInstances(role))).toMatchObject(lacking)
    await attach('AliyunECSReadOnlyAccess')
    await expect(readInstances(role)).resolves.toHaveProperty('statusCode', 200)
    expect(await errorOf(role.ecs.stopInstances(new StopInstancesRequest({ regionId, instanceId: ['i-1'] })))).toMatchObject({ accessDeniedDetail: { AuthAction: 'ecs:StopInstances' } })
    expect(await errorOf(role.vpc.describeVpcs(new DescribeVpcsRequest({ regionId })))).toMatchObject({ accessDeniedDetail: { AuthAction: 'vpc:DescribeVpcs' } })
    expect(await errorOf(role.ram.listUsers(new ListUsersRequest({})))).toMatchObject({ code: 'NoPermission' })
    expect(await errorOf(role.ram.createRole(new CreateRoleRequest({ roleName: 'mine', assumeRolePolicyDocument: trusting(root(accountId)) })))).toMatchObject({ code: 'NoPermission', accessDeniedDetail: { AuthAction: 'ram:CreateRole' } })
  })

  it('needs its own right and its session policy’s to go on to another role', async () => {
    await createRole()
    await attach('ReadOnlyAccess')
    const next = new AssumeRoleRequest({ roleArn: arnIn(accountId, cloud.role), roleSessionName: 'next' })
    expect(await errorOf((await asRole()).sts.assumeRole(next))).toMatchObject({ code: 'NoPermission', accessDeniedDetail: { PolicyType: 'AccountLevelIdentityBasedPolicy' } })
    await attach('AliyunSTSAssumeRoleAccess')
    expect(await errorOf((await asRole()).sts.assumeRole(next))).toMatchObject({ code: 'NoPermission', accessDeniedDetail: { PolicyType: 'AssumeRolePolicy' } })
    expect(await errorOf((await asRole({ policy: document({ Action: 'ecs:*' }) })).sts.assumeRole(next))).toMatchObject({ code: 'NoPermission', accessDeniedDetail: { PolicyType: 'SessionPolicy' } })
  })
})

describe('a policy', () => {
  it('that is created can be read, listed, attached and denies over every Allow', async () => {
    const text = document({ Action: 'ecs:*' }, { Effect: 'Deny', Action: 'ecs:DescribeInstances' })
    const created = (await createPolicy(`no-${roleName}`, text)).body?.policy
    expect(created).toMatchObject({ policyType: 'Custom', defaultVersion: 'v1' })
    await createRole()
    await attach('AdministratorAccess')
    const role = await asRole()
    await expect(readInstances(role)).resolves.toHaveProperty('statusCode', 200)
    await attach(`no-${roleName}`, 'Custom')
    expect(await errorOf(readInstances(role))).toMatchObject({ accessDeniedDetail: { NoPermissionType: 'ExplicitDeny', PolicyType: 'AccountLevelIdentityBasedPolicy' } })
    const named = { policyType: 'Custom', policyName: `no-${roleName}` }
    const { body } = await admin.ram.getPolicy(new GetPolicyRequest(named))
    expect(body).toMatchObject({ policy: { attachmentCount: 1, createDate: created?.createDate }, defaultPolicyVersion: { policyDocument: text, versionId: 'v1', isDefaultVersion: true } })
    expect((await admin.ram.listPolicies(new ListPoliciesRequest({ policyType: 'Custom' }))).body?.policies?.policy?.map(({ policyName }) => policyName)).toContain(named.policyName)
    expect(await errorOf(createPolicy(named.policyName, text))).toMatchObject({ code: 'EntityAlreadyExists.Policy', statusCode: 409 })
    expect(await errorOf(createPolicy('x', '{"Statement":[]}'))).toMatchObject({ code: 'MalformedPolicyDocument', statusCode: 400 })
    expect(await errorOf(createPolicy('x', 'x'.repeat(6145)))).toMatchObject({ code: 'InvalidParameter.PolicyDocument.Length' })
    expect(await errorOf(createPolicy('a_b', text))).toMatchObject({ code: 'InvalidParameter.PolicyName.InvalidChars' })
    expect(await errorOf(createPolicy('a'.repeat(129), text))).toMatchObject({ code: 'InvalidParameter.PolicyName.Length' })
  })

  it('of the system has its document, in pages; what is not there is answered 404', async () => {
    const version = (policyName: string, versionId = 'v1') => admin.ram.getPolicyVersion(new GetPolicyVersionRequest({ policyType: 'System', policyName, versionId }))
    expect(JSON.parse((await version('AliyunRAMReadOnlyAccess')).body?.policyVersion?.policyDocument ?? '')).toMatchObject({ Version: '1', Statement: [{ Effect: 'Allow', Action: expect.arrayContaining(['ram:Get*', 'ram:List*']) as string[], Resource: '*' }] })
    expect(await errorOf(version('Nothing'))).toMatchObject({ code: 'EntityNotExist.Policy', statusCode: 404 })
    expect(await errorOf(version('ReadOnlyAccess', 'v2'))).toMatchObject({ code: 'EntityNotExist.Policy.Version', statusCode: 404 })
    const names: string[] = []
    for (let marker: string | undefined = ''; marker !== undefined; ) {
      const { body }: Awaited<ReturnType<Clients['ram']['listPolicies']>> = await admin.ram.listPolicies(new ListPoliciesRequest({ policyType: 'System', maxItems: 20, marker }))
      names.push(...(body?.policies?.policy ?? []).map(({ policyName }) => policyName ?? ''))
      marker = body?.isTruncated ? body.marker : undefined
    }
    expect(new Set(names).size).toBe(names.length)
    expect(names).toEqual(expect.arrayContaining(['AdministratorAccess', 'ReadOnlyAccess', 'AliyunSTSAssumeRoleAccess', 'AliyunECSReadOnlyAccess', 'AliyunYundunSASFullAccess']))
  })

  it('leaves out what NotAction names', async () => {
    await createRole()
    await attach('PowerUserAccess')
    const role = await asRole()
    await expect(readInstances(role)).resolves.toHaveProperty('statusCode', 200)
    await expect(role.ram.listRoles(new ListRolesRequest({}))).resolves.toHaveProperty('statusCode', 200)
    expect(await errorOf(role.ram.listPolicies(new ListPoliciesRequest({})))).toMatchObject({ code: 'NoPermission' })
  })
})

describe('the diagnostic of a denial', () => {
  const decode = (clients: Clients, encodedDiagnosticMessage: string) => clients.ram.decodeDiagnosticMessage(new DecodeDiagnosticMessageRequest({ encodedDiagnosticMessage }))

  it('is decoded for who may: which action, on what, by which policy', async () => {
    await createPolicy(`deny-${roleName}`, document({ Effect: 'Deny', Action: 'ecs:*' }))
    await createRole()
    await attach('AliyunECSReadOnlyAccess')
    await attach(`deny-${roleName}`, 'Custom')
    const role = await asRole()
    const encoded = String((await errorOf(readInstances(role))).accessDeniedDetail?.['EncodedDiagnosticMessage'])
    expect((await decode(admin, encoded)).body?.decodedDiagnosticMessage).toMatchObject({
      explicitDeny: true,
      noPermissionPolicyType: 'AccountLevelIdentityBasedPolicy',
      authAction: 'ecs:DescribeInstances',
      authResource: `acs:ecs:${regionId}:${accountId}:*`,
      authPrincipal: { authPrincipalType: 'AssumedRoleUser', authPrincipalOwnerId: accountId },
      matchedPolicies: [{ effect: 'Deny', policyIdentifier: `deny-${roleName}`, policyType: 'Custom', attachedEntityType: 'RamRole', attachedScope: 'Account' }],
    })
    expect(await errorOf(decode(role, encoded))).toMatchObject({ code: 'NoPermission', statusCode: 403, accessDeniedDetail: { AuthAction: 'ram:DecodeDiagnosticMessage' } })
    expect(await errorOf(decode(admin, 'AQFonothing'))).toMatchObject({ code: 'InvalidParameter.EncodedDiagnosticMessage', statusCode: 400 })
  })
})

describe('the user with the key', () => {
  it('has what is attached to it; others are rows alone', async () => {
    const { ram } = clientsOf(cloud)
    expect((await ram.listPoliciesForUser(new ListPoliciesForUserRequest({ userName: 'operator' }))).body?.policies?.policy).toMatchObject([{ policyName: 'AdministratorAccess', policyType: 'System', defaultVersion: 'v1' }])
    expect((await ram.listGroupsForUser(new ListGroupsForUserRequest({ userName: 'operator' }))).body?.groups?.group).toEqual([])
    expect(await errorOf(ram.listPoliciesForUser(new ListPoliciesForUserRequest({ userName: 'nobody' })))).toMatchObject({ code: 'EntityNotExist.User', statusCode: 404 })
    expect(await errorOf(admin.ram.listGroupsForUser(new ListGroupsForUserRequest({ userName: 'operator' })))).toMatchObject({ code: 'EntityNotExist.User' })
  })
})
