/** Tests one role on many accounts by assuming it once in each. Sessions it gets can do nothing and are thrown away; one account's failure is never another's. */
import type { MemberAccount } from '../../shared/credentials'
import { roleArnIn } from '../../shared/credentials'
import { AppError, asAppError } from '../../shared/errors'
import type { ReachResult, ReachStatus } from '../../shared/permission'
import { say, type Words } from '../../shared/words'
import type { Caller, Credentials } from '../credentials/credentials'
import { sideBySide } from './asking'
import { inertPolicy } from './needs'
import { wholeWords } from './wholeWords'

export interface ReachDeps {
  credentials: Pick<Credentials, 'tryRole'>
  /** Milliseconds since 1970. */
  now: () => number
  /** Which type of policy an encoded diagnostic names, where the caller may decode it. */
  policyTypeOf: (caller: Caller, diagnostic: string, signal: AbortSignal) => Promise<string | undefined>
  /** Milliseconds one account may take; default 60 000. */
  accountDeadlineMs?: number
}

export interface ReachTest {
  profile: string
  role: string
  accounts: readonly Pick<MemberAccount, 'accountId' | 'displayName'>[]
  signal: AbortSignal
  onResult?: ((result: ReachResult, total: number) => void) | undefined
}

/** Assumptions side by side; STS's own limit is kept where sessions are obtained. */
const atOnce = 16
const defaultDeadlineMs = 60_000

/** Results in the order of the accounts; never rejects. */
export async function testReach(deps: ReachDeps, { profile, role, accounts, signal, onResult }: ReachTest): Promise<ReachResult[]> {
  const results: ReachResult[] = []
  await sideBySide(accounts, atOnce, async ({ accountId, displayName }, index) => {
    const startedAt = deps.now()
    const caller: Caller = { profile, accountId, role, session: { policy: inertPolicy } }
    const outcome = await tryOne(deps, caller, signal)
    const result: ReachResult = {
      accountId,
      ...(displayName === '' || displayName === accountId ? {} : { accountName: displayName }),
      roleArn: roleArnIn(role, accountId),
      ...outcome,
      testedAt: new Date(deps.now()).toISOString(),
      elapsedMs: deps.now() - startedAt,
    }
    results[index] = result
    onResult?.(result, accounts.length)
  })
  return inferred(results)
}

type Outcome = Pick<ReachResult, 'status' | 'says' | 'code' | 'requestId'>

async function tryOne({ credentials, policyTypeOf, accountDeadlineMs = defaultDeadlineMs }: ReachDeps, caller: Caller, signal: AbortSignal): Promise<Outcome> {
  const { accountId = '', role = '' } = caller
  const limit = AbortSignal.timeout(accountDeadlineMs)
  try {
    if (signal.aborted) throw new AppError('cancelled', say`The test was cancelled.`)
    await credentials.tryRole(caller, AbortSignal.any([signal, limit]))
    return outcomeOf('ok', accountId, role)
  } catch (thrown) {
    const error = asAppError(thrown)
    if (limit.aborted && !signal.aborted) return outcomeOf('failed', accountId, role, new AppError('network', say`STS did not answer in time.`, { about: { code: 'Timeout' } }))
    const status = statusOf(error)
    if (status !== 'noTrustOrNotAllowed' || error.about.diagnostic === undefined) return outcomeOf(status, accountId, role, error)
    const policyType = await policyTypeOf({ profile: caller.profile }, error.about.diagnostic, signal).catch(() => undefined)
    return outcomeOf(byPolicyType(policyType), accountId, role, error)
  }
}

/** Decided by kind, code and the type of policy that the refusal names. */
export function statusOf({ kind, about: { code = '', policyType } }: AppError): ReachStatus {
  if (kind === 'cancelled') return 'cancelled'
  if (kind === 'throttled') return 'throttled'
  if (kind !== 'role' && kind !== 'refused') return 'failed'
  if (/^EntityNotExists?(\.Role)?$/.test(code)) return 'noRole'
  if (/(Account|User)[A-Za-z.]*(Disabled|Inactive|Suspended|Closed|Frozen|Unavailable)|InvalidAccountStatus/i.test(code)) return 'disabledAccount'
  if (/^(NoPermission|Forbidden|AccessDenied|ImplicitDeny|ExplicitDeny)/i.test(code)) return byPolicyType(policyType)
  return 'failed'
}

function byPolicyType(policyType: string | undefined): ReachStatus {
  if (policyType === 'AssumeRolePolicy') return 'noTrust'
  if (policyType === 'ControlPolicy') return 'controlPolicy'
  return policyType === undefined ? 'noTrustOrNotAllowed' : 'callerNotAllowed'
}

function outcomeOf(status: ReachStatus, accountId: string, role: string, error?: AppError): Outcome {
  const { code, requestId } = error?.about ?? {}
  return { status, says: saysOf(status, accountId, role, error), ...(code === undefined ? {} : { code }), ...(requestId === undefined ? {} : { requestId }) }
}

function saysOf(status: ReachStatus, accountId: string, role: string, error?: AppError): Words {
  switch (status) {
    case 'ok':
      return say`The role can be assumed.`
    case 'noRole':
      return say`Account ${accountId} has no role ${role}: create it there, or choose another.`
    case 'noTrust':
      return say`The role’s trust policy in account ${accountId} does not name the caller: add it there.`
    case 'callerNotAllowed':
      return say`The caller may not do sts:AssumeRole: attach AliyunSTSAssumeRoleAccess to it.`
    case 'noTrustOrNotAllowed':
      return say`The caller may not do sts:AssumeRole, or the role in account ${accountId} does not trust it; the answer does not say which.`
    case 'controlPolicy':
      return say`A control policy of the resource directory forbids it in account ${accountId}: ask the directory’s administrator.`
    case 'disabledAccount':
      return say`Account ${accountId} is disabled: ask who manages the directory.`
    case 'throttled':
      return say`STS took no more calls: test the account again.`
    case 'cancelled':
      return say`The test was cancelled before this account was asked.`
    case 'failed':
      return error === undefined ? say`The account could not be asked.` : wholeWords(error)
  }
}

/** A caller that assumes this role elsewhere has the right to; what the others lack is trust. */
function inferred(results: ReachResult[]): ReachResult[] {
  const isAllowed = results.some(({ status }) => status === 'ok')
  if (!isAllowed) return results
  return results.map((result) => (result.status === 'noTrustOrNotAllowed' ? { ...result, status: 'noTrust', isInferred: true, says: saysOf('noTrust', result.accountId, result.roleArn) } : result))
}
