/** Puts a refusal into words: who, which action, on what, which policy lacks or denies it. It decides by codes and fields, never by the server's text. */
import * as v from 'valibot'
import type { ErrorFacts } from '../../shared/errors'
import type { Denial } from '../../shared/permission'
import type { Caller } from '../credentials/credentials'
import { ram, type Ask } from './asking'
import { sessionPolicyOf } from './needs'

/** Source: Ram 2015-05-01 DecodeDiagnosticMessage. */
const Decoded = v.object({
  DecodedDiagnosticMessage: v.object({
    ExplicitDeny: v.optional(v.union([v.boolean(), v.string()])),
    NoPermissionPolicyType: v.optional(v.string()),
    AuthAction: v.optional(v.string()),
    AuthResource: v.optional(v.string()),
    AuthPrincipal: v.optional(v.object({ AuthPrincipalType: v.optional(v.string()), AuthPrincipalOwnerId: v.optional(v.string()), AuthPrincipalDisplayName: v.optional(v.string()) })),
    MatchedPolicies: v.optional(
      v.union([
        v.array(v.looseObject({})),
        v.pipe(
          v.object({ MatchedPolicy: v.array(v.looseObject({})) }),
          v.transform(({ MatchedPolicy }) => MatchedPolicy),
        ),
      ]),
    ),
  }),
})
type Diagnostic = v.InferOutput<typeof Decoded>['DecodedDiagnosticMessage']

const decodeAction = 'ram:DecodeDiagnosticMessage'

/** Asks as each caller in turn until one may decode; undefined where none may. @throws AppError `cancelled`. */
export async function decode(ask: Ask, callers: readonly Caller[], diagnostic: string, signal: AbortSignal): Promise<Diagnostic | undefined> {
  for (const caller of callers) {
    const speaker = caller.role === undefined ? caller : { ...caller, session: { ...caller.session, policy: sessionPolicyOf([decodeAction]) } }
    const answer = await ask(speaker, { ...ram, operation: 'DecodeDiagnosticMessage', parameters: { EncodedDiagnosticMessage: diagnostic } }, signal).catch((thrown: unknown) => {
      if (signal.aborted) throw thrown
      return undefined
    })
    const parsed = v.safeParse(Decoded, answer)
    if (parsed.success) return parsed.output.DecodedDiagnosticMessage
  }
  return undefined
}

/** The denial of an error's facts; with a decoded diagnostic, of that. */
export function denialOf(about: ErrorFacts, decoded: Diagnostic | undefined): Denial {
  const who = decoded?.AuthPrincipal
  const facts = {
    principal: who?.AuthPrincipalDisplayName ?? about.principal,
    principalType: who?.AuthPrincipalType ?? about.principalType,
    principalAccountId: who?.AuthPrincipalOwnerId ?? about.principalAccountId,
    action: decoded?.AuthAction ?? about.ramAction,
    resource: decoded?.AuthResource,
    policyType: decoded?.NoPermissionPolicyType ?? about.policyType,
  }
  const denyType = denyTypeOf(decoded, about)
  const side = sideOf(about, facts.policyType)
  const known: Omit<Denial, 'says' | 'next'> = {
    ...(Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined && value !== '')) as Partial<typeof facts> as Omit<Denial, 'says' | 'next' | 'policies' | 'source'>),
    ...(denyType === undefined ? {} : { denyType }),
    ...(side === undefined ? {} : { side }),
    policies: (decoded?.MatchedPolicies ?? []).map(policyOf),
    source: decoded !== undefined ? 'decoded' : about.diagnostic === undefined ? 'absent' : 'refused',
  }
  return { ...known, says: saysOf(known, about), next: nextOf(known, about) }
}

function denyTypeOf(decoded: Diagnostic | undefined, about: ErrorFacts): Denial['denyType'] {
  if (decoded?.ExplicitDeny !== undefined) return String(decoded.ExplicitDeny) === 'true' ? 'ExplicitDeny' : 'ImplicitDeny'
  return about.noPermissionType === 'ExplicitDeny' || about.noPermissionType === 'ImplicitDeny' ? about.noPermissionType : undefined
}

const isAssumeRole = ({ operation, ramAction }: ErrorFacts): boolean => operation === 'AssumeRole' || ramAction?.toLowerCase() === 'sts:assumerole'

/** STS answers a missing right of the caller and a missing trust alike; only the type of policy tells them apart. */
function sideOf(about: ErrorFacts, policyType: string | undefined): Denial['side'] {
  if (!isAssumeRole(about) || policyType === undefined) return undefined
  if (policyType === 'AssumeRolePolicy') return 'trust'
  return policyType.endsWith('IdentityBasedPolicy') || policyType === 'SessionPolicy' ? 'caller' : undefined
}

function policyOf(written: Record<string, unknown>): Denial['policies'][number] {
  const text = (name: string): string | undefined => (typeof written[name] === 'string' && written[name] !== '' ? written[name] : undefined)
  const [type, effect, attachedTo] = [text('PolicyType'), text('Effect'), text('AttachedEntityType')]
  return { name: text('PolicyName') ?? text('PolicyIdentifier') ?? '?', ...(type === undefined ? {} : { type }), ...(effect === undefined ? {} : { effect }), ...(attachedTo === undefined ? {} : { attachedTo }) }
}

const principalWords: Record<string, string> = { SubUser: 'The RAM user', AssumedRoleUser: 'The role session', Federated: 'The federated identity' }
const policyWords: Record<string, string> = {
  AssumeRolePolicy: 'the trust policy of the role',
  ControlPolicy: 'a control policy of the resource directory',
  AccountLevelIdentityBasedPolicy: 'a policy of this identity',
  ResourceGroupLevelIdentityBasedPolicy: 'a policy of this identity for the resource group',
  SessionPolicy: 'the session policy',
}
/** The subject of the sentence where nothing allows it. */
const lackWords: Record<string, string> = {
  AssumeRolePolicy: 'the trust policy of the role does not name it',
  ControlPolicy: 'no control policy of the resource directory allows it',
  AccountLevelIdentityBasedPolicy: 'no policy of this identity allows it',
  ResourceGroupLevelIdentityBasedPolicy: 'no policy of this identity allows it in the resource group',
  SessionPolicy: 'the session policy does not allow it',
}

function saysOf({ principal, principalType = '', principalAccountId, action, resource, policyType, denyType, policies, side }: Omit<Denial, 'says' | 'next'>, about: ErrorFacts): string {
  const who = `${principalWords[principalType] ?? 'The caller'}${principal === undefined ? '' : ` ${principal}`}${principalAccountId === undefined ? '' : ` of account ${principalAccountId}`}`
  const what = `${action ?? (about.operation === undefined ? 'this' : `${about.product ?? ''} ${about.operation}`.trim())}${resource === undefined || resource === '*' ? '' : ` on ${resource}`}${isAssumeRole(about) && about.roleArn !== undefined && resource === undefined ? ` on ${about.roleArn}` : ''}`
  const names = policies.length === 0 ? '' : ` (${policies.map(({ name }) => name).join(', ')})`
  if (policyType === undefined) {
    const doubt = isAssumeRole(about) && side === undefined ? ': the caller lacks sts:AssumeRole, or the role does not trust it; the answer does not say which' : ''
    return `${who} may not do ${what}${doubt}.`
  }
  const why = denyType === 'ExplicitDeny' ? `${policyWords[policyType] ?? `a policy of type ${policyType}`} denies it${names}` : `${lackWords[policyType] ?? `no policy of type ${policyType} allows it`}${names}`
  return `${who} may not do ${what}: ${why}.`
}

function nextOf({ policyType, denyType, action, side, principal }: Omit<Denial, 'says' | 'next'>, about: ErrorFacts): string {
  const wanted = action ?? 'the action'
  const account = about.accountId === undefined ? '' : ` in account ${about.accountId}`
  if (policyType === 'AssumeRolePolicy') return `Let the trust policy of the role${account} name the caller.`
  if (policyType === 'ControlPolicy') return 'Ask the administrator of the resource directory; nobody in the account itself can allow it.'
  if (policyType === 'SessionPolicy') return `Name ${wanted} in session.policy, or write session.policy: least.`
  if (side === 'caller') return 'Attach AliyunSTSAssumeRoleAccess to the caller.'
  if (denyType === 'ExplicitDeny') return `Remove the statement that denies ${wanted}; another Allow does not help.`
  if (isAssumeRole(about) && policyType === undefined) return `Attach AliyunSTSAssumeRoleAccess to the caller, and let the trust policy of the role${account} name it.`
  return `Attach a policy that allows ${wanted} to ${principal ?? 'the caller'}${account}, or call with another role.`
}
