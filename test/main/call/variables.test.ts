/** Variables become plain text of a call, and nothing more. */
import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { resolveValue } from '../../../main/call/expressions'
import { fillVariables } from '../../../main/call/variables'
import { CallSpec } from '../../../shared/call'
import { usesVariables } from '../../../shared/lookUps'

const spec = (parameters: CallSpec['parameters']): CallSpec => v.parse(CallSpec, { rolecall: 1, product: 'Ecs', version: '2014-05-26', operation: 'X', profile: 'ops', parameters })
const scope = { profile: { name: 'ops' }, region: 'cn-hangzhou', operator: 'me', now: new Date(0), env: {} }

describe('a variable of an environment', () => {
  it('is filled in at any depth; numbers, keys and other look-ups stay', () => {
    const filled = fillVariables(spec({ A: [{ B: 'x-${env.V}-${region}' }], N: 12345678901234567890n, L: '$${env.V}' }), () => '1')
    expect(filled.parameters).toEqual({ A: [{ B: 'x-1-${region}' }], N: 12345678901234567890n, L: '$${env.V}' })
  })

  it('stands as it stood where nobody knows it', () => {
    expect(fillVariables(spec({ A: '${env.V}' }), () => undefined).parameters).toEqual({ A: '${env.V}' })
  })

  it('comes out as its own characters, whatever they are and whatever stands around', () => {
    const piece = fc.string({ unit: fc.constantFrom('$', '{', '}', 'region', 'env.V', 'a'), maxLength: 8 })
    const around = fc.constantFrom('', '{region}', '{', '}', 'x', '$')
    fc.assert(
      fc.property(piece, around, (value, behind) => {
        const filled = fillVariables(spec({ A: `\${env.V}${behind}` }), () => value)
        expect(resolveValue(filled.parameters['A'] ?? null, scope, 'A')).toBe(`${value}${behind}`)
      }),
    )
  })

  it('is asked for with the field that names it', () => {
    const fields: string[] = []
    fillVariables({ ...spec({ Tag: [{ Key: '${env.A}' }] }), endpoint: '${env.B}', session: { name: '${env.C}' } }, (variable, field) => {
      fields.push(`${variable} ${field}`)
      return undefined
    })
    expect(fields.sort()).toEqual(['A parameters.Tag[0].Key', 'B endpoint', 'C session.name'])
  })

  it('is seen where a call uses one, and only there', () => {
    expect(usesVariables(spec({ A: 'x${env.V}' }))).toBe(true)
    expect(usesVariables(spec({ A: '$${env.V} ${region}' }))).toBe(false)
  })
})
