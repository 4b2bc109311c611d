/** Today's rules for the input of Sts AssumeRole, checked before anything is sent. Source: API metadata of Sts 2015-04-01. */
import { AppError } from '../../shared/errors'
import { say, type Said } from '../../shared/words'
import type { AssumeRoleRequest } from './wire'

/** @throws AppError `input` whose `about.field` names the field of the call file: `role`, `session.name`, … */
export function checkAssumeRole(request: AssumeRoleRequest): void {
  const { roleArn, roleSessionName, durationSeconds, policy, externalId, sourceIdentity } = request
  if (!/^acs:ram::\d{16}:role\/[A-Za-z0-9.-]{1,64}$/.test(roleArn)) refuse('role', roleArn, say`is not a role ARN`, say`Write acs:ram::<16-digit UID>:role/<name>, the name of letters, digits, dots and dashes.`)
  if (!/^[A-Za-z0-9.@_-]{2,64}$/.test(roleSessionName)) refuse('session.name', roleSessionName, say`is not a session name`, say`Use 2 to 64 letters, digits and . @ - _`)
  if (durationSeconds !== undefined && !(Number.isInteger(durationSeconds) && durationSeconds >= 900 && durationSeconds <= 43_200)) {
    refuse('session.durationSeconds', String(durationSeconds), say`is not a session duration`, say`Give whole seconds from 900 to 43200, and not more than the role allows.`)
  }
  if (policy !== undefined) checkPolicy(policy)
  if (externalId !== undefined && !/^[\w+=,.@:/-]{2,1224}$/.test(externalId)) {
    refuse('session.externalId', undefined, say`is not an external ID`, say`Use 2 to 1224 letters, digits and + = , . @ : / - _`)
  }
  if (sourceIdentity !== undefined && (!/^[\w+=,.@-]{2,64}$/.test(sourceIdentity) || /^(acs|aliyun|alibabacloud):/i.test(sourceIdentity))) {
    refuse('session.sourceIdentity', sourceIdentity, say`is not a source identity`, say`Use 2 to 64 letters, digits and + = , . @ - _`)
  }
}

function checkPolicy(policy: string): void {
  const field = 'session.policy'
  if (policy.length > 2048) refuse(field, undefined, say`has ${policy.length} characters`, say`A session policy has at most 2048 characters: shorten it.`)
  try {
    const parsed: unknown = JSON.parse(policy)
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return
  } catch {
    // Answered below, with the field.
  }
  refuse(field, undefined, say`is not a JSON object`, say`Give a RAM policy: {"Version":"1","Statement":[…]}.`)
}

function refuse(field: string, value: string | undefined, why: Said, next: Said): never {
  const shown = value === undefined ? field : `${field} ${JSON.stringify(value.slice(0, 200))}`
  throw new AppError('input', say`${shown} ${why}.`, { about: { field }, next })
}
