/** The call module: checks, starts, watches, pauses and resumes calls, fanning out over their targets. It never repeats what may have changed something, and one target's failure is never another's. */
import { planTargetLimit, targetKey, type CallId, type CallProgress, type CallSpec, type CallState, type CallSummary, type TargetOutcome, type TargetRef } from '../../shared/call'
import { AppError, asAppError, toWire, type WireError } from '../../shared/errors'
import { endedBy, rowsSoFar, stoppedReason } from '../../shared/outcomeWords'
import { say } from '../../shared/words'
import type { Catalog } from '../catalog/catalog'
import type { ResultStore } from '../result/result'
import { expectMany } from '../wire/abort'
import type { Calls } from './calls'
import { checkUnconfirmed } from './gate'
import { beginningOf, doubtfulEnd, failedTargets, isDoubtful, narrowed, reopened, targetOf, unfinishedTargets } from './goOn'
import { isUntouched } from './callTotals'
import { createLiveCall, newOutcome, type LiveCall } from './liveCall'
import { columnsOfRows, countRows, forEachInTurns } from './overRows'
import { createPageBuffer } from './pageBuffer'
import { testPage } from './pageTest'
import { createPlanner, type PlannerDeps, type PreparedCall } from './plan'
import { cancelledEnd, runTarget, type Beginning, type TargetRunDeps } from './targetRun'

export interface CallsDeps extends Omit<TargetRunDeps, 'credentials' | 'results' | 'clock' | 'learn' | 'buffer'>, Omit<PlannerDeps, 'credentials' | 'catalog'> {
  credentials: PlannerDeps['credentials'] & TargetRunDeps['credentials']
  catalog: PlannerDeps['catalog'] & Pick<Catalog, 'search' | 'learn'>
  results: Pick<ResultStore, 'create' | 'rowValues' | 'columns' | 'fileColumns' | 'reopen' | 'pages' | 'appendPages' | 'examine' | 'putOutcomes' | 'finish' | 'read' | 'list'>
  /** 0 ≤ number < 1. */
  random: () => number
  /** Targets side by side; default 16. */
  targetsAtOnce?: () => number
}

/** `confirmed` absent: only a plan is wanted. */
interface GoOn {
  kind: 'resume' | 'retry'
  confirmed?: boolean
  /** Of a retry; absent: all that are not complete. */
  targets?: readonly TargetRef[]
}

interface Running {
  spec: CallSpec
  live: LiveCall
  stop: AbortController
  /** How the operator wants it to stop. */
  wish?: 'cancelled' | 'paused'
  ended?: Promise<CallSummary>
  hasEnded: boolean
}

/** What one run of a call does: some of its targets, all of its outcomes. */
interface Work {
  callId: CallId
  spec: CallSpec
  call: PreparedCall
  startedAt: Date
  elapsedBefore: number
  outcomes: TargetOutcome[]
  /** Where a target begins; undefined: it is left as it is. */
  beginning: (outcome: TargetOutcome) => Beginning | undefined
  /** Resolves when its result takes pages and outcomes. */
  isKept: Promise<void>
}

const defaultTargetsAtOnce = 16

export function createCalls(deps: CallsDeps): Calls {
  const { results, now, random } = deps
  const clock = (): number => now().getTime()
  const prepare = createPlanner(deps)
  const buffer = createPageBuffer({ now: clock })
  const running = new Map<CallId, Running>()
  const listeners = new Set<(progress: CallProgress) => void>()
  const closing = new AbortController()

  const start: Calls['start'] = async (spec, { confirmed, confirmedCalls }) => {
    if (!confirmed) await checkUnconfirmed(spec, deps.catalog)
    const call = await prepare(spec, closing.signal)
    if (confirmedCalls !== undefined && confirmedCalls !== call.targets.length) throw changedSince(confirmedCalls, call.targets.length)
    const startedAt = now()
    const callId = makeCallId(startedAt, random)
    const outcomes: TargetOutcome[] = []
    await forEachInTurns(call.targets, closing.signal, (target) => outcomes.push(newOutcome(target)))
    const isKept = results.create(callId, spec, call.targets, startedAt.toISOString())
    // A list is asked for while its result is being made; of a change it must be kept before that it was sent.
    if (call.isSingle) await isKept
    launch({ callId, spec, call, startedAt, elapsedBefore: 0, outcomes, beginning: () => 'new', isKept })
    await isKept.catch(async (thrown: unknown) => {
      stopAs(callId, 'cancelled')
      await running.get(callId)?.ended
      running.delete(callId)
      throw thrown
    })
    return callId
  }

  /** What would go on, before anything is changed by it. */
  const prepareGoOn = async (callId: CallId, way: GoOn, signal: AbortSignal) => {
    const { spec, summary } = await read(callId)
    if (summary.state === 'running') throw new AppError('input', say`Call ${callId} is running.`, { next: say`Pause or cancel it first, or wait until it has ended.`, about: { field: 'callId' } })
    const chosen = new Map((way.kind === 'retry' ? failedTargets(summary, way.targets) : unfinishedTargets(summary)).map((outcome) => [targetKey(outcome), outcome]))
    if (way.confirmed === false) await checkUnconfirmed(spec, deps.catalog)
    const startedAt = new Date(summary.startedAt)
    const call = await prepare(narrowed(spec, [...chosen.values()]), signal, { at: startedAt, ...(spec.over === undefined ? {} : { kept: summary.targets.filter((target) => chosen.has(targetKey(target))).map(targetOf) }) })
    const isDoubt = (outcome: TargetOutcome): boolean => call.isSingle && way.kind === 'resume' && isDoubtful(outcome)
    return { spec, summary, startedAt, call, chosen, isDoubt }
  }

  const planGoOn: Calls['planGoOn'] = async (callId, kind, signal) => {
    const { call, chosen, isDoubt } = await prepareGoOn(callId, { kind }, signal)
    const again = call.targets.filter((target) => {
      const outcome = chosen.get(targetKey(target))
      return outcome !== undefined && !isDoubt(outcome)
    })
    return { ...call.plan, targets: again.slice(0, planTargetLimit), targetCount: again.length }
  }

  const goOn = async (callId: CallId, way: GoOn): Promise<void> => {
    const { spec, summary, startedAt, call, chosen, isDoubt } = await prepareGoOn(callId, way, closing.signal)
    const outcomes = summary.targets.map((outcome): TargetOutcome => {
      if (!chosen.has(targetKey(outcome))) return { ...outcome }
      return isDoubt(outcome) ? { ...outcome, ...doubtfulEnd } : reopened(outcome)
    })
    const beginnings = new Map([...chosen].filter(([, outcome]) => !isDoubt(outcome)).map(([key, outcome]) => [key, beginningOf(outcome)]))
    await results.reopen(callId)
    launch({ callId, spec, call, startedAt, elapsedBefore: summary.elapsedMs, outcomes, beginning: (outcome) => beginnings.get(targetKey(outcome)), isKept: Promise.resolve() })
  }

  const launch = (work: Work): void => {
    const { callId, spec, isKept } = work
    const stop = new AbortController()
    expectMany(stop.signal)
    if (closing.signal.aborted) stop.abort()
    let storageError: WireError | undefined
    const live = createLiveCall({
      ...work,
      clock,
      tell: (progress) =>
        void isKept.then(
          () => listeners.forEach((listener) => listener(progress)),
          () => undefined,
        ),
      store: (outcomes) => isKept.then(() => storeAfterAll(() => results.putOutcomes(callId, outcomes))),
      onStorageError: (thrown) => {
        storageError ??= toWire(thrown)
        stop.abort()
      },
    })
    const entry: Running = { spec, live, stop, hasEnded: false }
    running.set(callId, entry)
    entry.ended = runAll(work, entry, () => storageError)
  }

  /** The store's process is started once more where it ends; what was to be stored is then stored after all. */
  const storeAfterAll = (store: () => Promise<void>): Promise<void> =>
    store().catch((thrown: unknown) => {
      if (asAppError(thrown).about.code === 'ResultProcessEnded') return store()
      throw thrown
    })

  /** Never rejects. */
  const runAll = async ({ call, callId, beginning, isKept }: Work, entry: Running, storageError: () => WireError | undefined): Promise<CallSummary> => {
    const { live, stop } = entry
    const next = live.outcomes.values()
    const { product, version, operation } = call.spec
    // A lesson that cannot be kept is only a guess more, next time.
    const learn: TargetRunDeps['learn'] = (lesson) => void deps.catalog.learn?.({ product, version, operation, ...lesson }).catch(() => undefined)
    const kept: TargetRunDeps['results'] = { ...results, appendPages: (...pages) => isKept.then(() => results.appendPages(...pages)) }
    const worker = async (): Promise<void> => {
      for (const outcome of next) {
        const from = beginning(outcome)
        if (from === undefined) continue
        if (stop.signal.aborted) return
        const target = call.prepared(outcome)
        if (target === undefined) {
          Object.assign(outcome, lostTarget(outcome))
          live.changed(outcome)
          continue
        }
        await runTarget({ ...deps, results: kept, buffer, clock, learn }, { callId, call, prepared: target, beginning: from, outcome, signal: stop.signal, onChange: () => live.changed(outcome), onAnswer: (columns) => live.answered(columns) })
      }
    }
    await Promise.all(Array.from({ length: Math.min(deps.targetsAtOnce?.() ?? defaultTargetsAtOnce, live.outcomes.length) }, worker))
    // The outcomes of a call over rows are stored as they come: they are too many to be handed over at once.
    const isOver = call.spec.over !== undefined
    const summary = await live.end(await settle(live, entry, beginning, storageError()), !isOver)
    await storeAfterAll(() => results.finish(callId, isOver ? { ...summary, targets: [] } : summary)).then(
      // Where the end cannot be stored the call stays readable from memory for as long as this process lives.
      () => running.delete(callId),
      () => false,
    )
    entry.hasEnded = true
    return summary
  }

  const read: Calls['read'] = async (callId) => {
    const call = running.get(callId)
    return call === undefined ? results.read(callId) : { spec: call.spec, summary: call.live.summary() }
  }
  const stopAs = (callId: CallId, wish: NonNullable<Running['wish']>): void => {
    const entry = running.get(callId)
    if (entry === undefined || entry.hasEnded) return
    entry.wish ??= wish
    entry.stop.abort()
  }

  return {
    plan: async (spec, signal) => (await prepare(spec, signal)).plan,
    checkUnconfirmed: (spec) => checkUnconfirmed(spec, deps.catalog),
    rowColumns: (over, profile) => columnsOfRows(over, profile, results),
    countRows: (spec) => countRows(spec, results),
    testPage: async (spec, signal) => testPage(deps, await prepare(spec, signal), signal),
    start,
    cancel: (callId) => stopAs(callId, 'cancelled'),
    pause: (callId) => stopAs(callId, 'paused'),
    planGoOn,
    resume: (callId, { confirmed }) => goOn(callId, { kind: 'resume', confirmed }),
    retry: (callId, { confirmed, targets }) => goOn(callId, { kind: 'retry', confirmed, ...(targets === undefined ? {} : { targets }) }),
    unfinished: async () => (await results.list()).filter(({ state }) => state === 'paused' || state === 'interrupted'),
    read,
    ended: async (callId) => {
      const call = running.get(callId)
      return (await call?.ended) ?? (await results.read(callId)).summary
    },
    onProgress: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: async () => {
      closing.abort()
      const open = [...running.values()]
      for (const entry of open) {
        // What a shutdown stops is offered again at the next start.
        entry.wish ??= 'paused'
        entry.stop.abort()
      }
      await Promise.all(open.flatMap(({ ended }) => ended ?? []))
    },
  }
}

/** How the call has ended; outcomes of targets that were stopped, or not begun before, are put into the words of what stopped them. */
async function settle(live: LiveCall, { wish, stop }: Running, beginning: Work['beginning'], failure: WireError | undefined): Promise<Exclude<CallState, 'running'>> {
  let stopped = 0
  await forEachInTurns(live.outcomes, never, (outcome) => {
    const isNew = isUntouched(outcome)
    if (stop.signal.aborted && outcome.status === 'waiting' && beginning(outcome) !== undefined) Object.assign(outcome, cancelledEnd(outcome))
    if (outcome.status !== 'cancelled') return
    stopped += 1
    if (failure) Object.assign(outcome, { status: 'failed', stop: 'error', ...endedBy(failure.says?.message ?? failure.message), error: failure })
    else if (wish === 'paused') {
      delete outcome.stop
      Object.assign(outcome, { status: 'waiting', ...stoppedReason(outcome, 'paused') })
    }
    if (isNew && !failure) live.leftOut(outcome)
    else live.changed(outcome)
  })
  if (failure || stopped === 0) return 'finished'
  return wish === 'paused' ? 'paused' : 'cancelled'
}

const never = new AbortController().signal

const changedSince = (confirmed: number, now: number): AppError =>
  new AppError('input', say`${confirmed.toLocaleString('en-US')} calls were confirmed, and it would be ${now.toLocaleString('en-US')} by now.`, { next: say`Look at the targets again.`, about: { field: 'accounts' } })

/** A target of an earlier run that the plan does not give any more. */
const lostTarget = (outcome: TargetOutcome): Partial<TargetOutcome> => ({
  status: 'failed',
  stop: 'error',
  ...endedBy(say`incomplete: ${rowsSoFar(outcome)}, the call does not reach this target any more`),
  error: toWire(new AppError('input', say`The call does not reach this target any more.`, { next: say`Check the region of the profile, then run the call anew.`, about: { accountId: outcome.accountId, regionId: outcome.regionId } })),
})

const letters = '0123456789abcdefghijklmnopqrstuvwxyz'

/** `20261122T194530-k3f9`, in UTC: the milliseconds are the two letters behind the seconds, so that IDs stand in the order of their calls; then two at random. */
function makeCallId(at: Date, random: () => number): CallId {
  const time = at.toISOString().replace(/[-:]|\.\d+Z$/g, '')
  const milliseconds = at.getUTCMilliseconds().toString(36).padStart(2, '0')
  return `${time}-${milliseconds}${Array.from({ length: 2 }, () => letters[Math.floor(random() * letters.length)] ?? '0').join('')}`
}
