import { describe, expect, it } from 'vitest'
import { decode, denialOf } from '../../../main/permission/denial'
import { AppError, type ErrorFacts } from '../../../shared/errors'
import { english } from '../../english'

const never = new AbortController().signal

describe('a denial in words', () => {
  it.each<[name: string, about: ErrorFacts, says: string, next: string]>([
    ['nothing allows it', { ramAction: 'ecs:DescribeInstances', policyType: 'AccountLevelIdentityBasedPolicy', noPermissionType: 'ImplicitDeny', principal: 'lin', principalType: 'SubUser', principalAccountId: '1203456789012345', accountId: '1203456789012345' }, 'The RAM user lin of account 1203456789012345 may not do ecs:DescribeInstances: no policy of this identity allows it.', 'Attach a policy that allows ecs:DescribeInstances to lin in account 1203456789012345, or call with another role.'],
    ['something denies it', { ramAction: 'ecs:DeleteInstance', policyType: 'AccountLevelIdentityBasedPolicy', noPermissionType: 'ExplicitDeny', principalType: 'AssumedRoleUser', principal: 'ops:lin' }, 'The role session ops:lin may not do ecs:DeleteInstance: a policy of this identity denies it.', 'Remove the statement that denies ecs:DeleteInstance; another Allow does not help.'],
    ['a control policy', { ramAction: 'oss:PutBucket', policyType: 'ControlPolicy', noPermissionType: 'ExplicitDeny' }, 'The caller may not do oss:PutBucket: a control policy of the resource directory denies it.', 'Ask the administrator of the resource directory; nobody in the account itself can allow it.'],
    ['the session policy', { ramAction: 'ecs:DescribeDisks', policyType: 'SessionPolicy', noPermissionType: 'ImplicitDeny' }, 'The caller may not do ecs:DescribeDisks: the session policy does not allow it.', 'Name ecs:DescribeDisks in session.policy, or write session.policy: least.'],
    ['missing trust', { operation: 'AssumeRole', ramAction: 'sts:AssumeRole', policyType: 'AssumeRolePolicy', accountId: '1765432109876543', roleArn: 'acs:ram::1765432109876543:role/ops' }, 'The caller may not do sts:AssumeRole on acs:ram::1765432109876543:role/ops: the trust policy of the role does not name it.', 'Let the trust policy of the role in account 1765432109876543 name the caller.'],
    ['a caller without the right to assume', { operation: 'AssumeRole', ramAction: 'sts:AssumeRole', policyType: 'AccountLevelIdentityBasedPolicy' }, 'The caller may not do sts:AssumeRole: no policy of this identity allows it.', 'Attach AliyunSTSAssumeRoleAccess to the caller.'],
    ['an AssumeRole that says nothing more', { operation: 'AssumeRole', product: 'Sts' }, 'The caller may not do Sts AssumeRole: the caller lacks sts:AssumeRole, or the role does not trust it; the answer does not say which.', 'Attach AliyunSTSAssumeRoleAccess to the caller, and let the trust policy of the role name it.'],
    ['a refusal that says nothing', { product: 'Ecs', operation: 'DescribeInstances' }, 'The caller may not do Ecs DescribeInstances.', 'Attach a policy that allows the action to the caller, or call with another role.'],
  ])('says: %s', (_name, about, says, next) => {
    expect(english(denialOf(about, undefined))).toMatchObject({ says, next })
  })

  it('tells missing trust and a missing right of the caller apart', () => {
    expect(denialOf({ operation: 'AssumeRole', policyType: 'AssumeRolePolicy' }, undefined).side).toBe('trust')
    expect(denialOf({ operation: 'AssumeRole', policyType: 'AccountLevelIdentityBasedPolicy' }, undefined).side).toBe('caller')
    expect(denialOf({ operation: 'DescribeInstances', policyType: 'AccountLevelIdentityBasedPolicy' }, undefined).side).toBeUndefined()
  })

  it('takes what the decoded diagnostic adds: the resource and the policies that matched', async () => {
    const answer = { DecodedDiagnosticMessage: { ExplicitDeny: true, NoPermissionPolicyType: 'AccountLevelIdentityBasedPolicy', AuthAction: 'ecs:StopInstance', AuthResource: 'acs:ecs:cn-hangzhou:1203456789012345:instance/i-1', AuthPrincipal: { AuthPrincipalType: 'SubUser', AuthPrincipalDisplayName: 'lin', AuthPrincipalOwnerId: '1203456789012345' }, MatchedPolicies: { MatchedPolicy: [{ PolicyName: 'NoStops', PolicyType: 'Custom', Effect: 'Deny', AttachedEntityType: 'User' }] } } }
    const asked: (string | undefined)[] = []
    const decoded = await decode(
      async ({ role }, { operation, parameters }) => {
        asked.push(`${role ?? 'profile'} ${operation} ${parameters['EncodedDiagnosticMessage'] ?? ''}`)
        if (role !== undefined) throw new AppError('refused', 'no', { about: { code: 'NoPermission' } })
        return answer
      },
      [{ profile: 'ops', accountId: '1203456789012345', role: 'Auditor' }, { profile: 'ops' }],
      'AQ==',
      never,
    )
    expect(asked).toEqual(['Auditor DecodeDiagnosticMessage AQ==', 'profile DecodeDiagnosticMessage AQ=='])
    expect(english(denialOf({ diagnostic: 'AQ==' }, decoded))).toMatchObject({
      source: 'decoded',
      denyType: 'ExplicitDeny',
      policies: [{ name: 'NoStops', type: 'Custom', effect: 'Deny', attachedTo: 'User' }],
      says: 'The RAM user lin of account 1203456789012345 may not do ecs:StopInstance on acs:ecs:cn-hangzhou:1203456789012345:instance/i-1: a policy of this identity denies it (NoStops).',
    })
    expect(denialOf({ diagnostic: 'AQ==' }, undefined).source).toBe('refused')
    expect(denialOf({}, undefined).source).toBe('absent')
  })

  it('is not decoded where nobody may, and a cancel is a cancel', async () => {
    expect(await decode(() => Promise.reject(new AppError('refused', 'no')), [{ profile: 'ops' }], 'AQ==', never)).toBeUndefined()
    expect(await decode(async () => ({ unexpected: true }), [{ profile: 'ops' }], 'AQ==', never)).toBeUndefined()
    const stop = AbortSignal.abort()
    await expect(decode(() => Promise.reject(new AppError('cancelled', 'stopped')), [{ profile: 'ops' }], 'AQ==', stop)).rejects.toMatchObject({ kind: 'cancelled' })
  })
})
