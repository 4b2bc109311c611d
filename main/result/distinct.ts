/** The values of one column with how often each stands in the rows, the most frequent first. It shows no text longer than a filter can hold. */
import { filterTextLimit, type Filter } from '../../shared/result'
import type { DistinctSpec, DistinctValues } from '../../shared/resultViews'
import type { ColumnState } from './columns'
import type { Session } from './duckdb'
import { buildQuery, checkPatterns, sqlColumn } from './query'

/** @throws AppError `input` about a column or filter that is wrong. */
export async function distinctValues(session: Session, spec: DistinctSpec, columns: readonly ColumnState[]): Promise<DistinctValues> {
  const { sql } = sqlColumn(spec.column, columns, 'column')
  const others: Filter[] = spec.filters.filter(({ column }) => column !== spec.column)
  await checkPatterns(session, others)
  const { where, values } = buildQuery({ sort: [], filters: others, search: spec.search }, columns)
  const part = spec.contains === '' ? '' : `AND contains(lower(value), lower(CAST($${values.push(spec.contains)} AS VARCHAR)))`
  const found = await session.run(
    `WITH counted AS (SELECT ${sql} AS value, count(*) AS times FROM rows ${where} GROUP BY 1), wanted AS (SELECT * FROM counted WHERE (value IS NULL OR strlen(value) <= ${filterTextLimit}) ${part})
    SELECT value, times, (SELECT count(*) FROM wanted) FROM wanted ORDER BY times DESC, value NULLS LAST LIMIT ${spec.limit}`,
    values,
  )
  return {
    values: found.map(([value, times]) => ({ value: typeof value === 'string' ? value : null, rows: Number(times) })),
    distinct: Number(found[0]?.[2] ?? 0),
  }
}
