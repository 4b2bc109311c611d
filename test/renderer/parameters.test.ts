/** Form ⇄ parameters: digits, lists, groups, and the draft as a call file. */
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { emptyDraft, fromSpec, restoreDraft, toSpec, toStorable } from '../../renderer/call/draft'
import { detectedMode, pagingFields } from '../../renderer/call/pagingFields'
import { warningOf } from '../../renderer/call/limits'
import { blankOf, deepestPath, factsOf, fieldPath, groupFields, pagingNames, resolveSchema, searchFields, setAt, textOf, valueOf, widgetAt, type Values } from '../../renderer/call/parameters'
import { jsonText, parseJson, parseWritten, writtenText } from '../../renderer/kit/json'
import { CallSpec } from '../../shared/call'
import type { Field, Schema } from '../../shared/catalog'

describe('a typed text', () => {
  it('keeps every digit of a long past 2^53', () => {
    const value = valueOf({ type: 'long' }, '9007199254740993')
    expect(value).toBe(9007199254740993n)
    expect(textOf(value)).toBe('9007199254740993')
  })

  it.each([['0.10'], ['1e400'], ['-0'], ['007'], ['1.'], ['abc']])('stays text in a number field when a number would be written otherwise: %s', (text) => {
    expect(textOf(valueOf({ type: 'number' }, text))).toBe(text)
  })

  it('is a number, a boolean, an expression or nothing, by the type of its field', () => {
    expect(valueOf({ type: 'integer' }, ' 50 ')).toBe(50)
    expect(valueOf({ type: 'boolean' }, 'false')).toBe(false)
    expect(valueOf({ type: 'integer' }, '${env.SIZE}')).toBe('${env.SIZE}')
    expect(valueOf({ type: 'string' }, '50')).toBe('50')
    expect(valueOf({ type: 'string' }, '')).toBeUndefined()
  })

  it('warns about limits and never about an expression', () => {
    expect(warningOf({ type: 'integer', maximum: '100' }, 500)).toBe('maximum')
    expect(warningOf({ type: 'integer', minimum: '1' }, 0)).toBe('minimum')
    expect(warningOf({ type: 'integer' }, 'many')).toBe('digits')
    expect(warningOf({ type: 'string', maxLength: 2 }, 'abc')).toBe('length')
    expect(warningOf({ type: 'integer', maximum: '1' }, '${region}')).toBeUndefined()
  })
})

describe('nested values', () => {
  it('are set and removed by path without touching the original', () => {
    const before: Values = {}
    const after = setAt(before, ['Tag', 0, 'Key'], 'env')
    expect(after).toEqual({ Tag: [{ Key: 'env' }] })
    expect(before).toEqual({})
    const two = setAt(after, ['Tag', 1], { Key: 'team' })
    expect(setAt(two, ['Tag', 0], undefined)).toEqual({ Tag: [{ Key: 'team' }] })
    expect(setAt(two, ['Tag'], undefined)).toEqual({})
  })

  it('are named as errors name them', () => {
    expect(fieldPath(['Tag', 0, 'Key'])).toBe('parameters.Tag[0].Key')
  })
})

describe('the groups of a form', () => {
  const fields: Field[] = [{ name: 'A', type: 'string' }, { name: 'RegionId', type: 'string', required: 'yes' }, { name: 'B', type: 'string', doc: { en: 'About tags', zh: '标签' } }, { name: 'B', type: 'string' }, { name: 'Soft', type: 'string', required: 'doc' }]

  it('puts what the wire demands first, then what the documentation demands, then what is set, each name once', () => {
    const groups = groupFields(fields, { A: '1' }, new Set(['B']))
    expect(groups.required.map((field) => field.name)).toEqual(['RegionId', 'Soft'])
    expect(groups.chosen.map((field) => field.name)).toEqual(['A', 'B'])
    expect(groups.rest).toEqual([])
  })

  it('folds away what nobody sets, until it is set', () => {
    const noise: Field[] = [{ name: 'OwnerId', type: 'long' }, { name: 'ResourceOwnerAccount', type: 'string' }, { name: 'Name', type: 'string' }]
    expect(groupFields(noise, {}, new Set()).advanced.map((field) => field.name)).toEqual(['OwnerId', 'ResourceOwnerAccount'])
    expect(groupFields(noise, { OwnerId: 1 }, new Set()).chosen.map((field) => field.name)).toEqual(['OwnerId'])
  })

  it('takes a parameter that is named like a part of every object for not set', () => {
    expect(groupFields([{ name: 'constructor', type: 'string' }], {}, new Set()).rest).toHaveLength(1)
  })

  it('knows which parameters the paging plan fills in', () => {
    expect([...pagingNames({ offers: 'both', cursorField: 'NextToken', pageSizeField: 'PageSize', extra: { UseNextToken: 'true' }, source: 'sdk' })].sort()).toEqual(['NextToken', 'PageSize', 'UseNextToken'])
  })

  it('is searched by name and by documentation in the language shown', () => {
    expect(searchFields(fields, 'tags', 'en')[0]?.name).toBe('B')
    expect(searchFields(fields, '标签', 'zh')[0]?.name).toBe('B')
    expect(searchFields(fields, 'tags', 'zh').map((field) => field.name)).toEqual([])
  })

  it('offers the parameter of the typed name before others that mention it', () => {
    const fields: Field[] = [
      { name: 'EipAddresses', type: 'array', doc: { en: 'Needs the InstanceName.' } },
      { name: 'OldInstanceName', type: 'string' },
      { name: 'InstanceNames', type: 'array' },
      { name: 'InstanceName', type: 'string' },
    ]
    expect(searchFields(fields, 'instancename', 'en').map(({ name }) => name)).toEqual(['InstanceName', 'InstanceNames', 'OldInstanceName', 'EipAddresses'])
  })

  it('takes a shared schema in, also through several names and where it refers to itself', () => {
    const definitions: Record<string, Schema> = {
      Node: { type: 'object', fields: [{ name: 'Child', type: 'object', ref: 'Node' }] },
      Alias: { type: 'any', ref: 'Node' },
      Loop: { type: 'any', ref: 'Loop' },
    }
    expect(resolveSchema({ type: 'any', ref: 'Alias' }, definitions)).toMatchObject({ type: 'object', fields: [{ name: 'Child', ref: 'Node' }] })
    expect(resolveSchema({ type: 'any', ref: 'Loop' }, definitions).type).toBe('any')
  })

  it('ends a schema that holds itself as JSON text', () => {
    const node: Schema = { type: 'object', fields: [{ name: 'Child', type: 'object', ref: 'Node' }] }
    const path = Array.from({ length: deepestPath + 1 }, () => 'Child')
    expect(widgetAt(node, path.slice(1))).toBe('object')
    expect(widgetAt(node, path)).toBe('json')
    expect(widgetAt({ type: 'string' }, path)).toBe('text')
  })

  it('starts a list with one element that is not sent while nothing is typed', () => {
    const started = { InstanceId: blankOf({ type: 'array', items: { type: 'string' } }, undefined), Tag: blankOf({ type: 'array', items: { type: 'object', fields: [{ name: 'Key', type: 'string' }] } }, undefined) }
    expect(started).toEqual({ InstanceId: [null], Tag: [{}] })
    expect(toSpec({ ...emptyDraft(), parameters: { ...started, Kept: ['a', null, ''], None: null } }, 'ops').parameters).toEqual({ InstanceId: [], Tag: [{}], Kept: ['a', ''], None: null })
  })

  it('says where a parameter goes and how it is written', () => {
    expect(factsOf({ name: 'Tag', type: 'array', position: 'query', serialisation: 'flat' })).toBe('query · array · flat')
    expect(factsOf({ name: 'body', type: 'object', position: 'body', serialisation: 'nested', isWholeBody: true })).toBe('body · object')
  })
})

describe('JSON text', () => {
  it('goes in and out with the digits it had', () => {
    const text = '{"id":9007199254740993,"price":0.10,"list":[1,true,null]}'
    const written = parseWritten(text)
    expect(written && writtenText(written, 0)).toBe(text)
    const parsed = parseJson('{"id":9007199254740993}')
    expect(parsed.ok && jsonText(parsed.value)).toBe('{"id":9007199254740993}')
  })

  it('is refused when it is broken', () => {
    expect(parseJson('{').ok).toBe(false)
    expect(parseWritten('nope')).toBeUndefined()
  })
})

describe('the draft', () => {
  const full = v.parse(CallSpec, {
    rolecall: 1, name: 'Running', product: 'Ecs', version: '2014-05-26', operation: 'DescribeInstances', profile: 'ops', accounts: ['1203456789012345'], role: 'ops',
    session: { name: 'me', durationSeconds: 900, externalId: 'ab' }, regions: ['cn-hangzhou'], endpoint: 'ecs.${region}.aliyuncs.com',
    parameters: { RegionId: '${region}', Tag: [{ Key: 'env' }], Big: 9007199254740993n }, pagination: { mode: 'scroll', cursorField: 'NextToken' }, rows: '.A.B', columns: ['A'], request: { style: 'ROA', path: '/x' },
  })

  it('holds a whole call file and gives it back unchanged', () => {
    expect(v.parse(CallSpec, toSpec(fromSpec(full), 'ops'))).toEqual(full)
  })

  it.each([['all'], [{ folder: 'fd-abc' }], [{ except: ['1203456789012345'] }], ['self']])('keeps the rule %j for its accounts', (accounts) => {
    expect(toSpec(fromSpec(v.parse(CallSpec, { ...full, accounts })), 'ops').accounts).toEqual(accounts)
  })

  it('leaves the role out where only the profile itself is called', () => {
    expect(toSpec({ ...emptyDraft(), role: 'ops' }, 'ops')).not.toHaveProperty('role')
  })

  it('survives the preferences file with every digit', () => {
    const saved: unknown = JSON.parse(JSON.stringify(toStorable(fromSpec(full))))
    const restored = restoreDraft(saved)
    expect(restored.parameters).toEqual(full.parameters)
    expect(toSpec({ ...restored, columns: full.columns }, 'ops')).toEqual(toSpec(fromSpec(full), 'ops'))
  })

  it.each([[undefined], [null], [3], ['text'], [{ product: 7, accounts: 'x', regions: [1], parameters: null }]])('heals from %j to an empty draft', (saved) => {
    expect(restoreDraft(saved)).toEqual(emptyDraft())
  })
})

describe('the paging panel', () => {
  it('prefers the cursor where both are offered and shows what was detected', () => {
    const paging = { offers: 'both', cursorField: 'NextToken', cursorPath: '.NextToken', cursorSizeMax: 100, source: 'sdk' } as const
    expect(detectedMode(paging)).toBe('scroll')
    expect(pagingFields('scroll', paging).find((field) => field.key === 'pageSize')?.detected).toBe('100')
    expect(pagingFields('none', paging)).toEqual([])
    expect(detectedMode(undefined)).toBe('none')
  })
})
