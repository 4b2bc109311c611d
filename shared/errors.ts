/** The one error type of Rolecall and its wire form. Foreign errors become an AppError at the door they come in by; everything after switches on `kind` and `code`, never on text. */

import { inWords, say, type Said, type Words } from './words'

/** What went wrong, grouped by whose move it is (see {@link whoseMove}). */
export const errorKinds = [
  'input',
  'keychain',
  'credentials',
  'role',
  'endpoint',
  'refused',
  'throttled',
  'network',
  'cancelled',
  'storage',
  'bug',
] as const
export type ErrorKind = (typeof errorKinds)[number]

/** Public facts about an error; never a secret, never a parameter value that could hold one. */
export interface ErrorFacts {
  /** The input field that is wrong, as a dotted path: `parameters.Tag[0].Key`. */
  field?: string
  /** Of the file that is wrong, from 1. */
  line?: number
  product?: string
  version?: string
  operation?: string
  regionId?: string
  endpoint?: string
  accountId?: string
  roleArn?: string
  requestId?: string
  /** Alibaba Cloud's error code, or Node's (`ECONNRESET`), as received. */
  code?: string
  httpStatus?: number
  /** Link to Alibaba Cloud's own advice. */
  recommend?: string
  /** Milliseconds to wait before another try, from `x-acs-retry-after`. */
  retryAfterMs?: number
  /** RAM action named by an `AccessDeniedDetail`. */
  ramAction?: string
  noPermissionType?: string
  policyType?: string
  /** Whom the refusal names as the caller: its name or ID, its type, its account. */
  principal?: string
  principalType?: string
  principalAccountId?: string
  /** As RAM encoded it; only who has `ram:DecodeDiagnosticMessage` can read it. */
  diagnostic?: string
}

export interface AppErrorParts {
  /** The next move, as an instruction to the operator. */
  next?: Words | undefined
  about?: ErrorFacts
  cause?: unknown
}

/** An error with a kind, a sentence that says what happened, and the next move. */
export class AppError extends Error {
  override readonly name = 'AppError'
  /** In English, as `message` is. */
  readonly next: string | undefined
  /** Both as sentences that another language can say, where they are ours. */
  readonly says: Sentences
  readonly about: ErrorFacts
  constructor(
    readonly kind: ErrorKind,
    message: Words,
    parts: AppErrorParts = {},
  ) {
    super(inWords(message), parts.cause === undefined ? undefined : { cause: parts.cause })
    this.next = parts.next === undefined ? undefined : inWords(parts.next)
    this.says = { ...(typeof message === 'string' ? {} : { message }), ...(parts.next === undefined || typeof parts.next === 'string' ? {} : { next: parts.next }) }
    this.about = parts.about ?? {}
  }
  /** What it tells, for an error that is made of this one. */
  get words(): { message: Words; next: Words | undefined } {
    return { message: this.says.message ?? this.message, next: this.says.next ?? this.next }
  }
}

/** The words of an error as sentences; absent: they are text from elsewhere. */
export interface Sentences {
  message?: Said
  next?: Said
}

/** What crosses between processes: an AppError without stack and cause. */
export interface WireError {
  kind: ErrorKind
  message: string
  next?: string
  says?: Sentences
  about: ErrorFacts
}

export type Move = 'operator' | 'wait' | 'nobody' | 'us'

/** Node's and our codes for what the operator of this computer can mend: space, rights, a folder, another program. */
const mendable = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENAMETOOLONG', 'Locked', 'OutOfMemory'])

/** Who acts next on an error. */
export function whoseMove({ kind, about: { code = '' } }: Pick<WireError, 'kind' | 'about'>): Move {
  switch (kind) {
    case 'input':
    case 'keychain':
    case 'credentials':
    case 'role':
    case 'endpoint':
    case 'refused':
      return 'operator'
    case 'throttled':
    case 'network':
      return 'wait'
    case 'cancelled':
      return 'nobody'
    case 'storage':
      return mendable.has(code) ? 'operator' : 'us'
    case 'bug':
      return 'us'
  }
}

/** Any thrown value as an AppError; what is not one already is a `bug`. */
export function asAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new AppError('bug', message, { next: say`Report this with the log file.`, cause: thrown })
}

export function toWire(thrown: unknown): WireError {
  const error = asAppError(thrown)
  const isSaid = error.says.message !== undefined || error.says.next !== undefined
  return { kind: error.kind, message: error.message, ...(error.next === undefined ? {} : { next: error.next }), ...(isSaid ? { says: error.says } : {}), about: error.about }
}

export function fromWire(wire: WireError): AppError {
  return new AppError(wire.kind, wire.says?.message ?? wire.message, { next: wire.says?.next ?? wire.next, about: wire.about })
}
