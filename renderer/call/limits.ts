/** What the metadata says about a value: limits, patterns and times. It only warns, since metadata errs, and it never runs a pattern that could take long. */
import type { ParameterValue } from '../../shared/call'
import type { Schema } from '../../shared/catalog'
import { widgetOf } from './parameters'

export type Warning = 'digits' | 'minimum' | 'maximum' | 'length' | 'pattern'

/** Longer texts are not matched. */
const longestMatched = 2000
const longestPattern = 500
/** Steps that matching may take at the worst. */
const mostSteps = 20_000_000
const compiled = new Map<string, RegExp | undefined>()

/** What looks wrong about a value; undefined for texts with an expression, whose value is not known yet. */
export function warningOf(schema: Schema, value: ParameterValue | undefined): Warning | undefined {
  if (value === undefined || value === null || value === '' || typeof value === 'object' || String(value).includes('${')) return undefined
  const text = String(value)
  if (widgetOf(schema) === 'digits') {
    if (!/^-?\d+(\.\d+)?$/.test(text)) return 'digits'
    if (schema.minimum !== undefined && isLess(text, schema.minimum)) return 'minimum'
    if (schema.maximum !== undefined && isLess(schema.maximum, text)) return 'maximum'
    return undefined
  }
  if (typeof value !== 'string') return undefined
  if (schema.maxLength !== undefined && value.length > schema.maxLength) return 'length'
  return schema.pattern !== undefined && matches(schema.pattern, value) === false ? 'pattern' : undefined
}

/** Whole numbers are compared digit for digit. */
function isLess(left: string, right: string): boolean {
  const isWhole = (text: string): boolean => /^-?\d{1,40}$/.test(text.trim())
  if (isWhole(left) && isWhole(right)) return BigInt(left) < BigInt(right)
  return Number(left) < Number(right)
}

/** Whether the text fits the pattern; undefined where that is not worth finding out. */
export function matches(pattern: string, text: string): boolean | undefined {
  if (text.length > longestMatched || pattern.length > longestPattern) return undefined
  const quantifiers = variableQuantifiers(pattern)
  if (quantifiers === undefined) return undefined
  // Every quantifier may try every length, and an unanchored pattern every start.
  const exponent = quantifiers + (pattern.startsWith('^') ? 0 : 1)
  if (Math.max(text.length, 2) ** exponent > mostSteps) return undefined
  if (!compiled.has(pattern)) compiled.set(pattern, compile(pattern))
  return compiled.get(pattern)?.test(text)
}

function compile(pattern: string): RegExp | undefined {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(pattern, flags)
    } catch {
      continue // the older syntax is tried next
    }
  }
  return undefined
}

/**
 * How many quantifiers of variable length a pattern has; undefined where one stands on a group that holds another or a choice, or where the pattern looks back at itself:
 * such a pattern can take time that doubles with every character.
 */
function variableQuantifiers(pattern: string): number | undefined {
  const open: { isVariable: boolean }[] = [{ isVariable: false }]
  let count = 0
  let closed: { isVariable: boolean } | undefined
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern[at] ?? ''
    const group = open.at(-1)
    if (!group) return undefined
    const quantifier = /^(?:[*+?]|\{\d*,?\d*\})\??/.exec(pattern.slice(at, at + 24))?.[0]
    if (quantifier !== undefined && at > 0) {
      if (closed?.isVariable === true && quantifier[0] !== '?') return undefined
      const isFixed = /^\{\d+\}/.test(quantifier)
      if (!isFixed) group.isVariable = true
      if (!isFixed && quantifier[0] !== '?') count += 1
      at += quantifier.length - 1
      closed = undefined
      continue
    }
    closed = undefined
    if (character === '\\') {
      if (/[1-9k]/.test(pattern[at + 1] ?? '')) return undefined
      at += 1
    } else if (character === '[') at = endOfClass(pattern, at)
    else if (character === '(') {
      if (/^\(\?<?[=!]/.test(pattern.slice(at))) return undefined
      const kind = /^\(\?(?::|<\w+>)/.exec(pattern.slice(at))?.[0]
      at += (kind?.length ?? 1) - 1
      open.push({ isVariable: false })
    } else if (character === ')') {
      closed = open.pop()
      const outer = open.at(-1)
      if (outer && closed?.isVariable === true) outer.isVariable = true
    } else if (character === '|') group.isVariable = true
  }
  return count
}

function endOfClass(pattern: string, from: number): number {
  for (let at = from + 1; at < pattern.length; at += 1) {
    if (pattern[at] === '\\') at += 1
    else if (pattern[at] === ']') return at
  }
  return pattern.length
}
