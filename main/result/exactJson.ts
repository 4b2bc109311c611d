/** Parses JSON without losing a digit: numbers that a double would change come out as {@link ExactNumber}. It makes no prototype of a `__proto__` key. */
import { randomUUID } from 'node:crypto'
import { parse } from 'json-custom-numbers'
import { AppError } from '../../shared/errors'
import { say } from '../../shared/words'

const digits = Symbol('digits')

/** A number as it was written, where a JavaScript number would differ: `9007199254740993`, `0.10`, `1e400`, `-0`. */
export interface ExactNumber {
  readonly [digits]: string
}

export const isExactNumber = (value: unknown): value is ExactNumber => typeof value === 'object' && value !== null && digits in value

/**
 * A number that may change as a double: 16 or more digits, an exponent, a trailing zero after the point, many zeros after it, or minus zero.
 * It may also fire inside a text that looks like JSON, which costs time and nothing else; it must never miss a number.
 */
const suspicious = /(?:^|[:[,])\s*-?(?:[\d.]{16}[\d.eE+-]*|\d+(?:\.\d+)?[eE][+-]?\d+|\d+\.\d*0|0\.0{6}\d*|(?<=-)0)(?=\s*(?:[,\]}]|$))/

/** Any spelling of `__proto__`, also with \u escapes; the fast parser for exact numbers would set a prototype. */
const protoKey = /"(?:_|\\u005f){2}(?:p|\\u0070)(?:r|\\u0072)(?:o|\\u006f)(?:t|\\u0074)(?:o|\\u006f)(?:_|\\u005f){2}"\s*:/i

/** True where JSON.parse alone keeps every digit. */
export const isPlain = (text: string): boolean => !suspicious.test(text)

function toNumber(written: string): number | ExactNumber {
  const number = Number(written)
  return String(number) === written ? number : { [digits]: written }
}

const malformed = (cause: unknown): AppError => new AppError('network', say`The answer is not JSON.`, { next: say`Check that the endpoint belongs to this product, or try again.`, about: { code: 'MalformedAnswer' }, cause })

/** @throws AppError `network`, code `MalformedAnswer`, where the text is not JSON. */
export function parseExact(text: string): unknown {
  try {
    if (isPlain(text)) return JSON.parse(text) as unknown
    if (!protoKey.test(text)) return parse(text, undefined, (_key, written) => toNumber(written)) as unknown
    return parseBeside(text)
  } catch (cause) {
    throw malformed(cause)
  }
}

/** For the shape of an answer, in half the time: numbers are doubles, so none of them is to be shown or sent. @throws AppError as {@link parseExact}. */
export function parseShape(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    throw malformed(cause)
  }
}

/** For texts with a `__proto__` key: that key gets a name of its own while parsing and its real name, as an own property, after it. */
function parseBeside(text: string): unknown {
  const stand = `__proto__ ${randomUUID()}`
  const renamed = text.replace(/"(?:[^"\\]|\\.)*"/g, (literal) => (JSON.parse(literal) === '__proto__' ? JSON.stringify(stand) : literal))
  return parse(
    renamed,
    (_key, value: unknown) => {
      if (value === stand) return '__proto__'
      if (typeof value !== 'object' || value === null || isExactNumber(value) || !Object.hasOwn(value, stand)) return value
      const entries = Object.entries(value).map(([key, item]): [string, unknown] => [key === stand ? '__proto__' : key, item])
      return Object.fromEntries(entries)
    },
    (_key, written) => toNumber(written),
  ) as unknown
}

/** A scalar as text with every digit; undefined for null, objects and lists. */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return isExactNumber(value) ? value[digits] : undefined
}
