import { describe, expect, it } from 'vitest'
import { createCodec } from '../../../main/host/codec'

const { encode, decode } = createCodec({
  toText: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
  toBytes: (text) => new Uint8Array(Buffer.from(text, 'base64')),
})
const carried = (value: unknown): unknown => decode(encode(value))

describe('the text form of structured clone', () => {
  it.each([
    ['plain JSON', { a: [1, 'two', null, true, { b: {} }] }],
    ['numbers JSON has no word for', [NaN, Infinity, -Infinity, -0]],
    ['undefined in objects and lists', { a: undefined, b: [undefined] }],
    ['bigints past 2^64', 18446744073709551615n],
    ['dates, also invalid ones', [new Date(0), new Date(NaN)]],
    ['maps and sets in each other', new Map<unknown, unknown>([[{ a: 1n }, new Set(['x', new Map()])]])],
    ['bytes', new Uint8Array([0, 1, 254, 255])],
    ['other views', new BigInt64Array([-1n, 2n])],
    ['regular expressions', /a\/b/giu],
    ['objects that use the mark as a key', { $: ['date', 5], inner: { $: 1 } }],
    ['line separators and lone surrogates', '\u2028\u2029\ud800'],
  ])('carries %s', (_name, value) => expect(carried(value)).toEqual(value))

  it('keeps a field named __proto__ a field', () => {
    const value = carried(JSON.parse('{"__proto__": {"isAdmin": true}, "n": {"$": 1}}')) as Record<string, unknown>
    expect(Object.keys(value)).toContain('__proto__')
    expect('isAdmin' in value).toBe(false)
  })

  it('keeps the bytes of a view that covers a part of its buffer, and no more', () => {
    const view = new Uint8Array([9, 1, 2, 9]).subarray(1, 3)
    expect(carried(view)).toEqual(new Uint8Array([1, 2]))
    expect((carried(view) as Uint8Array).byteLength).toBe(2)
  })

  it('keeps name and message of an error', () => {
    const error = carried(new RangeError('too far')) as Error
    expect([error instanceof Error, error.name, error.message]).toEqual([true, 'RangeError', 'too far'])
  })

  const endless: Record<string, unknown> = {}
  endless['self'] = endless
  it.each([
    ['a function', { f: () => 1 }],
    ['a symbol', [Symbol('s')]],
    ['a promise', Promise.resolve()],
    ['an object that contains itself', endless],
  ])('refuses %s', (_name, value) => expect(() => encode(value)).toThrow('could not be cloned'))
})
