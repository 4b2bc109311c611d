/** What the call module offers: plan, start, cancel, watch. It owns paging and fan-out and knows no window. */
import type { CallId, CallPlan, CallProgress, CallRecord, CallSpec, CallSummary, PageTest } from '../../shared/call'

export interface Calls {
  /** Checks everything that can be checked and resolves accounts and regions. Sends nothing but ListAccounts where accounts need it. @throws AppError `input` with `about.field`. */
  plan(spec: CallSpec, signal: AbortSignal): Promise<CallPlan>
  /** Refuses a call that needs the operator's word: it changes something, or the catalogue does not know it. Sends nothing. @throws AppError `input` about `operation`. */
  checkUnconfirmed(spec: CallSpec): Promise<void>
  /** Sends the first request of the first target and says what the paths find; stores nothing. @throws AppError `input` for a mutating operation. */
  testPage(spec: CallSpec, signal: AbortSignal): Promise<PageTest>
  /** Starts and returns at once after the checks of `plan`. A mutating call needs `confirmed`. */
  start(spec: CallSpec, options: { confirmed: boolean }): Promise<CallId>
  /** Takes effect within 200 ms; every stored page stays. */
  cancel(callId: CallId): void
  /** Live for a running call, else from the store. */
  read(callId: CallId): Promise<CallRecord>
  /** Resolves when the call has ended in any way. */
  ended(callId: CallId): Promise<CallSummary>
  /** At most ten a second per call. */
  onProgress(listener: (progress: CallProgress) => void): () => void
  /** Cancels what runs and waits until every page in flight is stored or dropped. */
  close(): Promise<void>
}
