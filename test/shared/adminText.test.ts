import { describe, expect, it } from 'vitest'
import { adminText, ramConsole } from '../../shared/adminText'
import type { AccountPermission, PermissionCause, Remedy } from '../../shared/preflight'
import type { Verdict } from '../../shared/permission'
import { inWords } from '../../shared/words'

const remedy: Remedy = { roleName: 'Auditor', callerAccountId: '1203456789012345', trustPolicy: '{"Statement":[{"Action":"sts:AssumeRole"}]}', custom: { name: 'Rolecall-Ecs-1', document: '{"Statement":[{"Action":["ecs:DescribeInstances"]}]}' }, system: 'AliyunECSReadOnlyAccess', usual: 'AdministratorAccess' }
const account = (cause: PermissionCause, verdict: Verdict = 'denied', more: Partial<AccountPermission> = {}): AccountPermission => ({ accountId: '1765432109876543', accountName: 'Shop', roleArn: 'acs:ram::1765432109876543:role/Auditor', verdict, cause, says: `because ${cause}`, evaluations: [], checkedAt: '', elapsedMs: 1, ...more })
const text = (accounts: AccountPermission[], grant: Parameters<typeof adminText>[3] = 'custom', language: 'en' | 'zh' = 'en'): string => adminText(remedy, 'Ecs DescribeInstances', accounts, grant, language, inWords)

describe('the text for the administrator', () => {
  it('has role, trust policy, policy, accounts and where to go for a role that is missing', () => {
    const said = text([account('noRole'), account('allowed', 'allowed', { accountName: 'Well' })])
    for (const part of ['Ecs DescribeInstances is to run as the RAM role Auditor', 'Create the role Auditor', 'Shop (1765432109876543)', '"Action": "sts:AssumeRole"', 'Rolecall-Ecs-1', '"ecs:DescribeInstances"', 'https://ram.console.alibabacloud.com/roles']) expect(said).toContain(part)
    expect(said).not.toContain('Well')
  })

  it('names the policy that was chosen, and no trust policy where the role is there', () => {
    expect(text([account('missing')], 'system')).toMatch(/Attach the policy below to the role Auditor[\s\S]*system policy AliyunECSReadOnlyAccess\.[\s\S]*\/roles\/Auditor/)
    expect(text([account('missing')], 'usual')).toContain('system policy AdministratorAccess')
    expect(text([account('missing')])).not.toContain('sts:AssumeRole')
  })

  it.each<[PermissionCause, string]>([
    ['noTrust', 'name acs:ram::1203456789012345:root'],
    ['noTrustOrNotAllowed', 'AliyunSTSAssumeRoleAccess to the identity that calls, in account 1203456789012345'],
    ['callerNotAllowed', 'AliyunSTSAssumeRoleAccess'],
    ['explicitDeny', 'Shop (1765432109876543): because explicitDeny'],
    ['controlPolicy', 'control policy of the resource directory'],
  ])('says whose move it is: %s', (cause, part) => {
    expect(text([account(cause)])).toContain(part)
  })

  it('asks to attach to a service’s role only where it is known to lack something', () => {
    expect(text([account('serviceOnly')])).toContain('Attach the policy below')
    expect(text([account('serviceOnly', 'unknown')])).toContain('could not be found out')
    expect(text([account('serviceOnly', 'allowed')])).toBe('')
  })

  it('is empty where nothing is missing, and where no role is concerned', () => {
    expect(text([account('allowed', 'allowed')])).toBe('')
    const own = account('missing')
    delete own.roleArn
    expect(text([own])).toBe('')
  })

  it('is written in Chinese with the console of China', () => {
    expect(text([account('noRole')], 'custom', 'zh')).toMatch(/创建角色 Auditor[\s\S]*https:\/\/ram\.console\.aliyun\.com\/roles/)
    expect(ramConsole('ops', 'en')).toBe('https://ram.console.alibabacloud.com/roles/ops')
  })
})
