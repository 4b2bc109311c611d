/** `rolecall preflight` over the practice cloud: what a call needs, what its role has, and what is missing given on the operator's word. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditLine } from '../../../shared/audit'
import type { OperationNeeds } from '../../../shared/permission'
import type { MendOutcome, MendPlan, Preflight } from '../../../shared/preflight'
import { openBench, type Bench } from './rolecall'

const slow = 60_000
let bench: Bench
let members: string[]
beforeAll(async () => {
  bench = await openBench({ scale: 5 })
  members = bench.cloud.organisation.members.filter(({ access }) => access === 'ready').map(({ accountId }) => accountId)
}, slow)
afterAll(() => bench.close())

const everywhere = ['accounts: all', 'role: ResourceDirectoryAccountAccessRole']
const auditors = (): string[] => [`accounts: ["${members[0]}", "${members[1]}"]`, 'role: Auditor']
const through = ['--through', 'ResourceDirectoryAccountAccessRole']

describe('rolecall preflight', () => {
  it('says with --needs which RAM actions a call needs, from where that is known, and the smallest policy; it sends nothing', async () => {
    const before = bench.requests()
    const { status, stdout } = await bench.run(['preflight', await bench.callFile([]), '--needs', '--json'])
    const needs = JSON.parse(stdout) as OperationNeeds
    expect([status, needs]).toMatchObject([0, { isRead: true, actions: [{ action: 'ecs:DescribeInstances' }], systemPolicy: 'AliyunECSReadOnlyAccess' }])
    expect(JSON.parse(needs.customPolicy)).toMatchObject({ Statement: [{ Effect: 'Allow', Action: ['ecs:DescribeInstances'] }] })
    expect((await bench.run(['preflight', await bench.callFile([], ['Ecs', '2014-05-26', 'RunInstances']), '--needs'])).stdout).toMatch(/The smallest policy that allows it[\s\S]*--set DryRun=true/)
    expect(bench.requests()).toBe(before)
  }, slow)

  it('says of every account whether its role may run the call, and ends with 3 where one may not', async () => {
    const { status, stdout } = await bench.run(['preflight', await bench.callFile(everywhere), '--json'])
    const { accounts } = JSON.parse(stdout) as Preflight
    expect(status).toBe(3)
    const causes = { ready: 'allowed', roleMissing: 'noRole', notTrusted: 'noTrust', notAllowed: 'notReadable' }
    for (const { accountId, access } of bench.cloud.organisation.members) expect(accounts.find((one) => one.accountId === accountId)?.cause, access).toBe(causes[access])
    const text = await bench.run(['preflight', await bench.callFile(everywhere), '--account', members[0] ?? ''])
    expect([text.status, text.stdout]).toEqual([0, expect.stringMatching(/allowed +allowed +AdministratorAccess #1/) as string])
    expect(text.stderr).toContain('1 of 1 accounts may run Ecs DescribeInstances')
  }, slow)

  it('reads the profile’s own user where no role is assumed', async () => {
    const { status, stdout } = await bench.run(['preflight', await bench.callFile([]), '--json'])
    expect([status, JSON.parse(stdout)]).toMatchObject([0, { accounts: [{ accountId: bench.cloud.accountId, verdict: 'allowed' }] }])
  }, slow)

  it('writes a text for the administrator', async () => {
    const { stdout } = await bench.run(['preflight', await bench.callFile(everywhere), '--admin-text'])
    for (const part of ['Create the role ResourceDirectoryAccountAccessRole', 'Harbour Logistics', 'Pay Risk', '"sts:AssumeRole"', '"ecs:DescribeInstances"', 'https://ram.console.alibabacloud.com/roles']) expect(stdout).toContain(part)
  }, slow)

  it('prints every request with --fix and sends none without --yes; with it just these, and the call works', async () => {
    const file = await bench.callFile(auditors())
    const shown = await bench.run(['preflight', file, '--fix', ...through])
    expect(shown.status).toBe(3)
    expect(shown.stdout).toMatch(/Ram 2015-05-01 CreateRole {2}account \d{16} Shop Web {2}as ResourceDirectoryAccountAccessRole\n {2}RoleName=Auditor\n {2}AssumeRolePolicyDocument=\{/)
    expect(shown.stderr).toContain('Nothing was sent: --yes sends exactly these requests.')
    expect(bench.cloud.mutations).toEqual([])
    const { status, stdout } = await bench.run(['preflight', file, '--fix', '--yes', '--json', ...through])
    const { plan, outcomes, accounts } = JSON.parse(stdout) as Preflight & { plan: MendPlan; outcomes: MendOutcome[] }
    expect([status, outcomes.map((one) => one.status), accounts.map(({ verdict }) => verdict)]).toEqual([0, Array.from({ length: 6 }, () => 'done'), ['allowed', 'allowed']])
    expect(bench.cloud.mutations).toHaveLength(6)
    expect((await bench.run(['run', file])).status).toBe(0)
    const lines = (await bench.run(['audit', 'search', '--call', plan.planId, '--json'])).stdout.trim().split('\n').map((line) => JSON.parse(line) as AuditLine)
    expect(lines.map(({ operation, role, status: http }) => `${operation} ${role} ${http}`).sort()).toEqual(plan.steps.map(({ operation }) => `${operation} ResourceDirectoryAccountAccessRole 200`).sort())
  }, slow)

  it('refuses a profile that only reads, a role that is none and --fix without a role to do it', async () => {
    const file = await bench.callFile([`accounts: ["${members[2]}"]`, 'role: Auditor'])
    expect(await bench.run(['preflight', file, '--fix'])).toMatchObject({ status: 2, stderr: expect.stringContaining('--through') as string })
    expect((await bench.run(['preflight', file, '--role', 'no role!'])).status).toBe(2)
    expect((await bench.run(['preflight', file, '--account', '12'])).status).toBe(2)
    expect((await bench.run(['preflight', file, '--fix', '--grant', 'everything', ...through])).status).toBe(2)
    await bench.run(['profile', 'add', 'reader', '--read-only', '--access-key-id', bench.cloud.accessKeyId, '--endpoint', `*=${bench.cloud.address}`])
    const asReader = await bench.callFile([`accounts: ["${members[2]}"]`, 'role: Auditor'], undefined, 'reader')
    expect(await bench.run(['preflight', asReader, '--fix', '--yes', ...through])).toMatchObject({ status: 2, stderr: expect.stringContaining('only reads') as string })
  }, slow)
})
