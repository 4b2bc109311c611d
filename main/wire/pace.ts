/** Learns how many calls one key may send: an even rate where the server counts short windows or fills a bucket, a budget per window where it blocks for longer. Pure: it is told what happens and says when the next call may go; it holds no timer and sends nothing. */

/** What is worth knowing for the next run. */
export type Learned =
  /** Calls a second. */
  | { rate: number }
  /** So many calls in each window of so many milliseconds. */
  | { budget: number; windowMs: number }

/** One call on its way. */
export interface Ticket {
  readonly sentAt: number
  /** It had to wait for its turn, so that the pace was what held it back. */
  readonly isPaced: boolean
}

export interface Pace {
  /** Milliseconds from which the next call may go; Infinity until one in flight has come back. */
  nextAt(now: number): number
  begin(now: number): Ticket
  accepted(ticket: Ticket, now: number): void
  /** `waiting`: calls that stand in the queue. */
  refused(ticket: Ticket, now: number, retryAfterMs: number | undefined, waiting: number): void
  /** It came to no answer that says anything about the pace. */
  lost(): void
  /** True while one call at a time asks whether the block is over. */
  isProbing(): boolean
  /** Until when nothing is sent because of a refusal. */
  blockedUntil(now: number): number | undefined
  learned(): Learned | undefined
}

/** Calls a second: where a key starts, and between which bounds its rate moves. */
const startRate = 100
const leastRate = 0.2
const mostRate = 1000
/** Milliseconds in which the rate of a key that was never refused doubles. */
const doubling = 250
/** Share of the rate that a refusal leaves at the least, and at the most. */
const deepCut = 0.85
const gentleCut = 0.97
/** Growth with each call at a known rate: it doubles with so many calls, so that a refusal comes once in some hundreds. */
const growth = 0.00001
const growthDoubling = 50
/** With each call in flight it takes so many more, for a refusal is heard of only after those sent behind it were refused too. */
const growthDoublingPerCall = 6
/** The same while the rate is only a guess from a few answers. */
const guessGrowth = 0.003
const guessDoubling = 30
const mostGrowth = 0.01
/** A rate that has grown by so much is found anew, not cut a little at a time. */
const farAbove = 1.15
/** Calls without a refusal after which a rate is trusted, and one refusal is taken for a slight excess. */
const trustedAfter = 20
/** Refusals one after another that make a block, and milliseconds that one lasts at least to be a window's. */
const strikesOfBlock = 3
const shortBlock = 2500
/** Windows that servers are known to count in, in milliseconds. */
const usualWindows = [1, 2, 3, 5, 10, 15, 20, 30, 60, 120, 300, 600, 1800, 3600].map((seconds) => seconds * 1000)
/** Milliseconds after a window's end before the next is believed to be open. */
const guard = 40
/** Windows after which it is tried whether one more call fits. */
const windowsPerTrial = 4
/** Milliseconds of the first pause after a refusal, and of the first pause between two probes. */
const firstPause = 30
const firstProbe = 400
/** Calls in the queue that can share the probes of a block; each has a few tries only. */
const crowd = 4

/** @param ceiling calls a second that are never exceeded, where the limit is published; the first second begins under it too. */
export function createPace(known?: Learned, ceiling = mostRate): Pace {
  const clamp = (wanted: number): number => Math.min(ceiling, Math.max(leastRate, wanted))
  let rate = clamp(known && 'rate' in known ? known.rate : startRate)
  let window = known && 'windowMs' in known ? { lengthMs: known.windowMs, budget: Math.max(1, known.budget) } : undefined
  let mode: 'open' | 'settling' | 'hold' | 'blocked' | 'window' = window ? 'window' : known ? 'hold' : 'open'
  let inFlight = 0
  let nextAt = -Infinity
  let pausedUntil = -Infinity
  /** Calls sent until then say nothing new about the pace. */
  let cutAt = -Infinity
  /** The rate after the last cut, or the remembered one. */
  let steadyRate = rate
  let grownAt = -Infinity
  let callsSinceCut = known ? trustedAfter : 0
  /** The rate was found from a few answers and no refusal has confirmed it. */
  let isGuess = false
  let strikes = 0
  /** Answers to calls sent since the first refused one, while the rate is being found. */
  let sample = { accepted: 0, refused: 0, since: 0 }
  /** The block that goes on. */
  let block = { since: 0, probes: 0, lastRefusedAt: 0 }
  /** The window that is being spent. */
  let spending: Spending = { openedAt: undefined, accepted: 0, extra: 0, sinceTrial: 0 }
  let spentBefore: Spending = spending
  const recent = createRecent()
  const sent = createRecent()

  const isFirst = (ticket: Ticket): boolean => ticket.sentAt > cutAt
  const pause = (until: number): void => {
    pausedUntil = Math.max(pausedUntil, until)
    nextAt = Math.max(nextAt, pausedUntil)
  }
  const cutTo = (wanted: number, now: number): void => {
    rate = clamp(wanted)
    steadyRate = rate
    cutAt = now
    callsSinceCut = 0
  }
  const beginBlock = (now: number): void => {
    mode = 'blocked'
    block = { since: now, probes: 0, lastRefusedAt: now }
  }
  const mayStill = (): number => (window === undefined ? Infinity : window.budget + spending.extra - spending.accepted)

  const openWindow = (now: number): void => {
    const isTrial = spending.sinceTrial >= windowsPerTrial
    spentBefore = spending
    spending = { openedAt: now, accepted: 0, extra: isTrial ? 1 : 0, sinceTrial: isTrial ? 0 : spending.sinceTrial + 1 }
  }

  /** The block is over: how long it lasted says which kind of limit this is. */
  const endBlock = (ticket: Ticket, now: number): void => {
    strikes = 0
    cutAt = now
    if (now - block.since < shortBlock && window === undefined) {
      mode = 'hold'
      return
    }
    const openedAt = spending.openedAt ?? block.since
    const least = block.lastRefusedAt - openedAt
    const most = ticket.sentAt - openedAt
    const lengthMs = usualWindows.findLast((usual) => usual > least - guard && usual <= most + guard) ?? most
    window = { lengthMs, budget: Math.max(1, spending.accepted) }
    mode = 'window'
    rate = Math.max(rate, startRate)
    spending = { openedAt: ticket.sentAt, accepted: 1, extra: 0, sinceTrial: 0 }
  }

  const beginSettling = (ticket: Ticket, now: number): void => {
    cutAt = now
    pause(now + firstPause)
    sample = { accepted: 0, refused: 1, since: ticket.sentAt }
    mode = 'settling'
    if (inFlight === 0) settle()
  }
  const settle = (): void => {
    const isGrown = rate > steadyRate && callsSinceCut >= trustedAfter
    const { accepted, refused } = sample
    const share = accepted / (accepted + refused)
    // The cap on calls in flight may have held them back long before the rate did.
    const sentRate = Math.min(rate, sent.perSecond(cutAt))
    // Where next to nothing passes any more, a window is spent: what it let through is then the best guess.
    const floor = share < 0.1 ? Math.min(0.9 * rate, 0.9 * recent.count(cutAt, 1000)) : 0
    cutTo(accepted + refused >= 4 ? Math.max(isGrown ? steadyRate : floor, sentRate * Math.min(0.9, Math.max(1 / 8, share))) : isGrown ? steadyRate : sentRate / 2, cutAt)
    isGuess = !isGrown
    mode = 'hold'
  }

  const count = (ticket: Ticket, isAccepted: boolean, now: number): void => {
    inFlight -= 1
    if (mode === 'settling' && ticket.sentAt >= sample.since) sample[isAccepted ? 'accepted' : 'refused'] += 1
    if (mode === 'settling' && inFlight === 0) settle()
    if (isAccepted) {
      recent.add(now)
      spending.openedAt ??= ticket.sentAt
    }
  }

  return {
    nextAt: (now) => {
      if (mode === 'settling') return inFlight > 0 ? Infinity : nextAt
      if (mode === 'blocked') return inFlight > 0 ? Infinity : pausedUntil
      if (mode !== 'window' || window === undefined) return nextAt
      if (spending.openedAt !== undefined && now >= spending.openedAt + window.lengthMs + guard) return nextAt
      if (mayStill() - inFlight > 0) return nextAt
      return inFlight > 0 && spending.accepted < window.budget ? Infinity : (spending.openedAt ?? now) + window.lengthMs + guard
    },
    begin: (now) => {
      if (mode === 'window' && window !== undefined && (spending.openedAt === undefined || now >= spending.openedAt + window.lengthMs + guard)) openWindow(now)
      const gap = 1000 / rate
      const isPaced = now - nextAt < gap
      // Timers are late by a few milliseconds; two gaps are caught up with, never more.
      nextAt = Math.max(nextAt, now - 2 * gap) + gap
      inFlight += 1
      sent.add(now)
      return { sentAt: now, isPaced }
    },
    accepted: (ticket, now) => {
      count(ticket, true, now)
      if (mode === 'blocked') {
        if (isFirst(ticket)) endBlock(ticket, now)
        else spending.accepted += 1
        return
      }
      if (ticket.sentAt >= (spending.openedAt ?? 0)) spending.accepted += 1
      if (mode === 'window' && window !== undefined && spending.accepted > window.budget) {
        window.budget = spending.accepted
        spending.extra = Math.min(64, Math.max(1, spending.extra * 2))
      }
      if (isFirst(ticket)) strikes = 0
      if (!ticket.isPaced || !isFirst(ticket)) return
      if (mode === 'open') {
        rate = Math.min(ceiling, rate * 2 ** (Math.min(doubling, now - Math.max(grownAt, ticket.sentAt - doubling)) / doubling))
        grownAt = now
      } else if (mode === 'hold') {
        callsSinceCut += 1
        const step = Math.min(mostGrowth, isGuess ? guessGrowth * 2 ** (callsSinceCut / guessDoubling) : growth * 2 ** (callsSinceCut / (growthDoubling + growthDoublingPerCall * inFlight)))
        // A full bucket hides for a while that the rate is too high.
        const reach = isGuess ? ceiling : steadyRate * (1.04 + (callsSinceCut / 1000) ** 2)
        rate = Math.min(ceiling, Math.max(rate, Math.min(reach, rate * (1 + step))))
      }
    },
    refused: (ticket, now, retryAfterMs, waiting) => {
      const isNews = isFirst(ticket)
      count(ticket, false, now)
      if (retryAfterMs !== undefined) pause(now + retryAfterMs)
      if (!isNews) return
      strikes += 1
      switch (mode) {
        case 'open':
          beginSettling(ticket, now)
          return
        case 'settling':
          return
        case 'hold':
          if (!isGuess && rate > steadyRate * farAbove) return beginSettling(ticket, now)
          isGuess &&= callsSinceCut < trustedAfter
          cutTo(isGuess || callsSinceCut < trustedAfter ? Math.max(rate * deepCut, Math.min(rate * gentleCut, recent.count(now, 1000))) : rate * gentleCut, now)
          pause(now + firstPause)
          if (strikes < strikesOfBlock) return
          beginBlock(now)
          pause(now + firstProbe)
          return
        case 'window':
          cutAt = now
          if (spending.extra > 0 && window !== undefined && spending.accepted >= window.budget) {
            spending.extra = 0 // the trial has told that the budget is right
            return
          }
          // The window is not open yet where its very first call is refused: the one before goes on.
          if (spending.accepted === 0 && spentBefore.openedAt !== undefined) spending = spentBefore
          else if (strikes < strikesOfBlock) return pause(now + firstProbe * 2 ** (strikes - 1))
          beginBlock(now)
          pause(Math.max(now + firstProbe, (spending.openedAt ?? now) + (window?.lengthMs ?? 0) + guard))
          return
        case 'blocked': {
          cutAt = now
          block.probes += 1
          block.lastRefusedAt = now
          // Where few calls wait, their tries must last until a minute is over.
          pause(now + Math.min(40_000, waiting >= crowd ? firstProbe * 1.25 ** (block.probes - 1) : 1000 * 2.5 ** (block.probes - 1)))
        }
      }
    },
    lost: () => {
      inFlight -= 1
      if (mode === 'settling' && inFlight === 0) settle()
    },
    isProbing: () => mode === 'blocked',
    blockedUntil: (now) => {
      const windowEnd = mode === 'window' && window !== undefined && spending.openedAt !== undefined && mayStill() <= 0 ? spending.openedAt + window.lengthMs + guard : -Infinity
      const until = Math.max(pausedUntil, windowEnd)
      return until > now ? until : undefined
    },
    learned: () => {
      if (window !== undefined) return { budget: window.budget, windowMs: window.lengthMs }
      if (mode !== 'hold') return undefined
      return { rate: Math.min(rate, steadyRate * 1.02) }
    },
  }
}

/** A window: when its first call went, how many were let through, and how many more than the budget are tried. */
interface Spending {
  openedAt: number | undefined
  accepted: number
  extra: number
  sinceTrial: number
}

/** Milliseconds over which calls sent are counted. */
const sentWithin = 500

/** Moments of the latest calls of a kind. */
function createRecent(): { add(at: number): void; count(now: number, withinMs: number): number; perSecond(now: number): number } {
  let moments: number[] = []
  const count = (now: number, withinMs: number): number => {
    let index = moments.length
    while (index > 0 && (moments[index - 1] ?? 0) >= now - withinMs) index -= 1
    return moments.length - index
  }
  return {
    add: (at) => {
      moments.push(at)
      if (moments.length > 4000) moments = moments.slice(-2000)
    },
    count,
    perSecond: (now) => (count(now, sentWithin) * 1000) / Math.min(sentWithin, Math.max(1, now - (moments[0] ?? now))),
  }
}
