/** The permission preflight as both processes see it: what a role has of what a call needs, account by account, and the exact requests that would give it the rest. It holds no credential. */
import * as v from 'valibot'
import { CallSpec } from './call'
import { AccountId, RoleTemplate } from './credentials'
import type { Evaluation, OperationNeeds, Verdict } from './permission'
import { Words } from './words'

export const permissionCauses = [
  'allowed', 'missing', 'explicitDeny', 'sessionPolicy', 'condition', 'noRole', 'noTrust', 'callerNotAllowed', 'noTrustOrNotAllowed', 'controlPolicy', 'serviceOnly', 'notReadable', 'disabledAccount', 'throttled', 'failed', 'cancelled',
] as const
/** Why the verdict is what it is. `missing`: the role is there and can be assumed, but nothing attached to it allows every action. */
export type PermissionCause = (typeof permissionCauses)[number]

/** What RAM says of a role. */
export interface RoleFacts {
  /** Absent where GetRole was refused. */
  maxSessionSeconds?: number
  /** Principals that may assume it: ARNs, and services by their host name; absent where GetRole was refused. */
  trusted?: string[]
  policies: { name: string; type: string }[]
}

/** What one account's identity has of the needed actions. */
export interface AccountPermission {
  accountId: string
  accountName?: string
  /** Absent: the profile speaks for itself. */
  roleArn?: string
  verdict: Verdict
  cause: PermissionCause
  /** One or two sentences: what it means and the next move. */
  says: Words
  /** One for each needed action; empty where no policy was read. */
  evaluations: Evaluation[]
  role?: RoleFacts
  /** Who read the policies: the identity itself, or the role that was named for reading. */
  readBy?: 'self' | 'through'
  code?: string
  requestId?: string
  /** ISO time. */
  checkedAt: string
  elapsedMs: number
}

/** Whether a plan can give what is missing: the role, or an attachment. What a statement denies it cannot, nor what the profile's own identity lacks. */
export const isMendable = ({ roleArn, cause, evaluations }: Pick<AccountPermission, 'roleArn' | 'cause' | 'evaluations'>): boolean =>
  roleArn !== undefined && (cause === 'noRole' || cause === 'missing' || (cause === 'serviceOnly' && evaluations.some(({ verdict, deciding }) => verdict === 'denied' && deciding === undefined)))

/** What an administrator would create, where the call assumes a role. */
export interface Remedy {
  roleName: string
  /** The account whose identities call. */
  callerAccountId: string
  /** For a role that is missing, as JSON text. */
  trustPolicy: string
  /** The smallest policy under the name that a plan gives it. */
  custom: { name: string; document: string }
  /** Names of system policies, where known. */
  system?: string
  usual?: string
}

export interface Preflight {
  needs: OperationNeeds
  /** Absent where the profile speaks for itself. */
  remedy?: Remedy
  state: 'finished' | 'cancelled'
  startedAt: string
  elapsedMs: number
  /** In the order of the call's accounts. */
  accounts: AccountPermission[]
}

/** Told while a preflight runs, at most ten times a second. */
export interface PreflightProgress {
  checkId: string
  total: number
  ended: number
  /** Those that ended since the last one. */
  results: AccountPermission[]
}

const shortId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{1,64}$/))
const accounts = v.exactOptional(v.pipe(v.array(AccountId), v.minLength(1)))

export const PreflightSpec = v.strictObject({
  /** Chosen by who asks; names the check in progress and cancel. */
  checkId: shortId,
  spec: CallSpec,
  /** A role in the same accounts that reads where the call's role cannot. */
  through: v.exactOptional(RoleTemplate),
})
export type PreflightSpec = v.InferOutput<typeof PreflightSpec>

/** `custom`: the smallest policy; `system`: the recommended system policy; `usual`: what a known default role usually carries. */
export const grants = ['custom', 'system', 'usual'] as const
export type Grant = (typeof grants)[number]

export const MendSpec = v.strictObject({
  spec: CallSpec,
  /** The role in these accounts that creates and attaches. */
  through: RoleTemplate,
  grant: v.picklist(grants),
  /** Absent: every account of the call in which something is missing. */
  accounts,
})
export type MendSpec = v.InferOutput<typeof MendSpec>

/** One request of a plan, exactly as it will be sent. */
export interface MendStep {
  accountId: string
  accountName?: string
  product: 'Ram'
  version: '2015-05-01'
  operation: 'CreateRole' | 'CreatePolicy' | 'AttachPolicyToRole'
  parameters: Record<string, string>
}

/** What would be sent, and where nothing can be. Only this very plan can be applied, and only once. */
export interface MendPlan {
  /** SHA-256 of all that follows, in hex. */
  planId: string
  profile: string
  through: string
  steps: MendStep[]
  refused: { accountId: string; accountName?: string; says: Words }[]
}

export const MendPlan: v.GenericSchema<MendPlan> = v.strictObject({
  planId: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  profile: v.string(),
  through: v.string(),
  steps: v.array(
    v.strictObject({
      accountId: AccountId,
      accountName: v.exactOptional(v.string()),
      product: v.literal('Ram'),
      version: v.literal('2015-05-01'),
      operation: v.picklist(['CreateRole', 'CreatePolicy', 'AttachPolicyToRole']),
      parameters: v.record(v.string(), v.string()),
    }),
  ),
  refused: v.array(v.strictObject({ accountId: AccountId, accountName: v.exactOptional(v.string()), says: Words })),
})

/** How one request of a plan ended. `skipped`: one before it in the account was not done. `uncertain`: no answer came, so that it may have been done. */
export interface MendOutcome {
  /** Index in the plan's steps. */
  step: number
  status: 'done' | 'refused' | 'uncertain' | 'skipped'
  /** Absent where it was done. */
  says?: Words
  code?: string
  requestId?: string
}
