import { describe, expect, it } from 'vitest'
import { formatRough } from '../../renderer/kit/format'
import { emptyRun, doneShare, timeLeft } from '../../renderer/result/outcome'
import { speaks, type SpokenOf } from '../../renderer/result/spoken'

describe('a run that a screen reader hears', () => {
  const steps = (shares: readonly number[], everyMs: number): number[] => {
    let last: SpokenOf | undefined
    return shares.filter((share, index) => {
      const next = speaks(last, { callId: 'a', isRunning: true, share, at: index * everyMs })
      last = next ?? last
      return next !== undefined
    })
  }
  it('is spoken of at its start and at each quarter, however often it changes', () => {
    expect(steps(Array.from({ length: 101 }, (_, percent) => percent / 100), 50)).toEqual([0, 0.25, 0.5, 0.75, 1])
  })
  it('is spoken of after ten seconds where no quarter is done', () => {
    expect(steps([0, 0.01, 0.02, 0.03, 0.04], 5000)).toEqual([0, 0.02, 0.04])
  })
  it('is spoken of at its end once, and anew where it goes on or another is shown', () => {
    const end = { callId: 'a', isRunning: false, share: 1, at: 10 }
    const last = speaks({ callId: 'a', quarter: 4, at: 9, isRunning: true }, end)
    expect(last).toBeDefined()
    expect(speaks(last, { ...end, at: 90_000 })).toBeUndefined()
    expect(speaks(last, { ...end, isRunning: true })).toBeDefined()
    expect(speaks(last, { ...end, callId: 'b' })).toBeDefined()
  })
})

describe('the time that is left', () => {
  it('has no false digits', () => {
    expect([300, 4200, 41_000, 150_000, 4_200_000].map(formatRough)).toEqual(['1 s', '5 s', '50 s', '3 min', '1 h 10 min'])
  })
  it('is said only of a run that goes, and its part is main’s before that of the targets', () => {
    const run = emptyRun('a')
    expect([timeLeft(run), doneShare(run)]).toEqual([undefined, 0])
    const totals = { ...run.totals, targets: 4, ended: 1, etaMs: 5000 }
    expect([timeLeft({ ...run, totals }), doneShare({ ...run, totals })]).toEqual(['5 s', 0.25])
    expect(doneShare({ ...run, totals: { ...totals, doneShare: 0.6 } })).toBe(0.6)
    expect(timeLeft({ ...run, totals, state: 'paused' })).toBeUndefined()
  })
})
