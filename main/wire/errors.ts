/** Turns what Alibaba Cloud and the network answer into AppErrors, by one table from codes to kinds. It never decides on message text and lets no secret into a message. */
import { AppError, type ErrorFacts, type ErrorKind } from '../../shared/errors'
import { say, type Said } from '../../shared/words'
import { isCutShort, looksLikeHtml, readRefusal, type Refusal } from './errorBody'
import { isLoopback } from './endpointHost'

/** An answer as it came, and what is known about its request. */
export interface Answered {
  httpStatus: number
  headers: Record<string, string>
  body: string
  about: ErrorFacts
  /** Literal secrets that must not be repeated if the server echoes them. */
  secrets: readonly string[]
  /** Milliseconds since 1970 on this machine. */
  now: number
}

interface Rule {
  kind: ErrorKind
  next: Said
  /** Said in place of the server's own message, which echoes the signed request for some codes. */
  says?: Said
}

const askAdministrator = say`Ask for the permission to call this operation, or call it with another role.`
const checkKey = say`Check the AccessKey of the profile: it may be deleted, disabled or mistyped.`

/** First match wins. Codes are those of the published error centre and of the metadata of operations. */
const codeRules: readonly (readonly [RegExp, Rule])[] = [
  [/throttling|^ServiceUnavailable|^FlowLimit|^QpsLimit|^TooManyRequests|^RequestLimitExceeded/i, { kind: 'throttled', next: say`Wait a little; fewer calls a second avoid this.` }],
  [/^DryRunOperation$/, { kind: 'refused', next: say`The dry run passed every check. Run it without DryRun to do it.` }],
  [/^InvalidTimeStamp/i, { kind: 'credentials', next: say`Set the clock of this computer by network time, then try again.`, says: say`The clock of this computer differs too much from Alibaba Cloud’s.` }],
  [/^(SignatureDoesNotMatch|IncompleteSignature|InvalidSignature|SignatureNotMatch)/i, { kind: 'credentials', next: say`Enter the AccessKey secret of the profile again.`, says: say`The signature does not match: the AccessKey secret is wrong.` }],
  [/^SignatureNonceUsed/i, { kind: 'credentials', next: say`Send the call again; each try carries a new nonce.` }],
  [/^(InvalidSecurityToken|MissingSecurityToken|SecurityTokenExpired)/i, { kind: 'credentials', next: say`Call again: a new session is obtained.` }],
  [/^(InvalidAccessKeyId|MissingAccessKeyId|Forbidden\.AccessKey|InvalidCredential)/i, { kind: 'credentials', next: checkKey }],
  [/NotSupportedEndpoint|^InvalidProduct\.NotFound/i, { kind: 'endpoint', next: say`Choose another endpoint: this one does not serve the product or region.` }],
  [/^(InvalidAction|InvalidApi|InvalidVersion|UnsupportedOperation)/i, { kind: 'refused', next: say`Check product, version and operation, and that the endpoint belongs to the product.` }],
  [/^(Forbidden|NoPermission|AccessDenied|Unauthorized|ImplicitDeny|ExplicitDeny)/i, { kind: 'refused', next: askAdministrator }],
  [/^(InternalError|InternalServerError|ServiceTimeout|UnknownError|SystemError)/i, { kind: 'network', next: say`Try again; if it stays, give the request ID to Alibaba Cloud support.` }],
  [/^(Missing|Invalid|IncorrectParameter|IllegalParam|ParamError|Parameter)/i, { kind: 'refused', next: say`Check the parameter that the message names.` }],
]

function statusRule(httpStatus: number): Rule {
  if (httpStatus === 429 || httpStatus === 503) return { kind: 'throttled', next: say`Wait a little; fewer calls a second avoid this.` }
  if (httpStatus === 401 || httpStatus === 403) return { kind: 'refused', next: askAdministrator }
  if (httpStatus >= 500) return { kind: 'network', next: say`Try again; if it stays, give the request ID to Alibaba Cloud support.` }
  if (httpStatus >= 400) return { kind: 'refused', next: say`Check the parameter that the message names.` }
  return { kind: 'endpoint', next: say`Check the endpoint: it answers with a redirect.` }
}

/** The rule for a code, else for the status. */
function ruleFor(code: string | undefined, httpStatus: number): Rule {
  return (code === undefined ? undefined : codeRules.find(([pattern]) => pattern.test(code))?.[1]) ?? statusRule(httpStatus)
}

/** The error an answer stands for, or undefined where it is a whole answer to be read. */
export function errorOf(answer: Answered): AppError | undefined {
  const { httpStatus, headers, body } = answer
  const contentType = headers['content-type'] ?? ''
  if (looksLikeHtml(body, contentType)) return foreignPage(answer)
  if (isCutShort(body, contentType)) {
    return new AppError('network', say`The answer ended in the middle.`, { about: factsOf(answer, { code: 'TruncatedAnswer' }), next: say`Try again.` })
  }
  if (httpStatus >= 200 && httpStatus < 300) return undefined
  return refusedAs(answer, readRefusal(body) ?? {})
}

/** A refusal whose body has been read already. */
function refusedAs(answer: Answered, refusal: Refusal): AppError {
  const rule = ruleFor(refusal.code, answer.httpStatus)
  const about = factsOf(answer, refusal)
  const said = refusal.message === undefined ? undefined : scrub(refusal.message, answer.secrets)
  const message = (rule.says === undefined ? said : (skewOf(answer, refusal.code) ?? rule.says)) ?? say`The server answered with status ${answer.httpStatus} and no message.`
  return new AppError(rule.kind, message, { about, next: rule.next })
}

function foreignPage(answer: Answered): AppError {
  const isWrongHost = answer.httpStatus === 404 || answer.httpStatus === 421
  return new AppError(isWrongHost ? 'endpoint' : 'network', say`A web page with status ${answer.httpStatus} came back instead of an API answer.`, {
    about: factsOf(answer, { code: 'HtmlAnswer' }),
    next: isWrongHost ? say`Check the endpoint: this host does not serve the API.` : say`Try again; if it stays, check the proxy and the endpoint.`,
  })
}

/** `This computer's clock is 20 minutes behind…`, measured against the answer's Date header. */
function skewOf({ headers, now }: Answered, code: string | undefined): Said | undefined {
  const server = Date.parse(headers['date'] ?? '')
  if (code === undefined || !/^InvalidTimeStamp/i.test(code) || Number.isNaN(server)) return undefined
  const minutes = Math.round((now - server) / 60_000)
  if (minutes === 0) return undefined
  const size = Math.abs(minutes)
  if (size === 1) return minutes > 0 ? say`The clock of this computer is 1 minute ahead of Alibaba Cloud’s; 15 are allowed.` : say`The clock of this computer is 1 minute behind Alibaba Cloud’s; 15 are allowed.`
  return minutes > 0 ? say`The clock of this computer is ${size} minutes ahead of Alibaba Cloud’s; 15 are allowed.` : say`The clock of this computer is ${size} minutes behind Alibaba Cloud’s; 15 are allowed.`
}

function factsOf({ about, httpStatus, headers }: Answered, refusal: Refusal): ErrorFacts {
  const requestId = refusal.requestId ?? requestIdOf(headers)
  const retryAfterMs = Number(headers['x-acs-retry-after'])
  const facts: Refusal = { ...refusal }
  delete facts.message
  return {
    ...about,
    httpStatus,
    ...facts,
    ...(requestId === undefined ? {} : { requestId }),
    ...(headers['x-acs-retry-after'] !== undefined && Number.isFinite(retryAfterMs) && retryAfterMs >= 0 ? { retryAfterMs } : {}),
  }
}

/** From the response headers of the API gateway, Log Service and OSS. */
export function requestIdOf(headers: Record<string, string>): string | undefined {
  return headers['x-acs-request-id'] ?? headers['x-log-requestid'] ?? headers['x-oss-request-id']
}

/** At most 500 characters, without the caller's secrets. */
function scrub(text: string, secrets: readonly string[]): string {
  const clean = secrets.filter((secret) => secret !== '').reduce((all, secret) => all.split(secret).join('••••'), text)
  return clean.length > 500 ? `${clean.slice(0, 500)}…` : clean
}

const certificateCodes = /^(CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO|HOSTNAME_MISMATCH)/

/** The error of a request that got no answer. */
export function networkError(thrown: unknown, about: ErrorFacts): AppError {
  if (thrown instanceof AppError) return new AppError(thrown.kind, thrown.words.message, { about: { ...about, ...thrown.about }, next: thrown.words.next })
  const host = about.endpoint ?? say`the endpoint`
  const code = codeOf(thrown)
  const parts = (next: Said) => ({ about: { ...about, ...(code === undefined ? {} : { code }) }, next, cause: thrown })
  if (code === undefined) return new AppError('bug', say`The request could not be sent.`, parts(say`Report this with the log file.`))
  if (code === 'InvalidCredentials') return new AppError('credentials', say`The credential is empty.`, parts(checkKey))
  if (code === 'ENOTFOUND') return new AppError('endpoint', say`The host ${host} does not exist.`, parts(say`Check the endpoint and the region; then the network’s name service.`))
  if (certificateCodes.test(code)) return new AppError('endpoint', say`The certificate of ${host} was not accepted.`, parts(say`Check the endpoint; behind a company proxy, trust its certificate.`))
  if (code === 'ECONNREFUSED' && isLoopback(about.endpoint ?? '')) return new AppError('endpoint', say`Nothing listens at ${host}.`, parts(say`Start the practice cloud, or correct the endpoint.`))
  return new AppError('network', say`The connection to ${host} failed (${code}).`, parts(say`Try again; if it stays, check the network.`))
}

function codeOf(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null) return undefined
  const { code, name } = thrown as { code?: unknown; name?: unknown }
  if (typeof code === 'string' && code !== '') return code
  return typeof name === 'string' && name.startsWith('RequestTimeout') ? 'ReadTimeout' : undefined
}
