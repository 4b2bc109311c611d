/** From what an account lacks to the exact requests that would give it. Pure; it refuses where more than a missing role or a missing attachment is wrong. */
import { createHash } from 'node:crypto'
import { knownRole, roleNameOf } from '../../shared/knownRoles'
import type { OperationNeeds } from '../../shared/permission'
import type { AccountPermission, MendPlan, MendStep, Remedy } from '../../shared/preflight'
import { trustPolicyFor } from './trust'

/** The policy that a plan attaches. */
export interface PolicyToAttach {
  name: string
  type: 'System' | 'Custom'
  /** JSON text; of a custom policy. */
  document?: string
}

export interface Lack {
  account: Pick<AccountPermission, 'accountId' | 'accountName' | 'cause'>
  role: string
  policy: PolicyToAttach
  /** The account whose identities may assume a new role. */
  trustedAccountId: string
  /** A custom policy of this name and text is there already. */
  hasPolicy: boolean
  /** Seconds that the call's sessions are to last, where it says so. */
  sessionSeconds?: number | undefined
}

/** Source: Ram 2015-05-01 CreateRole, `MaxSessionDuration`. */
const standardSessionSeconds = 3600
/** Source: Ram 2015-05-01 CreatePolicy, `PolicyName`. */
const longestPolicyName = 128

/** In the order in which they must be sent. */
export function stepsFor({ account: { accountId, accountName, cause }, role, policy, trustedAccountId, hasPolicy, sessionSeconds }: Lack): MendStep[] {
  const RoleName = roleNameOf(role)
  const step = (operation: MendStep['operation'], parameters: Record<string, string>): MendStep => ({ accountId, ...(accountName === undefined ? {} : { accountName }), product: 'Ram', version: '2015-05-01', operation, parameters })
  return [
    ...(cause === 'noRole'
      ? [
          step('CreateRole', {
            RoleName,
            AssumeRolePolicyDocument: trustPolicyOf(role, trustedAccountId),
            Description: 'Created by Rolecall',
            ...(sessionSeconds !== undefined && sessionSeconds > standardSessionSeconds ? { MaxSessionDuration: String(sessionSeconds) } : {}),
          }),
        ]
      : []),
    ...(policy.document === undefined || hasPolicy ? [] : [step('CreatePolicy', { PolicyName: policy.name, PolicyDocument: policy.document, Description: 'Created by Rolecall' })]),
    step('AttachPolicyToRole', { PolicyType: policy.type, PolicyName: policy.name, RoleName }),
  ]
}

/** Of a new role: trusted to the service it is known to be for, else to the account that calls. */
function trustPolicyOf(role: string, callerAccountId: string): string {
  const trusts = knownRole(role)?.trusts
  return trustPolicyFor(typeof trusts === 'object' ? { services: [trusts.service] } : { accountIds: [callerAccountId] })
}

export function remedyFor(role: string, callerAccountId: string, needs: OperationNeeds): Remedy {
  const { name, document } = smallestPolicy(needs)
  const usual = knownRole(role)?.usualPolicy
  return {
    roleName: roleNameOf(role),
    callerAccountId,
    trustPolicy: trustPolicyOf(role, callerAccountId),
    custom: { name, document },
    ...(needs.systemPolicy === undefined ? {} : { system: needs.systemPolicy }),
    ...(usual === undefined ? {} : { usual }),
  }
}

/** The smallest policy under a name that follows from its text, so that the same one is never made twice. */
export function smallestPolicy({ product, operation, customPolicy }: Pick<OperationNeeds, 'product' | 'operation' | 'customPolicy'>): PolicyToAttach & { document: string } {
  const document = JSON.stringify(JSON.parse(customPolicy))
  const mark = createHash('sha256').update(document).digest('hex').slice(0, 8)
  const stem = `Rolecall-${product}-${operation}`.replace(/[^A-Za-z0-9-]/g, '-').slice(0, longestPolicyName - mark.length - 1)
  return { name: `${stem}-${mark}`, type: 'Custom', document }
}

/** A plan under the ID that follows from all of it. */
export function sealPlan(plan: Omit<MendPlan, 'planId'>): MendPlan {
  const { profile, through, steps, refused } = plan
  return { planId: createHash('sha256').update(JSON.stringify([profile, through, steps, refused])).digest('hex'), profile, through, steps, refused }
}

/** Whether a plan is as it was sealed. */
export const isWhole = (plan: MendPlan): boolean => sealPlan(plan).planId === plan.planId
