/** Whether a caller may do an action: what is attached to it allows, its session policy narrows, Deny wins over Allow. Conditions are not looked at. */
import { homeRegion } from './organisation'
import type { Caller, Cloud, PracticeOperation } from './cloud'
import type { Parameters } from './parameters'
import { effectOf, readPolicy, type Question } from './ram/policyText'
import type { PolicyType } from './ram/sampleRoles'
import { writeDiagnostic, type MatchedPolicy } from './ram/diagnostic'
import { refuse, type AccessDenied } from './requestError'

/** The policies of the RAM user `operator`, who owns the long-lived key. */
export const userPolicies = [{ policyName: 'AdministratorAccess', policyType: 'System' }] as const

/** @throws RequestError 403 with `AccessDeniedDetail`. */
export function authorize(operation: PracticeOperation, cloud: Cloud, caller: Caller, parameters: Parameters): void {
  const { ramAction, deniedCode } = operation
  if (ramAction === undefined) return
  const question = { action: ramAction, resource: resourceOf(operation, ramAction, caller, parameters) }
  if (operation.isManagementOnly && caller.accountId !== cloud.sample.organisation.management.accountId) {
    throw deny(deniedCode, caller, { ...question, policyType: 'AccountLevelIdentityBasedPolicy', isExplicit: false, matched: [] })
  }
  checkAllowed(deniedCode, cloud, caller, question)
}

const resourceOf = ({ resource }: PracticeOperation, action: string, { accountId }: Caller, parameters: Parameters): string =>
  resource?.(accountId, parameters) ?? `acs:${action.slice(0, action.indexOf(':'))}:${parameters.RegionId ?? homeRegion}:${accountId}:*`

/** @throws RequestError 403 with `AccessDeniedDetail`. */
export function checkAllowed(deniedCode: string, cloud: Cloud, caller: Caller, question: Question): void {
  const attached = (caller.roleName === undefined ? userPolicies : cloud.ram.attached(caller.accountId, caller.roleName)).map((policy) => ({
    ...policy,
    effect: effectOf(readPolicy(cloud.ram.findPolicy(caller.accountId, policy.policyType, policy.policyName)?.document ?? '') ?? [], question),
  }))
  const denying = attached.filter(({ effect }) => effect === 'Deny')
  const bySession = caller.session?.policy === undefined ? 'Allow' : effectOf(readPolicy(caller.session.policy) ?? [], question)
  const no = (policyType: string, isExplicit: boolean, matched: MatchedPolicy[] = []): Error => deny(deniedCode, caller, { ...question, policyType, isExplicit, matched })
  if (denying.length > 0) throw no('AccountLevelIdentityBasedPolicy', true, denying.map((policy) => matchedBy(policy, caller)))
  if (bySession === 'Deny') throw no('SessionPolicy', true)
  if (!attached.some(({ effect }) => effect === 'Allow')) throw no('AccountLevelIdentityBasedPolicy', false)
  if (bySession === undefined) throw no('SessionPolicy', false)
}

const matchedBy = ({ policyName, policyType }: { policyName: string; policyType: PolicyType }, { identityType }: Caller): MatchedPolicy => ({
  Effect: 'Deny',
  PolicyIdentifier: policyName,
  PolicyType: policyType,
  ...(policyType === 'Custom' ? { PolicyVersion: 'v1' } : {}),
  AttachedEntityType: identityType === 'RAMUser' ? 'RamUser' : 'RamRole',
  AttachedScope: 'Account',
})

/** A 403 as RAM explains it; the diagnostic is told to whoever may decode it. */
export function deny(code: string, caller: Caller, { action, resource, policyType, isExplicit, matched }: Question & { policyType: string; isExplicit: boolean; matched: MatchedPolicy[] }): Error {
  const message =
    code === 'Forbidden.RAM' ? 'User not authorized to operate on the specified resource, or this API does not support RAM.' : 'You are not authorized to do this action. You should be authorized by RAM.'
  const noPermissionType: AccessDenied['NoPermissionType'] = isExplicit ? 'ExplicitDeny' : 'ImplicitDeny'
  const principal = {
    AuthPrincipalType: caller.identityType === 'RAMUser' ? 'SubUser' : 'AssumedRoleUser',
    AuthPrincipalOwnerId: caller.accountId,
    AuthPrincipalDisplayName: caller.principalId,
  }
  const encoded = writeDiagnostic({ ExplicitDeny: isExplicit, NoPermissionPolicyType: policyType, AuthAction: action, AuthResource: resource, AuthPrincipal: principal, AuthConditions: [], MatchedPolicies: matched })
  return refuse(403, code, message, { detail: { AuthAction: action, ...principal, NoPermissionType: noPermissionType, PolicyType: policyType, EncodedDiagnosticMessage: encoded } })
}
