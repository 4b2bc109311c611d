import { describe, expect, it } from 'vitest'
import { AppError, asAppError, fromWire, toWire, whoseMove } from '../../shared/errors'

describe('AppError', () => {
  it('crosses the bridge with kind, message, next and facts, and without cause or stack', () => {
    const error = new AppError('role', 'No such role.', { next: 'Create it.', about: { accountId: '1203456789012345', code: 'EntityNotExist.Role' }, cause: new Error('secret inside') })
    const wire = structuredClone(toWire(error))
    expect(JSON.stringify(wire)).not.toContain('secret inside')
    expect(fromWire(wire)).toMatchObject({ kind: 'role', message: 'No such role.', next: 'Create it.', about: { code: 'EntityNotExist.Role' } })
  })

  it('calls anything foreign a bug', () => {
    expect(asAppError('text')).toMatchObject({ kind: 'bug', message: 'text' })
    expect(asAppError(new TypeError('x'))).toMatchObject({ kind: 'bug' })
  })

  it('knows whose move each kind is', () => {
    expect((['role', 'throttled', 'cancelled', 'storage', 'bug'] as const).map((kind) => whoseMove({ kind, about: {} }))).toEqual(['operator', 'wait', 'nobody', 'us', 'us'])
  })

  it.each(['ENOSPC', 'ENOENT', 'EACCES', 'Locked'])('leaves what the operator can mend on this computer to the operator: %s', (code) => {
    expect(whoseMove({ kind: 'storage', about: { code } })).toBe('operator')
  })
})
