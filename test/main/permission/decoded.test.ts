/** Refusals of the practice cloud, explained by what its RAM decodes for whoever may ask. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Caller } from '../../../main/credentials/credentials'
import { asAppError, toWire } from '../../../shared/errors'
import type { Denial } from '../../../shared/permission'
import { openPermission, type PermissionBench } from './bench'
import { english } from '../../english'

const never = new AbortController().signal
let bench: PermissionBench
let member: string
beforeEach(async () => {
  bench = await openPermission()
  member = bench.member('ready')
  await bench.makeRole(member, 'Reader', ['AliyunVPCReadOnlyAccess'])
})
afterEach(() => bench.close())

/** What is said of a caller's refused DescribeInstances. */
async function explain(caller: Caller): Promise<Denial> {
  const { profile, accountId, role } = caller
  const error = await bench.ask(caller, { product: 'Ecs', version: '2014-05-26', operation: 'DescribeInstances', parameters: { RegionId: 'cn-hangzhou' } }, never).then(
    () => expect.unreachable('it should have been refused'),
    (thrown: unknown) => toWire(asAppError(thrown)),
  )
  return bench.permission.explain({ profile, ...(accountId === undefined ? {} : { accountId }), ...(role === undefined ? {} : { role }), error: { ...error, about: { ...error.about } } }, never)
}
/** A profile that is the role `Reader`: it may neither decode nor assume anything. */
const addReader = (): Promise<unknown> => bench.credentials.add({ name: 'reader', kind: 'role', regionId: 'cn-hangzhou', endpoints: {}, source: 'ops', hops: [{ roleArn: `acs:ram::${member}:role/Reader` }] })

describe('a refused call', () => {
  it('is explained by the policy that denies it, by name', async () => {
    await bench.admin(member, 'CreatePolicy', { PolicyName: 'NoEcs', PolicyDocument: '{"Version":"1","Statement":[{"Effect":"Deny","Action":"ecs:*","Resource":"*"}]}' })
    await bench.admin(member, 'AttachPolicyToRole', { PolicyType: 'Custom', PolicyName: 'NoEcs', RoleName: 'Reader' })
    const denial = await explain({ profile: 'ops', accountId: member, role: 'Reader' })
    expect(denial).toMatchObject({
      source: 'decoded',
      action: 'ecs:DescribeInstances',
      resource: `acs:ecs:cn-hangzhou:${member}:*`,
      principalAccountId: member,
      policyType: 'AccountLevelIdentityBasedPolicy',
      denyType: 'ExplicitDeny',
      policies: [{ name: 'NoEcs', type: 'Custom', effect: 'Deny', attachedTo: 'RamRole' }],
    })
    expect(english(denial).says).toContain('denies it (NoEcs)')
  })

  it('says what is lacking, also where nobody may decode', async () => {
    expect(await explain({ profile: 'ops', accountId: member, role: 'Reader' })).toMatchObject({ source: 'decoded', denyType: 'ImplicitDeny', policies: [] })
    await addReader()
    expect(await explain({ profile: 'reader' })).toMatchObject({ source: 'refused', action: 'ecs:DescribeInstances', policyType: 'AccountLevelIdentityBasedPolicy', denyType: 'ImplicitDeny' })
  })

  it('tells a session policy from a role that lacks the right', async () => {
    const policy = '{"Version":"1","Statement":[{"Effect":"Allow","Action":"vpc:*","Resource":"*"}]}'
    expect(await explain({ profile: 'ops', accountId: member, role: bench.cloud.role, session: { policy } })).toMatchObject({ source: 'decoded', policyType: 'SessionPolicy' })
  })
})

describe('a refused role', () => {
  it('lacks trust, or its caller lacks the right: each is its own administrator’s move', async () => {
    expect(await explain({ profile: 'ops', accountId: bench.member('notTrusted'), role: bench.cloud.role })).toMatchObject({ source: 'decoded', side: 'trust', action: 'sts:AssumeRole', policyType: 'AssumeRolePolicy' })
    await addReader()
    expect(await explain({ profile: 'reader', accountId: bench.member('ready', 1), role: bench.cloud.role })).toMatchObject({ source: 'refused', side: 'caller', policyType: 'AccountLevelIdentityBasedPolicy' })
  })
})
