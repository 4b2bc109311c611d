/** Why a target ended, told twice: as the English text that the command line, the history, exported files and every earlier version read, and as a sentence for the window. */
import type { TargetOutcome } from './call'
import { inWords, say, type Said, type Words } from './words'

/** The parts of an outcome that tell its end. */
export type Ending = Pick<TargetOutcome, 'reason' | 'reasonSaid'>

const count = (n: number): string => n.toLocaleString('en-US')

export const rowsText = (n: number): Said => (n === 1 ? say`1 row` : say`${count(n)} rows`)

/** `1,100 rows`, or of how many. */
export const rowsSoFar = ({ rows, expectedRows }: Pick<TargetOutcome, 'rows' | 'expectedRows'>): Said =>
  expectedRows === undefined ? rowsText(rows) : say`${count(rows)} of ${count(expectedRows)} rows`

/** Words from elsewhere have no sentence. */
export const endedBy = (words: Words): Ending => ({ reason: inWords(words), ...(typeof words === 'string' ? {} : { reasonSaid: words }) })

const stoppedWith = (rows: Said): Record<'cancelled' | 'paused', Ending> => ({ cancelled: endedBy(say`incomplete: ${rows}, the call was cancelled`), paused: endedBy(say`incomplete: ${rows}, the call was paused`) })
/** One for all the targets that a call over rows had not begun. */
const unbegun = stoppedWith(rowsText(0))

/** Of a target that the operator has stopped. */
export const stoppedReason = (outcome: Pick<TargetOutcome, 'rows' | 'expectedRows'>, how: 'cancelled' | 'paused'): Ending =>
  (outcome.rows === 0 && outcome.expectedRows === undefined ? unbegun : stoppedWith(rowsSoFar(outcome)))[how]

/** The outcome as it goes into a file: its English text alone. */
export function inEnglish(outcome: TargetOutcome): TargetOutcome {
  const told = { ...outcome, ...(outcome.error === undefined ? {} : { error: { ...outcome.error } }) }
  delete told.reasonSaid
  delete told.error?.says
  return told
}
