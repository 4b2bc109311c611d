/** Asks for a session of the wanted length, and where the role allows less, for the longest whole hour that it allows. It remembers that for the role, so that the search is done once. */
import type { Shortened } from '../../shared/credentials'
import { asAppError } from '../../shared/errors'

export interface Durations {
  /** @throws what `assume` throws for any other reason. */
  assume<T>(roleArn: string, wanted: number | undefined, assume: (seconds: number | undefined) => Promise<T>): Promise<{ answer: T; shortened?: Shortened }>
}

const hour = 3600
/** Every role allows an hour; 12 are the most that any allows. Source: RAM CreateRole, MaxSessionDuration. */
const mostHours = 12

export function createDurations(): Durations {
  const longest = new Map<string, number>()
  return {
    assume: async (roleArn, wanted, assume) => {
      const known = longest.get(roleArn)
      const first = wanted === undefined || known === undefined ? wanted : Math.min(wanted, known)
      const noted = (grantedSeconds: number | undefined) => (wanted === undefined || grantedSeconds === undefined || grantedSeconds >= wanted ? {} : { shortened: { askedSeconds: wanted, grantedSeconds } })
      const tried = async (seconds: number | undefined) => {
        try {
          return { answer: await assume(seconds) }
        } catch (thrown) {
          if (seconds !== undefined && seconds > hour && isTooLong(thrown)) return { refusal: thrown }
          throw thrown
        }
      }
      const outcome = await tried(first)
      if ('answer' in outcome) return { answer: outcome.answer, ...noted(first) }

      let best = { hours: 1, answer: await assume(hour) }
      for (let above = Math.min(mostHours + 1, Math.ceil((first ?? hour) / hour)); above - best.hours > 1; ) {
        const hours = Math.floor((best.hours + above) / 2)
        const next = await tried(hours * hour)
        if ('answer' in next) best = { hours, answer: next.answer }
        else above = hours
      }
      longest.set(roleArn, best.hours * hour)
      return { answer: best.answer, ...noted(best.hours * hour) }
    },
  }
}

const isTooLong = (thrown: unknown): boolean => /^InvalidParameter\.DurationSeconds/.test(asAppError(thrown).about.code ?? '')
