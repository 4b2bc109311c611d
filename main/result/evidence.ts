/** Looks at the texts of a ready table once, in SQL, and says what its columns hold: for tables that no page was read into. It agrees with kinds.ts on what a number and a time are. */
import type { Session } from './duckdb'
import { formulaCodes, noEvidence, seen, type Evidence } from './kinds'
import { quoteName } from './query'

const number = String.raw`-?(0|[1-9]\d*)(\.\d+)?`
const time = String.raw`\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])([T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?`

/** Columns looked at by one statement. */
const portion = 20

/** Evidence of each column, by id; `table` is an SQL name. */
export async function lookAt(session: Session, table: string, ids: readonly string[]): Promise<Map<string, Evidence>> {
  const found = new Map<string, Evidence>()
  for (let first = 0; first < ids.length; first += portion) {
    const some = ids.slice(first, first + portion)
    const [counts = []] = await session.run(`SELECT ${some.flatMap((id) => countsOf(quoteName(id))).join(', ')} FROM ${table}`)
    const width = counts.length / some.length
    some.forEach((id, index) => found.set(id, evidenceOf(counts.slice(index * width, (index + 1) * width).map((count) => Number(count ?? 0)))))
  }
  return found
}

function countsOf(sql: string): string[] {
  const isNumber = `regexp_full_match(${sql}, '${number}') AND length(translate(${sql}, '-.', '')) <= 38`
  const isTime = `regexp_full_match(${sql}, '${time}')`
  const isJson = `(starts_with(${sql}, '[') OR starts_with(${sql}, '{')) AND json_valid(${sql})`
  const integer = `length(ltrim(split_part(${sql}, '.', 1), '-'))`
  return [
    `count(*) FILTER (${sql} = '')`,
    `count(*) FILTER (${sql} <> '')`,
    `count(*) FILTER (${isNumber})`,
    `max(CASE WHEN ${isNumber} THEN ${integer} END)`,
    `max(CASE WHEN ${isNumber} THEN length(split_part(${sql}, '.', 2)) END)`,
    `count(*) FILTER (${isTime})`,
    `min(CASE WHEN ${isTime} THEN CASE WHEN ends_with(${sql}, 'Z') THEN length(${sql}) ELSE -1 END END)`,
    `max(CASE WHEN ${isTime} THEN CASE WHEN ends_with(${sql}, 'Z') THEN length(${sql}) ELSE -1 END END)`,
    `count(*) FILTER (${isJson})`,
    `count(*) FILTER (${sql} <> '' AND list_contains([${formulaCodes.join(', ')}], ord(${sql})))`,
  ]
}

function evidenceOf([empty = 0, filled = 0, numbers = 0, integerDigits = 0, fractionDigits = 0, times = 0, shortest = 0, longest = 0, json = 0, formulas = 0]: number[]): Evidence {
  const bits =
    (empty > 0 ? seen.empty : 0) |
    (numbers > 0 ? seen.digits : 0) |
    (times > 0 ? seen.time : 0) |
    (json > 0 ? seen.json : 0) |
    (formulas > 0 ? seen.formula : 0) |
    (filled > numbers + times + json ? seen.text : 0)
  return { ...noEvidence(), bits, integerDigits, fractionDigits, timeLength: times === 0 ? 0 : shortest === longest ? shortest : -1 }
}
