/** Rows grouped for a chart: one or two columns, a bounded number of groups and the rest as one, measures with every digit. It draws nothing. */
import { AppError } from '../../shared/errors'
import type { Chart, ChartGroup, ChartKey, ChartSpec } from '../../shared/resultViews'
import { say } from '../../shared/words'
import type { ColumnState } from './columns'
import type { Session, SqlValue } from './duckdb'
import { createExactSum, type ExactSum } from './exactSum'
import { seen } from './kinds'
import { instant, sortKeys, type SqlColumn } from './order'
import { buildQuery, checkPatterns, sqlColumn } from './query'

/** Time buckets of an axis: of more than these only the latest are shown one by one. */
const mostBuckets = 500

/** How each bucket is written, so that its texts sort as times do. */
const bucketFormat = { hour: '%Y-%m-%dT%H:00Z', day: '%Y-%m-%d', month: '%Y-%m' } as const

interface Group {
  sql: string
  isBucket: boolean
}

/** One dimension: the values that are shown, in order, and how many are not. */
interface Scale {
  values: (string | null)[]
  hidden: number
}

type Place = { keys: [number, number]; value: string | null; rows: number }

/** @throws AppError `input` about the column or filter that is wrong. */
export async function chartOf(session: Session, spec: ChartSpec, columns: readonly ColumnState[]): Promise<Chart> {
  const groups = spec.groupBy.map(({ column, bucket }, index): Group => {
    const { sql } = sqlColumn(column, columns, `groupBy[${index}].column`)
    return bucket === undefined ? { sql, isBucket: false } : { sql: `strftime(date_trunc('${bucket}', CAST(${instant(sql)} AS TIMESTAMP)), '${bucketFormat[bucket]}')`, isBucket: true }
  })
  if (spec.measure !== 'count' && spec.column === undefined) {
    throw new AppError('input', say`The measure ${spec.measure} needs a column.`, { next: say`Choose the column to measure.`, about: { field: 'column' } })
  }
  const measured = spec.column === undefined ? undefined : sqlColumn(spec.column, columns, 'column')
  await checkPatterns(session, spec.filters)
  const { where, values } = buildQuery({ sort: [], filters: spec.filters, search: spec.search }, columns)
  const from = `FROM rows ${where}`

  const scales: Scale[] = []
  for (const group of groups) scales.push(await scaleOf(session, group, spec.limit, from, values))
  const [axis, series] = scales
  if (!axis) throw new AppError('bug', say`A chart was asked for without a column to group by.`)

  const placed = placedRows(groups, scales, where, values, measured)
  const { places, skipped } = await measure(session, placed, spec.measure, measured)
  const keyAt = (scale: Scale, place: number): ChartKey => (place === 0 ? { isOther: true, groups: scale.hidden } : { value: scale.values[place - 1] ?? null })
  const keysOf = (scale: Scale): ChartKey[] => [...scale.values.map((value): ChartKey => ({ value })), ...(scale.hidden === 0 ? [] : [{ isOther: true as const, groups: scale.hidden }])]
  return {
    axis: keysOf(axis),
    series: series ? keysOf(series) : [],
    groups: places.map(({ keys: [first, second], value, rows }): ChartGroup => ({ keys: series ? [keyAt(axis, first), keyAt(series, second)] : [keyAt(axis, first)], value, rows })),
    rows: places.reduce((sum, { rows }) => sum + rows, 0),
    skipped,
  }
}

/** Most frequent values first; buckets in the order of time, the latest kept. */
async function scaleOf(session: Session, { sql, isBucket }: Group, limit: number, from: string, values: readonly string[]): Promise<Scale> {
  const most = isBucket ? mostBuckets : limit
  const order = isBucket ? 'value DESC NULLS LAST' : 'times DESC, value NULLS LAST'
  const found = await session.run(`WITH counted AS (SELECT ${sql} AS value, count(*) AS times ${from} GROUP BY 1) SELECT value, (SELECT count(*) FROM counted) FROM counted ORDER BY ${order} LIMIT ${most}`, values)
  const shown = found.map(([value]) => (typeof value === 'string' ? value : null))
  if (isBucket) shown.sort((one, other) => (one === null ? 1 : other === null ? -1 : one < other ? -1 : 1))
  return { values: shown, hidden: Number(found[0]?.[1] ?? 0) - shown.length }
}

interface PlacedRows {
  /** Rows with `axis` and `series`, the places of their groups (0: not shown), and `measured`. */
  sql: string
  values: string[]
}

/** A hash join finds the place of a value; with its null it stands beside the others. */
function placedRows(groups: readonly Group[], scales: readonly Scale[], where: string, given: readonly string[], measured: SqlColumn | undefined): PlacedRows {
  const values = [...given]
  const joins: string[] = []
  const names = ['axis', 'series']
  const places = names.map((name, index) => {
    const scale = scales[index]
    const group = groups[index]
    if (!scale || !group) return `0 AS ${name}`
    const shown = scale.values.flatMap((value, at) => (value === null ? [] : [`(CAST($${values.push(value)} AS VARCHAR), ${at + 1})`]))
    const ofNull = scale.values.indexOf(null) + 1
    if (shown.length > 0) joins.push(`LEFT JOIN (VALUES ${shown.join(', ')}) AS ${name}_scale(value, place) ON chosen.${name} = ${name}_scale.value`)
    const found = shown.length > 0 ? `coalesce(${name}_scale.place, 0)` : '0'
    return `CASE WHEN chosen.${name} IS NULL THEN ${ofNull} ELSE ${found} END AS ${name}`
  })
  const cells = [...names.map((name, index) => `${groups[index]?.sql ?? 'NULL'} AS ${name}`), `${measured?.sql ?? 'NULL'} AS measured`]
  return { sql: `(WITH chosen AS (SELECT ${cells.join(', ')} FROM rows ${where}) SELECT ${places.join(', ')}, measured FROM chosen ${joins.join(' ')})`, values }
}

async function measure(session: Session, { sql, values }: PlacedRows, kind: ChartSpec['measure'], column: SqlColumn | undefined): Promise<{ places: Place[]; skipped: number }> {
  const grouped = async (expression: string): Promise<Place[]> => {
    const found = await session.run(`SELECT axis, series, CAST(${expression} AS VARCHAR), count(*) FROM ${sql} GROUP BY axis, series ORDER BY axis = 0, axis, series = 0, series`, values)
    return found.map(([axis, series, value, rows]) => ({ keys: [Number(axis), Number(series)], value: typeof value === 'string' ? value : null, rows: Number(rows) }))
  }
  const asMeasured: SqlColumn | undefined = column && { ...column, sql: 'measured' }
  if (kind === 'count' || !asMeasured) return { places: await grouped('count(*)'), skipped: 0 }
  if (kind === 'distinct') return { places: await grouped('count(DISTINCT measured)'), skipped: 0 }
  if (kind === 'sum') return sums(session, { sql, values }, asMeasured, grouped)
  const keys = sortKeys(asMeasured)
  const order = keys.length === 1 ? (keys[0] ?? '') : `row(${keys.join(', ')})`
  return { places: await grouped(`arg_${kind}(measured, ${order}) FILTER (${keys[0]} IS NOT NULL)`), skipped: 0 }
}

/** Digits of which a billion values still fit a HUGEINT once they are added up. */
const quickDigits = 18

/** DuckDB adds short numbers exactly; the others are added here, each different value once. */
async function sums(session: Session, { sql, values }: PlacedRows, column: SqlColumn, grouped: (expression: string) => Promise<Place[]>): Promise<{ places: Place[]; skipped: number }> {
  const { evidence, kind } = column
  const isShort = kind === 'number' && (evidence.bits & seen.exponent) === 0 && evidence.integerDigits + evidence.fractionDigits <= quickDigits
  if (isShort) return { places: await grouped(`sum(TRY_CAST(measured AS DECIMAL(${quickDigits},${evidence.fractionDigits})))`), skipped: 0 }

  const counts = new Map(((await grouped('count(*)'))).map((place) => [place.keys.join(), place]))
  const totals = new Map<string, ExactSum>()
  let skipped = 0
  await session.each(`SELECT axis, series, measured, count(*) FROM ${sql} WHERE nullif(measured, '') IS NOT NULL GROUP BY axis, series, measured`, values, (found: SqlValue[][]) => {
    for (const [axis, series, written, times] of found) {
      const key = `${Number(axis)},${Number(series)}`
      const total = totals.get(key) ?? createExactSum()
      totals.set(key, total)
      if (!total.add(String(written), BigInt(times ?? 0))) skipped += Number(times)
    }
  })
  return { places: [...counts].map(([key, place]) => ({ ...place, value: totals.get(key)?.text() ?? null })), skipped }
}
