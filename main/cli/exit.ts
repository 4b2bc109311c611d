/** The exit statuses of the command line, in one place. Source: the call file reference. */
import type { CallSummary } from '../../shared/call'
import { asAppError } from '../../shared/errors'

export const exitStatus = {
  complete: 0,
  /** Anything that has no status of its own. */
  failed: 1,
  /** The call file or an argument is wrong; nothing was sent. */
  wrongInput: 2,
  /** Finished, but a target failed or a result is incomplete. */
  incomplete: 3,
  cancelled: 130,
} as const

export function statusOfSummary({ state, complete }: CallSummary): number {
  if (state === 'cancelled') return exitStatus.cancelled
  return complete ? exitStatus.complete : exitStatus.incomplete
}

export function statusOfError(thrown: unknown): number {
  const { kind } = asAppError(thrown)
  if (kind === 'input') return exitStatus.wrongInput
  return kind === 'cancelled' ? exitStatus.cancelled : exitStatus.failed
}
