/** What an error or note of main tells, in the language of the window and changing with it. It decides nothing on the words. */
import { fromWire, type AppError, type Sentences, type WireError } from '../shared/errors'
import type { TargetOutcome } from '../shared/call'
import { inWords, say, type Words } from '../shared/words'
import { i18n } from './i18n'
import { sentences } from './locales/sentences'

/** The words as the window speaks now; read while drawing, they follow the language. */
export const told = (words: Words): string => inWords(words, i18n.global.locale.value === 'zh' ? sentences : {})

/** Message and next move of an error that came as a value, such as that of a target. */
export function toldOf(error: { message: string; next?: string | undefined; says?: Sentences | undefined }): { message: string; next: string | undefined } {
  const next = error.says?.next ?? error.next
  return { message: told(error.says?.message ?? error.message), next: next === undefined ? undefined : told(next) }
}

/** Why a target ended. The text decides: an earlier version may have written another beside a sentence that it does not know. */
export const toldReason = ({ reason, reasonSaid }: Pick<TargetOutcome, 'reason' | 'reasonSaid'>): string | undefined => (reasonSaid !== undefined && inWords(reasonSaid) === reason ? told(reasonSaid) : reason)

/** What an error tells without the field that it names first, for where it stands at that field. */
export function toldAtField({ message, says }: Pick<AppError, 'message' | 'says'>): string {
  const rest = says.message?.id === say`${''}: ${''}`.id ? says.message.values[1] : undefined
  return rest === undefined ? message : told(rest)
}

/** The error of a failed ask, whose message and next move are read in the language shown. */
export function readable(wire: WireError): AppError {
  const error = fromWire(wire)
  return Object.defineProperties(error, { message: { get: () => toldOf(wire).message }, next: { get: () => toldOf(wire).next } })
}
