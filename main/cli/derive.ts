/** `rolecall query`, `rolecall compare` and `rolecall prune`: what can be made of kept results, and when they go. */
import { InvalidArgumentError, type Command } from 'commander'
import * as v from 'valibot'
import { CallId } from '../../shared/call'
import { changeKinds, type Derived } from '../../shared/derived'
import { AppError } from '../../shared/errors'
import type { ResultStore } from '../result/result'
import type { CliContext } from './context'
import { addFileFlags, checkOut, exportTo, sayWritten, type FileFlags, type OutTarget } from './export'
import { table } from './terminal'

interface QueryOptions extends FileFlags {
  out?: string
  json?: boolean
  seconds: number
}
interface CompareOptions extends FileFlags {
  out?: string
  json?: boolean
  key: string[]
  cells?: boolean
}
interface PruneOptions {
  days: number
  count: number
  gigabytes: number
  dryRun?: boolean
  json?: boolean
}

/** Rows printed without --out; a terminal is no place for more. */
const printedRows = 1000
const outHelp = 'write the rows: .csv, .tsv, .json, .ndjson, .parquet or .xlsx'

export function addDerive(program: Command, context: CliContext): void {
  const query = program
    .command('query')
    .description('run one SELECT of DuckDB over the rows of a kept call, as table rows')
    .argument('<callid>', 'as "rolecall results" shows it')
    .argument('<sql>', 'such as "SELECT _account, count(*) FROM rows GROUP BY 1"')
    .option('--out <file>', outHelp)
    .option('--json', 'print the rows as JSON lines')
    .option('--seconds <n>', 'stop it after this long', readNumber, 60)
  addFileFlags(query).action((callId: string, sql: string, options: QueryOptions) => runQuery(callId, sql, options, context))

  const compare = program
    .command('compare')
    .description('say which rows were added, removed or changed between two kept calls of one operation')
    .argument('<before>', 'the earlier call')
    .argument('<after>', 'the later call')
    .requiredOption('--key <path...>', 'columns that name a row, such as --key _account InstanceId')
    .option('--cells', 'a row for each cell that differs')
    .option('--out <file>', outHelp)
    .option('--json', 'print the counts as one JSON object')
  addFileFlags(compare).action((before: string, after: string, options: CompareOptions) => runCompare(before, after, options, context))

  program
    .command('prune')
    .description('remove the oldest results past an age, a number or a size; never one that is pinned, runs or can go on')
    .option('--days <n>', 'remove what is older than this', readNumber, 0)
    .option('--count <n>', 'keep at most so many', readNumber, 0)
    .option('--gigabytes <n>', 'keep at most this much', readNumber, 0)
    .option('--dry-run', 'only say what would go')
    .option('--json', 'print the report as one JSON object')
    .action((options: PruneOptions) => prune(options, context))
}

function readNumber(text: string): number {
  const number = Number(text)
  if (text.trim() === '' || !Number.isFinite(number) || number < 0) throw new InvalidArgumentError('A number from 0 is expected.')
  return number
}

function readCallId(text: string, field: string): string {
  if (!v.is(CallId, text)) throw new AppError('input', `${JSON.stringify(text)} is not a call ID.`, { next: 'See rolecall results.', about: { field } })
  return text
}

async function runQuery(id: string, sql: string, { out: file, json, seconds, ...flags }: QueryOptions, context: CliContext): Promise<void> {
  const callId = readCallId(id, 'CALLID')
  const out = file === undefined ? undefined : await checkOut(file)
  const { results } = context.engine()
  const derived = await results.sql({ callId, taskId: 'query', sql, seconds: Math.min(600, Math.max(1, Math.round(seconds))) }, { signal: context.signal })
  await giveRows(derived, results, out, flags, json === true, context)
}

async function runCompare(one: string, other: string, { out: file, json, key, cells, ...flags }: CompareOptions, context: CliContext): Promise<void> {
  const [before, after] = [readCallId(one, 'BEFORE'), readCallId(other, 'AFTER')]
  const out = file === undefined ? undefined : await checkOut(file)
  const { results } = context.engine()
  const made = await results.compare({ before, after, taskId: 'compare', key, form: cells === true ? 'cells' : 'rows' }, { signal: context.signal })
  if (json === true) {
    const { added, removed, changed, same, repeatedKeys, withoutKey } = made
    context.output.print(JSON.stringify({ added, removed, changed, same, repeatedKeys, withoutKey }))
    if (out) context.output.say(sayWritten(await exportTo(results, out, made.derivedId, undefined, flags, context.signal)))
    return
  }
  context.output.say(`${changeKinds.map((kind) => `${made[kind].toLocaleString('en-US')} ${kind}`).join(', ')}, ${made.same.toLocaleString('en-US')} the same`)
  if (made.repeatedKeys > 0) context.output.say(`warning: ${made.repeatedKeys.toLocaleString('en-US')} rows have a key that repeats; they were paired in order.`)
  await giveRows(made, results, out, flags, false, context)
}

async function giveRows(derived: Derived, results: ResultStore, out: OutTarget | undefined, flags: FileFlags, isJson: boolean, { output, signal }: CliContext): Promise<void> {
  if (derived.isCut) output.say(`warning: cut at ${derived.rows.toLocaleString('en-US')} rows.`)
  if (out) {
    output.say(sayWritten(await exportTo(results, out, derived.derivedId, undefined, flags, signal)))
    return
  }
  const columns = derived.columns
  const { rows, total } = await results.window({ callId: derived.derivedId, offset: 0, limit: printedRows, columns: columns.map(({ id }) => id), sort: [], filters: [], search: '' })
  if (isJson) for (const { seq } of rows) output.print(await results.row(derived.derivedId, seq))
  else output.print(table(columns.map(({ path }) => path), rows.map(({ cells }) => cells.map((cell) => cell ?? ''))))
  if (total > rows.length) output.say(`${rows.length.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} rows are shown; --out writes all of them.`)
}

async function prune({ days, count, gigabytes, dryRun = false, json = false }: PruneOptions, { engine, output }: CliContext): Promise<void> {
  if (days === 0 && count === 0 && gigabytes === 0) throw new AppError('input', 'Nothing says what is old.', { next: 'Give --days, --count or --gigabytes.', about: { field: 'days' } })
  const report = await engine().results.prune({ keepDays: days, keepCount: Math.round(count), keepGigabytes: gigabytes, isTrial: dryRun })
  if (json) return output.print(JSON.stringify(report))
  output.print(report.removed.length === 0 ? 'No result is that old.' : table(['CALL', 'OPERATION', 'ROWS', 'MB', 'BECAUSE OF'], report.removed.map(({ callId, product, operation, rows, bytes, because }) => [callId, `${product} ${operation}`, rows.toLocaleString('en-US'), (bytes / 1e6).toFixed(1), because])))
  output.say(`${dryRun ? 'would be ' : ''}removed: ${report.removed.length}; kept: ${report.kept.results} (${(report.kept.bytes / 1e6).toFixed(1)} MB)`)
  if (report.failed.length > 0) output.say(`warning: not removed, because another process reads them: ${report.failed.join(', ')}`)
}
