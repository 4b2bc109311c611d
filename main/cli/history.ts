/** `rolecall history`: the kept calls found by any word of them, named, pinned and deleted. */
import { InvalidArgumentError, type Command } from 'commander'
import * as v from 'valibot'
import { CallId } from '../../shared/call'
import { AppError } from '../../shared/errors'
import { historyKinds, historyOutcomes, HistorySpec, type HistoryKind, type HistoryLine, type HistoryOutcome } from '../../shared/history'
import type { CliContext } from './context'
import { table } from './terminal'

interface HistoryOptions {
  search?: string
  outcome?: HistoryOutcome[]
  kind?: HistoryKind
  since?: Date
  until?: Date
  pinned?: boolean
  limit: number
  json?: boolean
}

const notes = `
--search finds words, all of them, in any case: in the name, product, operation, profile, account names and UIDs, regions, error codes, request IDs and parameters.
--json prints one object: lines, matching, matchingBytes, total, bytes, unread.`

export function addHistory(program: Command, context: CliContext): void {
  const history = program
    .command('history')
    .description('find calls that are kept')
    .option('--search <text>', 'only calls that hold these words')
    .option('--outcome <outcome...>', `only ${historyOutcomes.join(', ')}`, readOutcome)
    .option('--kind <kind>', 'only calls that read, or that change something', readKind)
    .option('--since <date>', 'started then or later, as 2026-11-22 or 2026-11-22T08:00:00Z', readDate)
    .option('--until <date>', 'started before then', readDate)
    .option('--pinned', 'only pinned calls')
    .option('--limit <n>', 'at most so many, the newest', readLimit, 100)
    .option('--json', 'print one JSON object')
    .addHelpText('after', notes)
    .action((options: HistoryOptions) => list(options, context))
  history
    .command('delete')
    .description('delete calls for good; one that runs stays')
    .argument('<callid...>', 'as "rolecall history" shows them')
    .action((ids: string[]) => deleteCalls(ids, context))
  history
    .command('name')
    .description('give a call a name; an empty one gives it its own again')
    .argument('<callid>')
    .argument('<name>')
    .action(async (id: string, name: string) => {
      await context.engine().results.mark({ callId: readCallId(id), name: name.trim().slice(0, 200) })
    })
  for (const [verb, isPinned, about] of [['pin', true, 'keep calls whatever the limits are'], ['unpin', false, 'let the limits count for calls again']] as const) {
    history
      .command(verb)
      .description(about)
      .argument('<callid...>')
      .action(async (ids: string[]) => {
        const { results } = context.engine()
        for (const callId of ids.map(readCallId)) await results.mark({ callId, isPinned })
      })
  }
}

async function list({ outcome, kind, since, until, pinned, json, ...options }: HistoryOptions, { engine, output }: CliContext): Promise<void> {
  const spec = v.parse(HistorySpec, {
    ...options,
    ...(outcome === undefined ? {} : { outcomes: outcome }),
    ...(kind === undefined ? {} : { kind }),
    ...(since === undefined ? {} : { since: since.toISOString() }),
    ...(until === undefined ? {} : { until: until.toISOString() }),
    isPinned: pinned === true,
  })
  const found = await engine().history.list(spec)
  if (json === true) return output.print(JSON.stringify(found))
  output.print(found.lines.length === 0 ? 'No call agrees.' : table(['CALL', 'OUTCOME', 'OPERATION', 'PROFILE', 'TARGETS', 'ROWS', 'MB', 'PINNED', 'NAME'], found.lines.map(row)))
  output.say(`${found.lines.length} of ${found.matching} shown; ${found.total} kept (${megabytes(found.bytes)} MB)`)
  if (found.unread > 0) output.say(`${found.unread} calls of an older version were not searched by their content yet; search again.`)
}

const row = (line: HistoryLine): string[] => [
  line.callId,
  line.outcome,
  `${line.product} ${line.operation}`,
  line.profile,
  `${line.targetCount - line.failedCount}/${line.targetCount}`,
  line.rows.toLocaleString('en-US'),
  megabytes(line.bytes),
  line.isPinned ? 'pinned' : '',
  line.name ?? '',
]
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1)

async function deleteCalls(ids: readonly string[], { engine, output }: CliContext): Promise<void> {
  const callIds = ids.map(readCallId)
  const { results } = engine()
  for (const callId of callIds) {
    await results.remove(callId)
    output.say(`${callId} is deleted.`)
  }
}

function readCallId(text: string): string {
  if (!v.is(CallId, text)) throw new AppError('input', `${JSON.stringify(text)} is not a call ID.`, { next: 'See rolecall history.', about: { field: 'CALLID' } })
  return text
}

function readOutcome(text: string, before: HistoryOutcome[] = []): HistoryOutcome[] {
  const outcome = historyOutcomes.find((one) => one === text)
  if (outcome === undefined) throw new InvalidArgumentError(`Use one of ${historyOutcomes.join(', ')}.`)
  return [...before, outcome]
}

function readKind(text: string): HistoryKind {
  const kind = historyKinds.find((one) => one === text)
  if (kind === undefined) throw new InvalidArgumentError(`Use ${historyKinds.join(' or ')}.`)
  return kind
}

/** A day without a time begins at midnight here. */
function readDate(text: string): Date {
  const date = new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00` : text)
  if (!/^\d{4}-/.test(text) || Number.isNaN(date.getTime())) throw new InvalidArgumentError('Give a date such as 2026-11-22.')
  return date
}

function readLimit(text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1 || number > 10_000) throw new InvalidArgumentError('Give a whole number from 1 to 10000.')
  return number
}
