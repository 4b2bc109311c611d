/** Checks an ask's input against the contract; nothing reaches a handler unchecked. */
import * as v from 'valibot'
import { asks, type AskName, type AskValue } from '../../shared/bridge'
import { AppError } from '../../shared/errors'
import { sayIssue } from '../../shared/issueWords'
import { say } from '../../shared/words'

/** Levels of objects and lists in an input, at most: schemas follow them by recursion. */
const deepest = 200

function isTooDeep(input: unknown): boolean {
  let level: unknown[] = [input]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > deepest) return true
    level = level.flatMap((value): unknown[] => (typeof value === 'object' && value !== null ? Object.values(value) : []))
  }
  return false
}

/** The input as its schema types it. @throws AppError `input` naming the field. */
export function checkInput<N extends AskName>(name: N, input: unknown): AskValue<N> {
  if (isTooDeep(input)) throw new AppError('input', say`The input is nested more than ${deepest} levels deep.`, { about: { field: '' }, next: say`Send less deeply nested values.` })
  const parsed = v.safeParse(asks[name].input, input)
  if (parsed.success) return parsed.output
  const issue = parsed.issues[0]
  const field = v.getDotPath(issue) ?? ''
  throw new AppError('input', field === '' ? sayIssue(issue) : say`${field}: ${sayIssue(issue)}`, { about: { field }, next: say`Correct the field and try again.` })
}
