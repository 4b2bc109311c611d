/** What the call module offers: plan, start, cancel, watch. It owns paging and fan-out and knows no window. */
import type { CallSummaryLine } from '../../shared/bridge'
import type { Column } from '../../shared/result'
import type { CallId, CallPlan, CallProgress, CallRecord, CallSpec, CallSummary, PageTest, RowCount, RowCountSpec, RowSource, TargetRef } from '../../shared/call'

export interface Calls {
  /** Checks everything that can be checked and resolves accounts and regions. Sends nothing but ListAccounts where accounts need it. @throws AppError `input` with `about.field`. */
  plan(spec: CallSpec, signal: AbortSignal): Promise<CallPlan>
  /** Refuses a call that needs the operator's word: it changes something, or the catalogue does not know it. Sends nothing. @throws AppError `input` about `operation`. */
  checkUnconfirmed(spec: CallSpec): Promise<void>
  /** Columns that rows to call for have. @throws AppError `input` about `over…`. */
  rowColumns(over: RowSource, profile: string): Promise<Column[]>
  /** How many calls these columns ask for. @throws AppError `input` about `over…`. */
  countRows(spec: RowCountSpec): Promise<RowCount>
  /** Sends the first request of the first target and says what the paths find; stores nothing. @throws AppError `input` for a mutating operation. */
  testPage(spec: CallSpec, signal: AbortSignal): Promise<PageTest>
  /** Starts and returns at once after the checks of `plan`. A mutating call needs `confirmed`; `confirmedCalls` is the number of targets that was, and another one is refused. */
  start(spec: CallSpec, options: { confirmed: boolean; confirmedCalls?: number }): Promise<CallId>
  /** Takes effect within 200 ms; every stored page stays. */
  cancel(callId: CallId): void
  /** A cancel that leaves the call among the unfinished. */
  pause(callId: CallId): void
  /**
   * Goes on with the targets that have not ended, each after its last stored page. What may have been changed already is not asked for again.
   * @throws AppError `input` where the call runs, has nothing left to do, or needs `confirmed`.
   */
  resume(callId: CallId, options: { confirmed: boolean }): Promise<void>
  /** Runs targets that are not complete once more, into the same result. A list that proved to be wrong is read from its beginning; rows that are stored already are not stored again. @throws AppError `input` as `resume` does. */
  retry(callId: CallId, options: { confirmed: boolean; targets?: readonly TargetRef[] }): Promise<void>
  /** What a resume or retry would send, before it does: its targets are those that would run. @throws AppError as they do. */
  planGoOn(callId: CallId, kind: 'resume' | 'retry', signal: AbortSignal): Promise<CallPlan>
  /** Calls that were paused or interrupted, newest first. */
  unfinished(): Promise<CallSummaryLine[]>
  /** Live for a running call, else from the store. */
  read(callId: CallId): Promise<CallRecord>
  /** Resolves when the call has ended in any way; a pause is such an end. */
  ended(callId: CallId): Promise<CallSummary>
  /** At most ten a second per call. */
  onProgress(listener: (progress: CallProgress) => void): () => void
  /** Cancels what runs and waits until every page in flight is stored or dropped. */
  close(): Promise<void>
}
