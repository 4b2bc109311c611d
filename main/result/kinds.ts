/** What the values of a column were seen to be, as bits that only grow, and the kind that follows. It never looks at a value twice. */
import type { ColumnKind } from '../../shared/result'

export const seen = { text: 1, number: 2, digits: 4, boolean: 8, time: 16, json: 32, exponent: 64, empty: 128, formula: 256, minusZero: 512 } as const

/** First characters of a text that a spreadsheet would run as a formula: = + - @ tab CR and the full-width ＝ ＋ － ＠. */
export const formulaCodes: readonly number[] = [61, 43, 45, 64, 9, 13, 0xff1d, 0xff0b, 0xff0d, 0xff20]
const isFormulaCode = new Set(formulaCodes)

/** Evidence about a column's values; kept in the database with the column. */
export interface Evidence {
  bits: number
  /** Most digits seen before and after the point. */
  integerDigits: number
  fractionDigits: number
  /** Length that all times share when each ends with Z; 0: none seen yet; -1: they differ. */
  timeLength: number
}

export const noEvidence = (): Evidence => ({ bits: 0, integerDigits: 0, fractionDigits: 0, timeLength: 0 })

const decimal = /^-?(0|[1-9]\d*)(?:\.(\d+))?$/
/** ISO 8601 dates and date-times as Alibaba Cloud writes them, minutes only (`2024-05-01T10:00Z`) included. */
const isoTime = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/
const mostDigits = 38

/** Adds what a JSON number says. True where the evidence grew. */
export function noteNumber(evidence: Evidence, written: string): boolean {
  const parts = decimal.exec(written)
  if (parts) return grow(evidence, written.startsWith('-0') && /^-0\.?0*$/.test(written) ? seen.number | seen.minusZero : seen.number, parts[1]?.length ?? 0, parts[2]?.length ?? 0)
  return grow(evidence, seen.number | seen.exponent, 0, 0)
}

/** Adds what a string says. Once a column holds plain text, its strings are not examined any more. */
export function noteString(evidence: Evidence, value: string): boolean {
  if (value === '') return grow(evidence, seen.empty, 0, 0)
  const code = value.charCodeAt(0)
  const isFormula = (code <= 64 || code >= 0xff0b) && isFormulaCode.has(code) && grow(evidence, seen.formula, 0, 0)
  if ((evidence.bits & seen.text) !== 0) return isFormula
  const isCandidate = (code >= 48 && code <= 57) || code === 45
  const isGrown = isCandidate && value.length <= mostDigits + 2 ? noteCandidate(evidence, value) : grow(evidence, seen.text, 0, 0)
  return isGrown || isFormula
}

/** Text that begins like a number or a time. */
function noteCandidate(evidence: Evidence, value: string): boolean {
  const parts = decimal.exec(value)
  if (parts) {
    const [integer, fraction] = [parts[1]?.length ?? 0, parts[2]?.length ?? 0]
    return integer + fraction <= mostDigits ? grow(evidence, seen.digits, integer, fraction) : grow(evidence, seen.text, 0, 0)
  }
  if (!isoTime.test(value)) return grow(evidence, seen.text, 0, 0)
  const length = value.endsWith('Z') ? value.length : -1
  const timeLength = evidence.timeLength === 0 || evidence.timeLength === length ? length : -1
  if ((evidence.bits & seen.time) !== 0 && evidence.timeLength === timeLength) return false
  evidence.bits |= seen.time
  evidence.timeLength = timeLength
  return true
}

export const noteBoolean = (evidence: Evidence): boolean => grow(evidence, seen.boolean, 0, 0)
export const noteJson = (evidence: Evidence): boolean => grow(evidence, seen.json, 0, 0)

function grow(evidence: Evidence, bits: number, integerDigits: number, fractionDigits: number): boolean {
  if ((evidence.bits & bits) === bits && integerDigits <= evidence.integerDigits && fractionDigits <= evidence.fractionDigits) return false
  evidence.bits |= bits
  evidence.integerDigits = Math.max(evidence.integerDigits, integerDigits)
  evidence.fractionDigits = Math.max(evidence.fractionDigits, fractionDigits)
  return true
}

/** Empty strings count for nothing; JSON numbers and decimal text together are numbers; other mixtures of JSON types are `mixed`. */
export function kindOf({ bits }: Evidence): ColumnKind {
  const within = (allowed: number): boolean => (bits & ~(allowed | seen.empty | seen.exponent | seen.formula | seen.minusZero)) === 0
  if (within(0)) return 'text'
  if (within(seen.number | seen.digits)) return 'number'
  if (within(seen.time)) return 'time'
  if (within(seen.boolean)) return 'boolean'
  if (within(seen.json)) return 'json'
  return within(seen.text | seen.time | seen.digits) ? 'text' : 'mixed'
}
