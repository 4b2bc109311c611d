/** Lists of pages with the store: how many at once, and what becomes of them where one in front is not whole. Driven by the pager, as in a call. */
import { describe, expect, it } from 'vitest'
import { readPages, type PageStep } from '../../../main/call/pager'
import type { PageFacts } from '../../../main/result/result'
import { inWords } from '../../../shared/words'
import { page, paged } from './pagerPages'

const of = (total: number, received = 10): PageFacts => page(received, { total: String(total) })

/** A store that keeps each list until it is told what became of it; all answers are there at once, and so is what the pager tells. */
function heldStore(total: number, answerTo: (step: PageStep) => PageFacts = () => of(total)) {
  const lists: number[][] = []
  const told: number[] = []
  const open: ((takes: number | Error) => void)[] = []
  const list = readPages<{ number: number; facts: PageFacts }>(
    paged,
    {
      fetch: async (step) => ({ number: step.page, facts: answerTo(step) }),
      store: (arrived) => {
        lists.push(arrived.map(({ step }) => step.listPage))
        return new Promise((resolve, reject) => {
          open.push((takes) => (takes instanceof Error ? reject(takes) : resolve(arrived.slice(0, takes).map(({ answer }) => ({ ...answer.facts, requestId: String(answer.number) })))))
        })
      },
      foretell: () => undefined,
      drop: () => undefined,
    },
    { sideBySide: 32 },
  )
  const ended = (async () => {
    for (;;) {
      const { done, value } = await list.next()
      if (done) return { ...value, reason: inWords(value.reason) }
      told.push(Number(value.requestId))
    }
  })()
  ended.catch(() => undefined)
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  /** What becomes of the list that the store has had longest: how many of its pages it takes, or why none. */
  const answer = async (takes: number | Error = Infinity): Promise<void> => {
    await turn()
    open.shift()?.(takes)
    await turn()
  }
  return { lists, told, ended, answer }
}

describe('lists of pages with the store', () => {
  it('are two at once, each of four, and at the end of what is left', async () => {
    const { lists, told, ended, answer } = heldStore(120)
    await answer()
    expect(lists).toEqual([[1], [2, 3, 4, 5], [6, 7, 8, 9]])
    await answer()
    expect(lists.slice(3)).toEqual([[10, 11, 12]])
    await answer()
    await answer()
    expect(await ended).toMatchObject({ complete: true, expectedRows: 120 })
    expect(told).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
  })

  it('begin anew behind what was taken of the first, and the pages are told in their order all the same', async () => {
    const { lists, told, ended, answer } = heldStore(90)
    await answer()
    await answer(2)
    expect(lists).toEqual([[1], [2, 3, 4, 5], [6, 7, 8, 9], [4, 5]])
    await answer()
    await answer()
    expect(await ended).toMatchObject({ complete: true, reason: 'complete 90 of 90, 9 pages, 0 duplicates' })
    expect(told).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('are kept where the one in front fails, and so are the pages behind the one that failed', async () => {
    const { lists, told, ended, answer } = heldStore(90)
    await answer()
    await answer(new Error('lost'))
    await answer()
    expect(lists.slice(3)).toEqual([[3, 4, 5]])
    await answer()
    await expect(ended).rejects.toThrow('lost')
    expect(told).toEqual([1, 6, 7, 8, 9, 3, 4, 5])
  })

  it('count where the list ended in front of them, for they are stored', async () => {
    // From page 5 on the rows have gone; what is read once more brings nothing new.
    const answerTo = ({ page, listPage }: PageStep): PageFacts => (page === listPage ? of(page < 5 ? 90 : 50, page > 5 ? 0 : 10) : { ...of(50), stored: 0, duplicates: 10 })
    const { told, ended, answer } = heldStore(90, answerTo)
    for (let list = 0; list < 8; list += 1) await answer()
    expect(await ended).toMatchObject({ complete: true, reason: expect.stringMatching(/^complete 50 of 50, 14 pages/) as string })
    expect(told).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14])
  })
})
