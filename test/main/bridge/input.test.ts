import { describe, expect, it } from 'vitest'
import { checkInput } from '../../../main/bridge/input'

describe('the input of an ask', () => {
  it('passes when it fits the contract', () => {
    expect(checkInput('profile.verify', { name: 'ops' })).toEqual({ name: 'ops' })
  })

  it.each([
    ['extra', { name: 'ops', extra: 1 }],
    ['name', { name: '../../etc' }],
    ['name', {}],
  ])('is refused at the field %s', (field, input) => {
    expect(() => checkInput('profile.verify', input)).toThrow(expect.objectContaining({ kind: 'input', about: { field } }))
  })

  it.each([[undefined], [null], ['text'], [7]])('is refused when it is %s', (input) => {
    expect(() => checkInput('app.state', input)).toThrow(expect.objectContaining({ kind: 'input' }))
  })
})
