/** The last look at an error before it goes to the window. It lets no known secret through, neither in words nor in the values of sentences. */
import type { WireError } from '../../shared/errors'
import type { Redactor } from '../../shared/redact'
import type { Said } from '../../shared/words'

/** The words of an error, and the values of its sentences, without a secret that slipped in. */
export function redacted(error: WireError, { text }: Pick<Redactor, 'text'>): WireError {
  const clean = (said: Said | undefined): Said | undefined => said && { id: said.id, values: said.values.map((value) => (typeof value === 'string' ? text(value) : (clean(value) ?? value))) }
  const [message, next] = [clean(error.says?.message), clean(error.says?.next)]
  return { ...error, message: text(error.message), ...(error.next === undefined ? {} : { next: text(error.next) }), ...(error.says === undefined ? {} : { says: { ...(message && { message }), ...(next && { next }) } }) }
}
