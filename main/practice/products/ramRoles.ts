/** Ram 2015-05-01: the roles of the caller's own account and what is attached to them. */
import { remember, type OperationCall, type PracticeOperation } from '../cloud'
import { writeJson, writeList, writeObject, type JsonText, type JsonValue } from '../json'
import { secondTime } from '../names'
import { has, readNumber, type Parameters } from '../parameters'
import { readTrust } from '../ram/policyText'
import { roleIdOf, type Attachment, type PracticeRole } from '../ram/sampleRoles'
import { refuse } from '../requestError'
import { pageByMarker, rowsOf } from './ramMarker'
import { findPolicy, missingPolicy } from './ramPolicies'

/** Source: the parameter descriptions of CreateRole. */
const durationRule = { standard: 3600, least: 3600, most: 43_200, code: 'InvalidParameter.MaxSessionDuration' }
const longestName = 64
const longestDescription = 1024
/** Policies of one role. Source: RAM help, limits. */
const mostAttached = 20

const arnOf = (accountId: string, { roleName }: PracticeRole): string => `acs:ram::${accountId}:role/${roleName}`

const roleFields = (accountId: string, role: PracticeRole): Record<string, JsonValue> => ({
  RoleId: role.roleId,
  RoleName: role.roleName,
  Arn: arnOf(accountId, role),
  Description: role.description,
  MaxSessionDuration: role.maxSessionSeconds,
  CreateDate: role.createdAt,
})

function roleOf({ cloud, caller, parameters }: OperationCall): PracticeRole {
  const role = cloud.ram.findRole(caller.accountId, parameters.RoleName as string)
  if (!role) throw refuse(404, 'EntityNotExist.Role', 'The role does not exist.')
  return role
}

function getRole(call: OperationCall): Record<string, JsonText> {
  const role = roleOf(call)
  return { Role: writeJson({ ...roleFields(call.caller.accountId, role), AssumeRolePolicyDocument: role.trustPolicy, UpdateDate: role.createdAt }) }
}

function listRoles(call: OperationCall): Record<string, JsonText | undefined> {
  const { accountId } = call.caller
  const rows = rowsOf('Ram/ListRoles', accountId, call.cloud.ram.roles(accountId), (role) => writeJson({ ...roleFields(accountId, role), UpdateDate: role.createdAt }))
  return pageByMarker(call, rows, (page) => ({ Roles: writeObject({ Role: writeList(page) }) }))
}

function createRole(call: OperationCall): Record<string, JsonText> {
  const { cloud, caller, parameters } = call
  const { RoleName: roleName = '', Description: description = '', AssumeRolePolicyDocument: trustPolicy = '' } = parameters
  if (roleName.length > longestName) throw refuse(400, 'InvalidParameter.RoleName.Length', 'The maximum length of the role name is exceeded.')
  if (!/^[A-Za-z0-9.-]+$/.test(roleName)) throw refuse(400, 'InvalidParameter.RoleName.InvalidChars', 'The specified role name contains invalid characters.')
  if (description.length > longestDescription) throw refuse(400, 'InvalidParameter.Description.Length', 'The maximum length of the description is exceeded.')
  const maxSessionSeconds = readNumber(parameters, 'MaxSessionDuration', durationRule)
  if (readTrust(trustPolicy) === undefined) throw refuse(400, 'MalformedPolicyDocument', 'The assume role policy document is malformed.')
  if (cloud.ram.findRole(caller.accountId, roleName)) throw refuse(409, 'EntityAlreadyExists.Role', 'The role already exists.')
  const role = { roleName, roleId: roleIdOf(cloud.sample.organisation.seed, caller.accountId, roleName), description, maxSessionSeconds, trustPolicy, createdAt: secondTime(cloud.now()) }
  cloud.ram.addRole(caller.accountId, role)
  remember(call, 'Ram/CreateRole')
  return { Role: writeJson({ ...roleFields(caller.accountId, role), AssumeRolePolicyDocument: trustPolicy }) }
}

function listPoliciesForRole(call: OperationCall): Record<string, JsonText> {
  const { cloud, caller } = call
  const policies = cloud.ram.attached(caller.accountId, roleOf(call).roleName).map(({ policyName, policyType, attachedAt }) =>
    writeJson({ PolicyName: policyName, PolicyType: policyType, Description: cloud.ram.findPolicy(caller.accountId, policyType, policyName)?.description ?? '', DefaultVersion: 'v1', AttachDate: attachedAt }),
  )
  return { Policies: writeObject({ Policy: writeList(policies) }) }
}

/** The role, the policy and what is attached beside it. @throws RequestError `EntityNotExist.Role` | `EntityNotExist.Policy`. */
function readPair(call: OperationCall): { role: PracticeRole; policy: Omit<Attachment, 'attachedAt'>; attached: readonly Attachment[]; others: Attachment[] } {
  const role = roleOf(call)
  const { policyName, policyType } = findPolicy(call) ?? missingPolicy()
  const attached = call.cloud.ram.attached(call.caller.accountId, role.roleName)
  return { role, policy: { policyName, policyType }, attached, others: attached.filter((one) => one.policyName !== policyName || one.policyType !== policyType) }
}

function attachPolicyToRole(call: OperationCall): Record<string, JsonText> {
  const { role, policy, attached, others } = readPair(call)
  if (others.length < attached.length) throw refuse(409, 'EntityAlreadyExists.Role.Policy', 'The policy is already attached to the role.')
  if (attached.length >= mostAttached) throw refuse(409, 'LimitExceeded.Role.Policy', 'The maximum number of policies attached to the role is exceeded.')
  call.cloud.ram.setAttached(call.caller.accountId, role.roleName, [...others, { ...policy, attachedAt: secondTime(call.cloud.now()) }])
  remember(call, 'Ram/AttachPolicyToRole')
  return {}
}

function detachPolicyFromRole(call: OperationCall): Record<string, JsonText> {
  const { role, attached, others } = readPair(call)
  if (others.length === attached.length) throw refuse(404, 'EntityNotExist.Role.Policy', 'The policy is not attached to the role.')
  call.cloud.ram.setAttached(call.caller.accountId, role.roleName, others)
  remember(call, 'Ram/DetachPolicyFromRole')
  return {}
}

const resource = (accountId: string, parameters: Parameters): string => `acs:ram::${accountId}:role/${has(parameters, 'RoleName') ? parameters.RoleName : '*'}`
const common = { product: 'Ram', version: '2015-05-01', style: 'RPC', deniedCode: 'NoPermission', resource } as const
const pair = ['PolicyType', 'PolicyName', 'RoleName']
export const operations: PracticeOperation[] = [
  { ...common, name: 'GetRole', ramAction: 'ram:GetRole', required: ['RoleName'], answer: getRole },
  { ...common, name: 'ListRoles', ramAction: 'ram:ListRoles', required: [], answer: listRoles },
  { ...common, name: 'CreateRole', ramAction: 'ram:CreateRole', required: ['RoleName', 'AssumeRolePolicyDocument'], answer: createRole },
  { ...common, name: 'ListPoliciesForRole', ramAction: 'ram:ListPoliciesForRole', required: ['RoleName'], answer: listPoliciesForRole },
  { ...common, name: 'AttachPolicyToRole', ramAction: 'ram:AttachPolicyToRole', required: pair, answer: attachPolicyToRole },
  { ...common, name: 'DetachPolicyFromRole', ramAction: 'ram:DetachPolicyFromRole', required: pair, answer: detachPolicyFromRole },
]
