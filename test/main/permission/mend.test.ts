/** What a role lacks is planned request by request, and given only by the very plan that was shown. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isWhole, sealPlan, smallestPolicy, stepsFor } from '../../../main/permission/mendSteps'
import { needsOf } from '../../../main/permission/needs'
import { soarRole } from '../../../shared/knownRoles'
import type { MendPlan, MendSpec } from '../../../shared/preflight'
import { openPermission, type PermissionBench } from './bench'
import { english } from '../../english'

const never = new AbortController().signal
let bench: PermissionBench
let first: string
let second: string
beforeEach(async () => {
  bench = await openPermission()
  first = bench.member('ready')
  second = bench.member('ready', 1)
})
afterEach(() => bench.close())

const plan = (change: Partial<Omit<MendSpec, 'spec'>> = {}, call: Parameters<PermissionBench['call']>[0] = {}): Promise<MendPlan> =>
  bench.permission.planMend({ spec: bench.call({ accounts: [first, second], role: 'Auditor', ...call }), through: bench.cloud.role, grant: 'custom', ...change }, never)
const verdicts = async (call: Parameters<PermissionBench['call']>[0] = {}): Promise<string[]> =>
  (await bench.permission.preflight({ spec: bench.call({ accounts: [first, second], role: 'Auditor', ...call }), through: bench.cloud.role }, { signal: never })).accounts.map(({ cause }) => cause)
const lines = ({ steps }: MendPlan): string[] => steps.map(({ accountId, operation, parameters }) => `${accountId === first ? 'first' : accountId === second ? 'second' : accountId} ${operation} ${parameters['PolicyName'] ?? parameters['RoleName'] ?? ''}`)
const policyName = smallestPolicy(needsOf({ product: 'Ecs', version: '2014-05-26', operation: 'DescribeInstances' }, undefined)).name

describe('a plan', () => {
  it('creates a role that is missing, trusted to the calling account, and attaches the smallest policy', async () => {
    const made = await plan()
    expect(lines(made)).toEqual(['first', 'second'].flatMap((account) => [`${account} CreateRole Auditor`, `${account} CreatePolicy ${policyName}`, `${account} AttachPolicyToRole ${policyName}`]))
    expect(made.steps[0]?.parameters).toEqual({
      RoleName: 'Auditor',
      AssumeRolePolicyDocument: `{"Statement":[{"Action":"sts:AssumeRole","Effect":"Allow","Principal":{"RAM":["acs:ram::${bench.cloud.accountId}:root"]}}],"Version":"1"}`,
      Description: 'Created by Rolecall',
    })
    expect(made.steps[1]?.parameters['PolicyDocument']).toBe('{"Version":"1","Statement":[{"Effect":"Allow","Action":["ecs:DescribeInstances"],"Resource":"*"}]}')
    expect(bench.cloud.mutations).toEqual([])
    expect(await verdicts()).toEqual(['noRole', 'noRole'])
  })

  it('attaches alone where the role is there, and takes a policy that is there', async () => {
    await bench.makeRole(first, 'Auditor', ['AliyunRAMReadOnlyAccess'])
    const { document } = smallestPolicy(needsOf({ product: 'Ecs', version: '2014-05-26', operation: 'DescribeInstances' }, undefined))
    await bench.admin(first, 'CreatePolicy', { PolicyName: policyName, PolicyDocument: JSON.stringify(JSON.parse(document), null, 2) })
    expect(lines(await plan({ accounts: [first] }))).toEqual([`first AttachPolicyToRole ${policyName}`])
    expect(lines(await plan({ accounts: [first], grant: 'system' }))).toEqual(['first AttachPolicyToRole AliyunECSReadOnlyAccess'])
  })

  it('asks for a longer session where the call does', async () => {
    const { steps } = await plan({ accounts: [first] }, { session: { durationSeconds: 7200 } })
    expect(steps[0]?.parameters['MaxSessionDuration']).toBe('7200')
  })

  it('says of each account why nothing can be done there', async () => {
    await bench.makeRole(first, 'Auditor', ['AdministratorAccess'])
    await bench.admin(first, 'CreatePolicy', { PolicyName: 'no-ecs', PolicyDocument: '{"Version":"1","Statement":[{"Effect":"Deny","Action":"ecs:*","Resource":"*"}]}' })
    await bench.admin(first, 'AttachPolicyToRole', { PolicyType: 'Custom', PolicyName: 'no-ecs', RoleName: 'Auditor' })
    await bench.admin(second, 'CreatePolicy', { PolicyName: policyName, PolicyDocument: '{"Version":"1","Statement":[{"Effect":"Allow","Action":"vpc:*","Resource":"*"}]}' })
    const [closed, absent, own] = [bench.member('notTrusted'), bench.member('roleMissing'), bench.cloud.accountId]
    const guarded = bench.member('ready', 2)
    bench.settings.protectedAccounts.push(guarded)
    const { steps, refused } = await plan({ accounts: [first, second, closed, absent, own, guarded] }, { accounts: 'all' })
    expect(steps).toEqual([])
    const says = Object.fromEntries(english(refused).map((one) => [one.accountId, one.says]))
    expect(says[first]).toContain('another Allow does not help')
    expect(says[second]).toContain('with another text')
    expect(says[closed]).toContain('cannot be assumed')
    expect(says[absent]).toContain(`The role ${bench.cloud.role} cannot be assumed in account ${absent}`)
    expect(says[own]).toContain('speaks for itself')
    expect(says[guarded]).toContain('protected')
  })

  it('is refused whole for a read-only profile, and where there is no such policy to give', async () => {
    await expect(plan({ grant: 'system' }, { product: 'Nothing', operation: 'DescribeNothing' })).rejects.toMatchObject({ kind: 'input', about: { field: 'grant' } })
    await expect(plan({ grant: 'usual' })).rejects.toMatchObject({ kind: 'input', about: { field: 'grant' } })
    await bench.credentials.setReadOnly('ops', true)
    await expect(plan()).rejects.toMatchObject({ kind: 'input', about: { field: 'profile' } })
  })

  it('refuses a system policy that would not be enough, and a role that is to help itself', async () => {
    await bench.makeRole(first, 'Auditor', ['AliyunRAMReadOnlyAccess'])
    const { refused } = await plan({ accounts: [first], grant: 'system' }, { product: 'Ram', version: '2015-05-01', operation: 'DecodeDiagnosticMessage' })
    expect(english(refused)).toMatchObject([{ says: expect.stringContaining('does not allow ram:DecodeDiagnosticMessage') as string }])
    expect(english((await plan({ accounts: [first], through: 'Auditor' })).refused)).toMatchObject([{ says: expect.stringContaining('cannot give itself') as string }])
  })

  it('of a service’s role trusts the service, and of the administrator’s attaches what it usually has', () => {
    const policy = { name: 'X', type: 'System' } as const
    const common = { policy, trustedAccountId: '1203456789012345', hasPolicy: true }
    const account = { accountId: '1765432109876543', cause: 'noRole' as const }
    expect(stepsFor({ ...common, account, role: soarRole })[0]?.parameters['AssumeRolePolicyDocument']).toContain('"Principal":{"Service":["cloudsiem.sas.aliyuncs.com"]}')
    expect(stepsFor({ ...common, account, role: 'acs:ram::${account.id}:role/ops' }).map(({ parameters }) => parameters['RoleName'])).toEqual(['ops', 'ops'])
  })
})

describe('a plan that is applied', () => {
  it('sends just that, in order, as a session that can do just that; then the call works', async () => {
    const made = await plan()
    expect(await bench.permission.applyMend(made, never)).toEqual(made.steps.map((_, step) => ({ step, status: 'done' })))
    expect(bench.cloud.mutations.map(({ operation, accountId }) => `${accountId === first ? 'first' : 'second'} ${operation}`).sort()).toEqual(['first', 'second'].flatMap((account) => [`${account} Ram/AttachPolicyToRole`, `${account} Ram/CreatePolicy`, `${account} Ram/CreateRole`]))
    expect(await verdicts()).toEqual(['allowed', 'allowed'])
    const ecs = { product: 'Ecs', version: '2014-05-26', operation: 'DescribeInstances', parameters: { RegionId: 'cn-hangzhou' } }
    await expect(bench.ask({ profile: 'ops', accountId: first, role: 'Auditor' }, ecs, never)).resolves.toHaveProperty('Instances')
  })

  it('tells every request for the audit log, with the account, the role and its answer', async () => {
    const made = await plan({ accounts: [first] })
    await bench.permission.applyMend(made, never)
    expect(bench.told.map(({ callId, caller, target, request, status, attempt, isSession }) => [callId, caller.role, target.accountId, request.operation, status, attempt, isSession])).toEqual(
      ['CreateRole', 'CreatePolicy', 'AttachPolicyToRole'].map((operation) => [made.planId, bench.cloud.role, first, operation, 200, 1, true]),
    )
    expect(bench.told.every(({ requestId, caller }) => requestId !== undefined && caller.session?.policy === '{"Version":"1","Statement":[{"Effect":"Allow","Action":["ram:CreateRole","ram:CreatePolicy","ram:AttachPolicyToRole"],"Resource":"*"}]}')).toBe(true)
  })

  it('is refused the second time, and where anything in it was changed', async () => {
    const made = await plan({ accounts: [first] })
    const [step] = made.steps
    if (!step) throw new Error('There is a step.')
    const changed = { ...made, steps: [{ ...step, parameters: { ...step.parameters, RoleName: 'Other' } }, ...made.steps.slice(1)] }
    await expect(bench.permission.applyMend(changed, never)).rejects.toMatchObject({ kind: 'input', about: { field: 'plan' } })
    await expect(bench.permission.applyMend(sealPlan(changed), never)).rejects.toMatchObject({ kind: 'input', about: { field: 'plan' } })
    expect(bench.cloud.mutations).toEqual([])
    await bench.permission.applyMend(made, never)
    await expect(bench.permission.applyMend(made, never)).rejects.toMatchObject({ kind: 'input', about: { field: 'plan' } })
    expect(bench.cloud.mutations).toHaveLength(3)
    expect([isWhole(made), isWhole(changed)]).toEqual([true, false])
  })

  it('is refused where the profile or an account was closed to changes meanwhile', async () => {
    const made = await plan({ accounts: [first] })
    bench.settings.protectedAccounts.push(first)
    await expect(bench.permission.applyMend(made, never)).rejects.toMatchObject({ about: { accountId: first } })
    bench.settings.protectedAccounts.length = 0
    const again = await plan({ accounts: [first] })
    await bench.credentials.setReadOnly('ops', true)
    await expect(bench.permission.applyMend(again, never)).rejects.toMatchObject({ about: { field: 'profile' } })
    expect(bench.cloud.mutations).toEqual([])
  })

  it('stops in an account whose request was refused, and goes on in the others', async () => {
    const made = await plan()
    await bench.makeRole(first, 'Auditor', [])
    expect(await bench.permission.applyMend(made, never)).toMatchObject([{ status: 'refused', code: 'EntityAlreadyExists.Role' }, { status: 'skipped' }, { status: 'skipped' }, { status: 'done' }, { status: 'done' }, { status: 'done' }])
  })

  it('sends nothing more once it is cancelled', async () => {
    const made = await plan()
    expect(english(await bench.permission.applyMend(made, AbortSignal.abort()))).toEqual(made.steps.map((_, step) => ({ step, status: 'skipped', says: 'Cancelled before it was sent.' })))
    expect(bench.cloud.mutations).toEqual([])
  })

  it('creates the SOAR’s role for the service, which the check then finds', async () => {
    const call = { role: soarRole, accounts: [first] }
    const made = await plan({ grant: 'system', accounts: [first] }, call)
    await bench.permission.applyMend(made, never)
    const { accounts } = await bench.permission.preflight({ spec: bench.call(call), through: bench.cloud.role }, { signal: never })
    expect(accounts).toMatchObject([{ verdict: 'allowed', cause: 'serviceOnly', role: { trusted: ['cloudsiem.sas.aliyuncs.com'] } }])
  })
})
