import { describe, expect, it } from 'vitest'
import { foretoldTotal } from '../../../main/call/foretold'

describe('the total that an answer foretells', () => {
  it.each([
    ['{"TotalCount":1204,"Rows":[]}', '.TotalCount', 1204],
    ['{"Page":{"Total":"35"}}', '.Page.Total', 35],
    ['{"Pages":[{"Total":7}]}', '.Pages[0].Total', 7],
    ['{"TotalCount":0}', '.TotalCount', 0],
  ])('%s at %s is %s', (body, path, total) => {
    expect(foretoldTotal(body, path)).toBe(total)
  })

  it.each([
    ['no path', '{"TotalCount":1}', undefined],
    ['a path that is none', '{"TotalCount":1}', 'TotalCount ?'],
    ['nothing at the path', '{"Rows":[{"TotalCount":9}]}', '.TotalCount'],
    ['what only an object of JavaScript has', '{}', '.constructor.length'],
    ['no whole number', '{"TotalCount":-1.5}', '.TotalCount'],
    ['more digits than a page can be counted by', '{"TotalCount":"18446744073709551615"}', '.TotalCount'],
    ['no JSON', '<html>', '.TotalCount'],
    ['an answer that is long', `{"TotalCount":1,"Rows":"${'x'.repeat(600_000)}"}`, '.TotalCount'],
  ])('is left to the store where there is %s', (_what, body, path) => {
    expect(foretoldTotal(body, path)).toBeUndefined()
  })
})
