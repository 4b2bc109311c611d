/** Whatever the window sends: an ask's input is taken or refused, and nothing outside it changes. An input that hangs ends in the time limit of its test. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkInput } from '../../../main/bridge/input'
import { asks, type AskName } from '../../../shared/bridge'
import { AppError } from '../../../shared/errors'

const names = Object.keys(asks) as AskName[]
/** The names of the fields that a schema asks for, so that the values behind them are reached. */
function fieldsOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  if ('entries' in schema && typeof schema.entries === 'object' && schema.entries !== null) return Object.keys(schema.entries)
  if ('wrapped' in schema) return fieldsOf(schema.wrapped)
  return []
}

const dangerous = fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', '', '../../etc/passwd', '${row.__proto__}', '$[?(@.constructor)]', `${'a'.repeat(50_000)}!`, '((a+)+)+$', '\u0000', '\ud800')
const leaf = fc.oneof(dangerous, fc.string(), fc.double(), fc.integer(), fc.boolean(), fc.constant(null), fc.constant(undefined), fc.bigInt())
const value = fc.letrec<{ any: unknown }>((tie) => ({ any: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('any'), { maxLength: 5 }), fc.dictionary(fc.oneof(dangerous, fc.string()), tie('any'), { maxKeys: 5 })) })).any

/** `__proto__` as a key of its own, as JSON and structured clones can carry it. */
const withOwnProto = (input: unknown): unknown => (typeof input === 'object' && input !== null && !Array.isArray(input) ? Object.defineProperty({ ...input }, '__proto__', { value: { isPolluted: true }, enumerable: true, configurable: true }) : input)

describe('the input of every ask', () => {
  it.each(names)('%s is taken or refused as input, and changes no prototype', (name) => {
    const fields = fieldsOf(asks[name].input)
    const shaped = fc.record(Object.fromEntries(fields.map((field) => [field, value])), { requiredKeys: [] })
    fc.assert(
      fc.property(fc.oneof(value, shaped, shaped.map(withOwnProto)), (input) => {
        try {
          checkInput(name, input)
        } catch (thrown) {
          if (!(thrown instanceof AppError) || thrown.kind !== 'input') throw thrown
        }
        expect(({} as { isPolluted?: boolean }).isPolluted).toBeUndefined()
      }),
      { numRuns: 150 },
    )
  })

  it('of a nesting without an end is refused, not followed', () => {
    let deep: unknown = 1
    for (let level = 0; level < 100_000; level += 1) deep = { parameters: deep }
    for (const name of names) {
      const fields = fieldsOf(asks[name].input)
      if (fields.length > 0) expect(() => checkInput(name, Object.fromEntries(fields.map((field) => [field, deep])))).toThrow(expect.objectContaining({ kind: 'input' }))
    }
  })
})
