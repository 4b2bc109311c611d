/** `rolecall audit`: verify the log of sent requests, search it, export it. */
import { extname, resolve } from 'node:path'
import { InvalidArgumentError, type Command } from 'commander'
import { auditFormats, auditSearchLimit, type AuditProblem, type AuditSearch } from '../../shared/audit'
import { AppError } from '../../shared/errors'
import type { CliContext } from './context'
import { exitStatus } from './exit'
import { table } from './terminal'

interface SearchFlags {
  account?: string
  product?: string
  operation?: string
  requestId?: string
  code?: string
  call?: string
  since?: string
  until?: string
  failed?: boolean
}
interface SearchOptions extends SearchFlags {
  limit: number
  json?: boolean
}

const problemTexts: Record<AuditProblem['kind'], string> = {
  changed: 'this line is not as it was written',
  removed: 'lines before this one were removed',
  inserted: 'this line was inserted, or lines changed places',
  unreadable: 'this line is no line of the log',
  beginning: 'the lines before this one are gone',
  end: 'the lines after this one were removed',
}

export function addAudit(program: Command, context: CliContext): void {
  const audit = program.command('audit').description('the log of every request that was sent')
  audit
    .command('verify')
    .description('check that no line was changed, removed or inserted')
    .option('--json', 'print one JSON object')
    .action((options: { json?: boolean }) => verify(options.json === true, context))
  addFlags(audit.command('search').description('show lines, the newest first').argument('[text]', 'found anywhere in the line'))
    .option('--limit <n>', `at most n lines, up to ${auditSearchLimit}`, readLimit, 50)
    .option('--json', 'print one JSON object a line')
    .action((text: string | undefined, options: SearchOptions) => search(text, options, context))
  addFlags(audit.command('export').description('write lines to a file, the oldest first').argument('[text]', 'found anywhere in the line'))
    .requiredOption('--out <file>', 'the file: .ndjson or .csv')
    .action((text: string | undefined, options: SearchFlags & { out: string }) => exportTo(text, options, context))
}

const addFlags = (command: Command): Command =>
  command
    .option('--account <uid>')
    .option('--product <code>')
    .option('--operation <name>')
    .option('--request-id <id>', 'as ActionTrail shows it')
    .option('--code <code>', 'of a refusal')
    .option('--call <callid>')
    .option('--since <time>', 'such as 2026-11-27 or 2026-11-27T08:00:00Z')
    .option('--until <time>')
    .option('--failed', 'only what was refused or failed')

function readLimit(text: string): number {
  const limit = Number(text)
  if (!Number.isInteger(limit) || limit < 1 || limit > auditSearchLimit) throw new InvalidArgumentError(`A whole number from 1 to ${auditSearchLimit} is expected.`)
  return limit
}

function wanted(text: string | undefined, { account, product, operation, requestId, code, call, since, until, failed = false }: SearchFlags): Omit<AuditSearch, 'limit'> {
  const given = { account, product, operation, requestId, code, callId: call, since, until }
  return { text: text ?? '', isFailed: failed, ...(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<AuditSearch>) }
}

async function verify(isJson: boolean, { engine, output, endWith }: CliContext): Promise<void> {
  const report = await engine().audit.verify()
  if (report.problems.length > 0) endWith(exitStatus.failed)
  if (isJson) return output.print(JSON.stringify(report))
  const span = report.from === undefined ? '' : `, ${report.from} to ${report.to ?? ''}`
  output.print(`${report.lines.toLocaleString('en-US')} lines in ${report.files} files${span}: ${report.problems.length === 0 ? 'the log is whole' : `${report.problems.length} problems`}`)
  for (const { kind, file, line } of report.problems) output.print(`${file}:${line}: ${problemTexts[kind]}`)
}

async function search(text: string | undefined, { limit, json, ...flags }: SearchOptions, { engine, output }: CliContext): Promise<void> {
  const { lines, hasMore } = await engine().audit.search({ ...wanted(text, flags), limit })
  if (json === true) for (const line of lines) output.print(JSON.stringify(line))
  else if (lines.length === 0) output.print('No line agrees.')
  else {
    output.print(
      table(
        ['TIME', 'PROFILE', 'ACCOUNT', 'REGION', 'OPERATION', 'STATUS', 'CODE', 'ROWS', 'MS', 'REQUEST ID'],
        lines.map((line) => [line.time, line.profile, line.account, line.region, `${line.product} ${line.operation}`, String(line.status ?? '-'), line.code ?? '', String(line.rows ?? ''), String(line.ms), line.requestId ?? '']),
      ),
    )
  }
  if (hasMore) output.say(`There are more; the newest ${lines.length} are shown.`)
}

async function exportTo(text: string | undefined, { out, ...flags }: SearchFlags & { out: string }, { engine, output }: CliContext): Promise<void> {
  const format = auditFormats.find((one) => extname(out).toLowerCase() === `.${one}`)
  if (format === undefined) throw new AppError('input', `--out ${out}: the ending names no format.`, { next: `Use .${auditFormats.join(' or .')}.`, about: { field: 'out' } })
  const path = resolve(out)
  const lines = await engine().audit.export(wanted(text, flags), path, format)
  output.say(`${lines.toLocaleString('en-US')} lines written to ${path}`)
}
