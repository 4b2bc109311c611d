/** What one account's role, or the profile's own identity, has of the needed actions: read from RAM, judged by `evaluate`. It changes nothing, and what it could not read it calls unknown. */
import { AppError, asAppError } from '../../shared/errors'
import type { Evaluation, ReachStatus, Verdict } from '../../shared/permission'
import type { AccountPermission, PermissionCause } from '../../shared/preflight'
import { knownRole, roleNameOf } from '../../shared/knownRoles'
import { roleArnIn } from '../../shared/credentials'
import { say } from '../../shared/words'
import type { Caller } from '../credentials/credentials'
import type { Ask } from './asking'
import { evaluate, type NamedPolicy } from './evaluate'
import { sessionPolicyOf } from './needs'
import { statusOf } from './reach'
import { isRefusalByRam, readingActions, readRole, type PolicyTexts, type RoleRead } from './roleRead'
import { trustedBy, trusts } from './trust'
import { readOwn } from './userRead'
import { saysOf } from './verdictWords'

export interface AccountCheckDeps {
  ask: Ask
  texts: PolicyTexts
  /** Which type of policy an encoded diagnostic names, where the caller may decode it. */
  policyTypeOf: (caller: Caller, diagnostic: string, signal: AbortSignal) => Promise<string | undefined>
}

export interface Wanted {
  /** As the call speaks in this account. */
  caller: Caller
  accountId: string
  actions: readonly string[]
  /** A role in the same account that reads where the caller cannot. */
  through?: string | undefined
  /** Of the profile itself, from GetCallerIdentity. */
  ownArn?: string | undefined
}

export type Found = Pick<AccountPermission, 'verdict' | 'cause' | 'says' | 'evaluations' | 'role' | 'readBy' | 'code' | 'requestId' | 'roleArn'>

/** Never rejects but for a cancel. @throws AppError `cancelled`. */
export async function checkAccount(deps: AccountCheckDeps, wanted: Wanted, signal: AbortSignal): Promise<Found> {
  const { role } = wanted.caller
  try {
    return await (role === undefined ? checkOwn(deps, wanted, signal) : checkRole(deps, wanted, role, signal))
  } catch (thrown) {
    const error = asAppError(thrown)
    if (signal.aborted) throw error
    return foundOf(wanted, { cause: isRefusalByRam(error) ? 'notReadable' : error.kind === 'throttled' ? 'throttled' : 'failed', verdict: 'unknown', error })
  }
}

async function checkOwn({ ask, texts }: AccountCheckDeps, wanted: Wanted, signal: AbortSignal): Promise<Found> {
  const read = wanted.ownArn === undefined ? undefined : await readOwn(ask, texts, wanted.caller, wanted.ownArn, signal)
  if (read === 'root') return foundOf(wanted, { cause: 'allowed', verdict: 'allowed' })
  return read === undefined ? foundOf(wanted, { cause: 'notReadable', verdict: 'unknown' }) : judged(wanted, read, 'self')
}

async function checkRole(deps: AccountCheckDeps, wanted: Wanted, role: string, signal: AbortSignal): Promise<Found> {
  const { ask, texts } = deps
  const { caller, through } = wanted
  const name = roleNameOf(role)
  const own = await readRole(ask, texts, reading(caller), name, signal).catch((thrown: unknown) => asAppError(thrown))
  if (!(own instanceof AppError)) return judged(wanted, own, 'self')
  if (signal.aborted) throw own
  const isUnreached = own.about.operation === 'AssumeRole'
  const isMuted = isRefusalByRam(own)
  if (!isUnreached && !isMuted) throw own

  const reach = isUnreached ? await reachOf(deps, own, caller.profile, signal) : undefined
  const seen = through === undefined || roleNameOf(through) === name || reach === 'noRole' ? undefined : await readRole(ask, texts, readingThrough(caller.profile, wanted.accountId, through), name, signal).catch(() => undefined)
  if (signal.aborted) throw new AppError('cancelled', say`The check was cancelled.`)
  if (reach === undefined) return seen ? judged(wanted, seen, 'through') : foundOf(wanted, { cause: 'notReadable', verdict: 'unknown', error: own })
  return unreached(wanted, reach, own, seen)
}

/** A role that the caller cannot assume: why, and what it would have. */
function unreached(wanted: Wanted, reach: ReachStatus, error: AppError, seen: RoleRead | undefined): Found {
  const role = wanted.caller.role ?? ''
  const isRefused = reach === 'noTrust' || reach === 'noTrustOrNotAllowed'
  const isForService = isRefused && (seen?.trustPolicy === undefined ? typeof knownRole(role)?.trusts === 'object' : isForServices(seen.trustPolicy))
  if (isForService) {
    if (!seen) return foundOf(wanted, { cause: 'serviceOnly', verdict: 'unknown' })
    const found = judged(wanted, seen, 'through')
    return { ...found, ...wordsOf(wanted, 'serviceOnly', found) }
  }
  const isUntrusted = reach === 'noTrustOrNotAllowed' && seen?.trustPolicy !== undefined && wanted.ownArn !== undefined && trusts(seen.trustPolicy, wanted.ownArn) === 'denied'
  const cause = isUntrusted ? 'noTrust' : causeOfReach(reach)
  const verdict: Verdict = ['throttled', 'failed', 'disabledAccount', 'cancelled'].includes(cause) ? 'unknown' : 'denied'
  return foundOf(wanted, { cause, verdict, error, ...(seen === undefined ? {} : { read: seen, readBy: 'through' as const }) })
}

const causeOfReach = (status: ReachStatus): PermissionCause => (status === 'ok' ? 'allowed' : status)

async function reachOf({ policyTypeOf }: AccountCheckDeps, error: AppError, profile: string, signal: AbortSignal): Promise<ReachStatus> {
  const status = statusOf(error)
  if (status !== 'noTrustOrNotAllowed' || error.about.diagnostic === undefined) return status
  const policyType = await policyTypeOf({ profile }, error.about.diagnostic, signal).catch(() => undefined)
  return statusOf(new AppError(error.kind, error.words.message, { about: { ...error.about, ...(policyType === undefined ? {} : { policyType }) } }))
}

const isForServices = (trustPolicy: string): boolean => {
  const who = trustedBy(trustPolicy) ?? []
  return who.length > 0 && who.every((principal) => !principal.startsWith('acs:'))
}

/** The caller, its session narrowed to reading RAM; the call's own name, identity and external ID stay, for a trust policy may ask for them. */
const reading = (caller: Caller): Caller => {
  const { name, externalId, sourceIdentity } = caller.session ?? {}
  return { ...caller, session: { ...(name === undefined ? {} : { name }), ...(externalId === undefined ? {} : { externalId }), ...(sourceIdentity === undefined ? {} : { sourceIdentity }), policy: sessionPolicyOf(readingActions) } }
}

/** The session of reading through a role. */
export const readingThrough = (profile: string, accountId: string, role: string): Caller => reading({ profile, accountId, role })

function judged(wanted: Wanted, read: RoleRead, readBy: 'self' | 'through'): Found {
  const evaluations = wanted.actions.map((action) => judge(read.attached, ownPolicy(wanted.caller), action))
  const verdict = worst(evaluations.map((one) => one.evaluation.verdict))
  const [deciding] = evaluations.filter(({ evaluation }) => evaluation.verdict === verdict)
  const isUnread = read.attached.some(({ text }) => text === undefined)
  const cause: PermissionCause = verdict === 'allowed' ? 'allowed' : verdict === 'unknown' ? (isUnread && deciding?.evaluation.deciding?.policyKind !== 'session' ? 'notReadable' : 'condition') : (deciding?.cause ?? 'missing')
  return foundOf(wanted, { cause, verdict, evaluations: evaluations.map(({ evaluation }) => evaluation), read, readBy })
}

/** The role alone first: what a session policy takes away, no attachment can give. */
function judge(identity: readonly NamedPolicy[], session: NamedPolicy | undefined, action: string): { evaluation: Evaluation; cause: PermissionCause } {
  const alone = evaluate({ identity }, { action })
  if (alone.verdict !== 'allowed' || session === undefined) return { evaluation: alone, cause: alone.deciding === undefined ? 'missing' : 'explicitDeny' }
  return { evaluation: evaluate({ identity, session }, { action }), cause: 'sessionPolicy' }
}

/** Only a policy that the call itself writes can take something away; the least one allows what is needed. Without a role there is no session. */
function ownPolicy({ role, session }: Caller): NamedPolicy | undefined {
  const text = session?.policy
  return role === undefined || text === undefined || text === 'least' || text === 'none' ? undefined : { name: 'session.policy', text }
}

const worst = (verdicts: readonly Verdict[]): Verdict => (verdicts.includes('denied') ? 'denied' : verdicts.includes('unknown') ? 'unknown' : 'allowed')

interface Outcome {
  cause: PermissionCause
  verdict: Verdict
  evaluations?: Evaluation[]
  error?: AppError
  read?: RoleRead
  readBy?: 'self' | 'through'
}

function foundOf(wanted: Wanted, { cause, verdict, evaluations = [], error, read, readBy }: Outcome): Found {
  const { role } = wanted.caller
  const trusted = read?.trustPolicy === undefined ? undefined : trustedBy(read.trustPolicy)
  const { code, requestId } = error?.about ?? {}
  return {
    ...(role === undefined ? {} : { roleArn: roleArnIn(role, wanted.accountId) }),
    verdict,
    ...wordsOf(wanted, cause, { evaluations }, error),
    evaluations,
    ...(read === undefined
      ? {}
      : {
          role: {
            ...(read.maxSessionSeconds === undefined ? {} : { maxSessionSeconds: read.maxSessionSeconds }),
            ...(trusted === undefined ? {} : { trusted }),
            policies: read.attached.map(({ name, type }) => ({ name, type })),
          },
        }),
    ...(readBy === undefined ? {} : { readBy }),
    ...(code === undefined ? {} : { code }),
    ...(requestId === undefined ? {} : { requestId }),
  }
}

const wordsOf = ({ accountId, caller, through }: Wanted, cause: PermissionCause, { evaluations }: Pick<Found, 'evaluations'>, error?: AppError): Pick<Found, 'cause' | 'says'> => ({
  cause,
  says: saysOf(cause, { accountId, role: caller.role, through, evaluations, error }),
})
