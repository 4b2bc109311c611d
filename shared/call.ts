/** The call: its file format (CallSpec), its targets, their outcomes and its progress. The schema is the contract of `rolecall run` and of the window alike. */
import * as v from 'valibot'
import { AccountId, ProfileName, RegionId, RoleTemplate } from './credentials'
import type { WireError } from './errors'
import { Filter, filterTextLimit } from './filter'
import { JsonPath } from './jsonPath'
import { phrase, type Said, type Words } from './words'

/** A parameter value as YAML or JSON writes it; whole numbers past 2^53 are bigint so that no digit is lost. */
export type ParameterValue = string | number | bigint | boolean | null | ParameterValue[] | { [key: string]: ParameterValue }

export const ParameterValue: v.GenericSchema<ParameterValue> = v.lazy(() =>
  v.union([v.string(), v.number(), v.bigint(), v.boolean(), v.null(), v.array(ParameterValue), v.record(v.string(), ParameterValue)], phrase('A parameter is text, a number, true or false, a list or a map.')),
)

export const pagingModes = ['auto', 'paged', 'scroll', 'none'] as const
export type PagingMode = (typeof pagingModes)[number]

const fieldName = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_.-]{1,128}$/, phrase('A parameter name has letters, digits, dots, dashes or underscores.')))

/** Security Center's words for paging. `paged`: automatic paged query; `scroll`: automatic scrolling query. */
export const Pagination = v.strictObject({
  /** How pages are asked for: detected, by number or offset with a total, by a cursor until it ends, or only one request. */
  mode: v.optional(v.picklist(pagingModes, phrase('The mode is auto, paged, scroll or none.')), 'auto'),
  /** Cap on requests per target; reaching it ends the target as incomplete. */
  maxRequests: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000)), 100),
  /** Seconds between two requests of one target; a hard floor. */
  intervalSeconds: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(3600)), 0),
  /** Where an answer tells the total of rows. */
  totalCountPath: v.optional(JsonPath),
  /** The parameter that takes the number of the page, or the offset. */
  pageField: v.optional(fieldName),
  /** The parameter that takes the size of a page. */
  pageSizeField: v.optional(fieldName),
  /** Rows per page. */
  pageSize: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000))),
  /** The parameter that takes the cursor. */
  cursorField: v.optional(fieldName),
  /** Where an answer tells the next cursor. */
  cursorPath: v.optional(JsonPath),
})
export type Pagination = v.InferOutput<typeof Pagination>

/** `all` | `self` | a list of UIDs | `{ folder }` | `{ except }`. */
export const AccountChoice = v.union(
  [
    v.picklist(['all', 'self']),
    v.pipe(v.array(AccountId), v.minLength(1, phrase('Name at least one account.'))),
    v.strictObject({ folder: v.pipe(v.string(), v.regex(/^(fd|r)-[A-Za-z0-9]+$/, phrase('A folder ID looks like fd-xxxx.'))) }),
    v.strictObject({ except: v.array(AccountId) }),
  ],
  phrase('Accounts are all, self, a list of 16-digit UIDs in quotes, { folder: fd-… } or { except: [ … ] }.'),
)
export type AccountChoice = v.InferOutput<typeof AccountChoice>

/** Rules: STS AssumeRole of 2015-04-01. Values may hold `${…}` expressions, so the final text is checked again before it is sent. */
export const SessionChoice = v.strictObject({
  /** The RoleSessionName. */
  name: v.optional(v.pipe(v.string(), v.minLength(2), v.maxLength(128))),
  /** How long a session lives; where the role allows less, its maximum is taken, and told. */
  durationSeconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(900, phrase('A session lasts at least 900 seconds.')), v.maxValue(43_200, phrase('A session lasts at most 43200 seconds.')))),
  /** The SourceIdentity, which ActionTrail shows. */
  sourceIdentity: v.optional(v.pipe(v.string(), v.minLength(2), v.maxLength(128))),
  /** The ExternalId that a trust policy may ask for. */
  externalId: v.optional(v.pipe(v.string(), v.regex(/^[\w+=,.@:/-]{2,1224}$/, phrase('An external ID has 2 to 1224 characters of letters, digits and + = , . @ : / - _')))),
  /** What a session may do: only the actions of this call (`least`, the same as no key), all that the role may (`none`), or a policy of your own as JSON text. */
  policy: v.optional(v.union([v.picklist(['least', 'none']), v.pipe(v.string(), v.maxLength(2048, phrase('A session policy has at most 2048 characters.')))])),
})
export type SessionChoice = v.InferOutput<typeof SessionChoice>

/** Sortable by time and safe as a file name: `20261122T194530-k3f9`. */
export const CallId = v.pipe(v.string(), v.regex(/^\d{8}T\d{6}-[a-z0-9]{4,8}$/, phrase('A call ID looks like 20261122T194530-k3f9.')))
export type CallId = v.InferOutput<typeof CallId>

/** Distinct calls that one call over rows may become. */
export const rowCallLimit = 100_000

const columnName = v.pipe(v.string(), v.minLength(1), v.maxLength(1000))
/** A column that says where a row is called; false: the rows do not say it, and the call's own accounts or regions are meant. */
const placeColumn = v.optional(v.union([columnName, v.literal(false)], phrase('A column of the rows is expected, or false.')))

/** The rows that a call is made for, once for each distinct set of the values it takes: those of one kept result, of the latest complete one of an operation, or of a file. */
export const RowSource = v.pipe(
  v.strictObject({
    /** A kept result: a call ID, or the ID of what was derived from one. */
    call: v.optional(v.pipe(v.string(), v.regex(/^(\d{8}T\d{6}-[a-z0-9]{4,8}|derived-[a-z0-9]{8,32})$/, phrase('A call ID looks like 20261122T194530-k3f9.')))),
    /** `DescribeInstances`, or `Ecs DescribeInstances`. */
    latest: v.optional(v.pipe(v.string(), v.regex(/^([A-Za-z0-9_-]{1,64} )?[A-Za-z0-9_]{1,128}$/, phrase('An API operation looks like DescribeInstances, or Ecs DescribeInstances.')))),
    /** Names its columns in its first line; relative paths begin where the call file lies. */
    file: v.optional(v.pipe(v.string(), v.maxLength(4096), v.regex(/\.(csv|tsv)$/i, phrase('Rows are read from a .csv or .tsv file.')))),
    /** The column that says in which account a row is called; without the key `_account`, where the rows have it. */
    account: placeColumn,
    /** The same for the region; without the key `_region`. */
    region: placeColumn,
    /** Only rows that meet all of these; a filter names its column by path. */
    where: v.optional(v.pipe(v.array(Filter), v.maxLength(100))),
    /** Only rows that hold this text somewhere, case folded. */
    search: v.optional(v.pipe(v.string(), v.maxLength(filterTextLimit))),
  }),
  v.check(({ call, latest, file }) => [call, latest, file].filter((one) => one !== undefined).length === 1, phrase('Name one source of the rows: call, latest or file.')),
)
export type RowSource = v.InferOutput<typeof RowSource>

/** What is asked of rows before a call is made for them. */
export const RowCountSpec = v.strictObject({
  over: RowSource,
  profile: ProfileName,
  columns: v.array(columnName),
  /** Accounts and regions that the call names; absent: whichever the rows name. */
  accounts: v.exactOptional(v.array(AccountId)),
  regions: v.exactOptional(v.array(RegionId)),
})
export type RowCountSpec = v.InferOutput<typeof RowCountSpec>

/** The call file, version 1. Unknown keys are refused so that a typing error is not silently ignored. */
export const CallSpec = v.strictObject({
  /** The version of this format. */
  rolecall: v.literal(1, phrase('The first key is rolecall: 1, the format version.')),
  /** What people call this call. */
  name: v.optional(v.pipe(v.string(), v.maxLength(200))),
  /** The product code of the API. */
  product: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/, phrase('A product code looks like Ecs.'))),
  /** The version of the API. */
  version: v.pipe(v.string(phrase('Put the version in quotes: "2014-05-26".')), v.regex(/^[A-Za-z0-9._-]{1,32}$/, phrase('A version looks like "2014-05-26", in quotes.'))),
  /** The API operation. */
  operation: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_]{1,128}$/, phrase('An API operation looks like DescribeInstances.'))),
  /** The profile that calls. */
  profile: ProfileName,
  /** The accounts to call: the profile’s own, all of the directory, some of them, those below a folder, or all but some. */
  accounts: v.optional(AccountChoice, 'self'),
  /** The role to assume in each account but the profile’s own. */
  role: v.optional(RoleTemplate),
  /** How the sessions of that role are asked for. */
  session: v.optional(SessionChoice),
  /** The regions to call; without the key the profile’s own. */
  regions: v.optional(v.union([v.literal('all'), v.pipe(v.array(RegionId), v.minLength(1, phrase('Name at least one region.')))], phrase('Regions are all or a list such as [cn-hangzhou].'))),
  /** Where requests go: `recommended` is worked out for each region; else a host, in which `${region}` may stand. */
  endpoint: v.optional(v.pipe(v.string(), v.minLength(1)), 'recommended'),
  /** One call for each distinct row, whose values are looked up as `${row.COLUMN}`. */
  over: v.optional(RowSource),
  /** Parameters by their API names; text may look up values, as below. */
  parameters: v.optional(v.record(v.string(), ParameterValue), {}),
  /** How all pages are got; without the key the plan is detected. */
  pagination: v.optional(Pagination),
  /** Where the rows are in an answer; without the key they are found. */
  rows: v.optional(JsonPath),
  /** The columns to show and export, in order; without the key all. */
  columns: v.optional(v.array(v.string())),
  /** Paths inside a row that name it, such as `InstanceId`: two rows of one target that agree on all of them are one. Absent: rows are the same where their whole text is. */
  key: v.optional(v.pipe(v.array(JsonPath), v.minLength(1, phrase('Name at least one path.')), v.maxLength(16))),
  /** For operations the catalogue does not know: how they are sent. RPC by POST without it. */
  request: v.optional(
    v.strictObject({
      /** RPC or ROA. */
      style: v.optional(v.picklist(['RPC', 'ROA'])),
      /** The HTTP method. */
      method: v.optional(v.picklist(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD'])),
      /** The path of a ROA operation. */
      path: v.optional(v.pipe(v.string(), v.startsWith('/'))),
    }),
  ),
})
export type CallSpec = v.InferOutput<typeof CallSpec>
export type CallSpecInput = v.InferInput<typeof CallSpec>

/** One account × region, and of a call over rows one distinct row. */
export interface Target {
  accountId: string
  accountName?: string
  regionId: string
  /** Of a call over rows: from 1, in the order of the rows. */
  rowNumber?: number
  /** The values that the call takes from the row, by column. */
  rowValues?: Record<string, string>
}
/** A target by its names alone. */
export const TargetRef = v.strictObject({ accountId: AccountId, regionId: RegionId, rowNumber: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1))) })
export type TargetRef = v.InferOutput<typeof TargetRef>
export const targetKey = ({ accountId, regionId, rowNumber }: TargetRef): string => (rowNumber === undefined ? `${accountId}/${regionId}` : `${accountId}/${regionId}/${rowNumber}`)
/** The values of a target's row in one line, for people. */
export const rowText = ({ rowValues }: { rowValues?: Record<string, string> | undefined }): string => Object.values(rowValues ?? {}).join(' · ')

export type TargetStatus = 'waiting' | 'running' | 'throttled' | 'done' | 'incomplete' | 'refused' | 'failed' | 'cancelled'

/** Something noticed while a target's list was read; it is told whether or not the list is whole. `page` counts from 1. */
export interface Finding {
  kind: 'repeatedCursor' | 'emptyPage' | 'totalGrew' | 'totalShrank' | 'readAgain' | 'cap' | 'duplicates' | 'goneRows'
  page?: number
  /** The total before and after a change; the first and last page that were read again; how many rows or requests. */
  from?: number
  to?: number
  count?: number
}

/** Why paging stopped. The first five can be complete; the others never are. */
export type StopReason =
  | 'allRows'
  | 'shortPage'
  | 'emptyPage'
  | 'emptyCursor'
  | 'singlePage'
  | 'repeatedCursor'
  | 'cap'
  | 'cancelled'
  | 'error'

export interface TargetOutcome extends Target {
  status: TargetStatus
  complete: boolean
  stop?: StopReason
  /** One sentence: why it is incomplete, or how completeness was proved. */
  reason?: string
  /** The same as a sentence, where the window is to tell it; another reason may stand beside it where an earlier version has written that. */
  reasonSaid?: Said
  rows: number
  pages: number
  requests: number
  duplicates: number
  /** Rows the API said there are, from the total-count path. */
  expectedRows?: number
  requestIds: string[]
  lastRequestId?: string
  /** While `throttled`: milliseconds since 1970 before which nothing is sent. */
  throttledUntil?: number
  /** Of a change: the token that makes two requests one, where Rolecall chose it. */
  clientToken?: string
  /** What the proof of completeness rests on besides the counts; at most 20. */
  findings?: Finding[]
  error?: WireError
  elapsedMs: number
}

/** `paused`, `cancelled` and `interrupted` (its process died) can be resumed. */
export type CallState = 'running' | 'finished' | 'cancelled' | 'paused' | 'interrupted'

export interface CallTotals {
  targets: number
  ended: number
  rows: number
  pages: number
  requests: number
  duplicates: number
  /** Requests answered in the last second. */
  callsPerSecond: number
  elapsedMs: number
  /** Rows that the targets said they have; absent until each one that runs or has ended has said so. */
  expectedRows?: number
  /** Part that is done, 0 … 1; absent where nothing can be said. */
  doneShare?: number
  /** Milliseconds until the end, judged by the pages and targets so far; absent where nothing can be said. */
  etaMs?: number
}

/** Told to the window at most ten times a second: totals, and only the targets that changed since the last one. */
export interface CallProgress {
  callId: CallId
  state: CallState
  totals: CallTotals
  changed: TargetOutcome[]
  /** Grows when new columns appear. */
  columns: number
}

/** A call as history shows it, and what `--json` prints. */
export interface CallSummary {
  callId: CallId
  state: CallState
  complete: boolean
  rows: number
  pages: number
  requests: number
  duplicates: number
  targets: TargetOutcome[]
  startedAt: string
  elapsedMs: number
}

/** A call with its spec, for reopening. */
export interface CallRecord {
  spec: CallSpec
  summary: CallSummary
}

/** What was found of the rows that a call is made for. */
export interface RowPlan {
  /** `DescribeInstances 20261122T194530-k3f9`, or the path of a file. */
  source: string
  /** Columns that the call takes values from. */
  columns: string[]
  /** Columns that say where a row is called, where one does. */
  accountColumn?: string
  regionColumn?: string
  /** Those that pass the filters, where there are any. */
  rows: number
  /** Rows that ask for the same as an earlier one. */
  duplicates: number
  /** Rows without a value in a column that the call takes. */
  empties: number
  /** Rows of accounts or regions that the call does not name. */
  elsewhere: number
}

/** How many calls some columns of the rows ask for. */
export interface RowCount extends Omit<RowPlan, 'duplicates'> {
  distinct: number
}

/** Targets that a plan of a call over rows lists. */
export const planTargetLimit = 500

/** Something that does not stop a run. */
export interface PlanWarning {
  /** As a dotted path. */
  field: string
  message: Words
}

/** What a run would do, before it does it: the mutating gate shows this. */
export interface CallPlan {
  /** Of a call over rows the first {@link planTargetLimit}. */
  targets: Target[]
  targetCount: number
  over?: RowPlan
  isMutating: boolean
  /** True where neither verb nor metadata says what the operation does. */
  isUnknownOperation: boolean
  endpoints: { regionId: string; host: string; reason: Words; isGuess: boolean }[]
  paging: { mode: PagingMode; describedAs: Words }
  warnings: PlanWarning[]
  /** Parameters as they go on the wire, for the first target. */
  preview: { name: string; position: string; value: string }[]
}

/** What one page of one target says: proves the paths of a paging plan before a run. */
export interface PageTest {
  target: Target
  requestId?: string
  /** Rows on the page. */
  received: number
  /** Where they were found; absent when the answer itself is the one row. */
  rowsPath?: string
  /** Digits as text. */
  total?: string
  hasNextCursor: boolean
  /** Column paths of the page. */
  columns: string[]
}
