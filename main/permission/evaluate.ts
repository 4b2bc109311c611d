/** What RAM would say of an action, judged from the texts of policies alone. It guesses no condition and no resource: where one of these decides, the answer is `unknown`. */
import type { DecidingStatement, Evaluation, PolicyKind, Verdict } from '../../shared/permission'
import { say, type Said } from '../../shared/words'
import { matches, overlaps } from './glob'
import { readPolicy, type Statement } from './policy'

export interface NamedPolicy {
  name: string
  /** The policy as JSON text; undefined where it could not be read. */
  text: string | undefined
}

export interface PolicySet {
  /** Attached to the role or user, and to its groups. */
  identity: readonly NamedPolicy[]
  /** True where more may be attached than could be listed. */
  isPartial?: boolean
  /** What the session carries; absent: it carries none. */
  session?: NamedPolicy
  /** Control policies by level, from the root folder to the account: every level must allow. Absent: the account is under none. */
  control?: readonly (readonly NamedPolicy[])[]
}

export interface Question {
  action: string
  /** An ARN, wildcards allowed; absent: no resource is known, so that only `*` is sure to hold. */
  resource?: string
}

type Match = 'yes' | 'maybe' | 'no'
type Found = { match: Match; effect: Statement['effect']; deciding: DecidingStatement }
type Judged = { verdict: Verdict; isExplicit: boolean; found?: Found; unread?: string }

/**
 * An explicit Deny of any policy wins; else identity, session and every control level must each allow.
 * Source: RAM help, policy evaluation; Resource Directory help, control policies.
 */
export function evaluate({ identity, isPartial = false, session, control = [] }: PolicySet, question: Question): Evaluation {
  const layers: (Judged & { kind: PolicyKind })[] = [
    ...control.map((level) => ({ kind: 'control' as const, ...judge(level, 'control', question, false) })),
    ...(session === undefined ? [] : [{ kind: 'session' as const, ...judge([session], 'session', question, false) }]),
    { kind: 'identity' as const, ...judge(identity, 'identity', question, isPartial) },
  ]
  const { action } = question
  const decided =
    layers.find(({ verdict, isExplicit }) => verdict === 'denied' && isExplicit) ?? layers.find(({ verdict }) => verdict === 'denied') ?? layers.find(({ verdict }) => verdict === 'unknown') ?? layers.at(-1)
  if (decided === undefined) throw new Error('There is always a layer: the identity.')
  const { verdict, found } = decided
  return { action, verdict, reason: reasonOf(action, decided), ...(found === undefined ? {} : { deciding: found.deciding }) }
}

function judge(policies: readonly NamedPolicy[], kind: PolicyKind, question: Question, isPartial: boolean): Judged {
  const read = policies.map((policy) => ({ policy, statements: policy.text === undefined ? undefined : readPolicy(policy.text) }))
  const unread = read.find(({ statements }) => statements === undefined)?.policy.name
  const found = read.flatMap(({ policy, statements = [] }) =>
    statements.map((statement, index): Found => ({ match: matchOf(statement, question), effect: statement.effect, deciding: { policyName: policy.name, policyKind: kind, index, text: statement.text } })),
  )
  const first = (effect: Statement['effect'], match: Match): Found | undefined => found.find((one) => one.effect === effect && one.match === match)
  const because = (verdict: Verdict, one: Found | undefined, isExplicit = false): Judged => ({ verdict, isExplicit, ...(one === undefined ? {} : { found: one }), ...(unread === undefined ? {} : { unread }) })

  const denied = first('Deny', 'yes')
  if (denied) return because('denied', denied, true)
  const doubt = first('Deny', 'maybe')
  const allowed = first('Allow', 'yes')
  if (allowed && doubt === undefined && unread === undefined && !isPartial) return because('allowed', allowed)
  // A policy that is not known may deny what another allows.
  if (allowed) return because('unknown', doubt ?? allowed)
  const perhaps = first('Allow', 'maybe')
  if (perhaps) return because('unknown', perhaps)
  return because(unread === undefined && !isPartial ? 'denied' : 'unknown', undefined)
}

function matchOf(statement: Statement, { action, resource }: Question): Match {
  const isNamed = statement.actions.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase()))
  if (isNamed === statement.isNotAction) return 'no'
  const held = resourceMatch(statement, resource)
  if (held === 'no') return 'no'
  return statement.hasCondition ? 'maybe' : held
}

function resourceMatch({ resources, isNotResource }: Statement, resource: string | undefined): Match {
  const isWhole = resources.includes('*')
  if (isWhole) return isNotResource ? 'no' : 'yes'
  if (resource === undefined) return 'maybe'
  const covers = resources.some((pattern) => matches(pattern, resource))
  const touches = covers || resources.some((pattern) => overlaps(pattern, resource))
  if (isNotResource) return covers ? 'no' : touches ? 'maybe' : 'yes'
  return covers ? 'yes' : touches ? 'maybe' : 'no'
}

const kindNames: Record<PolicyKind, Said> = { identity: say`policy of the identity`, session: say`session policy`, control: say`control policy` }
const named: Record<PolicyKind, (name: string) => Said> = { identity: (name) => say`policy of the identity ${name}`, session: (name) => say`session policy ${name}`, control: (name) => say`control policy ${name}` }

function reasonOf(action: string, { verdict, isExplicit, found, unread, kind }: Judged & { kind: PolicyKind }): Said {
  const where = found === undefined ? kindNames[kind] : named[kind](found.deciding.policyName)
  if (verdict === 'allowed') return say`The ${where} allows ${action}.`
  if (verdict === 'denied') return isExplicit ? say`The ${where} denies ${action}.` : say`No ${where} allows ${action}.`
  if (found !== undefined && found.match === 'maybe') return found.effect === 'Deny' ? say`The ${where} denies ${action} under a condition or for resources that are not known here.` : say`The ${where} allows ${action} under a condition or for resources that are not known here.`
  if (unread !== undefined) return say`The policy ${unread} could not be read and may decide about ${action}.`
  return say`Not all policies could be listed, and one may decide about ${action}.`
}
