/** Long lists between the processes: whole on the other side, in messages of bounded length. */
import { afterEach, describe, expect, it } from 'vitest'
import { givePortions, takePortions, type PortionedCore } from '../../../main/result/portions'
import type { ResultCore } from '../../../main/result/result'
import type { Target } from '../../../shared/call'
import { callId, makeHome, spec, thisOwner } from './fixtures'
import { createResultCore } from '../../../main/result/core'

const many: Target[] = Array.from({ length: 2_345 }, (_one, index) => ({ accountId: '1203456789012345', regionId: 'cn-hangzhou', rowNumber: index + 1, rowValues: { InstanceId: `i-${index}` } }))
const overSpec = { ...spec, over: { file: 'instances.csv' } }
const startedAt = '2026-11-22T19:45:30.000Z'

let core: ResultCore | undefined
afterEach(() => core?.close())

/** Both sides, and the length of the longest list that went between them in one message. */
function between(): { store: ReturnType<typeof takePortions>; given: PortionedCore; longest: () => number } {
  core = createResultCore({ home: makeHome(), owner: thisOwner() })
  const given = givePortions(core)
  let longest = 0
  const listsIn = (value: unknown): unknown[][] => (Array.isArray(value) ? [value] : typeof value === 'object' && value !== null ? Object.values(value).flatMap(listsIn) : [])
  const measure = <T>(value: T): T => {
    longest = Math.max(longest, ...listsIn(value).map(({ length }) => length))
    return value
  }
  const watched = async <T>(args: unknown[], answer: Promise<T>): Promise<T> => {
    measure(args)
    return measure(await answer)
  }
  const store = takePortions({
    handTargets: (...args) => watched(args, given.handTargets(...args)),
    create: (...args) => watched(args, given.create(...args)),
    read: (...args) => watched(args, given.read(...args)),
    rowValues: (...args) => watched(args, given.rowValues(...args)),
    rest: (...args) => watched(args, given.rest(...args)),
  })
  return { store, given, longest: () => longest }
}

describe('a long list', () => {
  it('arrives whole and in order, both ways, in short messages', async () => {
    const { store, longest } = between()
    await store.create(callId, overSpec, many, startedAt)
    const { summary } = await store.read(callId)
    expect(summary.targets.map(({ rowNumber }) => rowNumber)).toEqual(many.map(({ rowNumber }) => rowNumber))
    const values = await store.rowValues({ from: { callId }, columns: ['_over.InstanceId'], limit: 10 })
    expect(values.values).toEqual([])
    expect(longest()).toBeLessThanOrEqual(1_000)
  })

  it('that did not arrive whole makes no call', async () => {
    const { given } = between()
    await given.handTargets(callId, many.slice(0, 1_000))
    await expect(given.create(callId, overSpec, many.slice(1_500), startedAt, many.length)).rejects.toMatchObject({ kind: 'storage' })
    await expect(given.read(callId)).rejects.toMatchObject({ kind: 'input' })
  })

  it('is kept for a while only where nobody fetches its rest', async () => {
    const { store, given } = between()
    await store.create(callId, overSpec, many, startedAt)
    const { rest } = await given.read(callId)
    for (let time = 0; time < 4; time += 1) await given.read(callId)
    await expect(given.rest(rest ?? 0)).rejects.toMatchObject({ kind: 'storage' })
  })
})
