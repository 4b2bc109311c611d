/** What the result module offers: pages in, windows and files out. It runs DuckDB in a process of its own, one database file per call. */
import type { CallId, CallRecord, CallSpec, CallSummary, Target, TargetOutcome, TargetRef } from '../../shared/call'
import type { CallSummaryLine } from '../../shared/bridge'
import type { WireError } from '../../shared/errors'
import type { CompareSpec, Comparison, Derived, RowsFromSpec, SqlName, SqlSpec } from '../../shared/derived'
import type { Column, DerivedId, ExportOutcome, ExportProgress, ExportSpec, Filter, ResultId, RowWindow, WindowSpec } from '../../shared/result'
import type { BodySlice, BodySpec, Chart, ChartSpec, DistinctSpec, DistinctValues, RequestPreview, ResponseDetail, ResponseList, ResponseRef, ResponsesSpec } from '../../shared/resultViews'
import type { DerivedFacts, Task, TaskFiles } from './tasks'
import type { HistoryChange, HistoryMark, HistorySearch } from '../../shared/history'
import type { RetentionReport, RetentionSpec } from '../../shared/retention'
import type { KeptLine } from './history'

/** How a page was got: for the view of responses. Secrets are masked by who hands it over. */
export interface Exchange {
  request: RequestPreview
  httpStatus: number
  /** Of the answer. */
  headers: Record<string, string>
  elapsedMs: number
}

/** One answer of the API, with what to read from it. */
export interface PageInput {
  callId: CallId
  target: Target
  /** Number in the log of the target: 1 for its first request. */
  page: number
  /** Number in the list, where it is another: the page is read once more. */
  listPage?: number
  /** Which reading of the whole list this is; absent: the first. */
  pass?: number
  requestId?: string
  /** The body exactly as received; stored as it is. */
  body: string
  /** JSONPath dot notation; absent: the rows are found. */
  rowsPath?: string
  totalCountPath?: string
  cursorPath?: string
  exchange?: Exchange
}

/** What a stored page said; all the pager needs to go on. */
export interface PageFacts {
  /** Rows on this page as the API sent them. */
  received: number
  /** Rows newly stored. */
  stored: number
  /** Rows that an earlier page of the same target already held, word for word; counted, not stored again. */
  duplicates: number
  /** Rows that this reading of the list had not brought before, in readings after the first. */
  distinct?: number
  listPage?: number
  pass?: number
  /** Where the rows were found; absent when the answer itself is the one row. */
  rowsPath?: string
  /** Digits as text, from `totalCountPath`. */
  total?: string
  /** From `cursorPath`; absent when missing, null or empty. */
  cursor?: string
  requestId?: string
  /** Top-level `Code`/`code`, `Message`/`message` and `Success`/`success` scalars, for products that answer errors with HTTP 200. */
  code?: string
  message?: string
  success?: boolean
  /** Columns known so far in this call. */
  columns: number
}

/** A stored page of a target, by its number. */
export interface StoredPage {
  page: number
  facts: PageFacts
}

/** A page that was read and not stored. */
export interface ExaminedPage extends PageFacts {
  columnPaths: string[]
}

/** Which values of which rows are asked for. */
export interface RowValuesSpec {
  from: { callId: ResultId } | { file: string }
  /** Column paths. */
  columns: string[]
  /** Columns that say where a row is called; absent: `_account` and `_region` where the rows have them; false: none. */
  account?: string | false
  region?: string | false
  /** Only rows that meet these; a filter names its column by path. */
  where?: readonly Filter[]
  search?: string
  /** Only rows called in one of these, where rows say where. */
  accounts?: readonly string[]
  regions?: readonly string[]
  /** Distinct values given at most. */
  limit: number
}

/** Values are text as the rows have it. */
export interface RowValues {
  rows: number
  /** Rows without a value in one of the columns. */
  empties: number
  /** Rows of other accounts or regions than were asked for. */
  elsewhere: number
  /** Distinct values, those past the limit too. */
  distinct: number
  accountColumn?: string
  regionColumn?: string
  /** In the order in which they first stand in the rows. */
  values: { rows: number; accountId?: string; accountName?: string; regionId?: string; cells: string[] }[]
}

/** What became of pages that were handed over together. */
export interface AppendedPages {
  /** Of the first pages, in order: those that are stored. */
  facts: PageFacts[]
  /** Why the next one is not; it and those behind it are as if never handed over. */
  failure?: WireError
}

export interface ResultStore {
  create(callId: CallId, spec: CallSpec, targets: readonly Target[], startedAt: string): Promise<void>
  /**
   * Parses, finds rows and commits the page in one transaction; when it resolves, a kill -9 cannot lose the page.
   * An answer that says `Success: false`, or has an error code and no rows, is kept as a page without rows.
   * @throws AppError `network` code `MalformedAnswer` where the body is not JSON (nothing is stored).
   */
  appendPage(page: PageInput): Promise<PageFacts>
  /** The same for pages of one target in order: they share a transaction among themselves and with those of other targets that wait. */
  appendPages(callId: CallId, pages: PageInput[]): Promise<AppendedPages>
  /** Reads a page as `appendPage` would, and stores nothing. */
  examine(page: Omit<PageInput, 'callId'>, operation: string): Promise<ExaminedPage>
  /** Opens a call that has ended or was interrupted for more pages: it is running again, in this process. @throws AppError `input` where it runs elsewhere. */
  reopen(callId: CallId): Promise<void>
  /** The stored pages of one target, by page number: what a run needs to go on. */
  pages(callId: CallId, target: TargetRef): Promise<StoredPage[]>
  putOutcomes(callId: CallId, outcomes: TargetOutcome[]): Promise<void>
  /** Of a call over rows the targets may be left out: what was told of them by `putOutcomes` counts, and one that was never told of was not begun. */
  finish(callId: CallId, summary: CallSummary): Promise<void>
  /** Newest first, under the names that the operator gave. */
  list(): Promise<CallSummaryLine[]>
  /** Calls that agree, newest first; but for `kind`, which is not known here. `total` and `bytes` are of all; `unread`: see HistoryPage. */
  history(search: HistorySearch): Promise<{ lines: KeptLine[]; total: number; bytes: number; unread: number }>
  /** Names or pins a call. @throws AppError `input` where there is no such call. */
  mark(mark: HistoryMark): Promise<void>
  /** Takes calls out of the history; `restore` brings them back until `sweep` has removed their files. One that runs stays. */
  discard(callIds: readonly CallId[]): Promise<HistoryChange>
  restore(callIds: readonly CallId[]): Promise<HistoryChange>
  /** Removes the files of calls that were discarded this long ago, in milliseconds; answers how many. */
  sweep(olderThanMs: number): Promise<number>
  /** A call whose process died reads as `interrupted`. */
  read(callId: CallId): Promise<CallRecord>
  /** For good. @throws AppError `input` where it runs or is not there; `storage` where its file is held: then it stays. */
  remove(callId: CallId): Promise<void>
  columns(callId: ResultId): Promise<Column[]>
  /** @throws AppError `input` about the filter or column that is wrong. */
  window(spec: WindowSpec): Promise<RowWindow>
  /** One row as the JSON text the API wrote; of a derived result an object of its cells. */
  row(callId: ResultId, seq: number): Promise<string>
  /** What a call over rows is made for. @throws AppError `input` about `over`, `over.account`, `over.region` or `over.file`. */
  rowValues(spec: RowValuesSpec): Promise<RowValues>
  /** Columns of a file of rows. @throws AppError `input` about `over.file`. */
  fileColumns(file: string): Promise<Column[]>
  distinct(spec: DistinctSpec): Promise<DistinctValues>
  responses(spec: ResponsesSpec): Promise<ResponseList>
  response(ref: ResponseRef): Promise<ResponseDetail>
  body(spec: BodySpec): Promise<BodySlice>
  /** Sums are exact. @throws AppError `input`. */
  chart(spec: ChartSpec): Promise<Chart>
  /** What SQL over the result can name. */
  sqlNames(callId: ResultId): Promise<SqlName[]>
  /** @throws AppError `input` about `sql`, code `Timeout` past its seconds; `cancelled`. */
  sql(spec: SqlSpec, options: { signal: AbortSignal }): Promise<Derived>
  rowsFrom(spec: RowsFromSpec, options: { signal: AbortSignal }): Promise<Derived>
  compare(spec: CompareSpec, options: { signal: AbortSignal }): Promise<Comparison>
  /** Drops a derived result; one that is gone already is no error. */
  forget(derivedId: DerivedId): Promise<void>
  /** Makes a path into a list a column of the result, for stored rows and those to come. @throws AppError `input` about `path`. */
  addColumn(callId: CallId, path: string): Promise<Column>
  /** Removes results past the limits, the oldest first; never one of a call that is pinned, runs or can go on. */
  prune(spec: RetentionSpec): Promise<RetentionReport>
  /** Writes beside the path and renames when whole; a cancel or failure removes the half file. */
  export(spec: ExportSpec, path: string, options: { signal: AbortSignal; onProgress?: (progress: ExportProgress) => void }): Promise<ExportOutcome>
  close(): Promise<void>
}

/** A result to be made from others, as it was asked for. */
export type TaskRequest = { kind: 'sql'; spec: SqlSpec } | { kind: 'rowsFrom'; spec: RowsFromSpec } | { kind: 'compare'; spec: CompareSpec }

/** What a task needs, as files: they are lent until it has ended. */
export interface PreparedTask {
  derivedId: DerivedId
  task: Task
  files: TaskFiles
}

/** What the store does in its own process. */
export type KeptResults = Omit<ResultStore, 'sql' | 'rowsFrom' | 'compare'>

/** The store in one process. What is derived is made in another, on files that this one lends. */
export interface ResultCore extends KeptResults {
  prepare(request: TaskRequest): Promise<PreparedTask>
  /** Takes the new file in. */
  adopt(derivedId: DerivedId, facts: DerivedFacts): Promise<Omit<Derived, 'elapsedMs'>>
  /** Takes the lent files back; always asked, however the task ended. */
  giveBack(derivedId: DerivedId): Promise<void>
}
