/** Today's rules for the input of Sts AssumeRole, checked before anything is sent. Source: API metadata of Sts 2015-04-01. */
import { AppError } from '../../shared/errors'
import type { AssumeRoleRequest } from './wire'

/** @throws AppError `input` whose `about.field` names the field of the call file: `role`, `session.name`, … */
export function checkAssumeRole(request: AssumeRoleRequest): void {
  const { roleArn, roleSessionName, durationSeconds, policy, externalId, sourceIdentity } = request
  if (!/^acs:ram::\d{16}:role\/[A-Za-z0-9.-]{1,64}$/.test(roleArn)) refuse('role', roleArn, 'is not a role ARN', 'Write acs:ram::<16-digit UID>:role/<name>, the name of letters, digits, dots and dashes.')
  if (!/^[A-Za-z0-9.@_-]{2,64}$/.test(roleSessionName)) refuse('session.name', roleSessionName, 'is not a session name', 'Use 2 to 64 letters, digits and . @ - _')
  if (durationSeconds !== undefined && !(Number.isInteger(durationSeconds) && durationSeconds >= 900 && durationSeconds <= 43_200)) {
    refuse('session.durationSeconds', String(durationSeconds), 'is not a session duration', 'Give whole seconds from 900 to 43200, and not more than the role allows.')
  }
  if (policy !== undefined) checkPolicy(policy)
  if (externalId !== undefined && !/^[\w+=,.@:/-]{2,1224}$/.test(externalId)) {
    refuse('session.externalId', undefined, 'is not an external ID', 'Use 2 to 1224 letters, digits and + = , . @ : / - _')
  }
  if (sourceIdentity !== undefined && (!/^[\w+=,.@-]{2,64}$/.test(sourceIdentity) || /^(acs|aliyun|alibabacloud):/i.test(sourceIdentity))) {
    refuse('session.sourceIdentity', sourceIdentity, 'is not a source identity', 'Use 2 to 64 letters, digits and + = , . @ - _')
  }
}

function checkPolicy(policy: string): void {
  const field = 'session.policy'
  if (policy.length > 2048) refuse(field, undefined, `has ${policy.length} characters`, 'A session policy has at most 2048 characters: shorten it.')
  try {
    const parsed: unknown = JSON.parse(policy)
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return
  } catch {
    // Answered below, with the field.
  }
  refuse(field, undefined, 'is not a JSON object', 'Give a RAM policy: {"Version":"1","Statement":[…]}.')
}

function refuse(field: string, value: string | undefined, why: string, next: string): never {
  const shown = value === undefined ? field : `${field} ${JSON.stringify(value.slice(0, 200))}`
  throw new AppError('input', `${shown} ${why}.`, { about: { field }, next })
}
