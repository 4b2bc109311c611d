/** Long lists cross between the processes in portions: to write or read one message of a hundred thousand targets holds up everything else in main for half a second. */
import type { CallId, CallRecord, CallSpec, Target } from '../../shared/call'
import { AppError } from '../../shared/errors'
import { say } from '../../shared/words'
import type { ResultCore, RowValues, RowValuesSpec } from './result'

/** Members of one message. */
const portion = 1000
/** Lists of which the rest is kept; who gave up fetches no more of its own. */
const mostHeld = 4

/** Under which number the rest of a list is to be fetched; absent: that is all. */
interface Rest {
  rest?: number
}

/** The store as the messages ask it. */
export interface PortionedCore extends Omit<ResultCore, 'create' | 'read' | 'rowValues'> {
  /** Targets that go before those of `create`. */
  handTargets(callId: CallId, targets: readonly Target[]): Promise<void>
  /** @param count of all targets. */
  create(callId: CallId, spec: CallSpec, targets: readonly Target[], startedAt: string, count: number): Promise<void>
  read(callId: CallId): Promise<CallRecord & Rest>
  rowValues(spec: RowValuesSpec): Promise<RowValues & Rest>
  rest(number: number): Promise<{ items: unknown[] } & Rest>
}

/** The side that has the store. */
export function givePortions(core: ResultCore): PortionedCore {
  const handed = new Map<CallId, Target[]>()
  const held = new Map<number, readonly unknown[]>()
  let last = 0
  const give = <T>(list: readonly T[]): { items: T[] } & Rest => {
    if (list.length <= portion) return { items: [...list] }
    held.set(++last, list.slice(portion))
    for (const old of [...held.keys()].slice(0, -mostHeld)) held.delete(old)
    return { items: list.slice(0, portion), rest: last }
  }
  return {
    ...core,
    handTargets: async (callId, targets) => {
      handed.set(callId, [...(handed.get(callId) ?? []), ...targets])
    },
    create: async (callId, spec, targets, startedAt, count) => {
      const all = [...(handed.get(callId) ?? []), ...targets]
      handed.delete(callId)
      if (all.length !== count) throw new AppError('storage', say`The targets of call ${callId} did not arrive whole.`, { next: say`Start the call anew.` })
      await core.create(callId, spec, all, startedAt)
    },
    read: async (callId) => {
      const { summary, ...record } = await core.read(callId)
      const { items, ...rest } = give(summary.targets)
      return { ...record, summary: { ...summary, targets: items }, ...rest }
    },
    rowValues: async (spec) => {
      const { values, ...found } = await core.rowValues(spec)
      const { items, ...rest } = give(values)
      return { ...found, values: items, ...rest }
    },
    rest: async (number) => {
      const list = held.get(number)
      if (!list) throw new AppError('storage', say`The rest of a long list is no longer kept.`, { next: say`Try again.` })
      held.delete(number)
      return give(list)
    },
  }
}

/** The side that asks: the same as without portions. */
export function takePortions(asks: Pick<PortionedCore, 'handTargets' | 'create' | 'read' | 'rowValues' | 'rest'>): Pick<ResultCore, 'create' | 'read' | 'rowValues'> {
  const whole = async <T>(items: readonly T[], first: number | undefined): Promise<T[]> => {
    const all = [...items]
    for (let rest = first; rest !== undefined; ) {
      const next = await asks.rest(rest)
      all.push(...(next.items as T[]))
      rest = next.rest
    }
    return all
  }
  return {
    create: async (callId, spec, targets, startedAt) => {
      let first = 0
      for (; targets.length - first > portion; first += portion) await asks.handTargets(callId, targets.slice(first, first + portion))
      await asks.create(callId, spec, targets.slice(first), startedAt, targets.length)
    },
    read: async (callId) => {
      const { rest, summary, ...record } = await asks.read(callId)
      return { ...record, summary: { ...summary, targets: await whole(summary.targets, rest) } }
    },
    rowValues: async (spec) => {
      const { rest, values, ...found } = await asks.rowValues(spec)
      return { ...found, values: await whole(values, rest) }
    },
  }
}
