/** The form, its YAML view and the wire hold the same values: whatever is typed comes back from YAML and goes out the same. */
import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { readCallFile, writeCallFile } from '../../main/call/callFile'
import { buildRequest } from '../../main/wire/request'
import { emptyDraft, fromSpec, restoreDraft, toSpec, toStorable, type Draft } from '../../renderer/call/draft'
import { CallSpec, type ParameterValue } from '../../shared/call'

const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,12}$/)
/** Text as people type it, with what YAML would like to read as something else. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }).filter((typed) => !typed.includes('${')),
  fc.constantFrom('yes', 'null', '~', '0.10', '1e400', '18446744073709551615', '2026-11-22', '- a', '# no comment', 'a: b', '"', "'", ' padded ', 'two\nlines', '=1+1', '{}'),
)
const scalar = fc.oneof(text, fc.boolean(), fc.integer(), fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n }))
const { value } = fc.letrec<{ value: ParameterValue }>((tie) => ({
  value: fc.oneof({ maxDepth: 4, withCrossShrink: true }, scalar, fc.array(tie('value'), { maxLength: 4 }), fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true })),
}))
const parameters = fc.dictionary(name, value, { maxKeys: 6, noNullPrototype: true })

const drafted = (values: Draft['parameters']): Draft => ({ ...emptyDraft(), product: 'Ecs', version: '2014-05-26', operation: 'DescribeInstances', regions: ['cn-hangzhou'], parameters: values })
const spec = (draft: Draft): CallSpec => v.parse(CallSpec, toSpec(draft, 'ops'))
const wire = (values: CallSpec['parameters']) => buildRequest({ product: 'X', version: '2020-01-01', operation: 'ListThings', known: undefined, request: { style: 'RPC' }, parameters: values, endpoint: 'x.aliyuncs.com' })

describe('the values of a form', () => {
  it('come back from the YAML view as they were typed', () => {
    fc.assert(
      fc.property(parameters, (values) => {
        expect(fromSpec(readCallFile(writeCallFile(spec(drafted(values))))).parameters).toEqual(values)
      }),
      { numRuns: 300 },
    )
  })

  it('go out on the wire the same from the form and from its YAML', () => {
    fc.assert(
      fc.property(parameters, (values) => {
        expect(wire(readCallFile(writeCallFile(spec(drafted(values)))).parameters)).toEqual(wire(spec(drafted(values)).parameters))
      }),
      { numRuns: 300 },
    )
  })

  it('come back after a restart with every digit', () => {
    fc.assert(
      fc.property(parameters, (values) => {
        expect(restoreDraft(JSON.parse(JSON.stringify(toStorable(drafted(values))))).parameters).toEqual(values)
      }),
    )
  })
})
