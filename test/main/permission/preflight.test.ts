/** What a role has of what a call needs, asked of the practice cloud by real requests. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkAccounts } from '../../../main/permission/preflight'
import { AppError } from '../../../shared/errors'
import { soarRole } from '../../../shared/knownRoles'
import type { AccountPermission, Preflight } from '../../../shared/preflight'
import { openPermission, type PermissionBench } from './bench'
import { english } from '../../english'

const never = new AbortController().signal
let bench: PermissionBench
let member: string
beforeEach(async () => {
  bench = await openPermission()
  member = bench.member('ready')
})
afterEach(() => bench.close())

const check = (change: Parameters<PermissionBench['call']>[0] = {}, through?: string): Promise<Preflight> => bench.permission.preflight({ spec: bench.call(change), ...(through === undefined ? {} : { through }) }, { signal: never })
/** The role `Reader` in one member, with these system policies. */
const checkReader = async (policies: string[], change: Parameters<PermissionBench['call']>[0] = {}, through?: string): Promise<AccountPermission | undefined> => {
  await bench.makeRole(member, 'Reader', policies)
  return (await check({ accounts: [member], role: 'Reader', ...change }, through)).accounts[0]
}
const attachOwn = async (name: string, ...statements: object[]): Promise<void> => {
  await bench.admin(member, 'CreatePolicy', { PolicyName: name, PolicyDocument: JSON.stringify({ Version: '1', Statement: statements.map((one) => ({ Action: 'ecs:*', Resource: '*', ...one })) }) })
  await bench.admin(member, 'AttachPolicyToRole', { PolicyType: 'Custom', PolicyName: name, RoleName: 'Reader' })
}

describe('a preflight of the directory’s role', () => {
  it('tells accounts that may from those that may not, each as it ends', async () => {
    const told: [string, number][] = []
    const { accounts, state, needs } = await bench.permission.preflight({ spec: bench.call() }, { signal: never, onResult: ({ accountId }, total) => told.push([accountId, total]) })
    expect(state).toBe('finished')
    expect(needs).toMatchObject({ actions: [{ action: 'ecs:DescribeInstances' }], systemPolicy: 'AliyunECSReadOnlyAccess' })
    expect(told.map(([id]) => id).sort()).toEqual(accounts.map(({ accountId }) => accountId).sort())
    const { members } = bench.cloud.organisation
    expect(new Set(told.map(([, total]) => total))).toEqual(new Set([members.length + 1]))
    const wanted = { ready: ['allowed', 'allowed'], notTrusted: ['denied', 'noTrust'], notAllowed: ['unknown', 'notReadable'], roleMissing: ['denied', 'noRole'] }
    for (const { accountId, access } of members) {
      const found = accounts.find((one) => one.accountId === accountId)
      expect([found?.verdict, found?.cause], access).toEqual(wanted[access])
      expect(english(found)?.says).not.toBe('')
    }
  })

  it('names the statement that decides, the role’s policies, its trust and its longest session', async () => {
    const { accounts } = await check({ accounts: [member] })
    expect(accounts).toMatchObject([
      {
        accountName: 'Shop Web',
        roleArn: `acs:ram::${member}:role/${bench.cloud.role}`,
        readBy: 'self',
        role: { maxSessionSeconds: 43_200, trusted: [`acs:ram::${bench.cloud.accountId}:root`], policies: [{ name: 'AdministratorAccess', type: 'System' }] },
        evaluations: [{ action: 'ecs:DescribeInstances', verdict: 'allowed', deciding: { policyName: 'AdministratorAccess', policyKind: 'identity', index: 0, text: expect.stringContaining('"Allow"') as string } }],
      },
    ])
  })

  it('reads the text of a system policy once, not in every account, as a session that can read RAM alone', async () => {
    await check({ accounts: bench.cloud.organisation.members.filter(({ access }) => access === 'ready').map(({ accountId }) => accountId) })
    expect(bench.cloud.traffic.requests['Ram/GetPolicyVersion']).toBe(1)
    await check({ accounts: [member] })
    expect(bench.cloud.lastSession()?.policy).toBe('{"Version":"1","Statement":[{"Effect":"Allow","Action":["ram:GetRole","ram:ListPoliciesForRole","ram:GetPolicyVersion","ram:GetPolicy"],"Resource":"*"}]}')
    expect(bench.cloud.mutations).toEqual([])
  })
})

describe('a role of one’s own', () => {
  it('that lacks the action is told so, and another one what it lacks', async () => {
    expect(english(await checkReader(['AliyunRAMReadOnlyAccess', 'AliyunVPCReadOnlyAccess']))).toMatchObject({ verdict: 'denied', cause: 'missing', says: 'The role Reader is there and lacks ecs:DescribeInstances: attach a policy that allows it.', role: { policies: [{ name: 'AliyunRAMReadOnlyAccess' }, { name: 'AliyunVPCReadOnlyAccess' }] } })
    await bench.admin(member, 'AttachPolicyToRole', { PolicyType: 'System', PolicyName: 'AliyunECSReadOnlyAccess', RoleName: 'Reader' })
    expect((await check({ accounts: [member], role: 'Reader' })).accounts).toMatchObject([{ verdict: 'allowed', evaluations: [{ deciding: { policyName: 'AliyunECSReadOnlyAccess' } }] }])
  })

  it('that a statement denies is not helped by an Allow', async () => {
    await bench.makeRole(member, 'Reader', ['AdministratorAccess'])
    await attachOwn('no-ecs', { Effect: 'Deny' })
    expect((await check({ accounts: [member], role: 'Reader' })).accounts).toMatchObject([{ verdict: 'denied', cause: 'explicitDeny', evaluations: [{ deciding: { policyName: 'no-ecs' } }] }])
  })

  it('under a condition is unknown, and so is one whose policies it cannot read', async () => {
    await bench.makeRole(member, 'Reader', ['AliyunRAMReadOnlyAccess'])
    await attachOwn('office', { Effect: 'Allow', Condition: { IpAddress: { 'acs:SourceIp': ['42.120.0.0/16'] } } })
    expect(english((await check({ accounts: [member], role: 'Reader' })).accounts)).toMatchObject([{ verdict: 'unknown', cause: 'condition', says: expect.stringContaining('office') as string }])
    await bench.makeRole(member, 'Mute', ['AliyunECSReadOnlyAccess'])
    expect(english((await check({ accounts: [member], role: 'Mute' })).accounts)).toMatchObject([{ verdict: 'unknown', cause: 'notReadable', evaluations: [], says: expect.stringContaining('name a role that may read them') as string }])
  })

  it('that cannot read itself is read through another role', async () => {
    expect(await checkReader(['AliyunECSReadOnlyAccess'], {}, bench.cloud.role)).toMatchObject({ verdict: 'allowed', readBy: 'through', evaluations: [{ deciding: { policyName: 'AliyunECSReadOnlyAccess' } }] })
  })

  it('is narrowed by the session policy that the call itself writes', async () => {
    const policy = '{"Version":"1","Statement":[{"Effect":"Allow","Action":"vpc:*","Resource":"*"}]}'
    expect(await checkReader(['AdministratorAccess'], { session: { policy } })).toMatchObject({ verdict: 'denied', cause: 'sessionPolicy' })
  })

  it('that does not trust the caller is told from one that is not there', async () => {
    await bench.admin(member, 'CreateRole', { RoleName: 'Closed', AssumeRolePolicyDocument: JSON.stringify({ Version: '1', Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { RAM: [`acs:ram::${member}:root`] } }] }) })
    expect((await check({ accounts: [member], role: 'Closed' }, bench.cloud.role)).accounts).toMatchObject([{ verdict: 'denied', cause: 'noTrust', code: 'NoPermission', readBy: 'through', role: { trusted: [`acs:ram::${member}:root`] } }])
    expect((await check({ accounts: [member], role: 'Nobody' }, bench.cloud.role)).accounts).toMatchObject([{ verdict: 'denied', cause: 'noRole', code: 'EntityNotExist.Role' }])
  })
})

describe('the role of Security Center’s SOAR', () => {
  it('is checked through another role, and the console says that only the service can assume it', async () => {
    const { hasSoarRole, accountId = '' } = bench.cloud.organisation.members.find((one) => one.hasSoarRole) ?? {}
    expect(hasSoarRole).toBe(true)
    const [through] = (await check({ accounts: [accountId], role: soarRole }, bench.cloud.role)).accounts
    expect(english(through)).toMatchObject({ verdict: 'allowed', cause: 'serviceOnly', readBy: 'through', role: { trusted: ['cloudsiem.sas.aliyuncs.com'] }, says: expect.stringMatching(/Only cloudsiem\.sas\.aliyuncs\.com can assume this role.*allows ecs:DescribeInstances/) as string })
    const [alone] = (await check({ accounts: [accountId], role: soarRole })).accounts
    expect(english(alone)).toMatchObject({ verdict: 'unknown', cause: 'serviceOnly', says: expect.stringContaining('through another role') as string })
    const [missing] = (await check({ accounts: [member], role: soarRole }, bench.cloud.role)).accounts
    expect(missing?.cause).toBe('noRole')
  })
})

describe('the profile’s own identity', () => {
  it('is read where no role is assumed: a user with its policies, the session of a role with the role’s', async () => {
    const { accounts } = await check({ accounts: 'self', role: undefined })
    expect(accounts).toMatchObject([{ accountId: bench.cloud.accountId, verdict: 'allowed', readBy: 'self', role: { policies: [{ name: 'AdministratorAccess' }] } }])
    expect(accounts[0]).not.toHaveProperty('roleArn')
    const policy = '{"Version":"1","Statement":[{"Effect":"Allow","Action":"vpc:*","Resource":"*"}]}'
    expect((await check({ accounts: 'self', role: undefined, session: { policy } })).accounts).toMatchObject([{ verdict: 'allowed' }])
    await bench.credentials.add({ name: 'hop', kind: 'role', source: 'ops', hops: [{ roleArn: `acs:ram::${member}:role/${bench.cloud.role}` }], regionId: 'cn-hangzhou', endpoints: { '*': bench.cloud.address } })
    const hop = await check({ accounts: 'self', role: undefined, profile: 'hop' })
    expect(hop.accounts).toMatchObject([{ accountId: member, verdict: 'allowed', role: { maxSessionSeconds: 43_200 } }])
  })
})

describe('a preflight of many accounts', () => {
  const deps = (ask: (accountId: string, signal: AbortSignal) => Promise<unknown>, accountDeadlineMs?: number): Parameters<typeof checkAccounts>[0] => ({
    ask: (caller, _question, signal) => ask(caller.accountId ?? '', signal),
    texts: async () => undefined,
    policyTypeOf: async () => undefined,
    now: Date.now,
    ...(accountDeadlineMs === undefined ? {} : { accountDeadlineMs }),
  })
  const uid = (index: number): string => String(1_000_000_000_000_000 + index)
  const speakers = (count: number) => Array.from({ length: count }, (_, index) => ({ accountId: uid(index), caller: { profile: 'ops', accountId: uid(index), role: 'Reader' } }))
  const actions = ['ecs:DescribeInstances']
  const hang = (_accountId: string, signal: AbortSignal): Promise<never> => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new AppError('cancelled', 'stopped'))))

  it('has at most 16 accounts on their way, and one failure is never another’s', async () => {
    let now = 0
    let most = 0
    const results = await checkAccounts(
      deps(async (accountId) => {
        most = Math.max(most, (now += 1))
        await new Promise((resolve) => setImmediate(resolve))
        now -= 1
        if (accountId === uid(3)) throw new AppError('network', 'lost', { about: { code: 'ECONNRESET' } })
        throw new AppError('role', 'no', { about: { operation: 'AssumeRole', code: 'EntityNotExist.Role', requestId: 'R-1' } })
      }),
      { speakers: speakers(60), actions, signal: never },
    )
    expect(most).toBeLessThanOrEqual(16)
    expect(results.map(({ accountId }) => accountId)).toEqual(Array.from({ length: 60 }, (_, index) => uid(index)))
    expect(results[3]).toMatchObject({ verdict: 'unknown', cause: 'failed', code: 'ECONNRESET' })
    expect(results.filter(({ cause }) => cause === 'noRole')).toHaveLength(59)
    expect(results[0]).toMatchObject({ requestId: 'R-1', roleArn: `acs:ram::${uid(0)}:role/Reader` })
  })

  it('ends an account that does not answer, and all of them when it is cancelled', async () => {
    expect(await checkAccounts(deps(hang, 20), { speakers: speakers(2), actions, signal: never })).toMatchObject([{ verdict: 'unknown', cause: 'failed' }, { verdict: 'unknown', cause: 'failed' }])
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 10)
    expect(new Set((await checkAccounts(deps(hang), { speakers: speakers(40), actions, signal: stop.signal })).map(({ cause }) => cause))).toEqual(new Set(['cancelled']))
  })
})
