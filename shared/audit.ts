/** The audit log: one line for each request that was sent, who sent it as whom, and how it ended. No line holds a secret. */
import * as v from 'valibot'

export interface AuditLine {
  /** Number in the log, from 1. */
  n: number
  /** SHA-256 of the line before, in hex; 64 zeros before the first. */
  prev: string
  /** ISO 8601, when the request was sent. */
  time: string
  /** The person at the machine. */
  operator: string
  profile: string
  account: string
  accountName?: string
  region: string
  /** Role name or ARN template; absent where the profile spoke for itself. */
  role?: string
  roleSessionName?: string
  sourceIdentity?: string
  product: string
  version: string
  operation: string
  /** Host. */
  endpoint: string
  method: string
  /** Secrets masked, long values cut. */
  parameters: Record<string, string>
  /** 1 for the first try of a page. */
  attempt: number
  /** HTTP status; absent where no answer came. */
  status?: number
  /** Of the refusal or failure. */
  code?: string
  /** The same as in ActionTrail's events. */
  requestId?: string
  rows?: number
  ms: number
  callId: string
}

const word = v.pipe(v.string(), v.maxLength(256))
export const auditSearchLimit = 1000

/** Every given field must agree; text is found anywhere in the line, case folded. */
export const AuditSearch = v.strictObject({
  text: v.optional(word, ''),
  account: v.exactOptional(word),
  product: v.exactOptional(word),
  operation: v.exactOptional(word),
  requestId: v.exactOptional(word),
  code: v.exactOptional(word),
  callId: v.exactOptional(word),
  /** ISO 8601; both ends belong to it. A day as the end means all of that day. */
  since: v.exactOptional(word),
  until: v.exactOptional(word),
  /** Only what was refused or failed. */
  isFailed: v.optional(v.boolean(), false),
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(auditSearchLimit)), 200),
})
export type AuditSearch = v.InferOutput<typeof AuditSearch>
export type AuditSearchInput = v.InferInput<typeof AuditSearch>

/** Newest first. */
export interface AuditFound {
  lines: AuditLine[]
  /** True where there are older ones that agree too. */
  hasMore: boolean
}

export const auditProblems = ['changed', 'removed', 'inserted', 'unreadable', 'beginning', 'end'] as const

export interface AuditProblem {
  /** `changed`: a line is not as it was written; `removed`, `inserted`: there are too few or too many before this one; `beginning`, `end`: the first or last lines are gone. */
  kind: (typeof auditProblems)[number]
  /** Name of the file, and the line in it from 1. */
  file: string
  line: number
}

export interface AuditReport {
  files: number
  lines: number
  /** ISO 8601 of the first and the last line. */
  from?: string
  to?: string
  /** The first of them, in order; empty: the log is whole. */
  problems: AuditProblem[]
}

export const auditFormats = ['ndjson', 'csv'] as const
export type AuditFormat = (typeof auditFormats)[number]
