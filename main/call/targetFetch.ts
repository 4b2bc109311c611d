/** Gets and stores the pages of one target: session, pace, request, repeats, page log. It decides neither which page comes next nor when the list has ended. */
import { randomUUID } from 'node:crypto'
import type { TargetOutcome } from '../../shared/call'
import { AppError, asAppError, fromWire } from '../../shared/errors'
import { say } from '../../shared/words'
import type { Caller } from '../credentials/credentials'
import type { AppendedPages, PageFacts, PageInput } from '../result/result'
import { expectMany } from '../wire/abort'
import { limitKey, wait } from '../wire/rate'
import { headersPreview, requestPreview } from '../wire/requestPreview'
import type { ApiAnswer, ApiRequest, Credential } from '../wire/wire'
import { abortable } from './abortable'
import { clientTokenParameter } from './checks'
import { foretoldTotal } from './foretold'
import { refusalIn, throttlingIn } from './hiddenRefusal'
import type { PagePlace } from './pageBuffer'
import type { Arrived, PageSource } from './pager'
import type { SentRequest } from './requestLog'
import { requestOf } from './targetRequest'
import type { TargetRun, TargetRunDeps } from './targetRun'

/** One answer on its way to the store. */
export interface Fetched {
  answer: ApiAnswer
  request: ApiRequest
  /** Tries so far. */
  tries: number
  sent: Omit<SentRequest, 'rows'>
  place: PagePlace
}

const defaultPageDeadlineMs = 120_000
const maxRetries = 5

export type ChangeOutcome = (parts: Partial<TargetOutcome>) => void

export function createPageSource(deps: TargetRunDeps, run: TargetRun, change: ChangeOutcome): PageSource<Fetched> {
  const { call, prepared, outcome, callId } = run
  const { target, caller } = prepared
  const isRead = !call.isSingle
  const key = limitKey(target.accountId, call.spec.product)
  const rowsPath = call.spec.rows ?? call.operation?.paging?.rowsPath
  const { totalCountPath, cursorPath, intervalMs } = call.paging
  const paths = { ...(rowsPath === undefined ? {} : { rowsPath }), ...(totalCountPath === undefined ? {} : { totalCountPath }), ...(cursorPath === undefined ? {} : { cursorPath }) }
  const tokenField = call.isSingle ? clientTokenParameter(call.operation) : undefined
  const hasOwnToken = tokenField !== undefined && prepared.parameters[tokenField] !== undefined
  const timeouts = {
    ...(deps.connectTimeoutMs === undefined ? {} : { connectTimeoutMs: deps.connectTimeoutMs }),
    ...(deps.readTimeoutMs === undefined ? {} : { readTimeoutMs: deps.readTimeoutMs }),
  }
  const pageDeadlineMs = deps.pageDeadlineMs ?? defaultPageDeadlineMs
  let nextAt = 0

  /** A change is repeated only where its ClientToken makes two of it one, and where no part of an answer came. */
  const mayRepeat = (error: AppError): boolean => isRead || (tokenField !== undefined && error.kind === 'network' && error.about.httpStatus === undefined && error.about.code !== 'SessionTimeout')

  /** The credentials module repeats by itself; here it only gets an end. */
  const obtain = (speaker: Caller, signal: AbortSignal): Promise<Credential> => {
    const limit = AbortSignal.timeout(pageDeadlineMs)
    const either = AbortSignal.any([signal, limit])
    return abortable(deps.credentials.credentialFor(speaker, either), either).catch((thrown: unknown) => {
      if (signal.aborted || !limit.aborted) throw thrown
      throw new AppError('network', say`No session was obtained in time.`, { next: say`Try again; if it stays, check the network.`, about: { code: 'SessionTimeout' } })
    })
  }

  /** One request; `time` is that of the try, which its wait for a turn does not use up. */
  const sendOnce = (request: ApiRequest, speaker: Caller, credential: Credential, attempt: number, time: { queuedMs: number }, signal: AbortSignal): Promise<Pick<Fetched, 'answer' | 'sent'>> => {
    const askedAt = deps.clock()
    return deps.limiter.run(
      key,
      async () => {
        // The operator's interval is a floor for every request of the target, repeated ones too.
        const at = Math.max(deps.clock(), nextAt)
        nextAt = at + intervalMs
        if (at > deps.clock()) await wait(at - deps.clock(), signal)
        const sentAt = deps.clock()
        time.queuedMs += sentAt - askedAt
        change({ status: 'running', requests: outcome.requests + 1 })
        if (call.isSingle) await deps.results.putOutcomes(callId, [{ ...outcome }])
        const startedAt = performance.now()
        const facts = (): SentRequest => ({ callId, time: sentAt, target, caller: speaker, isSession: credential.securityToken !== undefined, request, attempt, ms: performance.now() - startedAt })
        try {
          const answer = await abortable(deps.send(request, { credential, signal, ...timeouts }), signal)
          const busy = throttlingIn(answer)
          if (busy) throw busy
          return { answer, sent: { ...facts(), status: answer.httpStatus, ...(answer.requestId === undefined ? {} : { requestId: answer.requestId }) } }
        } catch (thrown) {
          const { kind, about } = asAppError(thrown)
          deps.onRequest?.({ ...facts(), code: about.code ?? kind, ...(about.httpStatus === undefined ? {} : { status: about.httpStatus }), ...(about.requestId === undefined ? {} : { requestId: about.requestId }) })
          throw thrown
        }
      },
      signal,
      { isRepeat: attempt > 1, onWait: (untilMs) => change({ status: 'throttled', throttledUntil: untilMs }) },
    )
  }

  const send = (request: ApiRequest, attempt: number, time: { queuedMs: number }, signal: AbortSignal): Promise<Pick<Fetched, 'answer' | 'sent'>> => {
    let tries = attempt
    return call.access.speak(caller, async (speaker) => {
      const credential = await obtain(speaker, signal)
      try {
        return await sendOnce(request, speaker, credential, tries++, time, signal)
      } catch (thrown) {
        if (!isRead || !isExpired(asAppError(thrown))) throw thrown
        deps.credentials.forget(speaker)
        return sendOnce(request, speaker, await obtain(speaker, signal), tries++, time, signal)
      }
    })
  }

  const onWait = (_untilMs: number, error: AppError): void => change(remembered(outcome, error.about.requestId))

  /** Signals of the run and of the pager in one; a pager has one signal for all its pages. */
  let joined: { of: AbortSignal; signal: AbortSignal } | undefined
  const join = (stop: AbortSignal): AbortSignal => {
    if (joined?.of !== stop) {
      joined = { of: stop, signal: AbortSignal.any([run.signal, stop]) }
      expectMany(joined.signal)
    }
    return joined.signal
  }

  return {
    fetch: async ({ fields, isAhead }, stop) => {
      const signal = join(stop)
      const place = await deps.buffer.enter(isAhead, signal)
      try {
        if (tokenField !== undefined && !hasOwnToken && outcome.clientToken === undefined) change({ clientToken: randomUUID() })
        const token = tokenField !== undefined && !hasOwnToken && outcome.clientToken !== undefined ? { [tokenField]: outcome.clientToken } : {}
        const request = requestOf(call, prepared, { ...fields, ...token })
        const time = { queuedMs: 0 }
        const startedAt = deps.clock()
        let tries = 0
        const got = await deps.retrier.run(
          (attempt) => {
            tries = attempt
            return send(request, attempt, time, signal)
          },
          { mayRepeat, signal, retries: maxRetries, deadlineAt: () => startedAt + time.queuedMs + pageDeadlineMs, onWait, isPaced: true },
        )
        place.arrived(got.answer.body.length, got.answer.elapsedMs)
        return { ...got, request, tries, place }
      } catch (thrown) {
        place.leave()
        throw thrown
      }
    },

    foretell: ({ answer }) => foretoldTotal(answer.body, totalCountPath),

    drop: ({ place }) => place.leave(),

    async store(arrived) {
      const { facts, failure } = await append(arrived)
      const [first] = arrived
      if (facts.length === 0 && first) return [await storeAgain(first, failure)]
      const told: PageFacts[] = []
      for (const [index, one] of facts.entries()) {
        const refusal = refusalIn(one)
        // A page that says no ends the list when it stands first; until then it comes again, and is answered from its record.
        if (refusal && index > 0) break
        const { answer: fetched } = arrived[index] ?? {}
        if (fetched) tellStored(fetched, fetched.sent, one)
        if (refusal) throw refusal
        told.push(one)
      }
      return told
    },
  }

  function tellStored({ place }: Fetched, sent: Fetched['sent'], facts: PageFacts): void {
    place.stored()
    const refusal = refusalIn(facts)
    deps.onRequest?.({ ...sent, rows: facts.received, ...(refusal === undefined ? {} : { code: refusal.about.code ?? refusal.kind }) })
  }

  /** A page that the store did not take: asked for once more where that may help. */
  async function storeAgain({ step, answer: fetched }: Arrived<Fetched>, failure: AppError | undefined): Promise<PageFacts> {
    const deadlineAt = deps.clock() + pageDeadlineMs
    let { answer, sent } = fetched
    try {
      const facts = await deps.retrier.run(
        async (attempt) => {
          if (attempt > 1) ({ answer, sent } = await send(fetched.request, fetched.tries + attempt - 1, { queuedMs: 0 }, run.signal))
          const stored = attempt > 1 ? await append([{ step, answer: { ...fetched, answer } }]) : { facts: [], failure }
          if (stored.facts[0]) return stored.facts[0]
          const refused = stored.failure ?? new AppError('bug', say`Page ${step.page} was neither stored nor refused.`)
          deps.onRequest?.({ ...sent, code: refused.about.code ?? refused.kind })
          throw refused
        },
        { mayRepeat, signal: run.signal, retries: maxRetries + 1 - fetched.tries, deadlineAt: () => deadlineAt, onWait, isPaced: true },
      )
      tellStored(fetched, sent, facts)
      const refusal = refusalIn(facts)
      if (refusal) throw refusal
      return facts
    } finally {
      fetched.place.leave()
    }
  }

  /** Never rejects: what the store says of its own failure stands for the first page that is not stored. */
  async function append(arrived: readonly Arrived<Fetched>[]): Promise<{ facts: PageFacts[]; failure?: AppError }> {
    const pages = arrived.map(inputOf)
    const ask = (): Promise<AppendedPages> => deps.results.appendPages(callId, pages)
    try {
      // The store's process is started once more, and a page that it has stored already is not stored again.
      const { facts, failure } = await ask().catch((thrown: unknown) => {
        if (asAppError(thrown).about.code === 'ResultProcessEnded') return ask()
        throw thrown
      })
      return failure === undefined ? { facts } : { facts, failure: fromWire(failure) }
    } catch (thrown) {
      return { facts: [], failure: asAppError(thrown) }
    }
  }

  function inputOf({ step: { page, listPage, pass }, answer: { request, answer } }: Arrived<Fetched>): PageInput {
    return {
      callId,
      target,
      page,
      // A change is often answered with nothing at all; a list never is.
      body: call.isSingle && answer.body.trim() === '' ? '{}' : answer.body,
      ...(answer.requestId === undefined ? {} : { requestId: answer.requestId }),
      ...(listPage === page ? {} : { listPage }),
      ...(pass === 1 ? {} : { pass }),
      ...paths,
      exchange: { request: requestPreview(request), httpStatus: answer.httpStatus, headers: headersPreview(answer), elapsedMs: answer.elapsedMs },
    }
  }
}

const isExpired = ({ about: { code } }: AppError): boolean => code === 'InvalidSecurityToken.Expired' || code === 'SecurityTokenExpired'

/** Request IDs kept per target; a list of a hundred thousand would be carried with every progress. */
const maxRequestIds = 1000

export function remembered({ requestIds }: TargetOutcome, requestId: string | undefined): Partial<TargetOutcome> {
  if (requestId === undefined) return {}
  return { lastRequestId: requestId, ...(requestIds.includes(requestId) || requestIds.length >= maxRequestIds ? {} : { requestIds: [...requestIds, requestId] }) }
}
