/** Whom a role's trust policy lets in, judged from its text alone. It sends nothing. */
import type { Verdict } from '../../shared/permission'
import { matches } from './glob'
import { readPolicy } from './policy'

/** Principals that may assume the role: ARNs, and services by their host name. Undefined where the text is no policy. */
export function trustedBy(trustPolicy: string): string[] | undefined {
  return readPolicy(trustPolicy)
    ?.filter(({ effect }) => effect === 'Allow')
    .flatMap(({ principals }) => Object.values(principals).flat())
}

/**
 * Whether a caller may assume the role, as far as the role decides. `callerArn` is what GetCallerIdentity says.
 * `acs:ram::<UID>:root` stands for every identity of the account. A condition (external ID, source address) makes it `unknown`.
 */
export function trusts(trustPolicy: string, callerArn: string): Verdict {
  const statements = readPolicy(trustPolicy)
  if (statements === undefined) return 'unknown'
  const names = namesOf(callerArn)
  const about = statements.filter(({ actions, isNotAction, principals }) => {
    const isNamed = actions.some((pattern) => matches(pattern.toLowerCase(), 'sts:assumerole'))
    return isNamed !== isNotAction && (principals['RAM'] ?? []).some((who) => names.some((name) => matches(who, name)))
  })
  const holds = (effect: 'Allow' | 'Deny', isSure: boolean): boolean => about.some((one) => one.effect === effect && one.hasCondition !== isSure)
  if (holds('Deny', true)) return 'denied'
  if (holds('Allow', true)) return holds('Deny', false) ? 'unknown' : 'allowed'
  return holds('Allow', false) ? 'unknown' : 'denied'
}

/** The names by which a trust policy may mean a caller: itself, the role behind a session, its whole account. */
function namesOf(callerArn: string): string[] {
  const [, accountId = '', kind = '', path = ''] = /^acs:(?:ram|sts)::(\d{16}):([a-z-]+)\/?(.*)$/.exec(callerArn) ?? []
  const role = kind === 'assumed-role' ? [`acs:ram::${accountId}:role/${path.split('/')[0] ?? ''}`] : []
  return [callerArn, ...role, `acs:ram::${accountId}:root`]
}

/** The trust policy of a role for whole accounts, or for services of Alibaba Cloud. */
export function trustPolicyFor(principal: { accountIds: string[] } | { services: string[] }): string {
  const who = 'services' in principal ? { Service: principal.services } : { RAM: principal.accountIds.map((accountId) => `acs:ram::${accountId}:root`) }
  return JSON.stringify({ Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: who }], Version: '1' })
}
