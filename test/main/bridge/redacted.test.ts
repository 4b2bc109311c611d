/** What goes to the window of an error holds no secret, in whichever form it is told. */
import { expect, it } from 'vitest'
import { redacted, redactedDiscard, redactedProgress, redactedTargets } from '../../../main/bridge/redacted'
import type { CallProgress, TargetOutcome } from '../../../shared/call'
import { AppError, toWire } from '../../../shared/errors'
import { endedBy } from '../../../shared/outcomeWords'
import { createRedactor } from '../../../shared/redact'
import { say } from '../../../shared/words'

const secret = 'Zq8vK2mN4pR6sT1wXy3bD5fG7hJ9kL'
const redactor = createRedactor()
redactor.learn(secret)

it('masks a secret in the words of an error, in the values of its sentences and in sentences within them', () => {
  const error = toWire(new AppError('input', say`The value ${secret} ${say`has ${secret} in it`}.`, { next: say`Change ${secret}.` }))
  expect(JSON.stringify(error)).toContain(secret)
  const clean = redacted(error, redactor)
  expect(JSON.stringify(clean)).not.toContain(secret)
  expect(clean.says?.message?.id).toBe('The value {0} {1}.')
})

it('masks a secret in how a target ended, while it runs and when its call is opened', () => {
  const error = new AppError('refused', `No ${secret}.`, { next: say`Change ${secret}.` })
  const outcome: TargetOutcome = { accountId: '1203456789012345', regionId: 'cn-hangzhou', status: 'refused', complete: false, rows: 0, pages: 0, requests: 1, duplicates: 0, requestIds: [], elapsedMs: 0, ...endedBy(say`incomplete: ${say`${'0'} rows`}. ${error.message}`), error: toWire(error) }
  const progress = { changed: [outcome] } as unknown as CallProgress
  for (const told of [redactedProgress(progress, redactor).changed[0], redactedTargets([outcome], redactor)[0]]) {
    expect(JSON.stringify(told)).not.toContain(secret)
    expect(told).toMatchObject({ reasonSaid: { id: 'incomplete: {0}. {1}' }, error: { says: { next: { id: 'Change {0}.' } } } })
  }
  expect(JSON.stringify(outcome)).toContain(secret)
})

it('masks a secret in why a call could not be deleted', () => {
  const change = { done: [], failed: [{ callId: '20261122T194530-k3f9', error: toWire(new AppError('storage', say`The file ${secret} is held.`)) }] }
  expect(JSON.stringify(redactedDiscard(change, redactor))).not.toContain(secret)
  expect(redactedDiscard(change, redactor)).toMatchObject({ done: [], failed: [{ callId: '20261122T194530-k3f9', error: { kind: 'storage' } }] })
})
