/** Limits and patterns of the metadata: warnings that name what is odd and never take long. */
import { describe, expect, it } from 'vitest'
import { matches, warningOf } from '../../renderer/call/limits'

describe('limits', () => {
  it('are compared digit for digit past 2^53', () => {
    expect(warningOf({ type: 'long', maximum: '9007199254740992' }, 9007199254740993n)).toBe('maximum')
    expect(warningOf({ type: 'long', maximum: '9007199254740993' }, 9007199254740993n)).toBeUndefined()
    expect(warningOf({ type: 'number', minimum: '0.5' }, '0.25')).toBe('minimum')
  })

  it('warn about a text that does not fit its pattern, and not about an expression', () => {
    expect(warningOf({ type: 'string', pattern: '^i-[a-z0-9]+$' }, 'vpc-1')).toBe('pattern')
    expect(warningOf({ type: 'string', pattern: '^i-[a-z0-9]+$' }, 'i-bp1')).toBeUndefined()
    expect(warningOf({ type: 'string', pattern: '^i-[a-z0-9]+$' }, '${env.ID}')).toBeUndefined()
  })
})

describe('a pattern', () => {
  it.each([['^[\\w.-]+@[\\w-]+\\.[a-z]{2,6}$', 'a@b.com', true], ['^(?:cn|ap)-[a-z]+$', 'cn-hangzhou', true], ['^[\\u4e00-\\u9fa5]+$', 'abc', false], ['^(ab)?c{3}$', 'ccc', true]])('that is harmless is used: %s', (pattern, text, fits) => {
    expect(matches(pattern, text)).toBe(fits)
  })

  it.each([['^(a+)+$'], ['^(a|a)*$'], ['^((a{1,9}){1,9}){1,9}$'], ['^(a?b?)*$'], ['(?=(a+))b'], ['^(a)\\1$'], ['^(?:(?:a*)b)*$']])('that could take forever is not run: %s', (pattern) => {
    expect(matches(pattern, 'a'.repeat(60))).toBeUndefined()
  })

  it('is not run on a long text, nor one with many quantifiers on a middling one', () => {
    expect(matches('^a+$', 'a'.repeat(2001))).toBeUndefined()
    expect(matches('a*b*c*d*e*f', 'a'.repeat(1500))).toBeUndefined()
  })

  it('that is no pattern of this language says nothing', () => {
    expect(matches('^[a-z', 'abc')).toBeUndefined()
    expect(matches('(?i)abc', 'abc')).toBeUndefined()
  })
})
