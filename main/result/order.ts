/** SQL expressions that sort and compare cells by what they mean: numbers with all their digits, times as times, the rest as text without letter case. It never rounds. */
import type { ColumnKind } from '../../shared/result'
import { kindOf, noEvidence, seen, type Evidence } from './kinds'

/** A column as SQL sees it. */
export interface SqlColumn {
  /** SQL expression of its text. */
  sql: string
  kind: ColumnKind
  evidence: Evidence
}

/** Digits that fit DuckDB's HUGEINT, and its 64-bit DECIMAL: a wider DECIMAL is a hundred times slower to cast. */
const hugeDigits = 38
const decimalDigits = 18

/** Expressions to sort by, the first the most significant; null where the cell has no value of the column's kind. */
export function sortKeys(column: SqlColumn): string[] {
  const { sql, kind, evidence } = column
  if (kind === 'number') return numberKeys(sql, evidence)
  if (kind === 'time') return timeKeys(sql, evidence)
  return [`lower(${sql})`]
}

const isWhole = (evidence: Evidence): boolean => (evidence.bits & seen.exponent) === 0 && evidence.fractionDigits === 0 && evidence.integerDigits <= hugeDigits
const isShort = (evidence: Evidence): boolean => (evidence.bits & seen.exponent) === 0 && evidence.integerDigits + evidence.fractionDigits <= decimalDigits

function numberKeys(sql: string, evidence: Evidence): string[] {
  if (isWhole(evidence)) return [`TRY_CAST(${sql} AS HUGEINT)`]
  if (isShort(evidence)) return [`TRY_CAST(${sql} AS DECIMAL(${decimalDigits},${evidence.fractionDigits}))`]
  return exactKeys(sql)
}

/** Any number of any length, as sign, place of the first digit, and digits; negative numbers run backwards in the last two. */
function exactKeys(sql: string): string[] {
  const mantissa = `regexp_replace(ltrim(${sql}, '-'), '[eE].*$', '')`
  const exponent = `coalesce(TRY_CAST(nullif(regexp_extract(${sql}, '[eE][+]?(-?\\d+)$', 1), '') AS HUGEINT), 0)`
  const integer = `split_part(${mantissa}, '.', 1)`
  const all = `(${integer} || split_part(${mantissa}, '.', 2))`
  const digits = `rtrim(ltrim(${all}, '0'), '0')`
  const sign = `(CASE WHEN nullif(${sql}, '') IS NULL THEN NULL WHEN ${digits} = '' THEN 0 WHEN starts_with(${sql}, '-') THEN -1 ELSE 1 END)`
  const place = `(strlen(${integer}) - strlen(${all}) + strlen(ltrim(${all}, '0')) + ${exponent})`
  // '~' sorts after every digit, so that of two negative numbers the one with more digits comes first.
  return [sign, `${sign} * ${place}`, `(CASE WHEN ${sign} < 0 THEN translate(${digits}, '0123456789', '9876543210') || '~' ELSE ${digits} END)`]
}

function timeKeys(sql: string, evidence: Evidence): string[] {
  // Times of one length that all end with Z sort as they are written.
  if (evidence.timeLength > 0) return [`nullif(${sql}, '')`]
  return [instant(sql), `nullif(${sql}, '')`]
}

/** Text without seconds is not a time to DuckDB, so they are put in. */
export const instant = (sql: string): string => `TRY_CAST(regexp_replace(${sql}, '^(\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d)($|Z|[+-])', '\\1:00\\2') AS TIMESTAMPTZ)`

export type Comparison = '=' | '<' | '>' | '<=' | '>='

/** A condition that compares a cell with the text in `value` (an SQL expression), whose own evidence is `given`. */
export function compare(column: SqlColumn, comparison: Comparison, value: string, given: Evidence): string {
  const { sql, kind } = column
  const isSet = `nullif(${sql}, '') IS NOT NULL`
  if (kind === 'number' && kindOf(given) === 'number') {
    const evidence = widest(column.evidence, given)
    const [left, right] = [numberKeys(sql, evidence), numberKeys(value, evidence)]
    return `(${isSet} AND ${inTurn(left, comparison, right)})`
  }
  if (kind === 'time' && kindOf(given) === 'time') return `(${isSet} AND ${instant(sql)} ${comparison} ${instant(value)})`
  return `(${isSet} AND lower(${sql}) ${comparison} lower(${value}))`
}

/** Compares key by key, the first that differs decides. Written out: DuckDB joins two comparisons of a row() into a BETWEEN that it then refuses. */
function inTurn([left = '', ...lefts]: readonly string[], comparison: Comparison, [right = '', ...rights]: readonly string[]): string {
  if (lefts.length === 0) return `${left} ${comparison} ${right}`
  const rest = inTurn(lefts, comparison, rights)
  if (comparison === '=') return `(${left} = ${right} AND ${rest})`
  return `(${left} ${comparison.charAt(0)} ${right} OR (${left} = ${right} AND ${rest}))`
}

/** A condition that a number is one of the values: by all digits, however each is written. `values` are SQL expressions, `given` their evidence. */
export function isOneOf(column: SqlColumn, values: readonly string[], given: readonly Evidence[]): string {
  const evidence = given.reduce<Evidence>(widest, column.evidence)
  const keys = (sql: string): string => `row(${numberKeys(sql, evidence).join(', ')})`
  return `list_contains([${values.map(keys).join(', ')}], ${keys(column.sql)})`
}

function widest(one: Evidence, other: Evidence): Evidence {
  return {
    ...noEvidence(),
    bits: one.bits | other.bits,
    integerDigits: Math.max(one.integerDigits, other.integerDigits),
    fractionDigits: Math.max(one.fractionDigits, other.fractionDigits),
  }
}
