/** Expressions: plain look-ups, nothing else. */
import { describe, expect, it } from 'vitest'
import { resolveText, resolveValue, type ExpressionScope } from '../../../main/call/expressions'
import { AppError } from '../../../shared/errors'

const scope: ExpressionScope = {
  account: { id: '1203456789012345', name: '支付' },
  region: 'cn-hangzhou',
  profile: { name: 'ops', accountId: '1000000000000001' },
  operator: 'lin',
  now: new Date('2026-11-22T19:45:30.123Z'),
  env: { STAGE: 'prod', MY_SECRET: 'hidden', API_TOKEN: 'hidden' },
}

function refusal(text: string): AppError {
  try {
    resolveText(text, scope, 'parameters.X')
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown
    throw thrown
  }
  throw new Error('The text was accepted.')
}

describe('an expression', () => {
  it.each([
    ['${account.id}/${account.name}', '1203456789012345/支付'],
    ['${region}', 'cn-hangzhou'],
    ['${profile.name} ${profile.accountId} ${event._tenant_id}', 'ops 1000000000000001 1000000000000001'],
    ['${operator}', 'lin'],
    ['${now}', '2026-11-22T19:45:30Z'],
    ['${ today }', '2026-11-22'],
    ['${env.STAGE}', 'prod'],
    ['$${region}', '${region}'],
    ['$$${region} $ {x} $', '$${region} $ {x} $'],
  ])('%s becomes %s', (text, expected) => {
    expect(resolveText(text, scope, 'x')).toBe(expected)
  })

  it.each(['${acount.id}', '${}', '${constructor}', '${__proto__}', '${account}', '${account.id.length}', '${process.exit()}', '${env}', '${event}'])('%s is refused with the field and the known names', (text) => {
    const error = refusal(text)
    expect(error.kind).toBe('input')
    expect(error.about.field).toBe('parameters.X')
    expect(error.message).toContain('account.id, account.name, region')
  })

  it.each(['${env.MY_SECRET}', '${env.API_TOKEN}', '${env.ALIBABA_CLOUD_ACCESS_KEY_SECRET}'])('%s is refused, for it would send a secret', (text) => {
    const error = refusal(text)
    expect(error.message).toContain('secret')
    expect(error.message).not.toContain('hidden')
  })

  it.each(['${env.NOT_SET}', '${env.toString}', '${region'])('%s is refused', (text) => {
    expect(refusal(text).about.field).toBe('parameters.X')
  })

  it('is not looked up again in what it brought', () => {
    expect(resolveText('${env.A}', { ...scope, env: { A: '${region}' } }, 'x')).toBe('${region}')
  })

  it('is replaced at any depth, and leaves numbers, keys and lists as they are', () => {
    const value = { Tag: [{ Key: '${region}', N: 9007199254740993n, '${region}': true, Nothing: null }] }
    expect(resolveValue(value, scope, 'p')).toEqual({ Tag: [{ Key: 'cn-hangzhou', N: 9007199254740993n, '${region}': true, Nothing: null }] })
  })
})
