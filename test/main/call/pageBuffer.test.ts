/** How many pages may be asked for ahead of the store; the clock is a number that the test moves. */
import { describe, expect, it } from 'vitest'
import { createPageBuffer, type PagePlace } from '../../../main/call/pageBuffer'

const size = 1000
const forever = new AbortController().signal

function buffer(limits: { storeWithinMs?: number; mostCharacters?: number } = {}) {
  const clock = { ms: 0 }
  const pages = createPageBuffer({ now: () => clock.ms, ...limits })
  const arrive = async (characters = size): Promise<PagePlace> => {
    const place = await pages.enter(false, forever)
    place.arrived(characters, 80)
    return place
  }
  /** As many pages as it lets through, one after another. */
  const passing = async (): Promise<PagePlace[]> => {
    const passed: PagePlace[] = []
    for (let isFull = false; !isFull && passed.length < 100; ) {
      const stop = new AbortController()
      const place = pages.enter(true, stop.signal)
      await new Promise((resolve) => setImmediate(resolve))
      stop.abort()
      await place.then((one) => passed.push(one), () => (isFull = true))
    }
    return passed
  }
  /** The store takes `ms` for each of ten pages, one after another. */
  const storeTen = async (ms: number): Promise<void> => {
    for (let page = 0; page < 10; page += 1) {
      const place = await arrive()
      clock.ms += ms
      place.stored()
    }
  }
  return { clock, pages, arrive, passing, storeTen }
}

describe('pages asked for ahead', () => {
  it('are as many as the store can take within its time and that of an answer', async () => {
    const { passing, storeTen } = buffer({ storeWithinMs: 120 })
    await storeTen(21)
    // Nine take 189 of 120 + 80 ms, and one fills the rest.
    expect(await passing()).toHaveLength(10)
  })

  it('are up to four where each alone would take too long, for together they take half', async () => {
    const { passing, storeTen } = buffer({ storeWithinMs: 120 })
    await storeTen(90)
    // Three wait, and 270 of 2 x 120 + 80 ms are taken.
    expect(await passing()).toHaveLength(4)
  })

  it('are three at least, however slow the store is', async () => {
    const { passing, storeTen } = buffer({ storeWithinMs: 120 })
    await storeTen(5000)
    expect(await passing()).toHaveLength(3)
  })

  it('go on as soon as a page is stored', async () => {
    const { pages, passing, storeTen } = buffer({ storeWithinMs: 120 })
    await storeTen(20)
    const [first] = await passing()
    const next = pages.enter(true, forever)
    first?.arrived(size, 80)
    first?.stored()
    await expect(next).resolves.toBeDefined()
  })

  it('take the place of one that was never got or is dropped', async () => {
    const { passing, storeTen } = buffer({ storeWithinMs: 120 })
    await storeTen(20)
    const held = await passing()
    held[0]?.arrived(size, 80)
    for (const place of held) {
      place.leave()
      place.leave()
      place.stored()
    }
    expect(await passing()).toHaveLength(held.length)
  })

  it('wait where what has arrived fills the memory, though the store is quick', async () => {
    const { arrive, passing, storeTen } = buffer({ mostCharacters: 5 * size })
    await storeTen(1)
    for (let page = 0; page < 4; page += 1) await arrive(2 * size)
    expect(await passing()).toHaveLength(0)
  })

  it('do not wait for time in which the store had nothing to do', async () => {
    const { clock, passing, storeTen } = buffer({ storeWithinMs: 120 })
    await storeTen(21)
    clock.ms += 1_000_000
    await storeTen(21)
    expect(await passing()).toHaveLength(10)
  })
})

it('a page that others wait for always passes', async () => {
  const { pages, passing, storeTen } = buffer({ storeWithinMs: 120 })
  await storeTen(20)
  await passing()
  await expect(pages.enter(false, forever)).resolves.toBeDefined()
})
