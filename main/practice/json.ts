/** Writes JSON text with numbers digit for digit, so that 18446744073709551615 and 0.10 stand on the wire as a real product writes them. It never parses. */

/** A piece of JSON text, ready to be put into a larger one. */
export type JsonText = string

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue | undefined }

/** No row holds this character, so it can mark a number inside a string until the text is written. */
const mark = '\u0001'
const markedNumber = /"\\u0001([^"]*)"/g

/** A number whose digits are written exactly as given. */
export const exact = (number: string): string => mark + number

export function writeJson(value: JsonValue): JsonText {
  const text = JSON.stringify(value)
  return text.includes('\\u0001') ? text.replace(markedNumber, '$1') : text
}

/** An object out of pieces of JSON text; undefined pieces are left out. */
export function writeObject(fields: Record<string, JsonText | undefined>): JsonText {
  const written = Object.entries(fields).flatMap(([key, piece]) => (piece === undefined ? [] : [`${JSON.stringify(key)}:${piece}`]))
  return `{${written.join(',')}}`
}

export const writeList = (pieces: JsonText[]): JsonText => `[${pieces.join(',')}]`
