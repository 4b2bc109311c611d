/** What is told of a wrong input: no words of the library, which would show the value. */
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { sayIssue } from '../../shared/issueWords'
import { inWords, phrase } from '../../shared/words'

const said = (schema: v.GenericSchema, input: unknown): string => {
  const parsed = v.safeParse(schema, input)
  return parsed.success ? 'nothing' : inWords(sayIssue(parsed.issues[0]))
}

describe('a wrong input', () => {
  it.each<[string, v.GenericSchema, unknown]>([
    ['Text is expected.', v.string(), 42],
    ['A list is expected.', v.array(v.string()), 'secret-value'],
    ['true or false is expected.', v.boolean(), 'secret-value'],
    ['A number of at least 900 is expected.', v.pipe(v.number(), v.minValue(900)), 5],
    ['("day" | "week") is expected.', v.picklist(['day', 'week']), 'secret-value'],
  ])('is told as: %s', (words, schema, input) => {
    expect(said(schema, input)).toBe(words)
  })

  it('is told in the words of its schema where it has some', () => {
    expect(said(v.pipe(v.string(), v.regex(/^fd-/, phrase('A folder ID looks like fd-xxxx.'))), 'x')).toBe('A folder ID looks like fd-xxxx.')
  })
})
