/** The last look at an error or the end of a target before it goes to the window. It lets no known secret through, neither in words nor in the values of sentences. */
import type { CallProgress, TargetOutcome } from '../../shared/call'
import type { WireError } from '../../shared/errors'
import type { HistoryChange } from '../../shared/history'
import type { Redactor } from '../../shared/redact'
import type { Said } from '../../shared/words'

type TextRedactor = Pick<Redactor, 'text'>

const cleanSaid = ({ id, values }: Said, redactor: TextRedactor): Said => ({ id, values: values.map((value) => (typeof value === 'string' ? redactor.text(value) : cleanSaid(value, redactor))) })

/** The words of an error, and the values of its sentences, without a secret that slipped in. */
export function redacted(error: WireError, redactor: TextRedactor): WireError {
  const { text } = redactor
  const clean = (said: Said | undefined): Said | undefined => said && cleanSaid(said, redactor)
  const [message, next] = [clean(error.says?.message), clean(error.says?.next)]
  return { ...error, message: text(error.message), ...(error.next === undefined ? {} : { next: text(error.next) }), ...(error.says === undefined ? {} : { says: { ...(message && { message }), ...(next && { next }) } }) }
}

/** A whole list is told by its numbers and holds no words from outside. */
function cleanOutcome(outcome: TargetOutcome, redactor: TextRedactor): TargetOutcome {
  const { complete, reason, reasonSaid, error } = outcome
  if (complete || (reason === undefined && error === undefined)) return outcome
  return {
    ...outcome,
    ...(reason === undefined ? {} : { reason: redactor.text(reason) }),
    ...(reasonSaid === undefined ? {} : { reasonSaid: cleanSaid(reasonSaid, redactor) }),
    ...(error === undefined ? {} : { error: redacted(error, redactor) }),
  }
}

/** Targets of a call, their words without a secret that slipped in. */
export const redactedTargets = (targets: readonly TargetOutcome[], redactor: TextRedactor): TargetOutcome[] => targets.map((outcome) => cleanOutcome(outcome, redactor))

/** The same of what is told of a running call. */
export const redactedProgress = (progress: CallProgress, redactor: TextRedactor): CallProgress => ({ ...progress, changed: redactedTargets(progress.changed, redactor) })

/** The same of calls that could not be deleted. */
export const redactedDiscard = <T extends HistoryChange>(change: T, redactor: TextRedactor): T => ({ ...change, failed: change.failed.map((one) => ({ ...one, error: redacted(one.error, redactor) })) })
