import { describe, expect, it } from 'vitest'
import { trustedBy, trustPolicyFor, trusts } from '../../../main/permission/trust'

const own = '1203456789012345'
const user = `acs:ram::${own}:user/operator`
const session = `acs:ram::${own}:assumed-role/ops/lin`
const policy = (Principal: object, more: object = {}): string => JSON.stringify({ Version: '1', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal, ...more }] })

describe('whom a role trusts', () => {
  it.each([
    ['the whole account of the caller', policy({ RAM: [`acs:ram::${own}:root`] }), user, 'allowed'],
    ['another account', policy({ RAM: ['acs:ram::9999999999999999:root'] }), user, 'denied'],
    ['the caller by name', policy({ RAM: user }), user, 'allowed'],
    ['another user of the account', policy({ RAM: `acs:ram::${own}:user/ana` }), user, 'denied'],
    ['the role behind a session', policy({ RAM: `acs:ram::${own}:role/ops` }), session, 'allowed'],
    ['another role', policy({ RAM: `acs:ram::${own}:role/dev` }), session, 'denied'],
    ['everybody', policy({ RAM: '*' }), user, 'allowed'],
    ['a service alone', policy({ Service: ['ecs.aliyuncs.com'] }), user, 'denied'],
    ['the account, given an external ID', policy({ RAM: `acs:ram::${own}:root` }, { Condition: { StringEquals: { 'sts:ExternalId': 'x' } } }), user, 'unknown'],
    ['the account for another action', policy({ RAM: `acs:ram::${own}:root` }, { Action: 'sts:SetSourceIdentity' }), user, 'denied'],
    ['nobody, in text that is no policy', '{', user, 'unknown'],
  ])('%s', (_name, text, caller, verdict) => {
    expect(trusts(text, caller)).toBe(verdict)
  })

  it('denies where a statement denies', () => {
    const text = JSON.stringify({ Statement: [{ Effect: 'Allow', Action: 'sts:*', Principal: { RAM: '*' } }, { Effect: 'Deny', Action: 'sts:AssumeRole', Principal: { RAM: user } }] })
    expect(trusts(text, user)).toBe('denied')
  })

  it('lists principals of every kind', () => {
    expect(trustedBy(policy({ RAM: [`acs:ram::${own}:root`], Service: ['ecs.aliyuncs.com'] }))).toEqual([`acs:ram::${own}:root`, 'ecs.aliyuncs.com'])
    expect(trustedBy('no policy')).toBeUndefined()
  })

  it('is written so that it trusts whom it names', () => {
    expect(trusts(trustPolicyFor({ accountIds: [own] }), user)).toBe('allowed')
    expect(trustedBy(trustPolicyFor({ services: ['cloudsiem.sas.aliyuncs.com'] }))).toEqual(['cloudsiem.sas.aliyuncs.com'])
  })
})
