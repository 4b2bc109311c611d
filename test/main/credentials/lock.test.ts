import { describe, expect, it } from 'vitest'
import { createLock } from '../../../main/credentials/lock'

function onClock(minutes: number) {
  let time = 0
  let emptied = 0
  let look = (): void => undefined
  const lock = createLock({ minutes: () => minutes, now: () => time, empty: () => (emptied += 1), every: (work) => ((look = work), () => undefined) })
  const pass = (count: number): void => {
    time += count * 60_000
    look()
  }
  return { lock, pass, emptied: () => emptied }
}

describe('the lock', () => {
  it('empties memory after so many minutes without use, and not while something is used', () => {
    const { lock, pass, emptied } = onClock(15)
    for (let at = 0; at < 4; at += 1) {
      pass(14)
      lock.check()
    }
    expect([lock.isLocked(), emptied()]).toEqual([false, 0])
    pass(15)
    expect([lock.isLocked(), emptied()]).toEqual([true, 1])
    expect(() => lock.check()).toThrow(expect.objectContaining({ kind: 'keychain', about: { code: 'Locked' } }))
    lock.touch()
    expect(lock.isLocked()).toBe(true)
    lock.open()
    expect(() => lock.check()).not.toThrow()
  })

  it('never closes by itself with 0 minutes, and at once when told', () => {
    const { lock, pass, emptied } = onClock(0)
    pass(100_000)
    expect(lock.isLocked()).toBe(false)
    lock.now()
    expect([lock.isLocked(), emptied()]).toEqual([true, 1])
  })
})
