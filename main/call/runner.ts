/** The call module: checks, starts, watches and cancels calls, fanning out over their targets. It never repeats what may have changed something, and one target's failure is never another's. */
import type { CallId, CallProgress, CallSpec, CallSummary } from '../../shared/call'
import { toWire, type WireError } from '../../shared/errors'
import type { Catalog } from '../catalog/catalog'
import type { ResultStore } from '../result/result'
import type { Calls } from './calls'
import { checkUnconfirmed } from './gate'
import { createLiveCall, type LiveCall } from './liveCall'
import { testPage } from './pageTest'
import { createPlanner, type PlannerDeps, type PreparedCall } from './plan'
import { runTarget, type TargetRunDeps } from './targetRun'

export interface CallsDeps extends Omit<TargetRunDeps, 'credentials' | 'results' | 'clock' | 'learn'>, Omit<PlannerDeps, 'credentials' | 'catalog'> {
  credentials: PlannerDeps['credentials'] & TargetRunDeps['credentials']
  catalog: PlannerDeps['catalog'] & Pick<Catalog, 'search' | 'learn'>
  results: Pick<ResultStore, 'create' | 'appendPage' | 'examine' | 'putOutcomes' | 'finish' | 'read'>
  /** 0 ≤ number < 1. */
  random: () => number
  /** Targets side by side; default 16. */
  concurrency?: number
}

interface Running {
  spec: CallSpec
  live: LiveCall
  stop: AbortController
  ended: Promise<CallSummary>
}

const defaultConcurrency = 16

export function createCalls(deps: CallsDeps): Calls {
  const { results, now, random } = deps
  const clock = (): number => now().getTime()
  const prepare = createPlanner(deps)
  const running = new Map<CallId, Running>()
  const listeners = new Set<(progress: CallProgress) => void>()
  const closing = new AbortController()

  const start: Calls['start'] = async (spec, { confirmed }) => {
    if (!confirmed) await checkUnconfirmed(spec, deps.catalog)
    const call = await prepare(spec, closing.signal)
    const startedAt = now()
    const callId = makeCallId(startedAt, random)
    const targets = call.plan.targets
    await results.create(callId, spec, targets, startedAt.toISOString())
    const stop = new AbortController()
    if (closing.signal.aborted) stop.abort()
    let storageError: WireError | undefined
    const live = createLiveCall({
      callId,
      spec,
      targets,
      startedAt,
      clock,
      tell: (progress) => listeners.forEach((listener) => listener(progress)),
      store: (outcomes) => results.putOutcomes(callId, outcomes),
      onStorageError: (thrown) => {
        storageError ??= toWire(thrown)
        stop.abort()
      },
    })
    const ended = runAll(call, callId, live, stop.signal, () => storageError)
    running.set(callId, { spec, live, stop, ended })
    return callId
  }

  /** Never rejects. */
  const runAll = async (call: PreparedCall, callId: CallId, live: LiveCall, signal: AbortSignal, storageError: () => WireError | undefined): Promise<CallSummary> => {
    const work = call.targets.map((prepared, index) => ({ prepared, outcome: live.outcomes[index] }))
    const next = work.values()
    const { product, version, operation } = call.spec
    // A lesson that cannot be kept is only a guess more, next time.
    const learn: TargetRunDeps['learn'] = (lesson) => void deps.catalog.learn?.({ product, version, operation, ...lesson }).catch(() => undefined)
    const worker = async (): Promise<void> => {
      for (const { prepared, outcome } of next) {
        if (outcome === undefined) continue
        await runTarget({ ...deps, clock, learn }, { callId, call, prepared, outcome, signal, onChange: () => live.changed(outcome), onAnswer: (columns) => live.answered(columns) })
      }
    }
    await Promise.all(Array.from({ length: Math.min(deps.concurrency ?? defaultConcurrency, work.length) }, worker))
    const failure = storageError()
    if (failure) for (const outcome of live.outcomes.filter(({ status }) => status === 'cancelled')) Object.assign(outcome, { status: 'failed', stop: 'error', reason: failure.message, error: failure })
    const isCancelled = signal.aborted && failure === undefined && live.outcomes.some(({ status }) => status === 'cancelled')
    const summary = await live.end(isCancelled ? 'cancelled' : 'finished')
    // Where the end cannot be stored the call stays readable from memory for as long as this process lives.
    await results.finish(callId, summary).then(
      () => running.delete(callId),
      () => false,
    )
    return summary
  }

  return {
    plan: async (spec, signal) => (await prepare(spec, signal)).plan,
    checkUnconfirmed: (spec) => checkUnconfirmed(spec, deps.catalog),
    testPage: async (spec, signal) => testPage(deps, await prepare(spec, signal), signal),
    start,
    cancel: (callId) => running.get(callId)?.stop.abort(),
    read: async (callId) => {
      const call = running.get(callId)
      return call === undefined ? results.read(callId) : { spec: call.spec, summary: call.live.summary() }
    },
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
      for (const { stop } of open) stop.abort()
      await Promise.all(open.map(({ ended }) => ended))
    },
  }
}

const letters = '0123456789abcdefghijklmnopqrstuvwxyz'

/** `20261122T194530-k3f9`, in UTC. */
export function makeCallId(at: Date, random: () => number): CallId {
  const time = at.toISOString().replace(/[-:]|\.\d+Z$/g, '')
  return `${time}-${Array.from({ length: 4 }, () => letters[Math.floor(random() * letters.length)] ?? '0').join('')}`
}
