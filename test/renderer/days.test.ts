import { describe, expect, it } from 'vitest'
import { dayBegins, dayEnds, dayLabel, dayOf, nearDay } from '../../renderer/history/days'

describe('the days of the history', () => {
  it('begin and end at midnight here, also where a month ends', () => {
    expect(dayBegins('2026-11-30')).toBe(new Date(2026, 10, 30).toISOString())
    expect(dayEnds('2026-11-30')).toBe(new Date(2026, 11, 1).toISOString())
    for (const none of ['', 'today', '2026-11']) expect([dayBegins(none), dayEnds(none)]).toEqual([undefined, undefined])
  })
  it('are those of this machine; what is no time stays as it is', () => {
    expect(dayOf(new Date(2026, 10, 22, 23, 59).toISOString())).toBe('2026-11-22')
    expect(dayOf('never')).toBe('never')
  })
  it('are named by nearness, else in words of the language', () => {
    const now = new Date(2026, 2, 1, 9)
    expect([nearDay('2026-03-01', now), nearDay('2026-02-28', now), nearDay('2026-02-27', now)]).toEqual(['today', 'yesterday', undefined])
    expect(dayLabel('2026-11-22', 'en')).toBe('Sunday, November 22, 2026')
    expect(dayLabel('2026-11-22', 'zh')).toContain('2026年11月22日')
  })
})
