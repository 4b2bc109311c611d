/** Which targets of an earlier call are run again, and from where: what a resume goes on with, what a retry begins anew. Pure. */
import type { CallSpec, CallSummary, Target, TargetOutcome, TargetRef } from '../../shared/call'
import { targetKey } from '../../shared/call'
import { AppError, toWire } from '../../shared/errors'
import { endedBy } from '../../shared/outcomeWords'
import { say } from '../../shared/words'
import type { Beginning } from './targetRun'

/** Stops of a list that had ended by itself: to ask on would bring nothing. */
const listEnds = new Set<TargetOutcome['stop']>(['allRows', 'shortPage', 'emptyPage', 'emptyCursor', 'singlePage', 'repeatedCursor'])

const anewMove = say`Run the call anew where newer rows are wanted.`

/** Targets that a resume goes on with: those that have no end of their own. @throws AppError `input` where there are none. */
export function unfinishedTargets({ callId, targets }: CallSummary): TargetOutcome[] {
  const chosen = targets.filter(({ complete, stop }) => !complete && (stop === undefined || stop === 'cancelled'))
  if (chosen.length > 0) return chosen
  const incomplete = targets.filter(({ complete }) => !complete).length
  throw new AppError('input', say`Every target of call ${callId} has ended.`, {
    next: incomplete === 0 ? anewMove : incomplete === 1 ? say`1 of them is not complete: retry it.` : say`${incomplete} of them are not complete: retry them.`,
    about: { field: 'callId' },
  })
}

/** Targets of a retry: those that are not complete, or the named ones among them. @throws AppError `input` where a named target is not of the call or complete already. */
export function failedTargets({ callId, targets }: CallSummary, named: readonly TargetRef[] | undefined): TargetOutcome[] {
  const byKey = new Map(targets.map((outcome) => [targetKey(outcome), outcome]))
  const chosen = named === undefined ? targets.filter(({ complete }) => !complete) : named.map((one) => byKey.get(targetKey(one)) ?? targetKey(one))
  for (const one of chosen) {
    const isKnown = typeof one !== 'string'
    if (isKnown && !one.complete) continue
    throw new AppError('input', isKnown ? say`${targetKey(one)} of call ${callId} is complete.` : say`Call ${callId} has no target ${one}.`, { next: say`Retry targets that are not complete.`, about: { field: 'targets' } })
  }
  if (chosen.length === 0) throw new AppError('input', say`Every target of call ${callId} is complete.`, { next: anewMove, about: { field: 'callId' } })
  return [...new Set(chosen)].filter((one) => typeof one !== 'string')
}

/** A list that ended and proved wrong is read once more; anything else goes on behind its last page. */
export const beginningOf = ({ stop, pages }: TargetOutcome): Beginning => (pages === 0 ? 'new' : listEnds.has(stop) ? 'anew' : 'goOn')

/** The outcome before the target runs again: what it has stays, how it ended goes. */
export function reopened(outcome: TargetOutcome): TargetOutcome {
  const kept: TargetOutcome = { ...outcome, status: 'waiting', complete: false }
  for (const ending of ['reason', 'reasonSaid', 'stop', 'error', 'findings', 'throttledUntil'] as const) delete kept[ending]
  return kept
}

/** The target of an outcome. */
export const targetOf = ({ accountId, accountName, regionId, rowNumber, rowValues }: TargetOutcome): Target => ({
  accountId,
  ...(accountName === undefined ? {} : { accountName }),
  regionId,
  ...(rowNumber === undefined ? {} : { rowNumber }),
  ...(rowValues === undefined ? {} : { rowValues }),
})

/** The spec narrowed to some targets; one over rows is told its targets themselves. Regions that the call did not name stay unnamed: naming them would change its parameters. */
export function narrowed(spec: CallSpec, chosen: readonly TargetRef[]): CallSpec {
  if (spec.over !== undefined) return spec
  const unique = (values: string[]): string[] => [...new Set(values)]
  return {
    ...spec,
    ...(spec.accounts === 'self' ? {} : { accounts: unique(chosen.map(({ accountId }) => accountId)) }),
    ...(spec.regions === undefined ? {} : { regions: unique(chosen.map(({ regionId }) => regionId)) }),
  }
}

/** A change that was sent and whose answer is not known: it is sent again only where its ClientToken makes two requests one. */
export const isDoubtful = ({ requests, clientToken, stop }: TargetOutcome): boolean => requests > 0 && clientToken === undefined && (stop === undefined || stop === 'cancelled')

export const doubtfulEnd: Partial<TargetOutcome> = {
  status: 'failed',
  stop: 'error',
  ...endedBy(say`incomplete: the request was sent and its answer is not known, so it is not sent again by itself`),
  error: toWire(new AppError('network', say`The request was sent and its answer is not known.`, { next: say`Look at what it was to change, then retry this target if it did not.`, about: { code: 'AnswerUnknown' } })),
}
