/** `rolecall run`: a call file to a result, its summary and a file of rows. It asks for `--yes` before anything that changes something. */
import type { Command } from 'commander'
import type { CallSpec, CallSummary } from '../../shared/call'
import { AppError } from '../../shared/errors'
import { inWords } from '../../shared/words'
import { placedBeside, readCallFile } from '../call/callFile'
import type { CliContext } from './context'
import { withEnvironment } from './environment'
import { statusOfSummary } from './exit'
import { addFileFlags, checkOut, exportTo, sayWritten, type FileFlags, type OutTarget } from './export'
import { keepNow } from './keep'
import { override, type RunOverrides } from './overrides'
import { planJson, rowsSentence, showPlan } from './plan'
import { showProgress } from './progress'
import { readText } from './readText'
import { summaryJson, summaryText } from './summary'

interface RunOptions extends RunOverrides, FileFlags {
  out?: string
  json?: boolean
  dryRun?: boolean
  yes?: boolean
  env?: string
}

const notes = `
Standard output carries a table of targets, or one JSON object with --json; progress goes to standard error.
Rows go to the file of --out; every result is kept and can be exported later with "rolecall export".
A call that changes something, or that the catalogue does not know, needs --yes.
FILE stands before --account, --region and --set, which take every word that follows them.
--set takes a parameter by its path: --set Status=Running --set "Tag[0].Key=env".
With --over, parameters take values from the rows: --set 'InstanceId=\${row.InstanceId}'. A row is called in its own _account and _region.`

export function addRun(program: Command, context: CliContext): void {
  const command = program
    .command('run')
    .description('run a call file')
    .argument('<file>', 'the call file (YAML); - is standard input')
    .option('--account <uid...>', 'call these accounts instead of the file’s')
    .option('--region <id...>', 'call these regions instead of the file’s; or all')
    .option('--set <name=value...>', 'set a parameter by its path')
    .option('--over <rows>', 'call once for each distinct row of this result (call ID), of the latest result of an operation, or of a .csv or .tsv file')
    .option('--env <name>', 'fill ${env.NAME} from this environment of the env.yaml beside the call file, or above it')
    .option('--out <file>', 'write the rows: .csv, .tsv, .json, .ndjson, .parquet or .xlsx')
  addFileFlags(command)
    .option('--max-requests <n>', 'at most n requests per target')
    .option('--json', 'print the summary as one JSON object')
    .option('--dry-run', 'print targets, endpoints and the first request; send nothing but the directory’s listing')
    .option('--yes', 'confirm a call that changes something')
    .addHelpText('after', notes)
    .showHelpAfterError('  next: see rolecall run --help; FILE stands before --account, --region and --set.')
    .action((file: string, options: RunOptions) => run(file, options, context))
}

async function run(file: string, { out: outFile, ...options }: RunOptions, context: CliContext): Promise<void> {
  const { output, signal } = context
  const out = outFile === undefined ? undefined : await checkOut(outFile)
  const read = placedBeside(readCallFile(await readText(file, context)), file === '-' ? 'call.yaml' : file)
  const { calls, catalog } = context.engine()
  const known = await catalog.operation(read.product, read.version, read.operation)
  const changed = override(read, options, (name) => known?.parameters.some((parameter) => parameter.name === name) ?? false)
  const spec: CallSpec = await withEnvironment(changed, file, options.env, context)

  const isConfirmed = options.yes === true
  if (options.dryRun !== true && !isConfirmed) {
    await calls.checkUnconfirmed(spec).catch((thrown: unknown) => {
      throw thrown instanceof AppError && thrown.about.field === 'operation' ? withYes(thrown) : thrown
    })
  }
  const plan = await calls.plan(spec, signal)
  if (plan.over !== undefined && options.dryRun !== true) output.say(rowsSentence(plan.over, plan.targetCount))
  for (const { field, message } of plan.warnings) output.say(`warning: ${field}: ${inWords(message)}`)
  if (options.dryRun === true) {
    output.print(options.json === true ? planJson(plan) : showPlan(plan, spec))
    return
  }
  const callId = await calls.start(spec, { confirmed: isConfirmed })
  await follow(callId, spec, { ...options, ...(out === undefined ? {} : { out }) }, context)
}

export interface FollowOptions extends FileFlags {
  json?: boolean
  out?: OutTarget
}

/** Shows a running call until it ends, prints its summary, writes its rows, and says how to go on where it is not whole. */
export async function follow(callId: string, spec: CallSpec, { out, ...options }: FollowOptions, context: CliContext): Promise<void> {
  const { output, signal, clock = Date.now } = context
  const { calls, results } = context.engine()
  const stop = (): void => calls.cancel(callId)
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  const hide = showProgress(calls, callId, context, clock)
  const summary = await calls.ended(callId).finally(hide)
  context.endWith(statusOfSummary(summary))
  output.print(options.json === true ? summaryJson(summary) : summaryText(summary))
  if (out !== undefined) await writeRows(out, spec, options, callId, context, results)
  const move = moveOf(summary)
  if (move !== undefined) output.say(`next: rolecall ${move} ${callId}`)
  await keepNow(context)
}

/** Which command goes on with a call. */
function moveOf({ state, targets }: CallSummary): 'resume' | 'retry' | undefined {
  if (state !== 'finished') return 'resume'
  return targets.some(({ complete }) => !complete) ? 'retry' : undefined
}

/** What arrived is written also after a cancel; only a second wish to stop ends the process. */
async function writeRows(out: OutTarget, spec: CallSpec, flags: FileFlags, callId: string, { output }: CliContext, results: Parameters<typeof exportTo>[0]): Promise<void> {
  const written = await exportTo(results, out, callId, spec.columns, flags, new AbortController().signal)
  output.say(sayWritten(written))
}

const withYes = (error: AppError): AppError => new AppError(error.kind, error.message, { next: `${error.next ?? ''} On the command line: --yes, after a look at --dry-run.`.trim(), about: error.about })
