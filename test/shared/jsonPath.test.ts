import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatJsonPath, parseJsonPath } from '../../shared/jsonPath'

describe('the accepted JSONPath notation', () => {
  it.each([
    ['.TotalCount', [{ key: 'TotalCount' }]],
    ['$.PageInfo.NextToken', [{ key: 'PageInfo' }, { key: 'NextToken' }]],
    ['TotalCount', [{ key: 'TotalCount' }]],
    ["$['odd key'].x", [{ key: 'odd key' }, { key: 'x' }]],
    ['["a.b"][0][*]', [{ key: 'a.b' }, { index: 0 }, { every: true }]],
    ['$', []],
    ['.page_info.total-count', [{ key: 'page_info' }, { key: 'total-count' }]],
  ])('reads %s', (text, steps) => expect(parseJsonPath(text)).toEqual(steps))

  it.each(['..a', '$[?(@.a)]', '$[(@.length-1)]', '.a[', '.a b', "['unclosed", '.a..b', '$.a[1:2]', ''.padEnd(3, '.'), '.*'])('refuses %s', (text) =>
    expect(parseJsonPath(text)).toBeUndefined(),
  )

  it('writes back what it reads, for any keys', () => {
    const step = fc.oneof(
      fc.record({ key: fc.string({ minLength: 1 }) }),
      fc.record({ index: fc.nat(10_000) }),
      fc.constant({ every: true as const }),
    )
    fc.assert(fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), (steps) => {
        expect(parseJsonPath(formatJsonPath(steps))).toEqual(steps)
      }),
    )
  })
})
