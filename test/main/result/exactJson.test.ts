import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isExactNumber, isPlain, parseExact, scalarText } from '../../../main/result/exactJson'

const numberText = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.bigInt().map(String),
  fc.stringMatching(/^-?(0|[1-9]\d{0,30})(\.\d{1,30})?([eE][+-]?\d{1,3})?$/),
)
/** JSON text whose numbers are spelled in every allowed way, with `__proto__` and other odd keys. */
const anyKey = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', '', 'a.b'))
const { jsonText } = fc.letrec<{ jsonText: string }>((tie) => ({
  jsonText: fc.oneof(
    { maxDepth: 4 },
    numberText,
    fc.string().map((text) => JSON.stringify(text)),
    fc.constantFrom('null', 'true', 'false'),
    fc.array(tie('jsonText'), { maxLength: 4 }).map((items) => `[${items.join(' ,')}]`),
    fc.array(fc.tuple(anyKey, tie('jsonText')), { maxLength: 4 }).map((items) => `{${items.map(([key, value]) => `${JSON.stringify(key)}: ${value}`).join(',')}}`),
  ),
}))

/** The same tree with plain numbers, as JSON.parse makes it. */
function asPlain(value: unknown): unknown {
  if (isExactNumber(value)) return Number(scalarText(value))
  if (Array.isArray(value)) return value.map(asPlain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asPlain(item)]))
}

describe('the exact JSON parser', () => {
  it('keeps every digit of every number', () => {
    fc.assert(
      fc.property(numberText, (written) => {
        expect(scalarText(parseExact(written))).toBe(written)
        expect(scalarText((parseExact(`{"a":[1, ${written}]}`) as { a: unknown[] }).a[1])).toBe(written)
      }),
      { numRuns: 3000 },
    )
  })

  it('takes the fast way only where JSON.parse keeps every digit', () => {
    fc.assert(
      fc.property(numberText, (written) => {
        if (isPlain(`{"a":${written}}`)) expect(String(JSON.parse(written))).toBe(written)
      }),
      { numRuns: 5000 },
    )
  })

  it('is not slowed down by addresses and times in texts', () => {
    expect(isPlain('{"Ip":"10.0.0.10","At":"2024-05-01T10:00:00Z","Uid":"1203456789012345","N":12.5}')).toBe(true)
  })

  it('makes the same tree as JSON.parse, odd keys included', () => {
    fc.assert(
      fc.property(jsonText, (text) => {
        const exact = parseExact(text)
        expect(asPlain(exact)).toEqual(JSON.parse(text))
      }),
      { numRuns: 1500 },
    )
  })

  it.each(['{"__proto__":{"isAdmin":true}}', '{"__proto__":{"isAdmin":true,"n":9007199254740993}}', '{"n":0.10,"\\u005f_pr\\u006fto__":{"isAdmin":true}}'])('gives no object a prototype of its own: %s', (text) => {
    const parsed = parseExact(text) as object
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype)
    expect('isAdmin' in parsed).toBe(false)
    expect(Object.hasOwn(parsed, '__proto__')).toBe(true)
  })

  it.each(['', '<html>502</html>', '{"a":', '{"a":1}x', '9007199254740993x'])('says that %j is not JSON', (text) => {
    expect(() => parseExact(text)).toThrow(expect.objectContaining({ kind: 'network', about: { code: 'MalformedAnswer' } }))
  })
})
