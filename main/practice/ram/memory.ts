/** RAM of every account of the organisation: what it comes with and, on top, what was created since the start, in memory and bounded. It decides nothing. */
import type { Organisation } from '../organisation'
import { refuse } from '../requestError'
import { sampleRoles, type Attachment, type PolicyType, type PracticeRole } from './sampleRoles'
import { systemPolicies } from './systemPolicies'

export interface PracticePolicy {
  policyName: string
  policyType: PolicyType
  description: string
  /** JSON text. */
  document: string
  /** ISO time. */
  createdAt: string
}

export interface Ram {
  roles(accountId: string): PracticeRole[]
  /** Names are compared without letter case. */
  findRole(accountId: string, roleName: string): PracticeRole | undefined
  /** @throws RequestError `LimitExceeded.Role`. */
  addRole(accountId: string, role: PracticeRole): void
  /** System policies first; of one type, or of both. */
  policies(accountId: string, type?: PolicyType): PracticePolicy[]
  findPolicy(accountId: string, type: PolicyType, policyName: string): PracticePolicy | undefined
  /** @throws RequestError `LimitExceeded.Policy`. */
  addPolicy(accountId: string, policy: PracticePolicy): void
  /** What is attached to a role; nothing where there is no such role. */
  attached(accountId: string, roleName: string): readonly Attachment[]
  /** Replaces what is attached to a role that exists. */
  setAttached(accountId: string, roleName: string, attached: Attachment[]): void
  /** How many roles of an account have a policy. */
  attachmentCount(accountId: string, policy: Pick<PracticePolicy, 'policyName' | 'policyType'>): number
}

interface Account {
  roles: (PracticeRole & { attached: Attachment[] })[]
  policies: PracticePolicy[]
}

/** Roles and policies that may be created in all accounts together, so that memory stays small. */
const mostCreated = 1000
/** System policies are as old as RAM. */
const systemTime = '2015-05-01T00:00:00Z'
const system: readonly PracticePolicy[] = systemPolicies.map((policy) => ({ ...policy, policyType: 'System', createdAt: systemTime }))

const isNamed = (name: string, other: string): boolean => name.toLowerCase() === other.toLowerCase()

export function createRam(organisation: Organisation): Ram {
  /** Accounts in which something was changed; all others are as they come. */
  const changed = new Map<string, Account>()
  let created = 0

  const read = (accountId: string): Account => changed.get(accountId) ?? { roles: sampleRoles(organisation, accountId), policies: [] }
  const change = (accountId: string): Account => {
    const account = read(accountId)
    changed.set(accountId, account)
    return account
  }
  const count = (code: string): void => {
    if (created >= mostCreated) throw refuse(409, code, 'The maximum number of entities is exceeded.')
    created += 1
  }
  const roleOf = (accountId: string, roleName: string): Account['roles'][number] | undefined => read(accountId).roles.find((role) => isNamed(role.roleName, roleName))
  const policies = (accountId: string, type?: PolicyType): PracticePolicy[] => [...(type === 'Custom' ? [] : system), ...(type === 'System' ? [] : read(accountId).policies)]

  return {
    roles: (accountId) => read(accountId).roles,
    findRole: roleOf,
    addRole: (accountId, role) => {
      count('LimitExceeded.Role')
      change(accountId).roles.push({ ...role, attached: [] })
    },
    policies,
    findPolicy: (accountId, type, policyName) => policies(accountId, type).find((policy) => isNamed(policy.policyName, policyName)),
    addPolicy: (accountId, policy) => {
      count('LimitExceeded.Policy')
      change(accountId).policies.push(policy)
    },
    attached: (accountId, roleName) => roleOf(accountId, roleName)?.attached ?? [],
    setAttached: (accountId, roleName, attached) => {
      for (const role of change(accountId).roles) if (isNamed(role.roleName, roleName)) role.attached = attached
    },
    attachmentCount: (accountId, { policyName, policyType }) => read(accountId).roles.filter(({ attached }) => attached.some((one) => one.policyType === policyType && one.policyName === policyName)).length,
  }
}
