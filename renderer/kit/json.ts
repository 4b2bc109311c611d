/** JSON text in and out without losing a digit. It evaluates nothing. */
import { parse, stringify } from 'json-custom-numbers'
import type { ParameterValue } from '../../shared/call'

const numberMark: unique symbol = Symbol('number as written')
export interface WrittenNumber {
  [numberMark]: string
}
/** A JSON value whose numbers are kept as they were written. */
export type WrittenJson = string | boolean | null | WrittenNumber | WrittenJson[] | { [key: string]: WrittenJson }

const maxDepth = 200

/** The number's own text, or undefined where the value is not a number. */
export function writtenNumber(value: WrittenJson): string | undefined {
  return typeof value === 'object' && value !== null && numberMark in value ? (value)[numberMark] : undefined
}

/** For looking at: every number as the API wrote it; undefined where the text is not JSON. */
export function parseWritten(text: string): WrittenJson | undefined {
  try {
    return parse(text, undefined, (_key, digits) => ({ [numberMark]: digits }), maxDepth) as WrittenJson
  } catch {
    return undefined
  }
}

export type ParsedJson = { ok: true; value: ParameterValue } | { ok: false }

/** For parameters: whole numbers past 2^53 become bigint; decimals that a double would change stay text. */
export function parseJson(text: string): ParsedJson {
  const number = (_key: string | number | undefined, digits: string): number | bigint | string => {
    if (/^(0|-?[1-9]\d*)$/.test(digits)) return Number.isSafeInteger(Number(digits)) ? Number(digits) : BigInt(digits)
    return String(Number(digits)) === digits ? Number(digits) : digits
  }
  try {
    return { ok: true, value: parse(text, undefined, number, maxDepth) as ParameterValue }
  } catch {
    return { ok: false }
  }
}

export function jsonText(value: ParameterValue, indent = 0): string {
  return stringify(value, undefined, indent || undefined, (_key: unknown, item: unknown) => (typeof item === 'bigint' ? item.toString() : undefined)) ?? ''
}

/** A value written back with its own digits, two spaces deep. */
export function writtenText(value: WrittenJson, indent = 2): string {
  const seen = (_key: unknown, item: unknown): string | undefined =>
    typeof item === 'object' && item !== null && !Array.isArray(item) ? writtenNumber(item as WrittenJson) : undefined
  return stringify(value, undefined, indent || undefined, seen) ?? ''
}
