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
  /** Calls `visit` for each member of the object at `at`, in order, doubles included. */
  eachMember(at: number, visit: (key: string, start: number, end: number) => void): void
  /** Calls `visit` for each element of the array at `at`. */
  eachElement(at: number, visit: (start: number, end: number) => void): void
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
      const start = skipSpace(skipSpace(keyEnd) + 1)
      const end = endOfValue(start)
      visit(key, start, end)
      index = skipSpace(end)
      if (text.charCodeAt(index) === 44) index = skipSpace(index + 1)
    }
  }

  const eachElement: JsonText['eachElement'] = (at, visit) => {
    let index = skipSpace(at + 1)
    while (text.charCodeAt(index) !== 93) {
      const end = endOfValue(index)
      visit(index, end)
      index = skipSpace(end)
      if (text.charCodeAt(index) === 44) index = skipSpace(index + 1)
    }
  }

  return { text, skipSpace, endOfValue, endOfString, stringAt, eachMember, eachElement }
}

/** Spans of the values a path leads to, in order of the text. As in JSON.parse, the last of two equal keys counts. */
export function spansAt(json: JsonText, steps: readonly PathStep[]): Span[] {
  const start = json.skipSpace(0)
  let found: Span[] = [{ start, end: json.endOfValue(start) }]
  for (const step of steps) found = found.flatMap((span) => spansBelow(json, span, step))
  return found
}

function spansBelow(json: JsonText, { start }: Span, step: PathStep): Span[] {
  const open = json.text[start]
  if (open === '{') {
    const members = new Map<string, Span>()
    json.eachMember(start, (key, from, end) => {
      if ('every' in step || ('key' in step && step.key === key)) members.set(key, { start: from, end })
    })
    return [...members.values()]
  }
  if (open !== '[' || 'key' in step) return []
  const elements: Span[] = []
  let index = 0
  json.eachElement(start, (from, end) => {
    if ('every' in step || step.index === index) elements.push({ start: from, end })
    index += 1
  })
  return elements
}

/** True for a string that holds a whole JSON list. */
export function isListText(text: string): boolean {
  if (!/^\s*\[/.test(text)) return false
  try {
    return Array.isArray(JSON.parse(text))
  } catch {
    return false // a text that only begins like a list is a text
  }
}
