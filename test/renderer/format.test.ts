/** Numbers, times and tab-separated text for people. */
import { describe, expect, it } from 'vitest'
import { formatBytes, formatCount, formatElapsed, formatMoment, formatUid, minutesLeft, toTsv } from '../../renderer/kit/format'

describe('formatting', () => {
  it('writes counts, elapsed times, sizes and UIDs as people read them', () => {
    expect(formatCount(4281, 'en')).toBe('4,281')
    expect([840, 3900, 125_000, 3_780_000].map(formatElapsed)).toEqual(['840 ms', '3.9 s', '2 min 5 s', '1 h 3 min'])
    expect([999, 1_843_221].map(formatBytes)).toEqual(['999 B', '1.8 MB'])
    expect(formatUid('1203456789012345')).toBe('1203 4567 8901 2345')
    expect(formatUid('12034')).toBe('12034')
  })

  it('never counts a session below zero minutes and leaves a text that is no time alone', () => {
    expect(minutesLeft('2026-11-22T10:41:30Z', Date.parse('2026-11-22T10:00:00Z'))).toBe(41)
    expect(minutesLeft('2026-11-22T10:00:00Z', Date.parse('2026-11-22T11:00:00Z'))).toBe(0)
    expect(formatMoment('soon', 'en')).toBe('soon')
  })

  it('keeps one row on one line in the clipboard', () => {
    expect(toTsv([['a', 'b'], ['x\ty', 'line\r\nbreak'], [null, '']])).toBe('a\tb\nx y\tline break\n\t')
  })
})
