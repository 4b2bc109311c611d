/** The call file: what is read, what is refused and where, and that writing loses nothing. */
import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { readCallFile, writeCallFile } from '../../../main/call/callFile'
import { CallSpec } from '../../../shared/call'
import { AppError } from '../../../shared/errors'

const head = ['rolecall: 1', 'product: Ecs', 'version: "2014-05-26"', 'operation: DescribeInstances', 'profile: ops']
const file = (...lines: string[]): string => [...head, ...lines].join('\n')

function refusal(text: string): AppError {
  try {
    readCallFile(text)
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown
    throw thrown
  }
  throw new Error('The file was accepted.')
}

describe('a call file', () => {
  it('is read with its defaults filled in', () => {
    expect(readCallFile(file())).toEqual({
      rolecall: 1,
      product: 'Ecs',
      version: '2014-05-26',
      operation: 'DescribeInstances',
      profile: 'ops',
      accounts: 'self',
      endpoint: 'recommended',
      parameters: {},
    })
  })

  it('keeps whole numbers past 2^53 as bigint and smaller ones as numbers', () => {
    const { parameters } = readCallFile(file('parameters:', '  Big: 18446744073709551615', '  Small: 9007199254740991', '  Text: "18446744073709551615"'))
    expect(parameters).toEqual({ Big: 18446744073709551615n, Small: 9007199254740991, Text: '18446744073709551615' })
  })

  it('reads an expression as text, quoted or not', () => {
    expect(readCallFile(file('parameters:', '  RegionId: ${region}', '  Ids: ["${account.id}"]')).parameters).toEqual({ RegionId: '${region}', Ids: ['${account.id}'] })
  })

  it.each<[string, string, string, number]>([
    ['an unknown key', file('acounts: all'), 'acounts', 6],
    ['an unknown nested key', file('pagination:', '  pageNum: 2'), 'pagination.pageNum', 7],
    ['a 15-digit UID', file('accounts: ["120345678901234"]'), 'accounts[0]', 6],
    ['a malformed JSONPath', file('pagination:', '  totalCountPath: $..TotalCount'), 'pagination.totalCountPath', 7],
    ['a filter in the path of the rows', file('rows: .a[?(@.b)]'), 'rows', 6],
    ['a role name with a space', file('role: my role'), 'role', 6],
    ['a region that is not one', file('regions: [Hangzhou]'), 'regions[0]', 6],
    ['a key that stands twice', file('parameters:', '  A: 1', '  A: 2'), 'parameters.A', 8],
    ['a number that would lose digits', file('parameters:', '  A: 0.12345678901234567890'), 'parameters.A', 7],
    ['a number too large to hold', file('parameters:', '  A: 1e400'), 'parameters.A', 7],
    ['a key that would reach a prototype', file('parameters:', '  __proto__: { a: 1 }'), '__proto__', 7],
    ['a tag of another language', file('name: !!js/function "x"'), 'name', 6],
  ])('refuses %s and names the field and the line', (_what, text, field, line) => {
    const error = refusal(text)
    expect(error.kind).toBe('input')
    expect(error.about.field).toBe(field)
    expect(error.message).toContain(`line ${line}: ${field}`)
  })

  it.each(['2014-05-26', '2014', '20140526'])('says that the version %s stands in quotes', (version) => {
    const error = refusal(file().replace('"2014-05-26"', version))
    expect(error.about.field).toBe('version')
    expect(error.message).toContain('Put the version in quotes: "2014-05-26".'.replace('2014-05-26', version === '2014-05-26' ? version : '2014-05-26'))
  })

  it('names every problem in the message, the first by line in about.field', () => {
    const error = refusal(file('role: my role', 'accounts: ["1"]', 'nonsense: 1'))
    expect(error.about.field).toBe('role')
    for (const field of ['role', 'accounts[0]', 'nonsense']) expect(error.message).toContain(`${field}: `)
  })

  it('names a missing key', () => {
    expect(refusal(file().replace('profile: ops', '')).about.field).toBe('profile')
  })

  it('refuses aliases that would fill the memory', () => {
    const levels = Array.from({ length: 9 }, (_, level) => `  l${level}: &l${level} [${Array.from({ length: 9 }, () => (level === 0 ? 'x' : `*l${level - 1}`)).join(', ')}]`)
    expect(refusal(file('parameters:', ...levels)).message).toContain('aliases repeat too often')
  })

  it('refuses nesting that would exhaust the stack', () => {
    expect(refusal(file(`parameters: { a: ${'['.repeat(50_000)}${']'.repeat(50_000)} }`)).kind).toBe('input')
  })

  it.each([['nothing', ''], ['a list', '- a'], ['a second document', `${file()}\n---\na: 1`], ['broken YAML', 'a: [']])('refuses %s as input', (_what, text) => {
    expect(refusal(text).kind).toBe('input')
  })
})

describe('a written call file', () => {
  it('puts versions and UIDs in quotes and large numbers without, keys in one order', () => {
    const spec = v.parse(CallSpec, { ...readCallFile(file()), accounts: ['1203456789012345'], parameters: { Big: 18446744073709551615n, Word: 'yes' }, name: 'x' })
    expect(writeCallFile(spec).split('\n')).toEqual([
      'rolecall: 1',
      'name: x',
      'product: Ecs',
      'version: "2014-05-26"',
      'operation: DescribeInstances',
      'profile: ops',
      'accounts: ["1203456789012345"]',
      'endpoint: recommended',
      'parameters:',
      '  Big: 18446744073709551615',
      '  Word: "yes"',
      '',
    ])
  })

  it('is read back equal whatever it holds', () => {
    const name = fc.string({ unit: fc.constantFrom(...'abcXYZ019_.-'), minLength: 1, maxLength: 8 }).filter((text) => text !== '__proto__')
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.string({ unit: 'binary' }),
        fc.constantFrom('yes', 'null', '0x10', '1e3', '2014-05-26', '0.10', '~', '', ' a ', 'a: b', '# c', '${region}', '$${x}', "it's", '"', 'a\nb\n\n', '\t', '- x', '&a', '*a', '!b', '%c', '@d', '`e'),
        fc.maxSafeInteger(),
        fc.bigInt().filter((number) => !Number.isSafeInteger(Number(number))),
        fc.integer({ min: -1_000_000, max: 1_000_000 }).map((number) => number / 64),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }),
      ),
    }))
    fc.assert(
      fc.property(fc.dictionary(name, value, { maxKeys: 5, noNullPrototype: true }), fc.string({ maxLength: 40 }), (parameters, title) => {
        const spec = v.parse(CallSpec, { rolecall: 1, name: title, product: 'Ecs', version: '2014-05-26', operation: 'X', profile: 'ops', accounts: ['1203456789012345'], pagination: { maxRequests: 7 }, parameters })
        expect(readCallFile(writeCallFile(spec))).toEqual(spec)
      }),
      { numRuns: 300 },
    )
  })
})
