/** Walks JSON text that is already known to be valid and hands out spans of it, so that digits, escapes and spacing stay as the API wrote them. It never checks: JSON.parse does that first. */
import type { PathStep } from '../../shared/jsonPath'

/** A stretch of the text: from `start` up to, not including, `end`. */
export interface Span {
  start: number
  end: number
}

const quote = 34
const backslash = 92
const never = Number.MAX_SAFE_INTEGER

export interface JsonText {
  readonly text: string
  /** First index at or after `at` that is no white space. */
  skipSpace(at: number): number
  /** Index just past the value that begins at `at`. */
  endOfValue(at: number): number
  /** Index just past the string whose opening quote stands at `at`. */
  endOfString(at: number): number
  /** The string whose literal is this span, decoded; text that no Unicode can hold (a lone surrogate) stays spelled as it was. */
  stringAt(start: number, end: number): string
  /** Calls `visit` for each member of the object at `at`, in order, doubles included; it answers the index past the value. Answers the index past the object. */
  eachMember(at: number, visit: (key: string, start: number) => number): number
  /** The same for the elements of an array. */
  eachElement(at: number, visit: (start: number) => number): number
}

export function readJsonText(text: string): JsonText {
  // Most strings hold no escape: the place of the next backslash is remembered, so that a string ends at the next quote without looking at its characters.
  let escapeFrom = 0
  let escapeAt = -1
  const nextEscape = (from: number): number => {
    if (from < escapeFrom || escapeAt < from) {
      const found = text.indexOf('\\', from)
      escapeFrom = from
      escapeAt = found === -1 ? never : found
    }
    return escapeAt
  }

  const skipSpace = (at: number): number => {
    let index = at
    for (let code = text.charCodeAt(index); code === 32 || code === 10 || code === 13 || code === 9; code = text.charCodeAt(index)) index += 1
    return index
  }

  const endOfString = (at: number): number => {
    const close = text.indexOf('"', at + 1)
    const escape = nextEscape(at + 1)
    if (close < escape) return close + 1
    let index = escape
    for (;;) {
      const code = text.charCodeAt(index)
      if (code === quote) return index + 1
      index += code === backslash ? 2 : 1
    }
  }

  const endOfNested = (at: number): number => {
    let depth = 0
    let index = at
    for (;;) {
      const code = text.charCodeAt(index)
      if (code === quote) {
        index = endOfString(index)
        continue
      }
      index += 1
      if (code === 123 || code === 91) depth += 1
      else if (code === 125 || code === 93) {
        depth -= 1
        if (depth === 0) return index
      }
    }
  }

  const endOfValue = (at: number): number => {
    const code = text.charCodeAt(at)
    if (code === quote) return endOfString(at)
    if (code === 123 || code === 91) return endOfNested(at)
    let index = at + 1
    for (;;) {
      const next = text.charCodeAt(index)
      // , ] } white space, or NaN past the end
      if (next === 44 || next === 93 || next === 125 || next <= 32 || Number.isNaN(next)) return index
      index += 1
    }
  }

  const stringAt = (start: number, end: number): string => {
    if (nextEscape(start) >= end) return text.slice(start + 1, end - 1)
    const decoded = JSON.parse(text.slice(start, end)) as string
    return /\p{Surrogate}/u.test(decoded) ? text.slice(start + 1, end - 1) : decoded
  }

  const eachMember: JsonText['eachMember'] = (at, visit) => {
    let index = skipSpace(at + 1)
    while (text.charCodeAt(index) === quote) {
      const keyEnd = endOfString(index)
      const key = stringAt(index, keyEnd)
      index = skipSpace(visit(key, skipSpace(skipSpace(keyEnd) + 1)))
      if (text.charCodeAt(index) === 44) index = skipSpace(index + 1)
    }
    return index + 1
  }

  const eachElement: JsonText['eachElement'] = (at, visit) => {
    let index = skipSpace(at + 1)
    while (text.charCodeAt(index) !== 93) {
      index = skipSpace(visit(index))
      if (text.charCodeAt(index) === 44) index = skipSpace(index + 1)
    }
    return index + 1
  }

  return { text, skipSpace, endOfValue, endOfString, stringAt, eachMember, eachElement }
}

/** What to do with a value that a path leads to: answers the index past it, and adds to `found` what it makes of it. */
export type Visit<T> = (start: number, found: T[]) => number

/** Visits the values a path leads to, in order of the text, in one pass. As in JSON.parse, the last of two equal keys counts. */
export function visitPath<T>(json: JsonText, steps: readonly PathStep[], visit: Visit<T>): T[] {
  const found: T[] = []
  const descend = (start: number, depth: number): number => {
    const step = steps[depth]
    if (!step) return visit(start, found)
    const code = json.text.charCodeAt(start)
    if (code === 123) return 'key' in step ? descendKey(start, step.key, depth) : 'every' in step ? descendMembers(start, depth) : json.endOfValue(start)
    if (code !== 91 || 'key' in step) return json.endOfValue(start)
    let index = 0
    return json.eachElement(start, (from) => ('every' in step || step.index === index++ ? descend(from, depth + 1) : json.endOfValue(from)))
  }
  const descendKey = (start: number, wanted: string, depth: number): number => {
    const mark = found.length
    return json.eachMember(start, (key, from) => {
      if (key !== wanted) return json.endOfValue(from)
      found.length = mark // an earlier member of this name does not count
      return descend(from, depth + 1)
    })
  }
  const descendMembers = (start: number, depth: number): number => {
    const members = new Map<string, number>()
    const end = json.eachMember(start, (key, from) => {
      members.set(key, from)
      return json.endOfValue(from)
    })
    for (const from of members.values()) descend(from, depth + 1)
    return end
  }
  descend(json.skipSpace(0), 0)
  return found
}

/** Spans of the values a path leads to. */
export const spansAt = (json: JsonText, steps: readonly PathStep[]): Span[] =>
  visitPath<Span>(json, steps, (start, found) => {
    const end = json.endOfValue(start)
    found.push({ start, end })
    return end
  })

/** True for a string that holds a whole JSON list. */
export function isListText(text: string): boolean {
  if (!/^\s*\[/.test(text)) return false
  try {
    return Array.isArray(JSON.parse(text))
  } catch {
    return false // a text that only begins like a list is a text
  }
}
