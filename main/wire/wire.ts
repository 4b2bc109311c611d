/** What the wire offers: one request sent, one answer with its raw text. It knows nothing of paging, roles or rows. */
import type { Operation, Style } from '../../shared/catalog'

/** Secrets of one caller; lives only in main's memory. */
export interface Credential {
  accessKeyId: string
  accessKeySecret: string
  securityToken?: string
  /** Absent for a long-lived key. */
  expiresAt?: Date
}

/** One API call ready to be signed. Values are text as the wire writes them, so no digit can be lost. */
export interface ApiRequest {
  product: string
  version: string
  operation: string
  style: Style
  /** Upper case. */
  method: string
  /** `/` for RPC; placeholders already filled and percent-encoded for ROA. */
  path: string
  /** A host (https) or a URL; plain http for loopback hosts only. */
  endpoint: string
  query: Record<string, string>
  headers: Record<string, string>
  body: { kind: 'none' } | { kind: 'form'; fields: Record<string, string> } | { kind: 'json'; text: string } | { kind: 'bytes'; bytes: Uint8Array; contentType: string }
  /** Absent: `AK`, signed. `Anonymous` and `Bearer` go out unsigned and without a key ID; the token of `Bearer` stands in `headers.authorization`. */
  auth?: Operation['auth']
}

export interface ApiAnswer {
  httpStatus: number
  /** Lower-case names. */
  headers: Record<string, string>
  /** The body exactly as received. */
  body: string
  /** From the body of an error or the `x-acs-request-id` header, where present. */
  requestId?: string
  elapsedMs: number
}

export interface SendOptions {
  credential: Credential
  signal: AbortSignal
  /** Milliseconds; default 10 000. */
  connectTimeoutMs?: number
  /** Milliseconds for the whole answer; default 30 000. */
  readTimeoutMs?: number
}

/**
 * Signs and sends one request, once: no retry here.
 * @throws AppError `throttled` | `refused` | `credentials` | `network` | `endpoint` | `cancelled`, with requestId, code and httpStatus in `about` where the server gave them.
 */
export type Send = (request: ApiRequest, options: SendOptions) => Promise<ApiAnswer>

/** Input of Sts AssumeRole; checked by today's rules before it is sent. */
export interface AssumeRoleRequest {
  roleArn: string
  roleSessionName: string
  durationSeconds?: number
  policy?: string
  externalId?: string
  sourceIdentity?: string
  endpoint: string
}

export interface AssumedRole {
  credential: Required<Credential>
  arn: string
  requestId: string
}

/** Sts AssumeRole. Errors are AppError of kind `role` (no trust, no such role, not allowed), `credentials`, `throttled`, `network`. */
export type AssumeRole = (request: AssumeRoleRequest, options: SendOptions) => Promise<AssumedRole>
