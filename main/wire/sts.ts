/** Assumes a role through Alibaba Cloud's typed STS client, one request per call. It refuses input that STS would refuse, and keeps no credential. */
import ImportedClient, { AssumeRoleRequest as TypedRequest } from '@alicloud/sts20150401'
import { AppError, type ErrorFacts } from '../../shared/errors'
import { readEndpoint } from './endpointHost'
import { readRefusal } from './errorBody'
import { errorOf, networkError, refusedAs, type Answered } from './errors'
import { createExchangeWatch, type Exchange } from './exchange'
import { defaultOf } from './interop'
import { checkAssumeRole } from './sessionRules'
import { defaultConnectTimeoutMs, defaultReadTimeoutMs } from './timeouts'
import type { AssumedRole, AssumeRole, AssumeRoleRequest, SendOptions } from './wire'

const StsClient = defaultOf(ImportedClient)
type StsConfig = ConstructorParameters<typeof StsClient>[0]
type StsRuntime = Parameters<InstanceType<typeof StsClient>['assumeRoleWithOptions']>[1]
type StsAnswer = Awaited<ReturnType<InstanceType<typeof StsClient>['assumeRoleWithOptions']>>

export interface AssumeRoleDeps {
  /** Milliseconds since 1970; for the measured clock skew. */
  now?: () => number
}

/** @see AssumeRole */
export function createAssumeRole({ now = Date.now }: AssumeRoleDeps = {}): AssumeRole {
  const watch = createExchangeWatch()
  return async (request, options) => {
    checkAssumeRole(request)
    const { protocol, host } = readEndpoint(request.endpoint)
    const { connectTimeoutMs = defaultConnectTimeoutMs, readTimeoutMs = defaultReadTimeoutMs, signal, credential } = options
    const exchange: Exchange = { headers: {} }
    const about: ErrorFacts = {
      product: 'Sts',
      version: '2015-04-01',
      operation: 'AssumeRole',
      endpoint: host,
      roleArn: request.roleArn,
      accountId: request.roleArn.split(':')[3] ?? '',
    }
    const answer = await watch
      .run(exchange, { signal, connectTimeoutMs, readTimeoutMs, hidesStatus: false }, () => ask(request, options, protocol, host))
      .catch((thrown: unknown) => {
        const answered = { httpStatus: exchange.httpStatus ?? 0, headers: exchange.headers, body: '', about, secrets: [credential.accessKeySecret, credential.securityToken ?? ''], now: now() }
        throw failureOf(thrown, answered)
      })
    return readAnswer(answer, request, about)
  }
}

function ask(request: AssumeRoleRequest, { credential, connectTimeoutMs = defaultConnectTimeoutMs, readTimeoutMs = defaultReadTimeoutMs }: SendOptions, protocol: string, host: string): Promise<StsAnswer> {
  const { accessKeyId, accessKeySecret, securityToken } = credential
  const { roleArn, roleSessionName, durationSeconds, policy, externalId, sourceIdentity } = request
  // The client's own limits stand behind the watch's: its connect limit also counts silence while the server works.
  const backstop = connectTimeoutMs + readTimeoutMs
  const client = new StsClient({ accessKeyId, accessKeySecret, endpoint: host, protocol, userAgent: 'Rolecall', ...(securityToken === undefined ? {} : { securityToken }) } as StsConfig)
  return client.assumeRoleWithOptions(
    new TypedRequest({ roleArn, roleSessionName, durationSeconds, policy, externalId, sourceIdentity }),
    { connectTimeout: backstop, readTimeout: backstop } as StsRuntime,
  )
}

function readAnswer({ body }: StsAnswer, { roleArn, roleSessionName }: AssumeRoleRequest, about: ErrorFacts): AssumedRole {
  const { accessKeyId, accessKeySecret, securityToken, expiration } = body?.credentials ?? {}
  const expiresAt = new Date(expiration ?? '')
  if (!accessKeyId || !accessKeySecret || !securityToken || Number.isNaN(expiresAt.getTime())) {
    throw new AppError('network', 'The answer holds no credentials.', { about: { ...about, code: 'MalformedAnswer', ...(body?.requestId ? { requestId: body.requestId } : {}) }, next: 'Check the endpoint of Sts.' })
  }
  return {
    credential: { accessKeyId, accessKeySecret, securityToken, expiresAt },
    arn: body?.assumedRoleUser?.arn ?? `${roleArn}/${roleSessionName}`,
    requestId: body?.requestId ?? '',
  }
}

/** A refusal carries its body as `data`; anything else is an answer that could not be read, or none. */
function failureOf(thrown: unknown, answered: Answered): AppError {
  if (thrown instanceof AppError || answered.httpStatus === 0) return networkError(thrown, answered.about)
  const data = typeof thrown === 'object' && thrown !== null && 'data' in thrown ? thrown.data : undefined
  const refusal = data === undefined ? undefined : readRefusal(JSON.stringify(data))
  if (refusal) return roleError(refusedAs(answered, refusal))
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown) return networkError(thrown, answered.about)
  const unread = new AppError('network', 'The answer could not be read.', { about: { ...answered.about, code: 'MalformedAnswer', httpStatus: answered.httpStatus }, next: 'Check the endpoint of Sts, then try again.' })
  return errorOf(answered) ?? unread
}

/** Whose move a refused role is. STS answers a missing permission of the caller and a missing trust alike. */
const nextMoves: readonly (readonly [RegExp, (accountId: string) => string])[] = [
  [/^EntityNotExist/, (accountId) => `Create the role in account ${accountId}, or choose a role that exists there.`],
  [
    /^(NoPermission|Forbidden|AccessDenied)/,
    (accountId) => `Attach AliyunSTSAssumeRoleAccess to the caller, and let the role’s trust policy in account ${accountId} name the caller; the root of an account cannot assume roles.`,
  ],
  [/^InvalidParameter\.DurationSeconds/, () => 'Lower session.durationSeconds, or raise the maximum session duration of the role.'],
  [/^InvalidParameter\.RoleArn/, () => 'Correct the role: a role name, or acs:ram::<UID>:role/<name>.'],
  [/^InvalidParameter\.RoleSessionName/, () => 'Correct session.name: 2 to 64 letters, digits and . @ - _'],
  [/^InvalidParameter\.Policy/, () => 'Correct session.policy: a RAM policy of at most 2048 characters.'],
]

function roleError(error: AppError): AppError {
  if (error.kind !== 'refused') return error
  const { code = '', accountId = '' } = error.about
  const next = nextMoves.find(([pattern]) => pattern.test(code))?.[1](accountId) ?? error.next
  return new AppError('role', error.message, { about: error.about, ...(next === undefined ? {} : { next }) })
}
