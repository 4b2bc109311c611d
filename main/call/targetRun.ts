/** Runs one target: session, request, answer, stored page, until its list has ended. Whatever goes wrong ends in this target's outcome and touches no other. */
import { randomUUID } from 'node:crypto'
import type { CallId, TargetOutcome, TargetStatus } from '../../shared/call'
import { AppError, asAppError, toWire } from '../../shared/errors'
import type { Credentials } from '../credentials/credentials'
import type { PageFacts, ResultStore } from '../result/result'
import { limitKey, wait, type Limiter } from '../wire/rate'
import type { Retrier } from '../wire/retry'
import type { ApiAnswer, ApiRequest, Credential, Send } from '../wire/wire'
import { abortable } from './abortable'
import { clientTokenParameter, isDryRun } from './checks'
import { refusalIn, throttlingIn } from './hiddenRefusal'
import { readPages, type PageStep } from './pager'
import type { PreparedCall } from './plan'
import { requestOf, type PreparedTarget } from './targetRequest'

export interface TargetRunDeps {
  credentials: Pick<Credentials, 'credentialFor' | 'forget'>
  send: Send
  results: Pick<ResultStore, 'appendPage'>
  limiter: Limiter
  retrier: Retrier
  /** What an answer showed about the operation; it must not throw. */
  learn?: (lesson: { rowsPath?: string; ramAction?: string }) => void
  /** Milliseconds since 1970. */
  clock: () => number
  /** Milliseconds; absent: the wire's own. */
  connectTimeoutMs?: number
  readTimeoutMs?: number
  /** Milliseconds after which no new try of a page begins. */
  pageDeadlineMs?: number
}

export interface TargetRun {
  callId: CallId
  call: PreparedCall
  prepared: PreparedTarget
  /** Changed in place while the target runs. */
  outcome: TargetOutcome
  signal: AbortSignal
  /** Told after each change of the outcome. */
  onChange: () => void
  /** Told after each answer, and the columns known by then. */
  onAnswer: (columns: number) => void
}

const defaultPageDeadlineMs = 120_000
/** Request IDs kept per target; a list of a hundred thousand would be carried with every progress. */
const maxRequestIds = 1000

/** Resolves when the target has ended in any way; never rejects. */
export async function runTarget(deps: TargetRunDeps, run: TargetRun): Promise<void> {
  const { outcome, call, signal } = run
  const startedAt = deps.clock()
  const change = (parts: Partial<TargetOutcome>): void => {
    Object.assign(outcome, parts, { elapsedMs: deps.clock() - startedAt })
    run.onChange()
  }
  try {
    if (signal.aborted) throw new AppError('cancelled', 'The call was cancelled.')
    change({ status: 'running' })
    const fetchPage = createFetch(deps, run, change)
    const pages = readPages(call.paging, fetchPage)
    for (;;) {
      const { done, value } = await pages.next()
      if (done) {
        change({ status: value.complete ? 'done' : 'incomplete', ...value })
        return
      }
      const expectedRows = expectedOf(call, value)
      if (value.rowsPath !== undefined && value.received > 0 && call.spec.rows === undefined) deps.learn?.({ rowsPath: value.rowsPath })
      change({ ...(expectedRows === undefined ? {} : { expectedRows }), rows: outcome.rows + value.stored, pages: outcome.pages + 1, duplicates: outcome.duplicates + value.duplicates, ...remembered(outcome, value.requestId) })
      run.onAnswer(value.columns)
    }
  } catch (thrown) {
    const error = asAppError(thrown)
    if (error.about.ramAction !== undefined) deps.learn?.({ ramAction: error.about.ramAction })
    change(endOf(error, run))
  }
}

/** The total of a page, where it may be believed. */
const expectedOf = ({ paging }: PreparedCall, { total, received }: PageFacts): number | undefined =>
  paging.isTotalTrusted && total !== undefined && /^\d{1,15}$/.test(total) && !(Number(total) === 0 && received > 0) ? Number(total) : undefined

function createFetch(deps: TargetRunDeps, run: TargetRun, change: (parts: Partial<TargetOutcome>) => void): (step: PageStep) => Promise<PageFacts> {
  const { call, prepared, outcome, signal, callId } = run
  const { target, caller } = prepared
  const isRead = !call.isSingle
  const key = limitKey(target.accountId, call.spec.product)
  const rowsPath = call.spec.rows ?? call.operation?.paging?.rowsPath
  const { totalCountPath, cursorPath, intervalMs } = call.paging
  const token = call.isSingle ? clientTokenParameter(call.operation) : undefined
  const ownFields = token !== undefined && prepared.parameters[token] === undefined ? { [token]: randomUUID() } : {}
  const timeouts = {
    ...(deps.connectTimeoutMs === undefined ? {} : { connectTimeoutMs: deps.connectTimeoutMs }),
    ...(deps.readTimeoutMs === undefined ? {} : { readTimeoutMs: deps.readTimeoutMs }),
  }
  const pageDeadlineMs = deps.pageDeadlineMs ?? defaultPageDeadlineMs
  let nextAt = 0

  /** The credentials module repeats by itself; here it only gets an end. */
  const obtain = (): Promise<Credential> => {
    const limit = AbortSignal.timeout(pageDeadlineMs)
    const either = AbortSignal.any([signal, limit])
    return abortable(deps.credentials.credentialFor(caller, either), either).catch((thrown: unknown) => {
      if (signal.aborted || !limit.aborted) throw thrown
      throw new AppError('network', 'No session was obtained in time.', { next: 'Try again; if it stays, check the network.', about: { code: 'SessionTimeout' } })
    })
  }

  const sendOnce = (request: ApiRequest, credential: Credential): Promise<ApiAnswer> =>
    deps.limiter.run(
      key,
      async () => {
        // The operator's interval is a floor for every request of the target, repeated ones too.
        if (nextAt > deps.clock()) await wait(nextAt - deps.clock(), signal)
        nextAt = deps.clock() + intervalMs
        change({ status: 'running', requests: outcome.requests + 1 })
        return abortable(deps.send(request, { credential, signal, ...timeouts }), signal)
      },
      signal,
    )

  const sendFresh = async (request: ApiRequest, credential: Credential): Promise<ApiAnswer> => {
    try {
      return await sendOnce(request, credential)
    } catch (thrown) {
      if (!isRead || !isExpired(asAppError(thrown))) throw thrown
      deps.credentials.forget(caller)
      return sendOnce(request, await obtain())
    }
  }

  return async ({ page, fields }) => {
    const request = requestOf(call, prepared, { ...fields, ...ownFields })
    const credential = await obtain()
    const deadlineAt = deps.clock() + pageDeadlineMs
    const onWait = (_untilMs: number, error: AppError): void => change({ ...(error.kind === 'throttled' ? { status: 'throttled' as const } : {}), ...remembered(outcome, error.about.requestId) })
    const facts = await deps.retrier.run(
      async () => {
        const answer = await sendFresh(request, credential)
        const busy = throttlingIn(answer)
        if (busy) throw busy
        return deps.results.appendPage({
          callId,
          target,
          page,
          // A change is often answered with nothing at all; a list never is.
          body: call.isSingle && answer.body.trim() === '' ? '{}' : answer.body,
          ...(answer.requestId === undefined ? {} : { requestId: answer.requestId }),
          ...(rowsPath === undefined ? {} : { rowsPath }),
          ...(totalCountPath === undefined ? {} : { totalCountPath }),
          ...(cursorPath === undefined ? {} : { cursorPath }),
        })
      },
      { isRead, signal, deadlineAt, onWait },
    )
    const refusal = refusalIn(facts)
    if (refusal) throw refusal
    return facts
  }
}

const isExpired = ({ about: { code } }: AppError): boolean => code === 'InvalidSecurityToken.Expired' || code === 'SecurityTokenExpired'

function remembered({ requestIds }: TargetOutcome, requestId: string | undefined): Partial<TargetOutcome> {
  return requestId === undefined || requestIds.includes(requestId) || requestIds.length >= maxRequestIds ? {} : { requestIds: [...requestIds, requestId] }
}

/** How a target ends that did not end by itself; what it stored before stays. */
function endOf(error: AppError, { outcome, call, prepared }: TargetRun): Partial<TargetOutcome> {
  const rows = `${outcome.rows.toLocaleString('en-US')}${outcome.expectedRows === undefined ? '' : ` of ${outcome.expectedRows.toLocaleString('en-US')}`} rows`
  if (error.kind === 'cancelled') return { status: 'cancelled', complete: false, stop: 'cancelled', reason: `incomplete: ${rows}, the call was cancelled` }
  const seen = remembered(outcome, error.about.requestId)
  if (error.about.code === 'DryRunOperation' && isDryRun(call.spec, call.operation)) {
    return { status: 'done', complete: true, stop: 'singlePage', reason: 'complete: the dry run passed every check, nothing was changed', pages: 1, ...seen }
  }
  const { accountId, regionId } = prepared.target
  const wire = toWire(error)
  return {
    status: statusOf(error),
    complete: false,
    stop: 'error',
    reason: `incomplete: ${rows}, ${error.message.charAt(0).toLowerCase()}${error.message.slice(1).replace(/\.$/, '')}`,
    error: { ...wire, about: { accountId, regionId, ...wire.about } },
    ...seen,
  }
}

/** Refused: the cloud said no. Failed: it could not be asked, or the answer could not be kept. */
function statusOf({ kind }: AppError): TargetStatus {
  return kind === 'refused' || kind === 'role' || kind === 'credentials' ? 'refused' : 'failed'
}
