/** Runs one target until its list has ended, from its beginning or from where the page log ends. Whatever goes wrong ends in this target's outcome and touches no other. */
import type { CallId, TargetOutcome, TargetStatus } from '../../shared/call'
import { AppError, asAppError, toWire } from '../../shared/errors'
import { endedBy, rowsSoFar, stoppedReason } from '../../shared/outcomeWords'
import { inWords, say } from '../../shared/words'
import type { Credentials } from '../credentials/credentials'
import type { PageFacts, ResultStore, StoredPage } from '../result/result'
import type { Limiter } from '../wire/rate'
import type { Retrier } from '../wire/retry'
import type { Send } from '../wire/wire'
import { isDryRun } from './checks'
import type { PageBuffer } from './pageBuffer'
import { readPages, type ReadOptions } from './pager'
import type { PreparedCall } from './plan'
import type { OnRequest } from './requestLog'
import { createPageSource, remembered, type ChangeOutcome } from './targetFetch'
import type { PreparedTarget } from './targetRequest'

export interface TargetRunDeps {
  credentials: Pick<Credentials, 'credentialFor' | 'forget'>
  send: Send
  results: Pick<ResultStore, 'appendPages' | 'pages' | 'putOutcomes'>
  limiter: Limiter
  retrier: Retrier
  buffer: PageBuffer
  /** What an answer showed about the operation; it must not throw. */
  learn?: (lesson: { rowsPath: string }) => void
  onRequest?: OnRequest
  /** Milliseconds since 1970. */
  clock: () => number
  /** Milliseconds; absent: the wire's own. */
  connectTimeoutMs?: number
  readTimeoutMs?: number
  /** Milliseconds after which no new try of a page begins; waiting for a turn does not count. */
  pageDeadlineMs?: number
  /** Pages of one target asked for at once where its total is known; default 16. */
  requestsInFlight?: () => number
}

/** Where a target begins: a list never asked for, the end of its page log, or once more the first page. */
export type Beginning = 'new' | 'goOn' | 'anew'

export interface TargetRun {
  callId: CallId
  call: PreparedCall
  prepared: PreparedTarget
  beginning: Beginning
  /** Changed in place while the target runs. */
  outcome: TargetOutcome
  signal: AbortSignal
  /** Told after each change of the outcome. */
  onChange: () => void
  /** Told after each answer, and the columns known by then. */
  onAnswer: (columns: number) => void
}

const defaultInFlight = 16

/** Resolves when the target has ended in any way; never rejects. */
export async function runTarget(deps: TargetRunDeps, run: TargetRun): Promise<void> {
  const { outcome, signal } = run
  const startedAt = deps.clock() - outcome.elapsedMs
  const change: ChangeOutcome = (parts) => {
    if (parts.status !== undefined && parts.status !== 'throttled') delete outcome.throttledUntil
    Object.assign(outcome, parts, { elapsedMs: Math.max(0, deps.clock() - startedAt) })
    run.onChange()
  }
  try {
    if (signal.aborted) throw new AppError('cancelled', say`The call was cancelled.`)
    change({ status: 'running' })
    let log = run.beginning === 'new' ? [] : await deps.results.pages(run.callId, run.prepared.target)
    let reading = readingOf(log, run.beginning)
    try {
      await readList(deps, run, change, reading)
    } catch (thrown) {
      if (reading.known === undefined || !isCursorRefused(asAppError(thrown), run.call)) throw thrown
      // Cursors lapse; the list is then read from its beginning, and rows that are stored already are not stored again.
      log = await deps.results.pages(run.callId, run.prepared.target)
      reading = readingOf(log, 'anew')
      await readList(deps, run, change, reading)
    }
  } catch (thrown) {
    const error = asAppError(thrown)
    change(endOf(error, run))
  }
}

type Reading = Omit<ReadOptions, 'sideBySide'>

/** What the page log says of the reading that is to go on. A reading after the first is begun anew: which rows it had brought is known only while it runs. */
function readingOf(log: readonly StoredPage[], beginning: Beginning): Reading {
  if (log.length === 0) return {}
  const last = Math.max(...log.map(({ page }) => page))
  const pass = Math.max(...log.map(({ facts }) => facts.pass ?? 1))
  if (beginning === 'anew' || pass > 1) return { pass: pass + 1, before: last }
  return {
    known: new Map(log.filter(({ facts }) => facts.listPage === undefined).map(({ page, facts }) => [page, facts])),
    knownAgain: log.filter(({ facts }) => facts.listPage !== undefined).map(({ facts }) => facts),
  }
}

async function readList(deps: TargetRunDeps, run: TargetRun, change: ChangeOutcome, reading: Reading): Promise<void> {
  const { outcome, call } = run
  const source = createPageSource(deps, run, change)
  const pages = readPages(call.paging, source, { ...reading, sideBySide: 2 * (deps.requestsInFlight?.() ?? defaultInFlight) })
  let distinct = 0
  for (;;) {
    const { done, value } = await pages.next()
    if (done) {
      const gone = (reading.pass ?? 1) > 1 ? outcome.rows - distinct : 0
      const { reason, ...end } = value
      const told = gone > 0 ? say`${reason}; ${gone.toLocaleString('en-US')} more of an earlier reading are no longer in the list` : reason
      // The window tells a whole list by its numbers alone, and a call over rows has a hundred thousand of them.
      change({ status: end.complete ? 'done' : 'incomplete', ...end, ...(end.complete ? { reason: inWords(told) } : endedBy(told)) })
      return
    }
    distinct += value.distinct ?? value.stored
    const expectedRows = expectedOf(call, value)
    if (value.rowsPath !== undefined && value.received > 0 && call.spec.rows === undefined) deps.learn?.({ rowsPath: value.rowsPath })
    change({ ...(expectedRows === undefined ? {} : { expectedRows }), rows: outcome.rows + value.stored, pages: outcome.pages + 1, duplicates: outcome.duplicates + value.duplicates, ...remembered(outcome, value.requestId) })
    run.onAnswer(value.columns)
  }
}

/** The total of a page, where it may be believed. */
const expectedOf = ({ paging }: PreparedCall, { total, received }: PageFacts): number | undefined =>
  paging.isTotalTrusted && total !== undefined && /^\d{1,15}$/.test(total) && !(Number(total) === 0 && received > 0) ? Number(total) : undefined

/** A cursor that the API takes no more is refused like any wrong parameter. */
const isCursorRefused = ({ kind, about: { code = '' } }: AppError, { paging }: PreparedCall): boolean =>
  paging.mode === 'scroll' && kind === 'refused' && /^(Invalid|Illegal|IncorrectParam|Param)/i.test(code)

/** How a target ends that was stopped, or not begun before its call was. */
export const cancelledEnd = (outcome: TargetOutcome): Partial<TargetOutcome> => ({ status: 'cancelled', complete: false, stop: 'cancelled', ...stoppedReason(outcome, 'cancelled') })

/** How a target ends that did not end by itself; what it stored before stays. */
function endOf(error: AppError, { outcome, call, prepared }: TargetRun): Partial<TargetOutcome> {
  if (error.kind === 'cancelled') return cancelledEnd(outcome)
  const seen = remembered(outcome, error.about.requestId)
  if (error.about.code === 'DryRunOperation' && isDryRun(call.spec, call.operation)) {
    return { status: 'done', complete: true, stop: 'singlePage', ...endedBy(say`complete: the dry run passed every check, nothing was changed`), pages: 1, ...seen }
  }
  const { accountId, regionId } = prepared.target
  const wire = toWire(error)
  return {
    status: statusOf(error),
    complete: false,
    stop: 'error',
    ...endedBy(say`incomplete: ${rowsSoFar(outcome)}. ${error.words.message}`),
    error: { ...wire, about: { accountId, regionId, ...wire.about } },
    ...seen,
  }
}

/** Refused: the cloud said no. Failed: it could not be asked, or the answer could not be kept. */
function statusOf({ kind }: AppError): TargetStatus {
  return kind === 'refused' || kind === 'role' || kind === 'credentials' ? 'refused' : 'failed'
}
