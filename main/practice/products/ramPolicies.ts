/** Ram 2015-05-01: the policies of the caller's own account, and the decoding of a denial. A policy has one version, `v1`. */
import { remember, type OperationCall, type PracticeOperation } from '../cloud'
import { writeJson, writeList, writeObject, type JsonText, type JsonValue } from '../json'
import { secondTime } from '../names'
import { has, type Parameters } from '../parameters'
import { readDiagnostic } from '../ram/diagnostic'
import type { PracticePolicy } from '../ram/memory'
import { readPolicy } from '../ram/policyText'
import type { PolicyType } from '../ram/sampleRoles'
import { invalid, refuse } from '../requestError'
import { pageByMarker, rowsOf } from './ramMarker'

/** Source: the parameter descriptions of CreatePolicy. */
const longestName = 128
const longestDescription = 1024
const longestDocument = 6144
const onlyVersion = 'v1'

function policyTypeOf({ PolicyType: type }: Parameters): PolicyType {
  if (type !== 'System' && type !== 'Custom') throw invalid('PolicyType', 'InvalidParameter.PolicyType')
  return type
}

/** The policy that `PolicyType` and `PolicyName` name. */
export const findPolicy = ({ cloud, caller, parameters }: OperationCall): PracticePolicy | undefined => cloud.ram.findPolicy(caller.accountId, policyTypeOf(parameters), parameters.PolicyName as string)

export function missingPolicy(): never {
  throw refuse(404, 'EntityNotExist.Policy', 'The policy does not exist.')
}

const policyFields = ({ policyName, policyType, description, createdAt }: PracticePolicy): Record<string, JsonValue> => ({
  PolicyName: policyName,
  PolicyType: policyType,
  Description: description,
  DefaultVersion: onlyVersion,
  CreateDate: createdAt,
})

const versionOf = ({ document, createdAt }: PracticePolicy): JsonText => writeJson({ VersionId: onlyVersion, IsDefaultVersion: true, PolicyDocument: document, CreateDate: createdAt })
const countedFields = ({ cloud, caller }: OperationCall, policy: PracticePolicy): Record<string, JsonValue> => ({
  ...policyFields(policy),
  UpdateDate: policy.createdAt,
  AttachmentCount: cloud.ram.attachmentCount(caller.accountId, policy),
})

function getPolicy(call: OperationCall): Record<string, JsonText> {
  const policy = findPolicy(call) ?? missingPolicy()
  return { Policy: writeJson(countedFields(call, policy)), DefaultPolicyVersion: versionOf(policy) }
}

function getPolicyVersion(call: OperationCall): Record<string, JsonText> {
  const policy = findPolicy(call) ?? missingPolicy()
  if (call.parameters.VersionId !== onlyVersion) throw refuse(404, 'EntityNotExist.Policy.Version', 'The policy version does not exist.')
  return { PolicyVersion: versionOf(policy) }
}

function listPolicies(call: OperationCall): Record<string, JsonText | undefined> {
  const { accountId } = call.caller
  const type = has(call.parameters, 'PolicyType') ? policyTypeOf(call.parameters) : undefined
  const rows = rowsOf(`Ram/ListPolicies/${type ?? ''}`, accountId, call.cloud.ram.policies(accountId, type), (policy) => writeJson(countedFields(call, policy)))
  return pageByMarker(call, rows, (page) => ({ Policies: writeObject({ Policy: writeList(page) }) }))
}

function createPolicy(call: OperationCall): Record<string, JsonText> {
  const { cloud, caller, parameters } = call
  const { PolicyName: policyName = '', Description: description = '', PolicyDocument: document = '' } = parameters
  if (policyName.length > longestName) throw refuse(400, 'InvalidParameter.PolicyName.Length', 'The maximum length of the policy name is exceeded.')
  if (!/^[A-Za-z0-9-]+$/.test(policyName)) throw refuse(400, 'InvalidParameter.PolicyName.InvalidChars', 'The specified policy name contains invalid characters.')
  if (description.length > longestDescription) throw refuse(400, 'InvalidParameter.Description.Length', 'The maximum length of the description is exceeded.')
  if (document.length > longestDocument) throw refuse(400, 'InvalidParameter.PolicyDocument.Length', 'The maximum length of the policy document is exceeded.')
  if (readPolicy(document) === undefined) throw refuse(400, 'MalformedPolicyDocument', 'The policy document is malformed.')
  if (cloud.ram.findPolicy(caller.accountId, 'Custom', policyName)) throw refuse(409, 'EntityAlreadyExists.Policy', 'The policy already exists.')
  const policy: PracticePolicy = { policyName, policyType: 'Custom', description, document, createdAt: secondTime(cloud.now()) }
  cloud.ram.addPolicy(caller.accountId, policy)
  remember(call, 'Ram/CreatePolicy')
  return { Policy: writeJson(policyFields(policy)) }
}

function decodeDiagnosticMessage({ parameters }: OperationCall): Record<string, JsonText> {
  const diagnostic = readDiagnostic(parameters.EncodedDiagnosticMessage as string)
  if (!diagnostic) throw invalid('EncodedDiagnosticMessage', 'InvalidParameter.EncodedDiagnosticMessage')
  return { DecodedDiagnosticMessage: writeJson(diagnostic as unknown as JsonValue) }
}

const resource = (accountId: string, parameters: Parameters): string =>
  `acs:ram::${parameters.PolicyType === 'System' ? 'system' : accountId}:policy/${has(parameters, 'PolicyName') ? parameters.PolicyName : '*'}`
const common = { product: 'Ram', version: '2015-05-01', style: 'RPC', deniedCode: 'NoPermission', resource } as const
const named = ['PolicyType', 'PolicyName']
export const operations: PracticeOperation[] = [
  { ...common, name: 'GetPolicy', ramAction: 'ram:GetPolicy', required: named, answer: getPolicy },
  { ...common, name: 'GetPolicyVersion', ramAction: 'ram:GetPolicyVersion', required: [...named, 'VersionId'], answer: getPolicyVersion },
  { ...common, name: 'ListPolicies', ramAction: 'ram:ListPolicies', required: [], answer: listPolicies },
  { ...common, name: 'CreatePolicy', ramAction: 'ram:CreatePolicy', required: ['PolicyName', 'PolicyDocument'], answer: createPolicy },
  { ...common, resource: () => '*', name: 'DecodeDiagnosticMessage', ramAction: 'ram:DecodeDiagnosticMessage', required: ['EncodedDiagnosticMessage'], answer: decodeDiagnosticMessage },
]
