/** What a cause means, in one or two English sentences with the next move. Pure. */
import type { AppError } from '../../shared/errors'
import type { Evaluation } from '../../shared/permission'
import type { PermissionCause } from '../../shared/preflight'
import { knownRole, roleNameOf } from '../../shared/knownRoles'

export interface Facts {
  accountId: string
  role: string | undefined
  through: string | undefined
  evaluations: readonly Evaluation[]
  error?: AppError | undefined
}

export function saysOf(cause: PermissionCause, { accountId, role, through, evaluations, error }: Facts): string {
  const who = role === undefined ? 'The profile’s own identity' : `The role ${roleNameOf(role)}`
  const here = `in account ${accountId}`
  const reasons = (verdict: Evaluation['verdict']): string => evaluations.filter((one) => one.verdict === verdict).map(({ reason }) => reason).join(' ')
  switch (cause) {
    case 'allowed':
      return reasons('allowed') || 'The account itself is limited by no policy of RAM.'
    case 'missing':
      return `${who} is there and lacks ${evaluations.filter(({ verdict }) => verdict === 'denied').map(({ action }) => action).join(', ')}: attach a policy that allows it.`
    case 'explicitDeny':
      return `${reasons('denied')} Change that statement; another Allow does not help.`
    case 'sessionPolicy':
      return `${reasons('denied')} Widen session.policy, or write session.policy: least.`
    case 'condition':
      return reasons('unknown')
    case 'noRole':
      return `There is no role ${role === undefined ? '' : roleNameOf(role)} ${here}: create it, or choose another.`
    case 'noTrust':
      return `${who} ${here} does not trust the caller: let its trust policy name the account that calls.`
    case 'callerNotAllowed':
      return 'The caller may not do sts:AssumeRole: attach AliyunSTSAssumeRoleAccess to it.'
    case 'noTrustOrNotAllowed':
      return `The caller may not do sts:AssumeRole, or the role ${here} does not trust it; the answer does not say which.`
    case 'controlPolicy':
      return `A control policy of the resource directory forbids it ${here}: ask the directory’s administrator.`
    case 'serviceOnly': {
      const trusts = role === undefined ? undefined : knownRole(role)?.trusts
      const service = typeof trusts === 'object' ? trusts.service : 'a service of Alibaba Cloud'
      const rest = evaluations.length > 0 ? evaluations.map(({ reason }) => reason).join(' ') : `What it has can be read through another role${through === undefined ? '' : ` than ${roleNameOf(through)}`}.`
      return `Only ${service} can assume this role; no call from here can run as it. ${rest}`
    }
    case 'notReadable':
      if (reasons('unknown') !== '') return reasons('unknown')
      return `${who} ${here} may not read its own policies in RAM${error?.about.ramAction === undefined ? '' : ` (${error.about.ramAction})`}${through === undefined ? ': name a role that may read them.' : `, nor may ${roleNameOf(through)}.`}`
    case 'disabledAccount':
      return `Account ${accountId} is disabled: ask who manages the directory.`
    case 'throttled':
      return 'Alibaba Cloud took no more calls: check the account again.'
    case 'cancelled':
      return 'The check was cancelled before this account was asked.'
    case 'failed':
      return `${error?.message ?? 'The account could not be asked.'}${error?.next === undefined ? '' : ` ${error.next}`}`
  }
}
