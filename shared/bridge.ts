/** The contract between the window and main: every ask with its input schema and reply type, every tell with its payload. Key = channel = allow-list. */
import * as v from 'valibot'
import { CallId, CallSpec, RowCountSpec, RowSource, TargetRef, type CallPlan, type CallProgress, type CallRecord, type CallSummary, type PageTest, type RowCount, type TargetOutcome } from './call'
import { auditFormats, AuditSearch, type AuditFound, type AuditReport } from './audit'
import { copyFormats } from './copyAs'
import type { Endpoint, EndpointCheck, Operation, OperationSummary, Product, Region } from './catalog'
import { NewProfile, NewSecret, ProfileName, RegionId, type Directory, type ImportCandidate, type ImportOutcome, type KeychainState, type LockState, type ProfileSummary, type SessionState, type SignInState } from './credentials'
import type { WireError } from './errors'
import { DenialSpec, ReachSpec, type Denial, type OperationNeeds, type ReachMatrix, type ReachProgress } from './permission'
import { MendPlan, MendSpec, PreflightSpec, type MendOutcome, type Preflight, type PreflightProgress } from './preflight'
import { CallIds, HistoryMark, HistorySpec, type HistoryChange, type HistoryPage } from './history'
import type { Preferences } from './preferences'
import type { Settings } from './settings'
import { CompareSpec, RowsFromSpec, SqlSpec, type Comparison, type Derived, type SqlName } from './derived'
import { DerivedId, ExportSpec, ResultId, TaskId, WindowSpec, type Column, type ExportOutcome, type ExportProgress, type RowWindow } from './result'
import { BodySpec, ChartSpec, DistinctSpec, ResponseRef, ResponsesSpec, type BodySlice, type Chart, type DistinctValues, type ResponseDetail, type ResponseList } from './resultViews'
import { JsonPath } from './jsonPath'
import { RetentionSpec, type RetentionReport } from './retention'
import { SaveEnvironments, type EnvironmentOutcome, type OpenedEnvironments } from './environments'
import { FillSpec, SavedFolder, SavedHash, SavedName, SavedPath, SavedPlace, type OpenedSaved, type RemoveOutcome, type SaveOutcome, type SavedTree } from './saved'
import { phrase, type Words } from './words'

export type Reply<T> = { ok: true; value: T } | { ok: false; error: WireError }

interface Ask<S extends v.GenericSchema, R> {
  input: S
  /** Type only; never set. */
  reply?: R
}
const ask = <R>() => <S extends v.GenericSchema>(input: S): Ask<S, R> => ({ input })

const Nothing = v.strictObject({})
const text = v.pipe(v.string(), v.maxLength(10_000_000))
const word = v.pipe(v.string(), v.maxLength(256))
const OperationRef = v.strictObject({ product: word, version: word, operation: word })

export interface AppState {
  version: string
  host: 'electron' | 'chromium'
  platform: string
  keychain: KeychainState
  practice?: { address: string; profile: string }
  /** Name of the person at the machine, used by `${operator}`. */
  operator: string
  /** The data folder. */
  home: string
}

/** A release that is newer than this one, and its page. */
export interface Update {
  version: string
  url: string
}

export interface OpenedCall {
  path: string
  spec: CallSpec
}

/** A call that the system handed over: a file that was opened, or a link that anyone may have made. */
export interface Opening {
  kind: 'file' | 'link'
  /** The path, or the link. */
  from: string
  spec: CallSpec
}

/** What becomes of running calls when the window is closed: paused, run on out of sight, or the window stays. */
const closingWays = ['pause', 'background', 'stay'] as const
export type ClosingWay = (typeof closingWays)[number]

export const asks = {
  'app.state': ask<AppState>()(Nothing),
  /** A word to the operator outside the window. */
  'attention.notify': ask<null>()(v.strictObject({ title: word, body: v.pipe(v.string(), v.maxLength(1000)) })),
  /** The operator's answer to `window.closing`. */
  'window.close': ask<null>()(v.strictObject({ how: v.picklist(closingWays) })),

  'preferences.read': ask<Preferences>()(Nothing),
  'preferences.write': ask<Preferences>()(v.strictObject({ preferences: v.unknown() })),
  'settings.read': ask<Settings>()(Nothing),
  /** Changes some settings; refused whole where one is out of its bounds. */
  'settings.change': ask<Settings>()(v.strictObject({ part: v.record(word, v.unknown()) })),
  /** Opens a page of Alibaba Cloud's documentation or of its RAM console in the system's browser; other addresses are refused. */
  'link.open': ask<null>()(v.strictObject({ url: v.pipe(v.string(), v.maxLength(2000)) })),
  /** Asks the release feed of the settings; null where none is named or nothing is newer. */
  'update.check': ask<Update | null>()(Nothing),
  /** Opens the page of the release that was found, in the system's browser. */
  'update.open': ask<null>()(Nothing),
  'clipboard.write': ask<null>()(v.strictObject({ text })),
  /** Saves a picture (a PNG as a data URL) through the system's dialog; null where the operator cancelled. */
  'picture.save': ask<string | null>()(v.strictObject({ name: word, png: v.pipe(text, v.regex(/^data:image\/png;base64,[A-Za-z0-9+/]+=*$/, phrase('A picture is a PNG as a data URL.'))) })),

  'profile.list': ask<ProfileSummary[]>()(Nothing),
  'profile.add': ask<ProfileSummary>()(NewProfile),
  'profile.rename': ask<ProfileSummary>()(v.strictObject({ name: ProfileName, newName: ProfileName })),
  'profile.verify': ask<ProfileSummary>()(v.strictObject({ name: ProfileName })),
  'profile.remove': ask<null>()(v.strictObject({ name: ProfileName })),
  /** Turns changes off or on. */
  'profile.readOnly': ask<ProfileSummary>()(v.strictObject({ name: ProfileName, isReadOnly: v.boolean() })),
  /** A secret that lives in memory only, given again. */
  'profile.supply': ask<ProfileSummary>()(NewSecret),
  /** Begins the device-code flow of an IDaaS profile; main asks on until it ends. */
  'profile.signIn': ask<SignInState>()(v.strictObject({ name: ProfileName })),
  'profile.signInState': ask<SignInState>()(v.strictObject({ name: ProfileName })),
  'profile.cancelSignIn': ask<null>()(v.strictObject({ name: ProfileName })),
  /** What the environment variables and the file of the official tools offer. */
  'profile.importable': ask<ImportCandidate[]>()(Nothing),
  'profile.import': ask<ImportOutcome>()(v.strictObject({ ids: v.array(word), keep: v.optional(v.picklist(['keychain', 'session']), 'keychain') })),
  /** Starts the practice cloud if it is not running and adds or refreshes the profile `practice`. */
  'practice.connect': ask<ProfileSummary>()(Nothing),

  'directory.read': ask<Directory>()(v.strictObject({ profile: ProfileName, refresh: v.optional(v.boolean(), false) })),
  /** Account UIDs typed or pasted, in any separators; refused whole where one is not 16 digits. */
  'directory.type': ask<Directory>()(v.strictObject({ profile: ProfileName, uids: text })),
  'session.list': ask<SessionState[]>()(Nothing),
  'lock.state': ask<LockState>()(Nothing),
  /** Empties memory of every secret now. */
  'lock.now': ask<LockState>()(Nothing),
  /** Asks the keychain again; stays locked where it refuses. */
  'lock.open': ask<LockState>()(Nothing),

  /** Fetches the metadata of the products that come with Rolecall; answers numbers of documents. */
  'catalog.update': ask<{ fetched: number; failed: number }>()(Nothing),
  'catalog.stopUpdate': ask<null>()(Nothing),
  'catalog.products': ask<Product[]>()(Nothing),
  'catalog.operations': ask<OperationSummary[]>()(v.strictObject({ product: word, version: word })),
  'catalog.search': ask<OperationSummary[]>()(v.strictObject({ text: word, limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(200)), 50) })),
  'catalog.operation': ask<Operation | null>()(OperationRef),
  /** Columns its rows will have, from the response schema; empty where nothing is known. */
  'catalog.columns': ask<string[]>()(OperationRef),
  'region.list': ask<Region[]>()(v.strictObject({ product: word, version: word })),
  'endpoint.list': ask<Endpoint[]>()(v.strictObject({ profile: v.optional(ProfileName), product: word, version: word, regionId: RegionId })),
  'endpoint.check': ask<EndpointCheck>()(v.strictObject({ host: v.pipe(v.string(), v.regex(/^[A-Za-z0-9.-]{1,253}$/, phrase('A host has letters, digits, dots and dashes.'))) })),

  /** Checks a call and says what it would do; sends nothing but the directory's listing where accounts are `all`. */
  'call.plan': ask<CallPlan>()(CallSpec),
  /** Columns of rows that a call may be made for. */
  'rows.columns': ask<Column[]>()(v.strictObject({ over: RowSource, profile: ProfileName })),
  /** How many calls these columns of them ask for; sends nothing. */
  'rows.count': ask<RowCount>()(RowCountSpec),
  /** Asks for a file of rows; null where the operator cancelled. */
  'rows.chooseFile': ask<string | null>()(Nothing),
  /** Sends the first request of the first target and says what the paths find; keeps nothing. Refused for a mutating operation. */
  'call.testPage': ask<PageTest>()(CallSpec),
  /** `confirmed`: the operator has confirmed a mutating call, of `confirmedCalls` targets; without it such a call is refused. */
  'call.start': ask<CallId>()(v.strictObject({ spec: CallSpec, confirmed: v.optional(v.boolean(), false), confirmedCalls: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1))) })),
  'call.cancel': ask<null>()(v.strictObject({ callId: CallId })),
  /** Stops as a cancel does, and says that it is to go on. */
  'call.pause': ask<null>()(v.strictObject({ callId: CallId })),
  /** Goes on with the targets that have not ended, each from its last page or cursor; for a call that was paused, cancelled or interrupted, also by another process. */
  'call.resume': ask<null>()(v.strictObject({ callId: CallId, confirmed: v.optional(v.boolean(), false) })),
  /** Runs targets that are not complete once more, into the same result; `targets` absent: all of them. */
  'call.retry': ask<null>()(v.strictObject({ callId: CallId, targets: v.exactOptional(v.array(TargetRef)), confirmed: v.optional(v.boolean(), false) })),
  /** What a resume or retry would send. */
  'call.planGoOn': ask<CallPlan>()(v.strictObject({ callId: CallId, kind: v.picklist(['resume', 'retry']) })),
  /** Calls that were paused or interrupted, newest first. */
  'call.unfinished': ask<CallSummaryLine[]>()(Nothing),
  'call.list': ask<CallSummaryLine[]>()(Nothing),
  'call.spec': ask<CallSpec>()(v.strictObject({ callId: CallId })),
  /** With the first thousand of its targets; `rest` names the others. */
  'call.read': ask<CallRecord & { rest?: number }>()(v.strictObject({ callId: CallId })),
  'call.rest': ask<{ targets: TargetOutcome[]; rest?: number }>()(v.strictObject({ rest: v.pipe(v.number(), v.integer(), v.minValue(1)) })),
  'call.toYaml': ask<string>()(CallSpec),
  /** The call in the words of another tool, in pieces to be put together: its first target and page, without a secret. */
  'call.copyAs': ask<Words[]>()(v.strictObject({ spec: CallSpec, format: v.picklist(copyFormats) })),
  /** A command line of Alibaba Cloud's own tool as a call. */
  'call.fromCommand': ask<CallSpec>()(v.strictObject({ line: v.pipe(v.string(), v.maxLength(100_000)), profile: ProfileName })),
  'call.fromYaml': ask<CallSpec>()(v.strictObject({ yaml: text })),
  /** Save and open through the system's dialogs; null where the operator cancelled. */
  'call.save': ask<string | null>()(CallSpec),
  'call.open': ask<OpenedCall | null>()(Nothing),
  /** The next call file or link that the system handed over; null where none waits. */
  'opening.take': ask<Opening | null>()(Nothing),

  'history.list': ask<HistoryPage>()(HistorySpec),
  'history.mark': ask<null>()(HistoryMark),
  /** Takes calls out of the history; for a while `restore` brings them back. */
  'history.discard': ask<HistoryChange>()(v.strictObject({ callIds: CallIds })),
  'history.restore': ask<HistoryChange>()(v.strictObject({ callIds: CallIds })),

  /** The folder of saved calls as it is now; its changes are told as `saved.changed`. */
  'saved.list': ask<SavedTree>()(Nothing),
  /** Chooses the folder, by the system's dialog or one in the data folder; null where the operator cancelled. */
  'saved.chooseFolder': ask<SavedTree | null>()(v.strictObject({ isOwn: v.boolean() })),
  'saved.open': ask<OpenedSaved>()(v.strictObject({ path: SavedPath })),
  'saved.create': ask<{ path: string; hash: string }>()(v.strictObject({ folder: SavedFolder, name: SavedName, spec: CallSpec })),
  /** Writes nothing where the file is another than `hash` says, and answers both versions. */
  'saved.save': ask<SaveOutcome>()(v.strictObject({ path: SavedPath, hash: SavedHash, spec: CallSpec })),
  /** What saving would write, as a new file beside the saved one. */
  'saved.keepCopy': ask<{ path: string; hash: string }>()(v.strictObject({ path: SavedPath, spec: CallSpec })),
  'saved.rename': ask<{ path: string }>()(v.strictObject({ path: SavedPlace, name: SavedName })),
  'saved.move': ask<{ path: string }>()(v.strictObject({ path: SavedPlace, folder: SavedFolder })),
  'saved.duplicate': ask<{ path: string }>()(v.strictObject({ path: SavedPath })),
  /** Into the trash; where the host has none, for good and only `confirmed`. */
  'saved.remove': ask<RemoveOutcome>()(v.strictObject({ path: SavedPlace, confirmed: v.boolean() })),
  'saved.createFolder': ask<{ path: string }>()(v.strictObject({ folder: SavedFolder, name: SavedName })),
  /** The call with the variables of its environment filled in; without `environment`, one that needs a choice is refused. */
  'saved.fill': ask<CallSpec>()(FillSpec),
  'saved.openEnvironments': ask<OpenedEnvironments>()(v.strictObject({ folder: SavedFolder })),
  /** Writes nothing where the file is another than `hash` says, and answers both versions. */
  'saved.saveEnvironments': ask<EnvironmentOutcome>()(SaveEnvironments),

  'permission.needs': ask<OperationNeeds>()(OperationRef),
  /** What each account's role has of what a call needs; answers when every account has. */
  'permission.check': ask<Preflight>()(PreflightSpec),
  /** The requests that would give what is missing; sends none that changes anything. */
  'permission.plan': ask<MendPlan>()(v.strictObject({ planId: word, mend: MendSpec })),
  /** Sends a plan exactly as it was answered, once. Refused where it differs. */
  'permission.apply': ask<MendOutcome[]>()(v.strictObject({ plan: MendPlan })),
  /** Of a check, a plan in the making or a plan that is being sent. */
  'permission.cancel': ask<null>()(v.strictObject({ id: word })),
  /** Tests a role on accounts by assuming it once in each; answers when every account has. */
  'reach.test': ask<ReachMatrix>()(ReachSpec),
  'reach.cancel': ask<null>()(v.strictObject({ reachId: word })),
  /** The last test of each role, newest first. */
  'reach.read': ask<ReachMatrix[]>()(v.strictObject({ profile: ProfileName })),
  /** The last test of a role as a file; null where there is none or the operator cancelled. */
  'reach.export': ask<string | null>()(v.strictObject({ profile: ProfileName, role: word })),
  'denial.explain': ask<Denial>()(DenialSpec),

  'audit.search': ask<AuditFound>()(AuditSearch),
  'audit.verify': ask<AuditReport>()(Nothing),
  /** Asks for a file and writes every line that agrees; answers how many, null where the operator cancelled. */
  'audit.export': ask<{ path: string; lines: number } | null>()(v.strictObject({ search: v.omit(AuditSearch, ['limit']), format: v.picklist(auditFormats) })),

  'result.columns': ask<Column[]>()(v.strictObject({ callId: ResultId })),
  'result.window': ask<RowWindow>()(WindowSpec),
  /** One row as the JSON text the API wrote; of a derived result an object of its cells. */
  'result.row': ask<string>()(v.strictObject({ callId: ResultId, seq: v.pipe(v.number(), v.integer(), v.minValue(0)) })),
  'result.distinct': ask<DistinctValues>()(DistinctSpec),
  'result.responses': ask<ResponseList>()(ResponsesSpec),
  'result.response': ask<ResponseDetail>()(ResponseRef),
  'result.body': ask<BodySlice>()(BodySpec),
  'result.chart': ask<Chart>()(ChartSpec),
  /** Makes a path into a list (`Tags.Tag[0].Value`) a column of the result; it stays. */
  'result.addColumn': ask<Column>()(v.strictObject({ callId: CallId, path: JsonPath })),
  'result.sql': ask<Derived>()(SqlSpec),
  'result.sqlNames': ask<SqlName[]>()(v.strictObject({ callId: ResultId })),
  'result.rowsFrom': ask<Derived>()(RowsFromSpec),
  'result.compare': ask<Comparison>()(CompareSpec),
  /** Stops a `sql`, `rowsFrom` or `compare`. */
  'result.cancelTask': ask<null>()(v.strictObject({ taskId: TaskId })),
  'result.forget': ask<null>()(v.strictObject({ derivedId: DerivedId })),
  /** Removes old results; never one of a call that runs or can go on. */
  'result.prune': ask<RetentionReport>()(RetentionSpec),
  /** Asks for a file, writes it and answers when it is whole; null where the operator cancelled the dialog. */
  'result.export': ask<ExportOutcome | null>()(ExportSpec),
  'result.cancelExport': ask<null>()(v.strictObject({ exportId: word })),
} satisfies Record<string, Ask<v.GenericSchema, unknown>>

/** A call in the history list: the summary without its targets, and what was called. */
export interface CallSummaryLine extends Omit<CallSummary, 'targets'> {
  name?: string
  product: string
  version: string
  operation: string
  profile: string
  targetCount: number
  failedCount: number
}

export type Asks = typeof asks
export type AskName = keyof Asks
export type AskInput<N extends AskName> = v.InferInput<Asks[N]['input']>
export type AskValue<N extends AskName> = v.InferOutput<Asks[N]['input']>
export type AskReply<N extends AskName> = Asks[N] extends Ask<v.GenericSchema, infer R> ? R : never
export const askNames = Object.keys(asks) as AskName[]

export interface Tells {
  'call.progress': CallProgress
  'export.progress': ExportProgress
  'reach.progress': ReachProgress
  'permission.progress': PreflightProgress
  /** The window is to close while so many calls run. */
  'window.closing': { running: number }
  'session.changed': SessionState[]
  'lock.changed': LockState
  /** Metadata arrived: what is shown of the catalogue may be asked for again. */
  'catalog.changed': Record<string, never>
  /** A call file or a link waits to be taken. */
  'opening.waiting': Record<string, never>
  /** Something in the folder of saved calls changed. */
  'saved.changed': Record<string, never>
}
export type TellName = keyof Tells
export const tellNames: readonly TellName[] = ['call.progress', 'export.progress', 'reach.progress', 'permission.progress', 'window.closing', 'session.changed', 'lock.changed', 'catalog.changed', 'opening.waiting', 'saved.changed']

/** What the preload exposes as `window.bridge`. */
export interface Bridge {
  ask<N extends AskName>(name: N, input: AskInput<N>): Promise<Reply<AskReply<N>>>
  /** Returns the function that stops listening. */
  onTell<N extends TellName>(name: N, listener: (payload: Tells[N]) => void): () => void
}
