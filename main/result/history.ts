/** Which of the kept calls agree with a search. Pure; what a line does not say is looked up in its words. */
import { outcomeOf, type HistoryLine, type HistorySearch } from '../../shared/history'

/** A line as the store knows it: what an operation does is not its business. */
export type KeptLine = Omit<HistoryLine, 'kind'>

/** Everything but the words. */
export function agrees(line: KeptLine, { outcomes, since, until, isPinned }: HistorySearch): boolean {
  const startedAt = Date.parse(line.startedAt)
  return (
    (outcomes.length === 0 || outcomes.includes(outcomeOf(line))) &&
    (since === undefined || startedAt >= Date.parse(since)) &&
    (until === undefined || startedAt < Date.parse(until)) &&
    (!isPinned || line.isPinned)
  )
}

export const searchWords = ({ search }: HistorySearch): string[] => search.toLowerCase().split(/\s+/).filter((word) => word !== '')

/** Those words that the line itself does not hold. */
export function wordsLeft({ callId, name, product, version, operation, profile }: KeptLine, words: readonly string[]): string[] {
  const own = [callId, name ?? '', product, version, operation, profile].join('\n').toLowerCase()
  return words.filter((word) => !own.includes(word))
}
