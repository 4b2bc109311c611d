/** Permission as both processes see it: what a call needs, what a role has, whether a role can be reached, and why something was denied. It holds no credential and no policy of its own. */
import * as v from 'valibot'
import type { Source } from './catalog'
import { AccountId, ProfileName, RoleTemplate } from './credentials'
import type { Said, Words } from './words'

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
  reason: Said
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
  /** The parameter by which the operation itself checks permissions and parameters and changes nothing; absent where it has none. */
  dryRun?: string
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
  says: Words
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
  /** One or two sentences. */
  says: Said
  next: Said
}

export const DenialSpec = v.strictObject({
  profile: ProfileName,
  /** Whom the refused request spoke as; that account may decode what the profile's own may not. */
  accountId: v.exactOptional(AccountId),
  role: v.exactOptional(RoleTemplate),
  /** As the target's outcome holds it. */
  error: v.looseObject({ kind: v.string(), message: v.string(), about: v.record(v.string(), v.unknown()) }),
})
export type DenialSpec = v.InferOutput<typeof DenialSpec>
