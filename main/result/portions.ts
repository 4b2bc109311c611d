/** Long lists cross between the processes in portions: to write or read one message of a hundred thousand targets holds up everything else in main for half a second. */
import type { CallId, CallRecord, CallSpec, Target } from '../../shared/call'
import { AppError } from '../../shared/errors'
import { say } from '../../shared/words'
import { createRests, portion, type Portion } from './rests'
import type { ResultCore, RowValues, RowValuesSpec } from './result'

type Rest = Pick<Portion<unknown>, 'rest'>

/** The store as the messages ask it. */
export interface PortionedCore extends Omit<ResultCore, 'create' | 'read' | 'rowValues'> {
  /** Targets that go before those of `create`. */
  handTargets(callId: CallId, targets: readonly Target[]): Promise<void>
  /** @param count of all targets. */
  create(callId: CallId, spec: CallSpec, targets: readonly Target[], startedAt: string, count: number): Promise<void>
  read(callId: CallId): Promise<CallRecord & Rest>
  rowValues(spec: RowValuesSpec): Promise<RowValues & Rest>
  rest(number: number): Promise<Portion<unknown>>
}

/** The side that has the store. */
export function givePortions(core: ResultCore): PortionedCore {
  const handed = new Map<CallId, Target[]>()
  const rests = createRests()
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
      const { items, ...rest } = rests.give(summary.targets)
      return { ...record, summary: { ...summary, targets: items }, ...rest }
    },
    rowValues: async (spec) => {
      const { values, ...found } = await core.rowValues(spec)
      const { items, ...rest } = rests.give(values)
      return { ...found, values: items, ...rest }
    },
    rest: async (number) => rests.next(number),
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
