/** Pages that wait together are stored together, and each still fails alone. */
import { beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '../../../shared/errors'
import { createPageGroups } from '../../../main/result/pageGroups'
import type { AppendedPages, PageFacts, PageInput, ResultCore } from '../../../main/result/result'
import { callId, list, openCall, otherTarget, target } from './fixtures'

const input = (page: number, body = '{}', to = target): PageInput => ({ callId, target: to, page, body })
const factsOf = ({ page }: PageInput): PageFacts => ({ received: page, stored: page, duplicates: 0, columns: 1 })

/** Stores as it is told; a group is written down by its pages. */
function inMemory(refuses: (pages: readonly PageInput[]) => boolean = () => false) {
  const groups: number[][] = []
  const open: (() => void)[] = []
  const store = async (lists: readonly (readonly PageInput[])[]): Promise<AppendedPages[]> => {
    const pages = lists.flat()
    groups.push(pages.map(({ page }) => page))
    await new Promise<void>((resolve) => open.push(resolve))
    if (refuses(pages)) throw new AppError('storage', 'The disk is full.')
    return lists.map((one) => ({ facts: one.map(factsOf) }))
  }
  const made = createPageGroups(store)
  const letAll = setInterval(() => open.splice(0).forEach((go) => go()), 1)
  return { groups, append: (pages: readonly PageInput[]) => made.append(pages), stop: () => clearInterval(letAll) }
}

describe('pages that wait for the database', () => {
  it('go in one group as soon as it is free, each list answered with its own facts', async () => {
    const { groups, append, stop } = inMemory()
    const answers = await Promise.all([append([input(1)]), append([input(2), input(3)]), append([input(4)])])
    stop()
    expect(groups).toEqual([[1], [2, 3, 4]])
    expect(answers.map(({ facts }) => facts.map(({ received }) => received))).toEqual([[1], [2, 3], [4]])
  })

  it('are no more than sixteen, nor 1.2 million characters; a larger list goes alone', async () => {
    const { groups, append, stop } = inMemory()
    const large = 'x'.repeat(1_000_000)
    await Promise.all([append([input(0)]), ...Array.from({ length: 18 }, (_, index) => append([input(index + 1)])), append([input(30, large)]), append([input(31, large)]), append(Array.from({ length: 20 }, (_, index) => input(40 + index)))])
    stop()
    expect(groups.map((group) => group.length)).toEqual([1, 16, 3, 1, 20])
  })

  it('are tried one by one where a group is refused, so that only the page at fault fails, and those behind it in its list wait', async () => {
    const { append, stop } = inMemory((pages) => pages.some(({ page }) => page === 3))
    const [, first, second] = await Promise.all([append([input(1)]), append([input(2), input(3), input(4)]), append([input(5)])])
    stop()
    expect(first).toMatchObject({ facts: [{ received: 2 }], failure: { kind: 'storage', message: 'The disk is full.' } })
    expect(second).toEqual({ facts: [factsOf(input(5))] })
  })
})

describe('a group of pages in the store', () => {
  let core: ResultCore
  let rows: () => Promise<number>
  beforeEach(async () => {
    const opened = await openCall()
    core = opened.store
    rows = async () => (await opened.window()).rows.length
  })

  it('finds a row that an earlier page of the same group holds, but not one of another target', async () => {
    const answers = await Promise.all([
      core.appendPages(callId, [input(1, list('{"id":1}', '{"id":2}')), input(2, list('{"id":2}', '{"id":3}'))]),
      core.appendPages(callId, [input(1, list('{"id":2}'), otherTarget)]),
    ])
    expect(answers.map(({ facts }) => facts.map(({ stored, duplicates }) => [stored, duplicates]))).toEqual([[[2, 0], [1, 1]], [[1, 0]]])
    expect(await rows()).toBe(4)
  })

  it('keeps the pages in front of one that is no JSON; that one fails alone and can come again', async () => {
    const broken = await core.appendPages(callId, [input(1, list('{"id":1}')), input(2, '{"Items":['), input(3, list('{"id":3}'))])
    expect(broken).toMatchObject({ facts: [{ stored: 1 }], failure: { kind: 'network', about: { code: 'MalformedAnswer' } } })
    expect(await core.appendPages(callId, [input(2, list('{"id":2}')), input(3, list('{"id":3}'))])).toMatchObject({ facts: [{ stored: 1 }, { stored: 1 }] })
    expect((await core.pages(callId, target)).map(({ page }) => page)).toEqual([1, 2, 3])
    expect(await rows()).toBe(3)
  })

  it('answers a page that is stored from its record', async () => {
    const first = await core.appendPages(callId, [input(1, list('{"id":1}'))])
    expect(await core.appendPages(callId, [input(1, list('{"id":9}')), input(2, list('{"id":2}'))])).toMatchObject({ facts: [first.facts[0], { stored: 1 }] })
    expect(await rows()).toBe(2)
  })

  it('counts what a later reading brings once, over all pages of a group', async () => {
    await core.appendPages(callId, [input(1, list('{"id":1}', '{"id":2}'))])
    const again = await core.appendPages(callId, [{ ...input(2, list('{"id":1}', '{"id":3}')), pass: 2 }, { ...input(3, list('{"id":3}', '{"id":2}')), pass: 2 }])
    expect(again.facts.map(({ stored, distinct }) => [stored, distinct])).toEqual([[1, 2], [0, 1]])
  })
})
