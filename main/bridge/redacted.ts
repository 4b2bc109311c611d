/** The last look at an error or the end of a target before it goes to the window. It lets no known secret through, neither in words nor in the values of sentences. */
import type { CallProgress, CallRecord, TargetOutcome } from '../../shared/call'
import type { WireError } from '../../shared/errors'
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

/** What is told of a running call, its targets' words without a secret that slipped in. */
export const redactedProgress = (progress: CallProgress, redactor: TextRedactor): CallProgress => ({ ...progress, changed: progress.changed.map((outcome) => cleanOutcome(outcome, redactor)) })

/** The same of a kept call. */
export const redactedRecord = ({ spec, summary }: CallRecord, redactor: TextRedactor): CallRecord => ({ spec, summary: { ...summary, targets: summary.targets.map((outcome) => cleanOutcome(outcome, redactor)) } })
