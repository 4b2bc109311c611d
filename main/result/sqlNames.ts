/** The names under which SQL knows the columns of a result, and the types they have there. A column has a type of its own only where no digit of any value can change by it. */
import type { SqlName } from '../../shared/derived'
import { contextColumns } from '../../shared/result'
import type { ColumnState } from './columns'
import type { Session } from './duckdb'
import { seen } from './kinds'
import { instant } from './order'
import { quoteName } from './query'

export interface SqlColumnName extends SqlName {
  kind: 'column'
  path: string
  /** Expression of its value over the table of the store. */
  sql: string
}

/** Functions that every query may use. */
export const macros: readonly { name: string; signature: string; body: string }[] = [{ name: 'as_time', signature: 'as_time(text) → TIMESTAMPTZ', body: `as_time(text) AS ${instant('text')}` }]

const hugeDigits = 38
const bigDigits = 18

/** `hasContext`: the columns of account, region, request and page come first. */
export function sqlColumnNames(columns: readonly ColumnState[], hasContext: boolean, reserved: ReadonlySet<string>): SqlColumnName[] {
  const taken = new Set<string>()
  /** DuckDB's names know no letter case: the second of two such paths gets a number. */
  const unique = (path: string): string => {
    const wanted = path === '' ? 'value' : path
    let name = wanted
    for (let turn = 2; taken.has(name.toLowerCase()); turn += 1) name = `${wanted} (${turn})`
    taken.add(name.toLowerCase())
    return name
  }
  const spelled = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) && !reserved.has(name.toLowerCase()) ? name : quoteName(name))
  const context = hasContext ? contextColumns.map((id): SqlColumnName => ({ name: spelled(unique(id)), kind: 'column', path: id, type: id === '_page' ? 'INTEGER' : 'VARCHAR', sql: quoteName(id) })) : []
  return [...context, ...columns.map((column): SqlColumnName => ({ name: spelled(unique(column.path)), kind: 'column', path: column.path, ...typed(column) }))]
}

/** Words that cannot be a column without quotes. */
export async function reservedWords(session: Session): Promise<Set<string>> {
  return new Set((await session.run("SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category <> 'unreserved'")).map(([word]) => String(word)))
}

function typed({ id, bits, integerDigits, fractionDigits }: ColumnState): { type: string; sql: string } {
  const type = typeOf(bits & ~seen.empty, integerDigits, fractionDigits)
  return { type, sql: type === 'VARCHAR' ? quoteName(id) : `TRY_CAST(${quoteName(id)} AS ${type})` }
}

/** Numbers that the API wrote as numbers, without exponent and minus zero; texts of digits stay text, as the API has them. */
function typeOf(bits: number, integerDigits: number, fractionDigits: number): string {
  if (bits === seen.boolean) return 'BOOLEAN'
  const isNumeric = (bits & seen.number) !== 0 && (bits & ~(seen.number | seen.digits)) === 0
  if (!isNumeric) return 'VARCHAR'
  if (fractionDigits === 0) return integerDigits <= bigDigits ? 'BIGINT' : integerDigits <= hugeDigits ? 'HUGEINT' : 'VARCHAR'
  const digits = integerDigits + fractionDigits
  return digits <= hugeDigits ? `DECIMAL(${digits <= bigDigits ? bigDigits : hugeDigits},${fractionDigits})` : 'VARCHAR'
}
