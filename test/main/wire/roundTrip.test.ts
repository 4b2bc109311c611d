/** Values of a form, sent over real HTTP and read back by decoders written apart from the code under test. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildRequest } from '../../../main/wire/request'
import { createSend } from '../../../main/wire/send'
import type { ParameterValue } from '../../../shared/call'
import type { Operation, Parameter, Schema } from '../../../shared/catalog'
import { startLocalServer, type LocalServer, type Recorded } from '../../doubles/localServer'

let server: LocalServer
beforeAll(async () => {
  server = await startLocalServer()
})
afterAll(() => server.close())

const send = createSend()
const runs = { numRuns: 100 }

/** What a server receives for these values. */
async function sent(known: Partial<Operation>, parameters: Record<string, ParameterValue>): Promise<Recorded> {
  const operation: Operation = { product: 'P', version: '1', name: 'O', style: 'RPC', method: 'POST', path: '/', requestBody: 'none', responseBody: 'json', auth: 'AK', kind: 'read', parameters: [], source: 'overlay', docUrl: '', ...known }
  server.requests.length = 0
  await send(buildRequest({ product: 'P', version: '1', operation: 'O', known: operation, parameters, endpoint: server.address }), {
    credential: { accessKeyId: 'LTAI5tTestKey0001', accessKeySecret: 'a-secret-of-the-test-0001' },
    signal: new AbortController().signal,
  })
  return server.requests[0] ?? expect.unreachable('nothing arrived')
}

const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('', ' ', '\u0000', '9007199254740993', '007', 'true', 'null', '__proto__', '😀&=+%20'))
const digits = fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }), fc.constantFrom(18446744073709551615n, 9007199254740993n))
const plainKey = fc.oneof(fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,8}$/), fc.constantFrom('__proto__', 'constructor', 'toString', '1'))
const anyKey = fc.oneof(text, plainKey)
/** `Object.fromEntries` makes even `__proto__` a key like any other. */
const mapOf = <T>(key: fc.Arbitrary<string>, value: fc.Arbitrary<T>, least = 0): fc.Arbitrary<Record<string, T>> =>
  fc.uniqueArray(fc.tuple(key, value), { minLength: least, maxLength: 4, selector: ([name]) => name }).map((pairs) => Object.fromEntries(pairs))
const anyValue = (key: fc.Arbitrary<string>): fc.Arbitrary<ParameterValue> =>
  fc.letrec<{ value: ParameterValue }>((tie) => ({
    value: fc.oneof({ maxDepth: 5 }, text, digits, fc.boolean(), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(null), fc.array(tie('value'), { maxLength: 4 }), mapOf(key, tie('value'))),
  })).value

/** A tree without prototypes, so that no key can hide: leaves are text, branches are maps by key. */
type Tree = string | Map<string, Tree>

/** From `A.1.B=text`, as a server reads flat fields. */
function unflatten(fields: [string, string][]): Tree {
  const root = new Map<string, Tree>()
  for (const [key, leaf] of fields) {
    const steps = key.split('.')
    let at = root
    for (const step of steps.slice(0, -1)) {
      const next = at.get(step)
      const branch = next instanceof Map ? next : new Map<string, Tree>()
      at.set(step, branch)
      at = branch
    }
    at.set(steps.at(-1) ?? '', leaf)
  }
  return root
}

/** What flat fields can say of a value: lists count from 1, all leaves are text; nulls, empty lists and empty maps are not there. */
function flatTree(value: ParameterValue): Tree | undefined {
  if (value === null) return undefined
  if (typeof value !== 'object') return String(value)
  const entries = Array.isArray(value) ? value.map((item, index): [string, ParameterValue] => [String(index + 1), item]) : Object.entries(value)
  const kept = entries.map(([key, item]) => [key, flatTree(item)] as const).filter((pair): pair is [string, Tree] => pair[1] !== undefined)
  return kept.length === 0 ? undefined : new Map(kept)
}

const numberMark = '\u0000number'
/** JSON with each number as its digits and each object as a map. */
function readJson(body: string): unknown {
  const marked = body.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) => (token.startsWith('"') ? token : JSON.stringify({ [numberMark]: token })))
  return mapped(JSON.parse(marked))
}
function mapped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(mapped)
  if (typeof value !== 'object' || value === null) return value
  return Object.hasOwn(value, numberMark) ? Symbol.for((value as Record<string, string>)[numberMark] ?? '') : new Map(Object.entries(value).map(([key, item]) => [key, mapped(item)]))
}
/** The same shape of a value nobody gave a schema for: numbers as symbols of their digits. */
function jsonTree(value: ParameterValue): unknown {
  if (typeof value === 'bigint' || typeof value === 'number') return Symbol.for(String(value))
  if (Array.isArray(value)) return value.map(jsonTree)
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value).map(([key, item]) => [key, jsonTree(item)])) : value
}

const parameter = (change: Partial<Parameter>): Parameter => ({ name: 'P', type: 'any', position: 'query', ...change })

describe('what arrives of a form’s values', () => {
  it('is the same in flat query keys', async () => {
    await fc.assert(
      fc.asyncProperty(anyValue(plainKey), async (value) => {
        const { query, body } = await sent({ parameters: [parameter({ serialisation: 'flat' })] }, { P: value })
        expect(unflatten(Object.entries(query))).toEqual(flatTree({ P: value }) ?? new Map())
        expect(body).toBe('')
      }),
      runs,
    )
  })

  it('is the same in the fields of a form, whatever the keys', async () => {
    const key = anyKey.filter((name) => !name.includes('.'))
    await fc.assert(
      fc.asyncProperty(anyValue(key), async (value) => {
        const { query, body } = await sent({ requestBody: 'form', parameters: [parameter({ position: 'formData', serialisation: 'flat' })] }, { P: value })
        expect(unflatten([...new URLSearchParams(body)])).toEqual(flatTree({ P: value }) ?? new Map())
        expect(query).toEqual({})
      }),
      runs,
    )
  })

  it('is the same as JSON text in the query', async () => {
    const compound = fc.oneof(fc.array(anyValue(anyKey), { maxLength: 4 }), mapOf(anyKey, anyValue(anyKey)))
    await fc.assert(
      fc.asyncProperty(compound, async (value) => {
        const { query } = await sent({ parameters: [parameter({ serialisation: 'json' })] }, { P: value })
        expect(readJson(query.P ?? '')).toEqual(jsonTree(value))
      }),
      runs,
    )
  })

  it('is the same in a comma separated list', async () => {
    const items = fc.array(fc.oneof(text.filter((item) => !item.includes(',')), digits, fc.boolean()), { minLength: 1, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(items, async (value) => {
        const { query } = await sent({ parameters: [parameter({ serialisation: 'simple' })] }, { P: value })
        expect(query.P?.split(',')).toEqual(value.map(String))
      }),
      runs,
    )
  })

  it('is the same in a path and in plain query parameters of ROA', async () => {
    const part = text.filter((item) => item !== '' && item !== '.' && item !== '..')
    await fc.assert(
      fc.asyncProperty(part, fc.oneof(text, digits), async (id, value) => {
        const { path, query } = await sent({ style: 'ROA', method: 'GET', path: '/clusters/{id}/nodes', parameters: [parameter({ name: 'id', position: 'path' }), parameter({})] }, { id, P: value })
        expect(path.split('/').map(decodeURIComponent)).toEqual(['', 'clusters', id, 'nodes'])
        expect(query).toEqual({ P: String(value) })
      }),
      runs,
    )
  })

  it('is the same in the JSON body of ROA, member by member and as a whole', async () => {
    const roa = { style: 'ROA', path: '/clusters', requestBody: 'json' } as const
    await fc.assert(
      fc.asyncProperty(mapOf(anyKey, anyValue(anyKey), 1), async (values) => {
        const parameters = Object.keys(values).map((name) => parameter({ name, position: 'body', serialisation: 'nested' }))
        const members = await sent({ ...roa, parameters }, values)
        // At the top null means that nothing is given.
        const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))
        expect(members.body === '' ? new Map() : readJson(members.body)).toEqual(jsonTree(given))
        const whole = await sent({ ...roa, parameters: [parameter({ position: 'body', isWholeBody: true })] }, { P: values })
        expect(readJson(whole.body)).toEqual(jsonTree(values))
      }),
      runs,
    )
  })
})

/** A schema with a value as a form or YAML gives it, and what must arrive. */
interface Typed {
  schema: Schema
  value: ParameterValue
  arrives: unknown
}

const scalars: fc.Arbitrary<Typed>[] = [
  fc.oneof(text, digits, fc.boolean()).map((value) => ({ schema: { type: 'string' }, value, arrives: String(value) })),
  fc.tuple(digits, fc.boolean()).map(([value, isText]) => ({ schema: { type: 'long' }, value: isText ? String(value) : value, arrives: Symbol.for(String(value)) })),
  fc.tuple(fc.boolean(), fc.boolean()).map(([value, isText]) => ({ schema: { type: 'boolean' }, value: isText ? String(value) : value, arrives: value })),
]
const listOf = ({ schema, value, arrives }: Typed): Typed => ({ schema: { type: 'array', items: schema }, value: [value, value], arrives: [arrives, arrives] })
const mapWith = ({ schema, value, arrives }: Typed): Typed => ({
  schema: { type: 'map', items: schema },
  value: Object.fromEntries(['__proto__', 'ключ'].map((key) => [key, value])),
  arrives: new Map(['__proto__', 'ключ'].map((key) => [key, arrives])),
})
const objectOf = (fields: Record<string, Typed>): Typed => ({
  schema: { type: 'object', fields: Object.entries(fields).map(([name, { schema }]) => ({ name, ...schema })) },
  value: Object.fromEntries(Object.entries(fields).map(([name, { value }]) => [name, value])),
  arrives: new Map(Object.entries(fields).map(([name, { arrives }]) => [name, arrives])),
})
const { typed } = fc.letrec<{ typed: Typed }>((tie) => ({
  typed: fc.oneof({ maxDepth: 4 }, ...scalars, tie('typed').map(listOf), tie('typed').map(mapWith), mapOf(anyKey, tie('typed')).map(objectOf)),
}))

it('writes each value of a JSON body as its schema says, to any depth', async () => {
  await fc.assert(
    fc.asyncProperty(typed, async ({ schema, value, arrives }) => {
      const { body } = await sent({ style: 'ROA', path: '/clusters', requestBody: 'json', parameters: [{ ...schema, name: 'P', position: 'body', serialisation: 'nested' }] }, { P: value })
      expect(readJson(body)).toEqual(new Map([['P', arrives]]))
    }),
    runs,
  )
})
