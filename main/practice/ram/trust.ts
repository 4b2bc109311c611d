/** Whether a role's trust policy lets a caller in. Services and identity providers never call here, so only RAM principals count. */
import type { Caller } from '../cloud'
import { effectOf, readTrust } from './policyText'

/** A principal is the caller itself, the role behind its session, or its whole account. */
export function isTrusted(trustPolicy: string, caller: Caller): boolean {
  const { accountId, arn, roleName } = caller
  const names = [arn, `acs:ram::${accountId}:root`, ...(roleName === undefined ? [] : [`acs:ram::${accountId}:role/${roleName}`])].map((name) => name.toLowerCase())
  const about = (readTrust(trustPolicy) ?? []).filter(({ principals }) => principals.RAM?.some((who) => names.includes(who.toLowerCase())))
  return effectOf(about.map((statement) => ({ ...statement, resources: ['*'] })), { action: 'sts:AssumeRole', resource: '*' }) === 'Allow'
}
