import { describe, expect, it } from 'vitest'
import { defaultSessionName, sessionMeaning } from '../../../main/credentials/callerRole'
import type { Caller } from '../../../main/credentials/credentials'

const own = '1000000000000001'
const member = '1203456789012345'
const meaningOf = (caller: Omit<Caller, 'profile'>) => sessionMeaning({ profile: 'ops', ...caller }, 'ops', own, 'wanda')

describe('the role of a target', () => {
  it('is its ARN in the target’s account, from a name or a template', () => {
    expect(meaningOf({ accountId: member, role: 'audit' })?.roleArn).toBe(`acs:ram::${member}:role/audit`)
    expect(meaningOf({ accountId: member, role: 'acs:ram::${account.id}:role/audit' })?.roleArn).toBe(`acs:ram::${member}:role/audit`)
    expect(meaningOf({ role: `acs:ram::${member}:role/audit` })).toMatchObject({ accountId: member })
  })

  it('is none without a role or in the profile’s own account', () => {
    expect(meaningOf({ accountId: member })).toBeUndefined()
    expect(meaningOf({ accountId: own, role: 'audit' })).toBeUndefined()
    expect(meaningOf({ role: 'audit' })).toBeUndefined()
  })

  it('carries what the operator chose for the session, and grants no more than asked for', () => {
    const session = { name: 'n-1', durationSeconds: 900, sourceIdentity: 'wanda', externalId: 'x1', policy: '{"Version":"1","Statement":[]}' }
    expect(meaningOf({ accountId: member, role: 'audit', session })).toMatchObject({ roleSessionName: 'n-1', durationSeconds: 900, sourceIdentity: 'wanda', externalId: 'x1', policy: session.policy })
    expect(meaningOf({ accountId: member, role: 'audit', session: { policy: 'none' } })).not.toHaveProperty('policy')
    expect(() => meaningOf({ accountId: member, role: 'audit', session: { policy: 'least' } })).toThrow(expect.objectContaining({ kind: 'input', about: { field: 'session.policy' } }))
  })
})

it('makes a session name that STS accepts of any operator', () => {
  for (const operator of ['wanda', 'Wanda W\\ö', '用户', '', 'x'.repeat(100), '--']) expect(defaultSessionName(operator)).toMatch(/^[A-Za-z0-9.@_-]{2,64}$/)
  expect(defaultSessionName('CORP\\wanda w')).toBe('rolecall-CORP-wanda-w')
})
