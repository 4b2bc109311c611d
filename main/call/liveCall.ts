/** A call while it runs: its outcomes, their totals, and who hears of them. It sends nothing and waits for nobody. */
import { setImmediate } from 'node:timers/promises'
import type { CallId, CallProgress, CallSpec, CallState, CallSummary, CallTotals, Target, TargetOutcome } from '../../shared/call'
import { paced } from '../paced'
import { createTotals } from './callTotals'

export interface LiveCallDeps {
  callId: CallId
  spec: CallSpec
  /** One for each target; those of a call that goes on hold what it has done. */
  outcomes: TargetOutcome[]
  /** Of the call, however often it was resumed. */
  startedAt: Date
  /** Milliseconds that the call ran before. */
  elapsedBefore: number
  /** Milliseconds since 1970. */
  clock: () => number
  tell: (progress: CallProgress) => void
  /** Stores outcomes; a failure is reported once through `onStorageError`. */
  store: (outcomes: TargetOutcome[]) => Promise<void>
  onStorageError: (thrown: unknown) => void
}

export interface LiveCall {
  outcomes: TargetOutcome[]
  changed(outcome: TargetOutcome): void
  /** The same of a target that was not begun when the call was stopped: the end of the call says as much, so it is not stored. */
  leftOut(outcome: TargetOutcome): void
  answered(columns: number): void
  summary(): CallSummary
  /** Tells the last state, stores every outcome not yet stored unless the end is stored with all of them, and answers with the summary, whose outcomes are those of the call itself. */
  end(state: Exclude<CallState, 'running'>, isStoredWithAll?: boolean): Promise<CallSummary>
}

/** Milliseconds between two tells of one call, and between two writes of its outcomes. */
const tellEveryMs = 100
const storeEveryMs = 500
/** Outcomes of one tell, and of one write: more of them wait for the next, so that nothing else has to wait long. */
const mostTold = 1000

export function createLiveCall(deps: LiveCallDeps): LiveCall {
  const { callId, clock } = deps
  const { outcomes } = deps
  const beganAt = clock()
  const counted = createTotals(outcomes)
  const doneBefore = counted.doneShare()
  let state: CallState = 'running'
  let columns = 0
  let answers: number[] = []
  let elapsedMs: number | undefined

  const toTell = new Set<TargetOutcome>()
  const tellSoon = paced(tellEveryMs, clock, () => {
    const changed = takeSome(toTell)
    deps.tell({ callId, state, totals: totals(), changed, columns })
    if (toTell.size > 0 && state === 'running') tellSoon.ask()
  })
  const toStore = new Set<TargetOutcome>()
  let storing: Promise<void> = Promise.resolve()
  const storeSoon = paced(storeEveryMs, clock, () => {
    storing = storing.then(storeNow)
  })
  /** What changes meanwhile waits for the next time. What is left behind a portion that was refused is not tried: each could take a minute to be refused as well. */
  const storeNow = async (): Promise<void> => {
    try {
      for (let left = toStore.size; left > 0; left -= mostTold) await deps.store(takeSome(toStore))
    } catch (thrown) {
      deps.onStorageError(thrown)
    }
  }

  const elapsed = (): number => elapsedMs ?? deps.elapsedBefore + Math.max(0, clock() - beganAt)
  const totals = (): CallTotals => {
    const since = clock() - 1000
    answers = answers.filter((at) => at > since)
    return {
      targets: outcomes.length,
      ...counted.sums(),
      callsPerSecond: answers.length,
      elapsedMs: elapsed(),
      ...eta(),
    }
  }
  const eta = (): Pick<CallTotals, 'doneShare' | 'etaMs'> => {
    const done = counted.doneShare()
    if (state !== 'running' || done === undefined) return {}
    if (doneBefore === undefined || done - doneBefore < leastShare) return { doneShare: done }
    return { doneShare: done, etaMs: Math.round(((clock() - beganAt) * (1 - done)) / (done - doneBefore)) }
  }
  const summaryOf = (targets: TargetOutcome[]): CallSummary => {
    const { rows, pages, requests, duplicates } = counted.sums()
    return {
      callId,
      state,
      complete: state === 'finished' && outcomes.every(({ complete }) => complete),
      rows,
      pages,
      requests,
      duplicates,
      targets,
      startedAt: deps.startedAt.toISOString(),
      elapsedMs: elapsed(),
    }
  }

  return {
    outcomes,
    changed: (outcome) => {
      counted.count(outcome)
      toTell.add(outcome)
      toStore.add(outcome)
      tellSoon.ask()
      storeSoon.ask()
    },
    leftOut: (outcome) => {
      counted.count(outcome)
      toTell.add(outcome)
    },
    answered: (known) => {
      answers.push(clock())
      columns = Math.max(columns, known)
    },
    summary: () => summaryOf(outcomes.map((outcome) => ({ ...outcome }))),
    end: async (last, isStoredWithAll = false) => {
      elapsedMs = elapsed()
      while (toTell.size > mostTold) {
        tellSoon.now()
        await setImmediate()
      }
      state = last
      tellSoon.now()
      if (isStoredWithAll) toStore.clear()
      storeSoon.now()
      await storing
      return summaryOf(outcomes)
    },
  }
}

/** Takes the first of them out, as they are now. */
function takeSome(from: Set<TargetOutcome>): TargetOutcome[] {
  const taken: TargetOutcome[] = []
  for (const outcome of from) {
    if (taken.length === mostTold) break
    taken.push({ ...outcome })
    from.delete(outcome)
  }
  return taken
}

/** Share of the work that must be done before an end can be foretold. */
const leastShare = 0.02
/** A target before its first request. */
export const newOutcome = (target: Target): TargetOutcome => ({ ...target, status: 'waiting', complete: false, rows: 0, pages: 0, requests: 0, duplicates: 0, requestIds: [], elapsedMs: 0 })
