import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { CallSpec } from '../../shared/call'

const good = { rolecall: 1, product: 'Ecs', version: '2014-05-26', operation: 'DescribeInstances', profile: 'ops' }

const wrongField = (change: object): string | null => {
  const parsed = v.safeParse(CallSpec, { ...good, ...change })
  return parsed.success ? null : v.getDotPath(parsed.issues[0])
}

describe('the call file’s schema', () => {
  it('fills in the defaults of a minimal call', () => {
    expect(v.parse(CallSpec, good)).toEqual({ ...good, accounts: 'self', endpoint: 'recommended', parameters: {} })
  })

  it('keeps whole numbers past 2^53', () => {
    expect(v.parse(CallSpec, { ...good, parameters: { Id: 18446744073709551615n } }).parameters).toEqual({ Id: 18446744073709551615n })
  })

  it.each([
    ['rolecall', { rolecall: 2 }],
    ['version', { version: 20140526 }],
    ['accounts.0', { accounts: ['120345678901234'] }],
    ['accounts', { accounts: [1203456789012345] }],
    ['role', { role: 'role with space' }],
    ['role', { role: 'acs:ram::123:role/x' }],
    ['regions', { regions: [] }],
    ['pagination.totalCountPath', { pagination: { totalCountPath: '$..TotalCount' } }],
    ['pagination.maxRequests', { pagination: { maxRequests: 0 } }],
    ['pagination.mode', { pagination: { mode: 'all' } }],
    ['rows', { rows: '$[?(@.x)]' }],
    ['session.durationSeconds', { session: { durationSeconds: 60 } }],
    ['paging', { paging: {} }],
  ])('refuses a wrong %s and names it', (field, change) => expect(wrongField(change)).toBe(field))
})
