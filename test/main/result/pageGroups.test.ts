/** Pages that wait together are stored together, and each still fails alone. */
import { beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '../../../shared/errors'
import { createPageGroups } from '../../../main/result/pageGroups'
import type { PageFacts, PageInput, ResultCore } from '../../../main/result/result'
import { callId, list, openCall, otherTarget, target } from './fixtures'

const input = (page: number, body = '{}', to = target): PageInput => ({ callId, target: to, page, body })
const factsOf = ({ page }: PageInput): PageFacts => ({ received: page, stored: page, duplicates: 0, columns: 1 })

type Lists = readonly (readonly PageInput[])[]

/** Stores as it is told; a group is written down by its pages. `steps` has what is done with which first page, in order. */
function inMemory(refuses: (pages: readonly PageInput[]) => boolean = () => false) {
  const groups: number[][] = []
  const steps: string[] = []
  const open: (() => void)[] = []
  const firstOf = (lists: Lists): number | undefined => lists[0]?.[0]?.page
  const made = createPageGroups<Lists>((work) =>
    work({
      read: async (lists) => {
        steps.push(`read ${firstOf(lists)}`)
        return lists
      },
      write: async (lists, onSent) => {
        const pages = lists.flat()
        groups.push(pages.map(({ page }) => page))
        steps.push(`write ${firstOf(lists)}`)
        onSent?.()
        await new Promise<void>((resolve) => open.push(resolve))
        steps.push(`committed ${firstOf(lists)}`)
        if (refuses(pages)) throw new AppError('storage', 'The disk is full.')
        return lists.map((one) => ({ facts: one.map(factsOf) }))
      },
    }),
  )
  const letAll = (): void => open.splice(0).forEach((go) => go())
  const timer = setInterval(letAll, 1)
  return { groups, steps, letAll, append: (pages: readonly PageInput[]) => made.append(pages), stop: () => clearInterval(timer) }
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

  it('are read while the group before them is being committed, and written after it', async () => {
    const { steps, letAll, append, stop } = inMemory()
    stop()
    const stored = Promise.all([append([input(1)]), append([input(2)])])
    await expect.poll(() => steps).toContain('read 2')
    letAll()
    await expect.poll(() => steps).toContain('write 2')
    letAll()
    await stored
    expect(steps).toEqual(['read 1', 'write 1', 'read 2', 'committed 1', 'write 2', 'committed 2'])
  })

  it('are all told of it where their call cannot be opened, and stored as soon as it can', async () => {
    let isLocked = true
    const made = createPageGroups<Lists>(async (work) => {
      if (isLocked) throw new AppError('storage', 'The result is held open by another process.', { about: { code: 'Locked' } })
      await work({ read: async (lists) => lists, write: async (lists) => lists.map((one) => ({ facts: one.map(factsOf) })) })
    })
    expect(await Promise.all([made.append([input(1)]), made.append([input(2)])])).toMatchObject([1, 2].map(() => ({ facts: [], failure: { kind: 'storage', about: { code: 'Locked' } } })))
    isLocked = false
    expect(await made.append([input(1)])).toEqual({ facts: [factsOf(input(1))] })
  })
})

describe('a group of pages in the store', () => {
  let core: ResultCore
  let window: Awaited<ReturnType<typeof openCall>>['window']
  const rows = async (): Promise<number> => (await window()).rows.length
  beforeEach(async () => {
    const opened = await openCall()
    core = opened.store
    window = opened.window
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

  it.each([1, 2, 3])('finds a row of a group that is still being committed, %s of them side by side', async (sideBySide) => {
    const pages = Array.from({ length: 12 }, (_, index) => input(index + 1, list(`{"id":${index}}`, `{"id":${index + 1}}`)))
    const facts: PageFacts[] = []
    const one = async (): Promise<void> => {
      for (let page = pages.shift(); page !== undefined; page = pages.shift()) facts.push(...(await core.appendPages(callId, [page])).facts)
    }
    await Promise.all(Array.from({ length: sideBySide }, one))
    expect(facts.reduce((sum, { stored }) => sum + stored, 0)).toBe(13)
    expect(await rows()).toBe(13)
  })

  it('answers a page that comes again while it is being committed from its record', async () => {
    const answers = await Promise.all([1, 9, 9].map((id) => core.appendPages(callId, [input(1, list(`{"id":${id}}`))])))
    expect(answers.map(({ facts }) => facts)).toEqual([1, 2, 3].map(() => answers[0]?.facts))
    expect(await rows()).toBe(1)
  })

  it('keeps the columns that pages behind it brought while it was being committed', async () => {
    await Promise.all([1, 2, 3, 4].map((page) => core.appendPages(callId, [input(page, list(`{"id":${page},"only${page}":"x"}`))])))
    expect((await core.columns(callId)).filter(({ isContext }) => !isContext).map(({ path }) => path)).toEqual(['id', 'only1', 'only2', 'only3', 'only4'])
    expect(await rows()).toBe(4)
  })

  it('has a column drawn out of a list in rows that were read before it came and stored after it', async () => {
    const page = (number: number): PageInput => input(number, list(`{"id":${number},"tags":["t${number}"]}`))
    await core.appendPages(callId, [page(1)])
    const [, column] = await Promise.all([core.appendPages(callId, [page(2)]), core.addColumn(callId, 'tags[0]'), core.appendPages(callId, [page(3)]), core.appendPages(callId, [page(4)])])
    const { rows: found } = await window({ columns: [column.id] })
    expect(found.map(({ cells }) => cells[0])).toEqual(['t1', 't2', 't3', 't4'])
  })

  it('counts what a later reading brings once, over all pages of a group and of the one before it', async () => {
    await core.appendPages(callId, [input(1, list('{"id":1}', '{"id":2}'))])
    const sideBySide = await Promise.all([2, 3, 4].map((page) => core.appendPages(callId, [{ ...input(page, list('{"id":1}', '{"id":7}')), pass: 2 }])))
    expect(sideBySide.flatMap(({ facts }) => facts.map(({ stored, distinct }) => [stored, distinct]))).toEqual([[1, 2], [0, 0], [0, 0]])
  })

  it('counts what a later reading brings once, over all pages of a group', async () => {
    await core.appendPages(callId, [input(1, list('{"id":1}', '{"id":2}'))])
    const again = await core.appendPages(callId, [{ ...input(2, list('{"id":1}', '{"id":3}')), pass: 2 }, { ...input(3, list('{"id":3}', '{"id":2}')), pass: 2 }])
    expect(again.facts.map(({ stored, distinct }) => [stored, distinct])).toEqual([[1, 2], [0, 1]])
  })
})
