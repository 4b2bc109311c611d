import { describe, expect, it } from 'vitest'
import { createClosing, type Closing } from '../../main/closing'

/** An application whose quit comes back as Electron's does: to the same question. */
function open({ running = 2, hasWindow = true } = {}): { closing: Closing; seen: string[]; state: { running: number } } {
  const seen: string[] = []
  const state = { running }
  const quit = (): void => void seen.push(closing.holds() ? 'held' : 'gone')
  const closing = createClosing({
    running: () => state.running,
    ask: (count) => {
      if (hasWindow) seen.push(`asked about ${count}`)
      return hasWindow
    },
    quit,
    hide: () => seen.push('hidden'),
  })
  return { closing, seen, state }
}

describe('a close or a quit', () => {
  it('goes through where nothing runs, and where there is no window to ask in', () => {
    expect(open({ running: 0 }).closing.holds()).toBe(false)
    expect(open({ hasWindow: false }).closing.holds()).toBe(false)
  })

  it('is held while calls run, once: the second one goes through', () => {
    const { closing, seen } = open()
    expect([closing.holds(), closing.holds(), closing.holds()]).toEqual([true, false, false])
    expect(seen).toEqual(['asked about 2'])
  })

  it('quits where that is the answer, without another question', () => {
    const { closing, seen } = open()
    closing.holds()
    closing.answer('pause')
    expect(seen).toEqual(['asked about 2', 'gone'])
  })

  it('is asked about anew after an answer to stay or to go on out of sight', () => {
    const { closing, seen } = open()
    expect(closing.holds()).toBe(true)
    closing.answer('stay')
    expect(closing.holds()).toBe(true)
    closing.answer('background')
    expect(closing.holds()).toBe(true)
    expect(seen).toEqual(['asked about 2', 'asked about 2', 'hidden', 'asked about 2'])
  })

  it('goes through where the calls have ended meanwhile', () => {
    const { closing, state } = open()
    closing.holds()
    state.running = 0
    expect(closing.holds()).toBe(false)
  })
})

describe('the end of the system', () => {
  it('asks nobody, whether a question stands or not', () => {
    const fresh = open()
    fresh.closing.leave()
    expect(fresh.seen).toEqual(['gone'])
    const asking = open()
    asking.closing.holds()
    asking.closing.leave()
    expect(asking.closing.holds()).toBe(false)
    expect(asking.seen).toEqual(['asked about 2', 'gone'])
  })
})
