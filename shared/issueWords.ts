/** What a schema says of a wrong input, as a sentence: in the schema's own words, else by what it expects. */
import { say, sayPhrase, type Said, type Words } from './words'

const words: Record<string, Words> = { Array: say`A list`, Object: say`A map`, string: say`Text`, number: say`A number`, integer: say`A whole number`, boolean: say`true or false` }

/** `>=1` and `Array` in the words of an operator. */
function expectedText(expected: string | null): Words {
  const bound = /^(>=|<=)(\d+)$/.exec(expected ?? '')
  if (bound) return bound[1] === '>=' ? say`A number of at least ${bound[2] ?? ''}` : say`A number of at most ${bound[2] ?? ''}`
  return expected === null ? say`Another value` : (words[expected] ?? expected)
}

/** An issue of Valibot, whose own messages begin with "Invalid", are English alone and show the value, which may be a secret. */
export const sayIssue = ({ message, expected }: { message: string; expected: string | null }): Said => (message.startsWith('Invalid') ? say`${expectedText(expected)} is expected.` : sayPhrase(message))
