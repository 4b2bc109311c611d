import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PathStep } from '../../../shared/jsonPath'
import { parseExact } from '../../../main/result/exactJson'
import { readJsonText, spansAt } from '../../../main/result/jsonText'
import { scalarText } from '../../../main/result/exactJson'
import { scalarAt, valuesAt } from '../../../main/result/paths'

describe('paths into an answer', () => {
  const tree = parseExact('{"TotalCount":9007199254740993,"Page":{"Next Token":"abc","Total":0.10,"Rows":["x","yz"]},"a,b":1,"Name":"text","Ok":true,"Void":null,"*":"star"}')

  it.each([
    ['.TotalCount', '9007199254740993'],
    ['$.Page.Total', '0.10'],
    ["Page['Next Token']", 'abc'],
    ['.Page.Rows[1]', 'yz'],
    ['.Page.Rows[*]', 'x'],
    ["['a,b']", '1'],
    ["['*']", 'star'],
    ['.Ok', 'true'],
  ])('%s reads %s', (path, expected) => {
    expect(scalarText(scalarAt(tree, path, 'pagination.totalCountPath'))).toBe(expected)
  })

  it.each(['.Missing', '.Void', '.Page', '.Name.length', '.Page.Rows.length', '.Name[0]', '.__proto__', '.constructor', "['a,c']", '.Page.Rows[2]'])('%s reads nothing', (path) => {
    expect(scalarText(scalarAt(tree, path, 'pagination.cursorPath'))).toBeUndefined()
  })

  it.each(['..TotalCount', '.Rows[?(@.a)]', '.a[(@.length-1)]', '.a b'])('%s is refused, naming the field', (path) => {
    expect(() => scalarAt(tree, path, 'pagination.cursorPath')).toThrow(expect.objectContaining({ kind: 'input', about: { field: 'pagination.cursorPath' } }))
  })

  it.each(['[2]', "['0'].x"])('%s takes no index for a key and no key for an index', (path) => {
    expect(scalarText(scalarAt({ '2': 'a key', list: ['x'] }, path, 'rows'))).toBeUndefined()
    expect(scalarText(scalarAt([{ x: 'an element' }], path, 'rows'))).toBeUndefined()
  })

  it('finds in the text what jsonpath-plus finds in the tree', () => {
    const keys = fc.constantFrom('a', 'b', 'c d', '', '__proto__', '0', '*')
    const json = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify({ a: [value, { b: value, 'c d': [value] }], b: { a: value, '': value }, '__proto__ ': 1 }, undefined, 1))
    const step: fc.Arbitrary<PathStep> = fc.oneof(
      keys.map((key) => ({ key })),
      fc.nat(2).map((index) => ({ index })),
      fc.constant<PathStep>({ every: true }),
    )
    fc.assert(
      fc.property(json, fc.array(step, { maxLength: 4 }), (text, steps) => {
        const fromText = spansAt(readJsonText(text), steps).map(({ start, end }) => JSON.parse(text.slice(start, end)) as unknown)
        const sorted = (values: unknown[]): string[] => values.map((value) => JSON.stringify(value)).sort()
        expect(sorted(fromText)).toEqual(sorted(valuesAt(JSON.parse(text), steps)))
      }),
      { numRuns: 2000 },
    )
  })
})
