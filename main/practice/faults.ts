/** Decides which requests and lists a fault hits: a pure function of the seed, except that a transient fault remembers whom it has struck. It breaks nothing itself. */
import { hashText } from './dice'
import type { Organisation } from './organisation'
import type { Fault } from './practice'

/** Faults of one answer: the same request passes when it is sent again. */
export type TransientFault = Extract<Fault, 'reset' | 'truncate' | 'error5xx' | 'html' | 'hang'>
/** Faults of a list: the same page is wrong every time. */
export type ListFault = Exclude<Fault, TransientFault>

/** In order of precedence: a request is struck by the first that picks it, one in so many, so many times. */
const transientRules: { fault: TransientFault; oneIn: number; times: number }[] = [
  { fault: 'reset', oneIn: 5, times: 1 },
  { fault: 'truncate', oneIn: 5, times: 1 },
  { fault: 'error5xx', oneIn: 4, times: 2 },
  { fault: 'html', oneIn: 6, times: 1 },
  { fault: 'hang', oneIn: 12, times: 1 },
]
/** Strikes remembered at once; past it they are forgotten, so that memory stays small. */
const memory = 100_000

export interface FaultPlan {
  /** The fault this attempt meets. `requestKey` is the same for every attempt of one request. */
  strike(requestKey: string): TransientFault | undefined
  isListHit(fault: ListFault, listKey: string): boolean
  /** An even or odd fate of the same request or list, where a fault has two forms. */
  isOdd(key: string): boolean
}

export function createFaultPlan(organisation: Organisation, faults: readonly Fault[]): FaultPlan {
  const { seed, management } = organisation
  const struck = new Map<string, number>()
  const draw = (fault: string, key: string): number => hashText(`${seed}/${fault}/${key}`)
  const chosen = transientRules.filter(({ fault }) => faults.includes(fault))
  return {
    strike: (requestKey) => {
      const rule = chosen.find(({ fault, oneIn }) => draw(fault, requestKey) % oneIn === 0)
      if (!rule) return undefined
      const before = struck.get(requestKey) ?? 0
      if (before >= rule.times) return undefined
      if (struck.size >= memory) struck.clear()
      struck.set(requestKey, before + 1)
      return rule.fault
    },
    // The management account's lists are always hit, so that one target is enough to meet a fault.
    isListHit: (fault, listKey) => faults.includes(fault) && (listKey.includes(`/${management.accountId}/`) || draw(fault, listKey) % 2 === 0),
    isOdd: (key) => draw('form', key) % 2 === 1,
  }
}
