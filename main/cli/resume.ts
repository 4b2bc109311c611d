/** `rolecall resume` and `rolecall retry`: a call that stopped goes on, and what failed is run once more, into the same result. */
import { InvalidArgumentError, type Command } from 'commander'
import * as v from 'valibot'
import { CallId, TargetRef } from '../../shared/call'
import { AppError } from '../../shared/errors'
import type { CliContext } from './context'
import { addFileFlags, checkOut, type FileFlags } from './export'
import { follow } from './run'

interface ResumeOptions extends FileFlags {
  out?: string
  json?: boolean
  yes?: boolean
  target?: TargetRef[]
}

const commands = {
  resume: 'go on with a call that was cancelled, paused or interrupted, after the last page of each target',
  retry: 'run the targets of a call that are not complete once more, into the same result',
} as const

export function addResume(program: Command, context: CliContext): void {
  for (const name of ['resume', 'retry'] as const) {
    const command = program.command(name).description(commands[name]).argument('<callId>', 'the call, as "rolecall results" lists it')
    if (name === 'retry') command.option('--target <uid/region...>', 'only these targets, such as 1203456789012345/cn-hangzhou; of a call over rows with the number of the row, …/cn-hangzhou/17', readTarget)
    addFileFlags(command.option('--out <file>', 'write the rows: .csv, .tsv, .json, .ndjson, .parquet or .xlsx'))
      .option('--json', 'print the summary as one JSON object')
      .option('--yes', 'confirm a call that changes something')
      .action((callId: string, options: ResumeOptions) => goOn(name, callId, options, context))
  }
}

async function goOn(name: keyof typeof commands, callId: string, { out: file, target, yes, ...options }: ResumeOptions, context: CliContext): Promise<void> {
  if (!v.is(CallId, callId)) throw new AppError('input', `${JSON.stringify(callId)} is not a call ID.`, { next: 'See rolecall results.', about: { field: 'CALLID' } })
  const out = file === undefined ? undefined : await checkOut(file)
  const { calls } = context.engine()
  const { spec } = await calls.read(callId)
  const confirmed = yes === true
  if (name === 'resume') await calls.resume(callId, { confirmed })
  else await calls.retry(callId, { confirmed, ...(target === undefined ? {} : { targets: target }) })
  await follow(callId, spec, { ...options, ...(out === undefined ? {} : { out }) }, context)
}

function readTarget(text: string, before: TargetRef[] = []): TargetRef[] {
  const [accountId, regionId, row] = text.split('/')
  const target = v.safeParse(TargetRef, { accountId, regionId, ...(row === undefined ? {} : { rowNumber: Number(row) }) })
  if (!target.success) throw new InvalidArgumentError('A target looks like 1203456789012345/cn-hangzhou, of a call over rows like 1203456789012345/cn-hangzhou/17.')
  return [...before, target.output]
}
