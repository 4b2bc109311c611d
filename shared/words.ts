/** Sentences that are said in the language of whoever reads them. A sentence is its English pattern with the values apart; the pattern is also its name in a catalogue of another language. Nothing decides on it. */
import * as v from 'valibot'

/** `{0}`, `{1}` … in the pattern stand for the values; a value may be a sentence or a part of one itself. Values hold no secret. */
export interface Said {
  id: string
  values: readonly (string | Said)[]
}

/** What an error or a note tells: a sentence of ours, or text from elsewhere as it came. */
export type Words = string | Said

export const Said: v.GenericSchema<Said> = v.strictObject({ id: v.string(), values: v.array(v.union([v.string(), v.lazy(() => Said)])) })
export const Words: v.GenericSchema<Words> = v.union([v.string(), Said])

/** Other patterns by the English one; absent: it is said in English. */
export type Catalogue = Readonly<Record<string, string>>

/** Tags a template whose text is a sentence or a part of one: `say\`There is no profile named ${name}.\`` */
export function say(parts: TemplateStringsArray, ...values: readonly (number | Words)[]): Said {
  return { id: parts.reduce((text, part, index) => `${text}{${index - 1}}${part}`), values: values.map((value) => (typeof value === 'number' ? String(value) : value)) }
}

/** Several words in one line, one at least: `a, b, c`. */
export const sayList = (all: readonly Words[]): Words => all.reduce((list, one) => say`${list}, ${one}`)

/** Marks a fixed text that becomes a sentence by {@link sayPhrase} where it is met again, such as the word of a schema about a wrong input. */
export const phrase = (text: string): string => text

/** The sentence whose pattern a text is, where the text was marked by {@link phrase}; another text is said as it is. */
export const sayPhrase = (text: string): Said => ({ id: text, values: [] })

/** The words by this catalogue; without one in English. */
export function inWords(words: Words, catalogue: Catalogue = {}): string {
  if (typeof words === 'string') return words
  const pattern = Object.hasOwn(catalogue, words.id) ? (catalogue[words.id] ?? words.id) : words.id
  return words.values.length === 0 ? pattern : pattern.replace(/\{(\d+)\}/g, (whole, index: string) => {
    const value = words.values[Number(index)]
    return value === undefined ? whole : inWords(value, catalogue)
  })
}

/** For `JSON.stringify` of what a script or another program reads: each sentence as its English text. Not for what may hold values of that shape from elsewhere, such as parameters. */
export const spelled = (_name: string, value: unknown): unknown => (v.is(Said, value) ? inWords(value) : value)
