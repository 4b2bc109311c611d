/** Assumes a role by Sts AssumeRole, one request per call, by POST; an answer in JSON and one in XML are read alike. It refuses input that STS would refuse, and keeps no credential. */
import { AssumeRoleRequest as OfficialRequest } from '@alicloud/sts20150401'
import { AppError, asAppError, type ErrorFacts } from '../../shared/errors'
import { say, type Said } from '../../shared/words'
import { readFlat } from './errorBody'
import { createSend } from './send'
import { checkAssumeRole } from './sessionRules'
import type { ApiRequest, AssumedRole, AssumeRole, AssumeRoleRequest, Send } from './wire'

export interface AssumeRoleDeps {
  /** The network door; a door of its own where none is given. */
  send?: Send
}

const operation = { product: 'Sts', version: '2015-04-01', operation: 'AssumeRole' }

/** @see AssumeRole */
export function createAssumeRole({ send = createSend() }: AssumeRoleDeps = {}): AssumeRole {
  return async (request, options) => {
    checkAssumeRole(request)
    const about: ErrorFacts = { ...operation, roleArn: request.roleArn, accountId: request.roleArn.split(':')[3] ?? '' }
    const answer = await send(apiRequest(request), options).catch((thrown: unknown) => {
      throw roleError(asAppError(thrown), about)
    })
    return readAnswer(answer.body, request, { ...about, ...(answer.requestId === undefined ? {} : { requestId: answer.requestId }), httpStatus: answer.httpStatus })
  }
}

/** The official request knows the names on the wire, and leaves out what was not given. */
function apiRequest({ endpoint, ...given }: AssumeRoleRequest): ApiRequest {
  const named = new OfficialRequest(given).toMap() as Record<string, string | number>
  const query = Object.fromEntries(Object.entries(named).map(([name, value]) => [name, String(value)]))
  return { ...operation, style: 'RPC', method: 'POST', path: '/', endpoint, query, headers: {}, body: { kind: 'none' } }
}

/** The 2019 reference spells `arn` in lower case: names are compared without letter case. */
function readAnswer(body: string, { roleArn, roleSessionName }: AssumeRoleRequest, about: ErrorFacts): AssumedRole {
  const facts = readFlat(body)
  const of = (name: string): string => facts.get(name) ?? ''
  const [accessKeyId, accessKeySecret, securityToken, expiresAt] = [of('accesskeyid'), of('accesskeysecret'), of('securitytoken'), new Date(of('expiration'))]
  const requestId = facts.get('requestid') ?? about.requestId
  if (accessKeyId === '' || accessKeySecret === '' || securityToken === '' || Number.isNaN(expiresAt.getTime())) {
    throw new AppError('network', say`The answer holds no credentials.`, { about: { ...about, code: 'MalformedAnswer', ...(requestId === undefined ? {} : { requestId }) }, next: say`Check the endpoint of Sts.` })
  }
  return { credential: { accessKeyId, accessKeySecret, securityToken, expiresAt }, arn: facts.get('arn') ?? `${roleArn}/${roleSessionName}`, requestId: requestId ?? '' }
}

/** Whose move a refused role is. STS answers a missing permission of the caller and a missing trust alike. */
const nextMoves: readonly (readonly [RegExp, (accountId: string) => Said])[] = [
  [/^EntityNotExist/, (accountId) => say`Create the role in account ${accountId}, or choose a role that exists there.`],
  [
    /^(NoPermission|Forbidden|AccessDenied)/,
    (accountId) => say`Attach AliyunSTSAssumeRoleAccess to the caller, and let the role’s trust policy in account ${accountId} name the caller; the root of an account cannot assume roles.`,
  ],
  [/^InvalidParameter\.DurationSeconds/, () => say`Lower session.durationSeconds, or raise the maximum session duration of the role.`],
  [/^InvalidParameter\.RoleArn/, () => say`Correct the role: a role name, or acs:ram::<UID>:role/<name>.`],
  [/^InvalidParameter\.RoleSessionName/, () => say`Correct session.name: 2 to 64 letters, digits and . @ - _`],
  [/^InvalidParameter\.Policy/, () => say`Correct session.policy: a RAM policy of at most 2048 characters.`],
  [/^InvalidParameter\.ExternalId/, () => say`Correct session.externalId: 2 to 1224 letters, digits and + = , . @ : / - _`],
  [/^InvalidParameter\.SourceIdentity/, () => say`Correct session.sourceIdentity: 2 to 64 letters, digits and + = , . @ - _; along a chain it cannot change.`],
]

function roleError(error: AppError, facts: ErrorFacts): AppError {
  const about = { ...error.about, ...facts }
  const kind = error.kind === 'refused' ? 'role' : error.kind
  const next = (kind === 'role' ? nextMoves.find(([pattern]) => pattern.test(about.code ?? ''))?.[1](about.accountId ?? '') : undefined) ?? error.words.next
  return new AppError(kind, error.words.message, { about, next, cause: error.cause })
}
