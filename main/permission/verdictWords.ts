/** What a cause means, in one or two sentences with the next move. Pure. */
import type { AppError } from '../../shared/errors'
import type { Evaluation } from '../../shared/permission'
import type { PermissionCause } from '../../shared/preflight'
import { knownRole, roleNameOf } from '../../shared/knownRoles'
import { say, type Said, type Words } from '../../shared/words'
import { wholeWords } from './wholeWords'

export interface Facts {
  accountId: string
  role: string | undefined
  through: string | undefined
  evaluations: readonly Evaluation[]
  error?: AppError | undefined
}

export function saysOf(cause: PermissionCause, { accountId, role, through, evaluations, error }: Facts): Words {
  const who = role === undefined ? say`The profile’s own identity` : say`The role ${roleNameOf(role)}`
  const reasons = (verdict: Evaluation['verdict']): Said | undefined => joined(evaluations.filter((one) => one.verdict === verdict))
  switch (cause) {
    case 'allowed':
      return reasons('allowed') ?? say`The account itself is limited by no policy of RAM.`
    case 'missing':
      return say`${who} is there and lacks ${evaluations.filter(({ verdict }) => verdict === 'denied').map(({ action }) => action).join(', ')}: attach a policy that allows it.`
    case 'explicitDeny':
      return after(reasons('denied'), say`Change that statement; another Allow does not help.`)
    case 'sessionPolicy':
      return after(reasons('denied'), say`Widen session.policy, or write session.policy: least.`)
    case 'condition':
      return reasons('unknown') ?? ''
    case 'noRole':
      return say`There is no role ${role === undefined ? '' : roleNameOf(role)} in account ${accountId}: create it, or choose another.`
    case 'noTrust':
      return say`${who} in account ${accountId} does not trust the caller: let its trust policy name the account that calls.`
    case 'callerNotAllowed':
      return say`The caller may not do sts:AssumeRole: attach AliyunSTSAssumeRoleAccess to it.`
    case 'noTrustOrNotAllowed':
      return say`The caller may not do sts:AssumeRole, or the role in account ${accountId} does not trust it; the answer does not say which.`
    case 'controlPolicy':
      return say`A control policy of the resource directory forbids it in account ${accountId}: ask the directory’s administrator.`
    case 'serviceOnly': {
      const trusts = role === undefined ? undefined : knownRole(role)?.trusts
      const only = say`Only ${typeof trusts === 'object' ? trusts.service : say`a service of Alibaba Cloud`} can assume this role; no call from here can run as it.`
      return after(only, joined(evaluations) ?? (through === undefined ? say`What it has can be read through another role.` : say`What it has can be read through another role than ${roleNameOf(through)}.`))
    }
    case 'notReadable': {
      const action = error?.about.ramAction
      const what = action === undefined ? say`its own policies in RAM` : say`its own policies in RAM (${action})`
      return reasons('unknown') ?? (through === undefined ? say`${who} in account ${accountId} may not read ${what}: name a role that may read them.` : say`${who} in account ${accountId} may not read ${what}, nor may ${roleNameOf(through)}.`)
    }
    case 'disabledAccount':
      return say`Account ${accountId} is disabled: ask who manages the directory.`
    case 'throttled':
      return say`Alibaba Cloud took no more calls: check the account again.`
    case 'cancelled':
      return say`The check was cancelled before this account was asked.`
    case 'failed':
      return error === undefined ? say`The account could not be asked.` : wholeWords(error)
  }
}

const after = (first: Said | undefined, second: Said): Said => (first === undefined ? second : say`${first} ${second}`)
const joined = (evaluations: readonly Evaluation[]): Said | undefined => evaluations.reduce<Said | undefined>((told, { reason }) => after(told, reason), undefined)
