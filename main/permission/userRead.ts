/** Reads what is attached to the profile's own identity: a RAM user with its groups, or the role behind its session. It judges nothing. */
import * as v from 'valibot'
import type { Caller } from '../credentials/credentials'
import { ram, type Ask } from './asking'
import { AttachedAnswer, readAnswer, readRole, withTexts, type PolicyTexts, type RoleRead } from './roleRead'

/** Source: Ram 2015-05-01 ListGroupsForUser. */
const GroupsAnswer = v.object({ Groups: v.object({ Group: v.array(v.object({ GroupName: v.string() })) }) })

/** `root`: the account itself, which RAM does not limit. `arn` is what GetCallerIdentity says. @throws AppError of what RAM refuses. */
export async function readOwn(ask: Ask, texts: PolicyTexts, caller: Caller, arn: string, signal: AbortSignal): Promise<RoleRead | 'root' | undefined> {
  const [, kind = '', name = ''] = /^acs:(?:ram|sts)::\d{16}:([a-z-]+)(?:\/([^/]+))?/.exec(arn) ?? []
  if (kind === 'root') return 'root'
  if (kind === 'assumed-role') return readRole(ask, texts, caller, name, signal)
  if (kind !== 'user') return undefined
  const list = async (operation: string, parameters: Record<string, string>): Promise<v.InferOutput<typeof AttachedAnswer>['Policies']['Policy']> =>
    readAnswer(AttachedAnswer, await ask(caller, { ...ram, operation, parameters }, signal), operation).Policies.Policy
  const own = await list('ListPoliciesForUser', { UserName: name })
  const groups = readAnswer(GroupsAnswer, await ask(caller, { ...ram, operation: 'ListGroupsForUser', parameters: { UserName: name } }, signal), 'ListGroupsForUser').Groups.Group
  const ofGroups = await Promise.all(groups.map(({ GroupName }) => list('ListPoliciesForGroup', { GroupName })))
  const every = [...own, ...ofGroups.flat()]
  // The same policy may come by several ways.
  const once = [...new Map(every.map((policy) => [`${policy.PolicyType}/${policy.PolicyName}`, policy])).values()]
  return { attached: await withTexts(texts, caller, once, signal) }
}
