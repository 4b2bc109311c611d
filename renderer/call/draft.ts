/** The call as the form holds it, and its way to a CallSpec and back. Pure; it never invents an account, a role or a parameter. */
import type { AccountChoice, CallSpec, CallSpecInput, Pagination, ParameterValue, RowSource } from '../../shared/call'

export type RequestShape = NonNullable<CallSpec['request']>

export interface Draft {
  name: string
  product: string
  version: string
  operation: string
  /** Ticked account UIDs; counts only while `choice` is absent. */
  accounts: string[]
  /** A choice by rule (`all`, a folder, all except), kept until the operator ticks something. */
  choice: AccountChoice | undefined
  role: string
  sessionName: string
  durationSeconds: string
  /** The rest of the session as a call file gave it. */
  session: CallSpec['session'] | undefined
  regions: string[]
  allRegions: boolean
  endpoint: string
  /** The rows that the call is made for, once each. */
  over: RowSource | undefined
  parameters: Record<string, ParameterValue>
  pagination: Partial<Pagination>
  rows: string
  columns: string[] | undefined
  /** Paths that name a row, as a call file gave them. */
  key: string[] | undefined
  request: RequestShape | undefined
}

export function emptyDraft(): Draft {
  return {
    name: '', product: '', version: '', operation: '',
    accounts: [], choice: undefined, role: '', sessionName: '', durationSeconds: '', session: undefined,
    regions: [], allRegions: false, endpoint: 'recommended',
    over: undefined, parameters: {}, pagination: {}, rows: '', columns: undefined, key: undefined, request: undefined,
  }
}

/** Which accounts the draft names: the rule if there is one, the ticked ones, else the profile's own account. */
function draftAccounts(draft: Draft): AccountChoice {
  if (draft.choice !== undefined) return draft.choice
  return draft.accounts.length > 0 ? [...draft.accounts] : 'self'
}

/** Elements of a list in which nothing was typed yet are not sent. */
function withoutBlanks(value: ParameterValue): ParameterValue {
  if (Array.isArray(value)) return value.filter((item) => item !== null).map(withoutBlanks)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutBlanks(item)]))
}

/** The call file of a draft; empty fields are left out so that main's defaults hold. */
export function toSpec(draft: Draft, profile: string): CallSpecInput {
  const accounts = draftAccounts(draft)
  const session = {
    ...draft.session,
    ...(draft.sessionName.trim() === '' ? {} : { name: draft.sessionName.trim() }),
    ...(draft.durationSeconds.trim() === '' ? {} : { durationSeconds: Number(draft.durationSeconds) }),
  }
  const regions = draft.allRegions ? 'all' : draft.regions.length > 0 ? [...draft.regions] : undefined
  const spec: CallSpecInput = {
    rolecall: 1,
    product: draft.product.trim(),
    version: draft.version.trim(),
    operation: draft.operation.trim(),
    profile,
    accounts,
    endpoint: draft.endpoint.trim() || 'recommended',
    parameters: withoutBlanks(draft.parameters) as Draft['parameters'],
  }
  if (draft.name.trim() !== '') spec.name = draft.name.trim()
  // Rows name accounts of their own.
  if (draft.role.trim() !== '' && (accounts !== 'self' || draft.over !== undefined)) spec.role = draft.role.trim()
  if (Object.keys(session).length > 0) spec.session = session
  if (regions !== undefined) spec.regions = regions
  if (draft.over !== undefined) spec.over = draft.over
  if (Object.keys(draft.pagination).length > 0) spec.pagination = draft.pagination
  if (draft.rows.trim() !== '') spec.rows = draft.rows.trim()
  if (draft.columns !== undefined) spec.columns = draft.columns
  if (draft.key !== undefined) spec.key = draft.key
  if (draft.request !== undefined) spec.request = draft.request
  return spec
}

export function fromSpec(spec: CallSpec): Draft {
  const { name, durationSeconds, ...session } = spec.session ?? {}
  const isList = Array.isArray(spec.accounts)
  return {
    ...emptyDraft(),
    name: spec.name ?? '',
    product: spec.product,
    version: spec.version,
    operation: spec.operation,
    accounts: isList ? [...(spec.accounts as string[])] : [],
    choice: isList || spec.accounts === 'self' ? undefined : spec.accounts,
    role: spec.role ?? '',
    sessionName: name ?? '',
    durationSeconds: durationSeconds === undefined ? '' : String(durationSeconds),
    session: Object.keys(session).length > 0 ? session : undefined,
    regions: Array.isArray(spec.regions) ? [...spec.regions] : [],
    allRegions: spec.regions === 'all',
    endpoint: spec.endpoint,
    over: spec.over,
    parameters: spec.parameters,
    pagination: spec.pagination ?? {},
    rows: spec.rows ?? '',
    columns: spec.columns,
    key: spec.key,
    request: spec.request,
  }
}

const digitsKey = '$digits'
/** Characters; a longer text, such as a file's content, is not kept between starts. */
const longestKept = 100_000

/** A value that JSON can hold: whole numbers past 2^53 become a marked text, so a saved draft loses no digit. */
export function toStorable(value: unknown): unknown {
  if (typeof value === 'string' && value.length > longestKept) return ''
  if (typeof value === 'bigint') return { [digitsKey]: value.toString() }
  if (Array.isArray(value)) return value.map(toStorable)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined).map(([key, item]) => [key, toStorable(item)]))
}

function fromStorable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromStorable)
  if (typeof value !== 'object' || value === null) return value
  const digits = (value as Record<string, unknown>)[digitsKey]
  if (typeof digits === 'string' && /^-?\d+$/.test(digits)) return BigInt(digits)
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fromStorable(item)]))
}

/** A saved draft, healed: a field of the wrong type gets its empty value. */
export function restoreDraft(saved: unknown): Draft {
  const draft = emptyDraft()
  const value = fromStorable(saved)
  if (typeof value !== 'object' || value === null) return draft
  const source = value as Record<string, unknown>
  for (const key of ['name', 'product', 'version', 'operation', 'role', 'sessionName', 'durationSeconds', 'endpoint', 'rows'] as const) {
    if (typeof source[key] === 'string') draft[key] = source[key]
  }
  for (const key of ['accounts', 'regions'] as const) {
    if (Array.isArray(source[key])) draft[key] = source[key].filter((item) => typeof item === 'string')
  }
  if (typeof source.parameters === 'object' && source.parameters !== null) draft.parameters = source.parameters as Draft['parameters']
  if (typeof source.pagination === 'object' && source.pagination !== null) draft.pagination = source.pagination
  if (typeof source.session === 'object' && source.session !== null) draft.session = source.session
  if (typeof source.request === 'object' && source.request !== null) draft.request = source.request
  if (typeof source.over === 'object' && source.over !== null) draft.over = source.over
  if (source.choice !== undefined && source.choice !== null) draft.choice = source.choice as AccountChoice
  if (Array.isArray(source.key) && source.key.every((path) => typeof path === 'string')) draft.key = source.key
  draft.allRegions = source.allRegions === true
  return draft
}
