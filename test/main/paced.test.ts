import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { paced } from '../../main/paced'

describe('work that is asked for often', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is done at once, then once in the interval, the last wish included', () => {
    const doneAt: number[] = []
    const began = Date.now()
    const work = paced(500, Date.now, () => doneAt.push(Date.now() - began))
    for (let wish = 0; wish < 20; wish += 1) {
      work.ask()
      vi.advanceTimersByTime(100)
    }
    vi.advanceTimersByTime(1000)
    expect(doneAt).toEqual([0, 500, 1000, 1500, 2000])
  })

  it('is left undone once stopped, and done now where that is said', () => {
    let done = 0
    const work = paced(500, Date.now, () => (done += 1))
    work.now()
    work.ask()
    work.stop()
    vi.advanceTimersByTime(1000)
    expect(done).toBe(1)
  })
})
