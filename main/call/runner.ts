/** The call module: checks, starts, watches, pauses and resumes calls, fanning out over their targets. It never repeats what may have changed something, and one target's failure is never another's. */
import { planTargetLimit, targetKey, type CallId, type CallProgress, type CallSpec, type CallState, type CallSummary, type TargetOutcome, type TargetRef } from '../../shared/call'
import { AppError, asAppError, toWire, type WireError } from '../../shared/errors'
import type { Catalog } from '../catalog/catalog'
import type { ResultStore } from '../result/result'
import { expectMany } from '../wire/abort'
import type { Calls } from './calls'
import { checkUnconfirmed } from './gate'
import { beginningOf, doubtfulEnd, failedTargets, isDoubtful, narrowed, reopened, targetOf, unfinishedTargets } from './goOn'
import { createLiveCall, newOutcome, type LiveCall } from './liveCall'
import { columnsOfRows, countRows } from './overRows'
import { createPageBuffer } from './pageBuffer'
import { testPage } from './pageTest'
import { createPlanner, type PlannerDeps, type PreparedCall } from './plan'
import { runTarget, type Beginning, type TargetRunDeps } from './targetRun'

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
  ended: Promise<CallSummary>
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
  /** By target key; the others are left as they are. */
  beginnings: ReadonlyMap<string, Beginning>
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
    const { targets } = call
    await results.create(callId, spec, targets, startedAt.toISOString())
    launch({ callId, spec, call, startedAt, elapsedBefore: 0, outcomes: targets.map(newOutcome), beginnings: new Map(targets.map((target) => [targetKey(target), 'new'])) })
    return callId
  }

  /** What would go on, before anything is changed by it. */
  const prepareGoOn = async (callId: CallId, way: GoOn, signal: AbortSignal) => {
    const { spec, summary } = await read(callId)
    if (summary.state === 'running') throw new AppError('input', `Call ${callId} is running.`, { next: 'Pause or cancel it first, or wait until it has ended.', about: { field: 'callId' } })
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
    launch({ callId, spec, call, startedAt, elapsedBefore: summary.elapsedMs, outcomes, beginnings })
  }

  const launch = (work: Work): void => {
    const { callId, spec } = work
    const stop = new AbortController()
    expectMany(stop.signal)
    if (closing.signal.aborted) stop.abort()
    let storageError: WireError | undefined
    const live = createLiveCall({
      ...work,
      clock,
      tell: (progress) => listeners.forEach((listener) => listener(progress)),
      store: (outcomes) => storeOutcomes(callId, outcomes),
      onStorageError: (thrown) => {
        storageError ??= toWire(thrown)
        stop.abort()
      },
    })
    const entry: Running = { spec, live, stop, hasEnded: false, ended: Promise.resolve(live.summary()) }
    running.set(callId, entry)
    entry.ended = runAll(work, entry, () => storageError)
  }

  /** The store's process is started once more where it ends; what was to be stored is then stored after all. */
  const storeOutcomes = (callId: CallId, outcomes: TargetOutcome[]): Promise<void> =>
    results.putOutcomes(callId, outcomes).catch((thrown: unknown) => {
      if (asAppError(thrown).about.code === 'ResultProcessEnded') return results.putOutcomes(callId, outcomes)
      throw thrown
    })

  /** Never rejects. */
  const runAll = async ({ call, callId, beginnings }: Work, entry: Running, storageError: () => WireError | undefined): Promise<CallSummary> => {
    const { live, stop } = entry
    const next = live.outcomes.filter((outcome) => beginnings.has(targetKey(outcome))).values()
    const { product, version, operation } = call.spec
    // A lesson that cannot be kept is only a guess more, next time.
    const learn: TargetRunDeps['learn'] = (lesson) => void deps.catalog.learn?.({ product, version, operation, ...lesson }).catch(() => undefined)
    const worker = async (): Promise<void> => {
      for (const outcome of next) {
        const target = call.prepared(outcome)
        const beginning = beginnings.get(targetKey(outcome))
        if (target === undefined || beginning === undefined) {
          Object.assign(outcome, lostTarget(outcome))
          live.changed(outcome)
          continue
        }
        await runTarget({ ...deps, buffer, clock, learn }, { callId, call, prepared: target, beginning, outcome, signal: stop.signal, onChange: () => live.changed(outcome), onAnswer: (columns) => live.answered(columns) })
      }
    }
    await Promise.all(Array.from({ length: Math.min(deps.targetsAtOnce?.() ?? defaultTargetsAtOnce, Math.max(1, beginnings.size)) }, worker))
    const summary = await live.end(settle(live.outcomes, entry, storageError()))
    await results.finish(callId, summary).then(
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
      return call === undefined ? (await results.read(callId)).summary : call.ended
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
      await Promise.all(open.map(({ ended }) => ended))
    },
  }
}

/** How the call has ended; outcomes of targets that were stopped are put into the words of what stopped them. */
function settle(outcomes: readonly TargetOutcome[], { wish }: Running, failure: WireError | undefined): Exclude<CallState, 'running'> {
  const stopped = outcomes.filter(({ status }) => status === 'cancelled')
  if (failure) for (const outcome of stopped) Object.assign(outcome, { status: 'failed', stop: 'error', reason: failure.message, error: failure })
  if (failure || stopped.length === 0) return 'finished'
  if (wish !== 'paused') return 'cancelled'
  for (const outcome of stopped) {
    delete outcome.stop
    Object.assign(outcome, { status: 'waiting', reason: outcome.reason?.replace(/cancelled$/, 'paused') ?? 'incomplete: the call was paused' })
  }
  return 'paused'
}

const changedSince = (confirmed: number, now: number): AppError =>
  new AppError('input', `${confirmed.toLocaleString('en-US')} calls were confirmed, and it would be ${now.toLocaleString('en-US')} by now.`, { next: 'Look at the targets again.', about: { field: 'accounts' } })

/** A target of an earlier run that the plan does not give any more. */
const lostTarget = (outcome: TargetOutcome): Partial<TargetOutcome> => ({
  status: 'failed',
  stop: 'error',
  reason: `incomplete: ${outcome.rows.toLocaleString('en-US')} rows, the call does not reach this target any more`,
  error: { kind: 'input', message: 'The call does not reach this target any more.', next: 'Check the region of the profile, then run the call anew.', about: { accountId: outcome.accountId, regionId: outcome.regionId } },
})

const letters = '0123456789abcdefghijklmnopqrstuvwxyz'

/** `20261122T194530-k3f9`, in UTC. */
export function makeCallId(at: Date, random: () => number): CallId {
  const time = at.toISOString().replace(/[-:]|\.\d+Z$/g, '')
  return `${time}-${Array.from({ length: 4 }, () => letters[Math.floor(random() * letters.length)] ?? '0').join('')}`
}
