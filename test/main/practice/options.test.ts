import { describe, expect, it } from 'vitest'
import { AppError } from '../../../shared/errors'
import { checkKnobs } from '../../../main/practice/options'
import type { Fault, PracticeOptions } from '../../../main/practice/practice'

describe('the knobs', () => {
  it('have the documented standards', () => {
    expect(checkKnobs({})).toEqual({ port: 0, seed: 1, scale: 120, latencyMs: 0, throttle: 0, members: 12, skewSeconds: 0, faults: [] })
  })

  it.each<[string, PracticeOptions]>([
    ['port', { port: 70_000 }],
    ['seed', { seed: 1.5 }],
    ['scale', { scale: -1 }],
    ['latencyMs', { latencyMs: NaN }],
    ['throttle', { throttle: Infinity }],
    ['skewSeconds', { skewSeconds: 86_401 }],
    ['faults', { faults: ['reset', 'flood' as Fault] }],
  ])('refuse a wrong %s by name', (field, options) => {
    let refusal: unknown
    try {
      checkKnobs(options)
    } catch (thrown) {
      refusal = thrown
    }
    expect(refusal).toBeInstanceOf(AppError)
    expect(refusal).toMatchObject({ kind: 'input', about: { field } })
  })
})
