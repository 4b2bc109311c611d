/** A call while it runs: its outcomes, their totals, and who hears of them. It sends nothing and waits for nobody. */
import type { CallId, CallProgress, CallSpec, CallState, CallSummary, CallTotals, Target, TargetOutcome } from '../../shared/call'

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
  answered(columns: number): void
  summary(): CallSummary
  /** Tells the last state, stores every outcome not yet stored, and answers with the summary. */
  end(state: Exclude<CallState, 'running'>): Promise<CallSummary>
}

/** Milliseconds between two tells of one call, and between two writes of its outcomes. */
const tellEveryMs = 100
const storeEveryMs = 500

const isEnded = ({ status }: TargetOutcome): boolean => status !== 'waiting' && status !== 'running' && status !== 'throttled'

export function createLiveCall(deps: LiveCallDeps): LiveCall {
  const { callId, clock } = deps
  const { outcomes } = deps
  const beganAt = clock()
  const doneBefore = doneShare(outcomes)
  let state: CallState = 'running'
  let columns = 0
  let answers: number[] = []
  let elapsedMs: number | undefined

  const toTell = new Set<TargetOutcome>()
  const tellSoon = paced(tellEveryMs, clock, () => {
    const changed = [...toTell].map((outcome) => ({ ...outcome }))
    toTell.clear()
    deps.tell({ callId, state, totals: totals(), changed, columns })
  })
  const toStore = new Set<TargetOutcome>()
  let storing: Promise<void> = Promise.resolve()
  const storeSoon = paced(storeEveryMs, clock, () => {
    storing = storing.then(storeNow)
  })
  const storeNow = async (): Promise<void> => {
    const batch = [...toStore].map((outcome) => ({ ...outcome }))
    toStore.clear()
    if (batch.length > 0) await deps.store(batch).catch(deps.onStorageError)
  }

  const sums = (): Pick<CallTotals, 'rows' | 'pages' | 'requests' | 'duplicates'> => {
    const total = { rows: 0, pages: 0, requests: 0, duplicates: 0 }
    for (const outcome of outcomes) {
      total.rows += outcome.rows
      total.pages += outcome.pages
      total.requests += outcome.requests
      total.duplicates += outcome.duplicates
    }
    return total
  }
  const elapsed = (): number => elapsedMs ?? deps.elapsedBefore + Math.max(0, clock() - beganAt)
  const totals = (): CallTotals => {
    const since = clock() - 1000
    answers = answers.filter((at) => at > since)
    return {
      targets: outcomes.length,
      ended: outcomes.filter(isEnded).length,
      ...sums(),
      callsPerSecond: answers.length,
      elapsedMs: elapsed(),
      ...expected(),
      ...eta(),
    }
  }
  const expected = (): Pick<CallTotals, 'expectedRows'> => {
    const said = outcomes.filter(({ status, complete }) => status !== 'waiting' && status !== 'refused' && !complete)
    if (said.some(({ expectedRows }) => expectedRows === undefined)) return {}
    return { expectedRows: outcomes.reduce((total, { complete, rows, expectedRows = 0 }) => total + (complete ? rows : expectedRows), 0) }
  }
  const eta = (): Pick<CallTotals, 'etaMs'> => {
    const done = doneShare(outcomes)
    if (state !== 'running' || Number.isNaN(done) || done - doneBefore < leastShare) return {}
    return { etaMs: Math.round(((clock() - beganAt) * (1 - done)) / (done - doneBefore)) }
  }
  const summary = (): CallSummary => ({
    callId,
    state,
    complete: state === 'finished' && outcomes.every(({ complete }) => complete),
    ...sums(),
    targets: outcomes.map((outcome) => ({ ...outcome })),
    startedAt: deps.startedAt.toISOString(),
    elapsedMs: elapsed(),
  })

  return {
    outcomes,
    changed: (outcome) => {
      toTell.add(outcome)
      toStore.add(outcome)
      tellSoon.ask()
      storeSoon.ask()
    },
    answered: (known) => {
      answers.push(clock())
      columns = Math.max(columns, known)
    },
    summary,
    end: async (last) => {
      state = last
      elapsedMs = elapsed()
      tellSoon.now()
      storeSoon.now()
      await storing
      return summary()
    },
  }
}

/** Share of the work that must be done before an end can be foretold. */
const leastShare = 0.02
/** More targets than this foretell by their number alone. */
const manyTargets = 20

/** Which part of the call is done, 0 … 1; NaN where a few targets do not say how much they have. */
function doneShare(outcomes: readonly TargetOutcome[]): number {
  const shares = outcomes.map((outcome) => {
    if (isEnded(outcome)) return 1
    if (outcome.pages === 0) return 0
    if (outcome.expectedRows === undefined) return outcomes.length > manyTargets ? 0.5 : NaN
    return Math.min(1, outcome.rows / Math.max(1, outcome.expectedRows))
  })
  return shares.reduce((total, share) => total + share, 0) / Math.max(1, shares.length)
}

/** A target before its first request. */
export const newOutcome = (target: Target): TargetOutcome => ({ ...target, status: 'waiting', complete: false, rows: 0, pages: 0, requests: 0, duplicates: 0, requestIds: [], elapsedMs: 0 })

/** Runs `work` at once, then at most once in the interval however often it is asked for; what was asked for last is never lost. */
function paced(everyMs: number, clock: () => number, work: () => void): { ask: () => void; now: () => void } {
  let timer: NodeJS.Timeout | undefined
  let lastAt = -Infinity
  const now = (): void => {
    clearTimeout(timer)
    timer = undefined
    lastAt = clock()
    work()
  }
  return {
    now,
    ask: () => {
      timer ??= setTimeout(now, Math.max(0, Math.min(everyMs, lastAt + everyMs - clock())))
    },
  }
}
