/** The roles that the sample organisation comes with, by account: whom they trust and what is attached to them. A pure function of the organisation. */
import { digits, rollDice } from '../dice'
import { findAccount, type Organisation, type PracticeAccount } from '../organisation'

export interface PracticeRole {
  roleName: string
  roleId: string
  description: string
  /** Longest session, in seconds. */
  maxSessionSeconds: number
  /** JSON text. */
  trustPolicy: string
  /** ISO time. */
  createdAt: string
}

export type PolicyType = 'System' | 'Custom'

export interface Attachment {
  policyName: string
  policyType: PolicyType
  /** ISO time. */
  attachedAt: string
}

export interface SampleRole extends PracticeRole {
  attached: Attachment[]
}

/** The RAM user of the management account who owns the long-lived key. */
export const operatorUser = 'operator'
/** The management account's own role: its session may assume the roles of members, as the user may. IDaaS opens it too. */
export const operatorRole = 'ConsoleOperator'
/** The role of Security Center's SOAR, for the service alone. */
export const soarRole = 'AliyunSiemSoarExecutionDefaultRole'
const soarPrincipal = 'cloudsiem.sas.aliyuncs.com'

/** The identity provider as which the management account knows its IDaaS instance. */
export const idaasProvider = (managementId: string): string => `acs:ram::${managementId}:oidc-provider/IDaaS`

/** The ID of a role, the same in every answer. */
export const roleIdOf = (seed: number, accountId: string, roleName: string): string => `3${rollDice(seed, accountId, roleName.toLowerCase()).text(digits, 17)}`

/** A trust policy, as JSON text. */
export const trustIn = (principal: { RAM?: string[]; Service?: string[]; Federated?: string[] }): string =>
  JSON.stringify({ Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: principal }], Version: '1' })

const rootOf = (accountId: string): string => `acs:ram::${accountId}:root`

/** None for an account that the organisation does not have. */
export function sampleRoles(organisation: Organisation, accountId: string): SampleRole[] {
  const account = findAccount(organisation, accountId)
  if (!account) return []
  const { management } = organisation
  const role = (roleName: string, more: Pick<SampleRole, 'description' | 'trustPolicy'> & { policy?: string; maxSessionSeconds?: number }): SampleRole => ({
    roleName,
    roleId: roleIdOf(organisation.seed, accountId, roleName),
    description: more.description,
    maxSessionSeconds: more.maxSessionSeconds ?? account.maxSessionSeconds,
    trustPolicy: more.trustPolicy,
    createdAt: account.joinTime,
    attached: more.policy === undefined ? [] : [{ policyName: more.policy, policyType: 'System', attachedAt: account.joinTime }],
  })
  if (account === management) return [role(operatorRole, { description: '', trustPolicy: trustIn({ RAM: [rootOf(management.accountId)], Federated: [idaasProvider(management.accountId)] }), policy: 'AdministratorAccess' })]
  return [
    ...(account.access === 'roleMissing' ? [] : [role(organisation.role, { description: '', trustPolicy: trustIn({ RAM: [trustedBy(account, management)] }), ...(account.access === 'notAllowed' ? {} : { policy: 'AdministratorAccess' }) })]),
    ...(account.hasSoarRole ? [role(soarRole, { description: '', trustPolicy: trustIn({ Service: [soarPrincipal] }), policy: 'AliyunECSReadOnlyAccess', maxSessionSeconds: 3600 })] : []),
  ]
}

const trustedBy = (account: PracticeAccount, management: PracticeAccount): string => rootOf(account.access === 'notTrusted' ? account.accountId : management.accountId)
