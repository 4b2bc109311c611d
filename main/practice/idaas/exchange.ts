/** Eiam-developerapi 2022-02-25 ObtainCloudAccountRoleAccessCredential: an access token for the STS session of a role that trusts the instance. Not signed: the token alone speaks. */
import type { Cloud } from '../cloud'
import { writeJson, writeObject, type JsonText } from '../json'
import { secondTime } from '../names'
import { digits, rollDice } from '../dice'
import { has, readNumber, type Parameters } from '../parameters'
import { isTrustedProvider } from '../ram/trust'
import { refuse } from '../requestError'
import type { IdaasTokens } from './tokens'

export const exchangeScope = 'urn:cloud:idaas:pam|cloud_account_role:obtain_access_credential'
const durationRule = { standard: 3600, least: 900, most: 43_200, code: 'InvalidParameter.DurationSeconds' }
const rolePattern = /^acs:ram::(\d{16}):role\/([A-Za-z0-9.-]{1,64})$/i

interface Exchange {
  cloud: Cloud
  tokens: IdaasTokens
  /** ARN of the identity provider that roles trust. */
  provider: string
  authorization: string | undefined
  parameters: Parameters
}

/** @throws RequestError 401 for the token, 403 for its scope or the role's trust, 404 for the role, 400 for the duration. */
export function exchange({ cloud, tokens, provider, authorization = '', parameters }: Exchange): JsonText {
  const token = tokens.read(/^Bearer (\S+)$/i.exec(authorization)?.[1] ?? '')
  if (!token) throw refuse(401, 'InvalidToken', 'The access token is not valid.')
  if (token.isExpired) throw refuse(401, 'InvalidAccessToken.Expired', 'The access token has expired.')
  if (!token.scopes.includes(exchangeScope)) throw refuse(403, 'InsufficientScope', 'The access token does not carry the scope that the operation needs.')
  if (!has(parameters, 'cloudAccountRoleExternalId')) throw refuse(400, 'MissingParameter.CloudAccountRoleExternalId', 'The parameter cloudAccountRoleExternalId is missing.')
  const externalId = parameters.cloudAccountRoleExternalId as string
  const [, accountId = '', roleName = ''] = rolePattern.exec(externalId) ?? []
  const role = cloud.ram.findRole(accountId, roleName)
  if (!role) throw refuse(404, 'EntityNotExist.CloudAccountRole', 'The cloud account role does not exist.')
  if (!isTrustedProvider(role.trustPolicy, provider)) throw refuse(403, 'Forbidden', 'The cloud account role is not assigned to the user.')
  const seconds = readNumber(parameters, 'durationSeconds', { ...durationRule, most: role.maxSessionSeconds })

  const expiresAt = Math.floor(cloud.now() / 1000 + seconds)
  const issued = cloud.sessions.issue({ accountId, roleName: role.roleName, roleSessionName: 'idaas-operator', expiresAt: expiresAt * 1000 })
  return writeObject({
    cloudAccountId: writeJson(`ca_${rollDice(cloud.sample.organisation.seed, 'cloud account', accountId).text(digits, 12)}`),
    cloudAccountRoleId: writeJson(`carole_${role.roleId}`),
    cloudAccountRoleName: writeJson(role.roleName),
    cloudAccountRoleExternalId: writeJson(externalId),
    cloudAccountVendorType: writeJson('alibaba_cloud'),
    cloudAccountRoleAccessCredential: writeJson({ accessCredentialExpiresAt: expiresAt, alibabaCloudStsToken: { ...issued, expiration: secondTime(expiresAt * 1000) } }),
  })
}
