/** Whether a caller may call an operation: the account's own policies, and the session policy that can only narrow them. Resources and conditions are not looked at. */
import type { Caller, PracticeOperation } from './cloud'
import { refuse, type AccessDenied } from './requestError'

type Verdict = { isAllowed: true } | { isAllowed: false; policyType: string; noPermissionType: AccessDenied['NoPermissionType'] }

interface Statement {
  Effect: 'Allow' | 'Deny'
  Action: string | string[]
}

/** @throws RequestError 403 with `AccessDeniedDetail`. */
export function authorize(operation: PracticeOperation, caller: Caller, managementId: string): void {
  if (operation.ramAction === undefined) return
  const verdict = judge(operation, operation.ramAction, caller, managementId)
  if (!verdict.isAllowed) throw deny(operation.deniedCode, operation.ramAction, caller, verdict.policyType, verdict.noPermissionType)
}

function judge(operation: PracticeOperation, action: string, caller: Caller, managementId: string): Verdict {
  const account: Verdict = { isAllowed: false, policyType: 'AccountLevelIdentityBasedPolicy', noPermissionType: 'ImplicitDeny' }
  if (caller.access !== 'ready') return account
  if (operation.isManagementOnly && caller.accountId !== managementId) return account
  return caller.session?.policy === undefined ? { isAllowed: true } : judgePolicy(caller.session.policy, action)
}

/** Whether the session's own policy leaves room for an action; true without one. */
export const allowsBySession = ({ session }: Caller, action: string): boolean => session?.policy === undefined || judgePolicy(session.policy, action).isAllowed

function judgePolicy(policy: string, action: string): Verdict {
  const matching = readStatements(policy).filter((statement) => [statement.Action].flat().some((pattern) => matchesPattern(pattern, action)))
  const refused = (noPermissionType: AccessDenied['NoPermissionType']): Verdict => ({ isAllowed: false, policyType: 'SessionPolicy', noPermissionType })
  if (matching.some(({ Effect }) => Effect === 'Deny')) return refused('ExplicitDeny')
  return matching.length > 0 ? { isAllowed: true } : refused('ImplicitDeny')
}

const matchesPattern = (pattern: string, action: string): boolean =>
  new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i').test(action)

/** Statements of a policy; none where its grammar is wrong. */
export function readStatements(policy: string): Statement[] {
  let parsed: unknown
  try {
    parsed = JSON.parse(policy)
  } catch {
    return []
  }
  const statements = (parsed as { Statement?: unknown } | null)?.Statement
  if (!Array.isArray(statements)) return []
  const isStatement = (one: Partial<Record<string, unknown>> | null): boolean =>
    (one?.Effect === 'Allow' || one?.Effect === 'Deny') && [one.Action].flat().every((action) => typeof action === 'string' && action !== '')
  return statements.every(isStatement) ? (statements as Statement[]) : []
}

/** A 403 as RAM explains it. The diagnostic message is readable by whoever decodes it, and holds nothing secret. */
export function deny(code: string, action: string, caller: Caller, policyType: string, noPermissionType: AccessDenied['NoPermissionType']): Error {
  const message =
    code === 'Forbidden.RAM' ? 'User not authorized to operate on the specified resource, or this API does not support RAM.' : 'You are not authorized to do this action. You should be authorized by RAM.'
  const explained = { action, caller: caller.arn, policyType, noPermissionType }
  return refuse(403, code, message, {
    detail: {
      AuthAction: action,
      AuthPrincipalType: caller.identityType === 'RAMUser' ? 'SubUser' : 'AssumedRoleUser',
      AuthPrincipalOwnerId: caller.accountId,
      AuthPrincipalDisplayName: caller.principalId,
      NoPermissionType: noPermissionType,
      PolicyType: policyType,
      EncodedDiagnosticMessage: `AQFo${Buffer.from(JSON.stringify(explained)).toString('base64')}`,
    },
  })
}
