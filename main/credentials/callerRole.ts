/** Settles whom a request speaks as: the profile itself, or a role in an account. Pure; it refuses a role that lies in another account than the target. */
import { roleArnIn } from '../../shared/credentials'
import { AppError } from '../../shared/errors'
import { say } from '../../shared/words'
import type { Caller } from './credentials'
import type { SessionMeaning } from './sessions'

/** Undefined: the profile's own key. `profile` is its name, `ownAccountId` its account. */
export function sessionMeaning(caller: Caller, profile: string, ownAccountId: string, operator: string): SessionMeaning | undefined {
  const { role, session = {} } = caller
  if (role === undefined) return undefined
  const accountInRole = /^acs:ram::(\d{16}):/.exec(role)?.[1]
  const accountId = caller.accountId ?? accountInRole ?? ownAccountId
  if (accountInRole !== undefined && accountInRole !== accountId) {
    throw new AppError('input', say`The role lies in account ${accountInRole}, the target is account ${accountId}.`, {
      about: { field: 'role', accountId, roleArn: role },
      next: say`Write \${account.id} in the role ARN, or give the role name alone.`,
    })
  }
  // The role of the members does not exist in the account that manages them, and its key is at hand.
  if (accountId === ownAccountId) return undefined
  if (session.policy === 'least') {
    // Going on without a policy would grant more than was asked for.
    throw new AppError('input', say`Rolecall cannot draw up the least policy of an operation yet.`, { about: { field: 'session.policy' }, next: say`Give the policy as JSON text, or write none.` })
  }
  const policy = session.policy === 'none' ? undefined : session.policy
  return {
    profile,
    accountId,
    roleArn: roleArnIn(role, accountId),
    roleSessionName: session.name ?? defaultSessionName(operator),
    ...(session.durationSeconds === undefined ? {} : { durationSeconds: session.durationSeconds }),
    ...(policy === undefined ? {} : { policy }),
    ...(session.externalId === undefined ? {} : { externalId: session.externalId }),
    ...(session.sourceIdentity === undefined ? {} : { sourceIdentity: session.sourceIdentity }),
  }
}

/** `rolecall-<operator>` by the rule of STS: 2–64 of letters, digits and `.@_-`. */
export function defaultSessionName(operator: string): string {
  const clean = operator.replace(/[^A-Za-z0-9.@_-]+/g, '-').replace(/^-+|-+$/g, '')
  return (clean === '' ? 'rolecall' : `rolecall-${clean}`).slice(0, 64)
}
