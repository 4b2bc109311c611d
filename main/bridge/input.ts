/** Checks an ask's input against the contract; nothing reaches a handler unchecked. */
import * as v from 'valibot'
import { asks, type AskName, type AskValue } from '../../shared/bridge'
import { AppError } from '../../shared/errors'

/** The input as its schema types it. @throws AppError `input` naming the field. */
export function checkInput<N extends AskName>(name: N, input: unknown): AskValue<N> {
  const parsed = v.safeParse(asks[name].input, input)
  if (parsed.success) return parsed.output
  const issue = parsed.issues[0]
  const field = v.getDotPath(issue) ?? ''
  throw new AppError('input', field === '' ? issue.message : `${field}: ${issue.message}`, { about: { field }, next: 'Correct the field and try again.' })
}
