/** The colour in which an outcome stands. Pure. */
import type { HistoryOutcome } from '../../shared/history'

export const outcomeTones = {
  running: 'accent',
  complete: 'ok',
  incomplete: 'warn',
  failed: 'bad',
  cancelled: 'plain',
  paused: 'warn',
  interrupted: 'warn',
} as const satisfies Record<HistoryOutcome, string>
