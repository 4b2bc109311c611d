/** When a run is spoken of to a screen reader: at its start, at each quarter or after ten seconds, and at its end. Pure. */

export interface SpokenOf {
  /** Of the run; another one begins anew. */
  callId: string
  /** Quarters that were done, 0 … 4. */
  quarter: number
  /** Milliseconds of the clock. */
  at: number
  isRunning: boolean
}

const everyMs = 10_000

/** What was spoken of last, where it is time to speak again; else undefined. */
export function speaks(last: SpokenOf | undefined, now: { callId: string; isRunning: boolean; share: number; at: number }): SpokenOf | undefined {
  const next: SpokenOf = { callId: now.callId, quarter: Math.floor(Math.min(1, Math.max(0, now.share)) * 4), at: now.at, isRunning: now.isRunning }
  if (last?.callId !== now.callId || last.isRunning !== now.isRunning) return next
  if (!now.isRunning) return undefined
  return next.quarter > last.quarter || now.at - last.at >= everyMs ? next : undefined
}
