/** Puts a refusal into words: who, which action, on what, which policy lacks or denies it. It decides by codes and fields, never by the server's text. */
import * as v from 'valibot'
import type { ErrorFacts } from '../../shared/errors'
import type { Denial } from '../../shared/permission'
import { say, type Said, type Words } from '../../shared/words'
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
  const known: Known = {
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

const principalWords: Record<string, (name: string | undefined) => Said> = {
  SubUser: (name) => (name === undefined ? say`The RAM user` : say`The RAM user ${name}`),
  AssumedRoleUser: (name) => (name === undefined ? say`The role session` : say`The role session ${name}`),
  Federated: (name) => (name === undefined ? say`The federated identity` : say`The federated identity ${name}`),
}
const callerWords = (name: string | undefined): Said => (name === undefined ? say`The caller` : say`The caller ${name}`)
const denyWords: Record<string, Said> = {
  AssumeRolePolicy: say`the trust policy of the role denies it`,
  ControlPolicy: say`a control policy of the resource directory denies it`,
  AccountLevelIdentityBasedPolicy: say`a policy of this identity denies it`,
  ResourceGroupLevelIdentityBasedPolicy: say`a policy of this identity for the resource group denies it`,
  SessionPolicy: say`the session policy denies it`,
}
const lackWords: Record<string, Said> = {
  AssumeRolePolicy: say`the trust policy of the role does not name it`,
  ControlPolicy: say`no control policy of the resource directory allows it`,
  AccountLevelIdentityBasedPolicy: say`no policy of this identity allows it`,
  ResourceGroupLevelIdentityBasedPolicy: say`no policy of this identity allows it in the resource group`,
  SessionPolicy: say`the session policy does not allow it`,
}

type Known = Omit<Denial, 'says' | 'next'>

function saysOf({ principal, principalType = '', principalAccountId, policyType, denyType, policies, side, ...asked }: Known, about: ErrorFacts): Said {
  const caller = (principalWords[principalType] ?? callerWords)(principal)
  const who = principalAccountId === undefined ? caller : say`${caller} of account ${principalAccountId}`
  const what = whatOf(asked, about)
  if (policyType === undefined) {
    const isDoubtful = isAssumeRole(about) && side === undefined
    return isDoubtful ? say`${who} may not do ${what}: the caller lacks sts:AssumeRole, or the role does not trust it; the answer does not say which.` : say`${who} may not do ${what}.`
  }
  const why = denyType === 'ExplicitDeny' ? (denyWords[policyType] ?? say`a policy of type ${policyType} denies it`) : (lackWords[policyType] ?? say`no policy of type ${policyType} allows it`)
  const names = policies.map(({ name }) => name).join(', ')
  return say`${who} may not do ${what}: ${names === '' ? why : say`${why} (${names})`}.`
}

/** The action or operation, and on what. */
function whatOf({ action, resource }: Pick<Known, 'action' | 'resource'>, about: ErrorFacts): Words {
  const done = action ?? (about.operation === undefined ? say`this` : `${about.product ?? ''} ${about.operation}`.trim())
  const on = resource === undefined ? (isAssumeRole(about) ? about.roleArn : undefined) : resource === '*' ? undefined : resource
  return on === undefined ? done : say`${done} on ${on}`
}

function nextOf({ policyType, denyType, action, side, principal }: Known, about: ErrorFacts): Said {
  const wanted = action ?? say`the action`
  const role = about.accountId === undefined ? say`the role` : say`the role in account ${about.accountId}`
  if (policyType === 'AssumeRolePolicy') return say`Let the trust policy of ${role} name the caller.`
  if (policyType === 'ControlPolicy') return say`Ask the administrator of the resource directory; nobody in the account itself can allow it.`
  if (policyType === 'SessionPolicy') return say`Name ${wanted} in session.policy, or write session.policy: least.`
  if (side === 'caller') return say`Attach AliyunSTSAssumeRoleAccess to the caller.`
  if (denyType === 'ExplicitDeny') return say`Remove the statement that denies ${wanted}; another Allow does not help.`
  if (isAssumeRole(about) && policyType === undefined) return say`Attach AliyunSTSAssumeRoleAccess to the caller, and let the trust policy of ${role} name it.`
  const whom = principal ?? say`the caller`
  return say`Attach a policy that allows ${wanted} to ${about.accountId === undefined ? whom : say`${whom} in account ${about.accountId}`}, or call with another role.`
}
