/** Exchanges an IDaaS access token for the credential of a cloud role. It keeps neither, and refuses an account of another vendor. */
import * as v from 'valibot'
import type { IdaasProfile } from '../../shared/credentials'
import { AppError, asAppError, type ErrorFacts } from '../../shared/errors'
import { say, type Said } from '../../shared/words'
import type { AssumedRole, Send } from '../wire/wire'

/** Sts expires as ISO text, the exchange in Unix seconds; the earlier of them counts. */
const Answer = v.object({
  cloudAccountVendorType: v.optional(v.string(), ''),
  cloudAccountRoleAccessCredential: v.object({
    accessCredentialExpiresAt: v.optional(v.union([v.number(), v.string()])),
    alibabaCloudStsToken: v.object({ accessKeyId: v.string(), accessKeySecret: v.string(), securityToken: v.string(), expiration: v.string() }),
  }),
})
const Vendor = v.object({ cloudAccountVendorType: v.string() })

const operation = { product: 'Eiam-developerapi', version: '2022-02-25', operation: 'ObtainCloudAccountRoleAccessCredential' }
/** Nothing is signed: the token alone speaks. */
const unsigned = { accessKeyId: '', accessKeySecret: '' }

export const exchangeScope = 'urn:cloud:idaas:pam|cloud_account_role:obtain_access_credential'

/**
 * `GET /v2/{instanceId}/cloudAccountRoles/_/actions/obtainAccessCredential`, bearer.
 * @throws AppError `credentials` (the token), `role` (the role, the right to it, the vendor), `throttled`, `network`, `endpoint`.
 */
export async function exchangeToken(send: Send, profile: IdaasProfile, { endpoint, accessToken, signal }: { endpoint: string; accessToken: string; signal: AbortSignal }): Promise<AssumedRole> {
  const { instanceId, roleArn, durationSeconds } = profile
  const about: ErrorFacts = { ...operation, roleArn, accountId: roleArn.split(':')[3] ?? '' }
  const { body, requestId } = await send(
    {
      ...operation,
      style: 'ROA',
      method: 'GET',
      path: `/v2/${encodeURIComponent(instanceId)}/cloudAccountRoles/_/actions/obtainAccessCredential`,
      endpoint,
      query: { cloudAccountRoleExternalId: roleArn, ...(durationSeconds === undefined ? {} : { durationSeconds: String(durationSeconds) }) },
      headers: { authorization: `Bearer ${accessToken}` },
      body: { kind: 'none' },
      auth: 'Bearer',
    },
    { credential: unsigned, signal },
  ).catch((thrown: unknown) => {
    throw idaasError(asAppError(thrown), about)
  })
  const answer = readJson(body)
  const vendor = v.safeParse(Vendor, answer)
  if (vendor.success && vendor.output.cloudAccountVendorType !== 'alibaba_cloud') {
    throw new AppError('role', say`The role lies in an account of ${vendor.output.cloudAccountVendorType}, not of Alibaba Cloud.`, { about: { ...about, code: 'OtherVendor' }, next: say`Choose a cloud role of an Alibaba Cloud account in IDaaS.` })
  }
  const parsed = v.safeParse(Answer, answer)
  const moments = parsed.success ? momentsOf(parsed.output) : []
  if (!parsed.success || moments.some(Number.isNaN)) {
    throw new AppError('network', say`The answer of IDaaS holds no credential.`, { about: { ...about, code: 'MalformedAnswer', ...(requestId === undefined ? {} : { requestId }) }, next: say`Check the endpoint of Eiam-developerapi.` })
  }
  const { accessKeyId, accessKeySecret, securityToken } = parsed.output.cloudAccountRoleAccessCredential.alibabaCloudStsToken
  return { credential: { accessKeyId, accessKeySecret, securityToken, expiresAt: new Date(Math.min(...moments)) }, arn: roleArn, requestId: requestId ?? '' }
}

function momentsOf({ cloudAccountRoleAccessCredential: { accessCredentialExpiresAt, alibabaCloudStsToken } }: v.InferOutput<typeof Answer>): number[] {
  return [Date.parse(alibabaCloudStsToken.expiration), ...(accessCredentialExpiresAt === undefined ? [] : [Number(accessCredentialExpiresAt) * 1000])]
}

const askForRole = say`Ask the administrator of IDaaS to assign this cloud role to you.`
/** By code, then by status: first match wins. */
const moves: readonly (readonly [RegExp, AppError['kind'], Said])[] = [
  [/^(InvalidToken|InvalidAccessToken|TokenExpired|ExpiredToken|Unauthorized|AuthenticationFail|MissingToken|invalid_token)/i, 'credentials', say`Sign in to IDaaS again, or paste a new access token.`],
  [/scope/i, 'credentials', say`Obtain a token that carries the scope ${exchangeScope}.`],
  [/^(ResourceNotFound|EntityNotExist|NotFound|InvalidCloudAccountRole)/i, 'role', say`Correct the instance ID and the role ARN; the role must be known to IDaaS.`],
  [/^(Forbidden|NoPermission|AccessDenied|OperationDenied|Unsupported)/i, 'role', askForRole],
  [/^(InvalidParameter|MissingParameter|Invalid|Missing)/i, 'role', say`Correct the instance ID, the role ARN or the duration of the profile.`],
]

/** Whose move a refused exchange is. */
function idaasError(error: AppError, facts: ErrorFacts): AppError {
  const about = { ...error.about, ...facts }
  const { code = '', httpStatus = 0 } = about
  const isRefusal = error.kind === 'refused' || error.kind === 'credentials'
  const move = isRefusal ? (moves.find(([pattern]) => pattern.test(code)) ?? byStatus(httpStatus)) : undefined
  return new AppError(move?.[1] ?? error.kind, error.words.message, { about, next: move?.[2] ?? error.words.next, cause: error.cause })
}

function byStatus(httpStatus: number): (typeof moves)[number] | undefined {
  if (httpStatus === 401) return moves[0]
  return httpStatus === 404 ? moves[2] : httpStatus === 403 ? moves[3] : moves[4]
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
