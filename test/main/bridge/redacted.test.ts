/** What goes to the window of an error holds no secret, in whichever form it is told. */
import { expect, it } from 'vitest'
import { redacted } from '../../../main/bridge/redacted'
import { AppError, toWire } from '../../../shared/errors'
import { createRedactor } from '../../../shared/redact'
import { say } from '../../../shared/words'

it('masks a secret in the words of an error, in the values of its sentences and in sentences within them', () => {
  const secret = 'Zq8vK2mN4pR6sT1wXy3bD5fG7hJ9kL'
  const redactor = createRedactor()
  redactor.learn(secret)
  const error = toWire(new AppError('input', say`The value ${secret} ${say`has ${secret} in it`}.`, { next: say`Change ${secret}.` }))
  expect(JSON.stringify(error)).toContain(secret)
  const clean = redacted(error, redactor)
  expect(JSON.stringify(clean)).not.toContain(secret)
  expect(clean.says?.message?.id).toBe('The value {0} {1}.')
})
