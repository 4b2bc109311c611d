/** Permission as both processes see it: what a call needs, what a role has, whether a role can be reached, and why something was denied. It holds no credential and no policy of its own. */
import * as v from 'valibot'
import { CallSpec } from './call'
import type { Source } from './catalog'
import { AccountId, ProfileName, RoleTemplate, directoryRole } from './credentials'

/** `unknown`: a condition, a resource or an unreadable policy decides, and Rolecall does not know its value. */
export type Verdict = 'allowed' | 'denied' | 'unknown'

/** Where a policy stands. Each kind can only narrow what the identity's own policies allow. */
export type PolicyKind = 'identity' | 'session' | 'control'

/** The statement that decides. */
export interface DecidingStatement {
  policyName: string
  policyKind: PolicyKind
  /** From 0, within its policy. */
  index: number
  /** The statement as JSON text. */
  text: string
}

/** What policies say of one action. */
export interface Evaluation {
  action: string
  verdict: Verdict
  /** One sentence. */
  reason: string
  /** Absent where no statement matches. */
  deciding?: DecidingStatement
}

/** One RAM action, such as `ecs:DescribeInstances`, and where that knowledge comes from. */
export interface NeededAction {
  action: string
  source: Source
}

/** What an operation needs. Everything here is known without a network. */
export interface OperationNeeds {
  product: string
  version: string
  operation: string
  /** True only where the operation is known to read. */
  isRead: boolean
  /** The operation's own action first. */
  actions: NeededAction[]
  /** Actions that paging needs beyond these; RAM counts each page as the same action, so mostly none. */
  pagingActions: string[]
  /** The system policy that most likely allows it; absent where none is known. */
  systemPolicy?: string
  /** The smallest policy that allows it, as JSON text over several lines. */
  customPolicy: string
  /** What each session of such a call carries; at most 2,048 characters. */
  sessionPolicy: string
}

export const reachStatuses = ['ok', 'noRole', 'noTrust', 'callerNotAllowed', 'noTrustOrNotAllowed', 'controlPolicy', 'throttled', 'disabledAccount', 'failed', 'cancelled'] as const
/** `noTrustOrNotAllowed`: STS answered both alike, and the caller may not decode which. */
export type ReachStatus = (typeof reachStatuses)[number]

/** Whether the role of one account can be assumed. */
export interface ReachResult {
  accountId: string
  accountName?: string
  roleArn: string
  status: ReachStatus
  /** One sentence: what happened and the next move. */
  says: string
  /** Told apart by what other accounts answered, not by this answer. */
  isInferred?: boolean
  /** ISO time. */
  testedAt: string
  code?: string
  requestId?: string
  elapsedMs: number
}

/** A role template tested on accounts; kept by profile and role until it is tested again. */
export interface ReachMatrix {
  profile: string
  /** Role name or ARN template. */
  role: string
  state: 'finished' | 'cancelled'
  startedAt: string
  elapsedMs: number
  /** In the order of the directory. */
  results: ReachResult[]
}

/** Told while a test runs, at most ten times a second. */
export interface ReachProgress {
  reachId: string
  total: number
  ended: number
  /** Those that ended since the last one. */
  results: ReachResult[]
}

const shortId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{1,64}$/))

export const ReachSpec = v.strictObject({
  /** Chosen by who asks; names the test in progress and cancel. */
  reachId: shortId,
  profile: ProfileName,
  role: RoleTemplate,
  /** Absent: every member account of the directory. */
  accounts: v.exactOptional(v.pipe(v.array(AccountId), v.minLength(1))),
})
export type ReachSpec = v.InferOutput<typeof ReachSpec>

/** What a role has, as far as the caller may read it. */
export interface AccountPreflight {
  accountId: string
  accountName?: string
  /** The identity the call would speak as: a role ARN, or the profile's own ARN. */
  principal: string
  /** Of all actions together: denied where one is denied, unknown where one is unknown. */
  verdict: Verdict
  /** One sentence. */
  says: string
  evaluations: Evaluation[]
  /** Absent where the account was called as the profile itself. */
  role?: RoleFacts
  /** The operation's own dry run in this account, where it has one and the role could be assumed. */
  dryRun?: DryRunOutcome
  /** A text for the account's administrator; present unless everything is allowed. */
  request?: string
  /** Page of the RAM console where the administrator does it. */
  consoleUrl?: string
}

export interface RoleFacts {
  name: string
  arn: string
  /** `unknown`: it could not be read. */
  state: 'exists' | 'missing' | 'unknown'
  /** Principals that its trust policy names, where it could be read. */
  trusts?: string[]
  policies?: AttachedPolicy[]
  /** Why something is not known. */
  unread?: string
}

export interface AttachedPolicy {
  name: string
  type: 'System' | 'Custom'
  isRead: boolean
}

export interface DryRunOutcome {
  verdict: Verdict
  code?: string
  says: string
}

export interface Preflight {
  needs: OperationNeeds
  accounts: AccountPreflight[]
  elapsedMs: number
}

export const PreflightSpec = v.strictObject({
  preflightId: shortId,
  spec: CallSpec,
  /** A role of the members through which policies are read; absent: the role of the call itself. */
  through: v.exactOptional(RoleTemplate),
  /** Sends the operation's own dry run too, where it has one. */
  dryRun: v.exactOptional(v.boolean(), false),
})
export type PreflightSpec = v.InferOutput<typeof PreflightSpec>

const roleName = v.pipe(v.string(), v.regex(/^[A-Za-z0-9.-]{1,64}$/, 'A role name has 1 to 64 letters, digits, dots or dashes.'))
const policyName = v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{1,128}$/, 'A policy name has 1 to 128 letters, digits or dashes.'))

/** What is to be put right in one account. */
export const FixSpec = v.strictObject({
  profile: ProfileName,
  accountId: AccountId,
  role: roleName,
  /** Role of the member through which it is done, chosen by the operator; absent: as the profile itself, in its own account. */
  through: v.exactOptional(RoleTemplate),
  /** Creates the role; its trust policy names the management account, or the service of a known role. */
  createRole: v.exactOptional(v.boolean(), false),
  /** Attaches this system policy. */
  systemPolicy: v.exactOptional(policyName),
  /** Creates this custom policy and attaches it. */
  customPolicy: v.exactOptional(v.strictObject({ name: policyName, document: v.pipe(v.string(), v.maxLength(6144)) })),
})
export type FixSpec = v.InferOutput<typeof FixSpec>

/** One call as it will be sent, shown word by word before it is confirmed. */
export interface FixCall {
  product: string
  version: string
  operation: string
  accountId: string
  /** Whom it speaks as. */
  principal: string
  parameters: Record<string, string>
}

export interface FixPlan {
  calls: FixCall[]
  /** Confirms exactly these calls; another plan has another digest. */
  digest: string
  warnings: string[]
}

export interface FixOutcome {
  /** In order; what was there already counts as done. */
  done: { operation: string; requestId?: string; wasThere: boolean }[]
}

/** A role that Alibaba Cloud's own services and documents name. */
export interface KnownRole {
  name: string
  /** Who may assume it. */
  trust: { kind: 'managementAccount' } | { kind: 'service'; service: string }
  isAdministrator: boolean
  /** System policy it is created with; absent where that is left to whoever creates it (each playbook names its own). */
  systemPolicy?: string
}

/** Source: Resource Directory (role of created members); Security Center, SOAR (default role of playbooks). */
export const knownRoles: readonly KnownRole[] = [
  { name: directoryRole, trust: { kind: 'managementAccount' }, isAdministrator: true, systemPolicy: 'AdministratorAccess' },
  { name: 'AliyunSiemSoarExecutionDefaultRole', trust: { kind: 'service', service: 'cloudsiem.sas.aliyuncs.com' }, isAdministrator: false },
]

/** A refusal in words, and the facts they are made of. */
export interface Denial {
  /** Who: the ARN or name of the caller, where the refusal says so. */
  principal?: string
  principalType?: string
  principalAccountId?: string
  action?: string
  resource?: string
  /** The type of policy that lacks or denies it: `SessionPolicy`, `ControlPolicy`, `AssumeRolePolicy`, `AccountLevelIdentityBasedPolicy`… */
  policyType?: string
  /** `ImplicitDeny`: nothing allows it; `ExplicitDeny`: something forbids it. */
  denyType?: 'ImplicitDeny' | 'ExplicitDeny'
  /** Who must act on a refused AssumeRole: the caller's administrator or the role's. */
  side?: 'caller' | 'trust'
  /** Policies that matched, from the decoded diagnostic. */
  policies: { name: string; type?: string; effect?: string; attachedTo?: string }[]
  /** `decoded`: RAM explained it; `refused`: the caller may not decode; `absent`: the refusal carries nothing to decode. */
  source: 'decoded' | 'refused' | 'absent'
  /** One or two English sentences. */
  says: string
  next: string
}

export const DenialSpec = v.strictObject({
  profile: ProfileName,
  /** As the target's outcome holds it. */
  error: v.looseObject({ kind: v.string(), message: v.string(), about: v.record(v.string(), v.unknown()) }),
})
export type DenialSpec = v.InferOutput<typeof DenialSpec>
