/** Sts 2015-04-01: AssumeRole and GetCallerIdentity. Rules of today's parameters, not those of 2019. */
import type { OperationCall, PracticeOperation } from '../cloud'
import { writeJson } from '../json'
import { secondTime } from '../names'
import { has, readNumber } from '../parameters'
import { checkAllowed, deny } from '../permissions'
import { readPolicy } from '../ram/policyText'
import { isTrusted } from '../ram/trust'
import { invalid, refuse } from '../requestError'
import type { Session } from '../sessions'

const standardDuration = 3600
const shortestDuration = 900
const longestDuration = 43_200
const policyLimit = 2048

const rules: { name: string; pattern: RegExp }[] = [
  { name: 'RoleArn', pattern: /^acs:ram::\d{16}:role\/[A-Za-z0-9.-]{1,64}$/i },
  { name: 'RoleSessionName', pattern: /^[A-Za-z0-9.@_-]{2,64}$/ },
  { name: 'ExternalId', pattern: /^[\w+=,.@:/-]{2,1224}$/ },
  { name: 'SourceIdentity', pattern: /^(?!acs:|aliyun:|alibabacloud:)[\w+=,.@-]{2,64}$/i },
]

function assumeRole({ cloud, caller, parameters }: OperationCall): Record<string, string> {
  for (const { name, pattern } of rules) {
    if (has(parameters, name) && !pattern.test(parameters[name] as string)) throw refuse(400, `InvalidParameter.${name}`, `The parameter ${name} is wrongly formed.`)
  }
  const seconds = readNumber(parameters, 'DurationSeconds', { standard: standardDuration, least: shortestDuration, most: longestDuration, code: 'InvalidParameter.DurationSeconds' })
  const policy = has(parameters, 'Policy') ? checkPolicy(parameters.Policy as string) : undefined
  const roleArn = parameters.RoleArn as string
  const accountId = roleArn.slice(9, 25)
  const role = cloud.ram.findRole(accountId, roleArn.slice(31))
  if (!role) throw refuse(404, 'EntityNotExist.Role', `The role not exists: ${roleArn}.`)
  const question = { action: 'sts:AssumeRole', resource: `acs:ram::${accountId}:role/${role.roleName}` }
  checkAllowed('NoPermission', cloud, caller, question)
  if (!isTrusted(role.trustPolicy, caller)) throw deny('NoPermission', caller, { ...question, policyType: 'AssumeRolePolicy', isExplicit: false, matched: [] })
  if (seconds > role.maxSessionSeconds) throw invalid('DurationSeconds', 'InvalidParameter.DurationSeconds')

  const roleSessionName = parameters.RoleSessionName as string
  const facts: Omit<Session, 'accessKeyId'> = {
    accountId,
    roleName: role.roleName,
    roleSessionName,
    expiresAt: Math.floor(cloud.now() / 1000 + seconds) * 1000,
    ...(policy === undefined ? {} : { policy }),
    ...(has(parameters, 'SourceIdentity') ? { sourceIdentity: parameters.SourceIdentity as string } : {}),
  }
  const issued = cloud.sessions.issue(facts)
  cloud.lastSession = { accessKeyId: issued.accessKeyId, ...facts }
  return {
    AssumedRoleUser: writeJson({ Arn: `${roleArn}/${roleSessionName}`, AssumedRoleId: `${role.roleId}:${roleSessionName}` }),
    Credentials: writeJson({ AccessKeyId: issued.accessKeyId, AccessKeySecret: issued.accessKeySecret, SecurityToken: issued.securityToken, Expiration: secondTime(facts.expiresAt) }),
    ...(facts.sourceIdentity === undefined ? {} : { SourceIdentity: writeJson(facts.sourceIdentity) }),
  }
}

function checkPolicy(policy: string): string {
  if (policy.length > policyLimit) throw refuse(400, 'InvalidParameter.PolicySize', 'The size of Policy must be smaller than 2048 bytes.')
  if (readPolicy(policy) === undefined) throw refuse(400, 'InvalidParameter.PolicyGrammar', 'The parameter Policy has not passed grammar check.')
  return policy
}

function getCallerIdentity({ caller }: OperationCall): Record<string, string> {
  const { identityType, accountId, principalId, identityId, arn } = caller
  const own = identityType === 'RAMUser' ? { UserId: writeJson(identityId) } : { RoleId: writeJson(identityId) }
  return { IdentityType: writeJson(identityType), AccountId: writeJson(accountId), PrincipalId: writeJson(principalId), Arn: writeJson(arn), ...own }
}

const common = { product: 'Sts', version: '2015-04-01', style: 'RPC', deniedCode: 'NoPermission' } as const
export const operations: PracticeOperation[] = [
  { ...common, name: 'AssumeRole', required: ['RoleArn', 'RoleSessionName'], answer: assumeRole },
  { ...common, name: 'GetCallerIdentity', required: [], answer: getCallerIdentity },
]
