/** How a target ended, for files that are read anywhere. */
import { expect, it } from 'vitest'
import type { TargetOutcome } from '../../shared/call'
import { AppError, toWire } from '../../shared/errors'
import { endedBy, inEnglish } from '../../shared/outcomeWords'
import { say } from '../../shared/words'

const base: TargetOutcome = { accountId: '1203456789012345', regionId: 'cn-hangzhou', status: 'refused', complete: false, rows: 0, pages: 0, requests: 1, duplicates: 0, requestIds: [], elapsedMs: 0 }

it('an outcome in English has no sentence beside its text and leaves the other as it is', () => {
  const outcome: TargetOutcome = { ...base, ...endedBy(say`incomplete: ${'0'} rows`), error: toWire(new AppError('role', say`No role ${'ops'}.`, { about: { code: 'X' } })) }
  expect(inEnglish(outcome)).toEqual({ ...base, reason: 'incomplete: 0 rows', error: { kind: 'role', message: 'No role ops.', about: { code: 'X' } } })
  expect(outcome.error?.says?.message?.values).toEqual(['ops'])
  expect(outcome.reasonSaid).toBeDefined()
})

it('words from elsewhere end a target without a sentence', () => {
  expect(endedBy('You are not authorized.')).toEqual({ reason: 'You are not authorized.' })
})
