/** Whether a role's trust policy lets somebody in. Services never call here: whatever trusts them, nobody comes through. */
import type { Caller } from '../cloud'
import { effectOf, readTrust } from './policyText'

/** A principal is the caller itself, the role behind its session, or its whole account. */
export function isTrusted(trustPolicy: string, { accountId, arn, roleName }: Caller): boolean {
  return lets(trustPolicy, 'sts:AssumeRole', 'RAM', [arn, `acs:ram::${accountId}:root`, ...(roleName === undefined ? [] : [`acs:ram::${accountId}:role/${roleName}`])])
}

/** Whether an identity provider may open sessions of the role. */
export const isTrustedProvider = (trustPolicy: string, provider: string): boolean => lets(trustPolicy, 'sts:AssumeRole', 'Federated', [provider])

function lets(trustPolicy: string, action: string, kind: 'RAM' | 'Federated', names: readonly string[]): boolean {
  const wanted = names.map((name) => name.toLowerCase())
  const about = (readTrust(trustPolicy) ?? []).filter(({ principals }) => principals[kind]?.some((who) => wanted.includes(who.toLowerCase())))
  return effectOf(about.map((statement) => ({ ...statement, resources: ['*'] })), { action, resource: '*' }) === 'Allow'
}
