/** One sent request as a line of the log: what an auditor asks, secrets masked and long values cut. */
import type { AuditLine } from '../../shared/audit'
import { maskParameters } from '../../shared/maskParameters'
import type { Redactor } from '../../shared/redact'
import type { SentRequest } from '../call/requestLog'

export interface LineParts {
  operator: string
  redactor: Pick<Redactor, 'text' | 'value'>
  /** The session name a role is assumed under where the call names none. */
  defaultSessionName: string
}

const longestValue = 500
const mostValues = 60

/** All but its number and the hash of the line before. */
export function lineOf({ callId, time, target, caller, isSession, request, attempt, status, code, requestId, rows, ms }: SentRequest, { operator, redactor, defaultSessionName }: LineParts): Omit<AuditLine, 'n' | 'prev'> {
  const { session } = caller
  const role = isSession ? caller.role : undefined
  return {
    time: new Date(time).toISOString(),
    operator,
    profile: caller.profile,
    account: target.accountId,
    ...(target.accountName === undefined ? {} : { accountName: target.accountName }),
    region: target.regionId,
    ...(role === undefined ? {} : { role, roleSessionName: session?.name ?? defaultSessionName }),
    ...(session?.sourceIdentity === undefined ? {} : { sourceIdentity: session.sourceIdentity }),
    product: request.product,
    version: request.version,
    operation: request.operation,
    endpoint: request.endpoint.replace(/^https?:\/\//, ''),
    method: request.method,
    parameters: parametersOf(request, redactor),
    attempt,
    ...(status === undefined ? {} : { status }),
    ...(code === undefined ? {} : { code }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(rows === undefined ? {} : { rows }),
    ms: Math.round(ms),
    callId,
  }
}

function parametersOf({ path, query, body, style }: SentRequest['request'], redactor: LineParts['redactor']): Record<string, string> {
  const form = body.kind === 'form' ? body.fields : body.kind === 'json' ? { body: body.text } : body.kind === 'bytes' ? { body: `${body.bytes.length} bytes of ${body.contentType}` } : {}
  const given = { ...(style === 'ROA' ? { path } : {}), ...query, ...form }
  const masked = redactor.value(maskParameters(given)) as Record<string, string>
  const entries = Object.entries(masked)
  const shown = entries.slice(0, mostValues).map(([name, value]): [string, string] => [name, value.length > longestValue ? `${value.slice(0, longestValue)}… (${value.length})` : value])
  return Object.fromEntries(entries.length > mostValues ? [...shown, ['…', `${entries.length - mostValues} more`]] : shown)
}
