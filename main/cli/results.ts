/** `rolecall results` and `rolecall export`: the calls that are kept, and their rows as a file. */
import type { Command } from 'commander'
import * as v from 'valibot'
import { CallId } from '../../shared/call'
import { AppError } from '../../shared/errors'
import type { CliContext } from './context'
import { addFileFlags, checkOut, exportTo, sayWritten, type FileFlags } from './export'
import { table } from './terminal'

interface ExportOptions extends FileFlags {
  out: string
}

export function addResults(program: Command, context: CliContext): void {
  const results = program
    .command('results')
    .description('list the calls that are kept')
    .option('--json', 'print one JSON list')
    .action(async ({ json }: { json?: boolean }) => {
      const lines = await context.engine().results.list()
      if (json === true) return context.output.print(JSON.stringify(lines))
      context.output.print(
        lines.length === 0
          ? 'No call is kept.'
          : table(
              ['CALL', 'STATE', 'OPERATION', 'PROFILE', 'TARGETS', 'ROWS', 'PAGES', 'NAME'],
              lines.map((line) => [
                line.callId,
                line.complete ? 'complete' : line.state === 'finished' ? 'incomplete' : line.state,
                `${line.product} ${line.operation}`,
                line.profile,
                `${line.targetCount - line.failedCount}/${line.targetCount}`,
                line.rows.toLocaleString('en-US'),
                line.pages.toLocaleString('en-US'),
                line.name ?? '',
              ]),
            ),
      )
    })
  for (const parent of [results, program]) {
    const command = parent
      .command('export')
      .description('write the rows of a kept call to a file')
      .argument('<callid>', 'as "rolecall results" shows it')
      .requiredOption('--out <file>', 'the file: .csv, .tsv, .json, .ndjson, .parquet or .xlsx')
    addFileFlags(command).action((callId: string, options: ExportOptions) => exportCall(callId, options, context))
  }
}

async function exportCall(callId: string, { out: file, ...flags }: ExportOptions, { engine, output, signal }: CliContext): Promise<void> {
  if (!v.is(CallId, callId)) throw new AppError('input', `${JSON.stringify(callId)} is not a call ID.`, { next: 'See rolecall results.', about: { field: 'CALLID' } })
  const out = await checkOut(file)
  const { results } = engine()
  const { spec } = await results.read(callId)
  const written = await exportTo(results, out, callId, spec.columns, flags, signal)
  output.say(sayWritten(written))
}
