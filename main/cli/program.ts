/** The command line: parses arguments, runs one command, answers with an exit status. It holds no rule of its own beyond the arguments. */
import { Command, CommanderError } from 'commander'
import { AppError } from '../../shared/errors'
import type { Engine } from '../compose'
import { addAudit } from './audit'
import { addCatalog } from './catalog'
import type { CliContext, CliDeps } from './context'
import { exitStatus, statusOfError } from './exit'
import { addDerive } from './derive'
import { addHistory } from './history'
import { addMembers } from './members'
import { addPractice } from './practice'
import { addProfile } from './profile'
import { addPreflight } from './preflight'
import { addReach } from './reach'
import { addResults } from './results'
import { addResume } from './resume'
import { addRun } from './run'
import { addSettings } from './settings'
import { createOutput, type Output } from './terminal'
import { skewSentence } from '../wire/cloudClock'

const about = `Call any Alibaba Cloud API, as a role, in every member account, and take the rows away.

Files are kept in the folder that ROLECALL_HOME names; without it, in the system's place for the data of applications.
Secrets come from the keychain, from standard input, or from ALIBABA_CLOUD_ACCESS_KEY_ID,
ALIBABA_CLOUD_ACCESS_KEY_SECRET and ALIBABA_CLOUD_SECURITY_TOKEN; never from an argument.`

const statuses = `
Exit status:
  0    complete
  3    finished, but some targets failed or a result is incomplete
  2    the call file or an argument is wrong; nothing was sent
  1    anything else
  130  cancelled; what arrived is kept`

/** The program with every command; `run` a command through {@link runProgram}. */
export function createProgram(context: CliContext): Command {
  const program = new Command('rolecall').description(about).version(context.version).addHelpText('after', statuses)
  program.showSuggestionAfterError().helpCommand(true)
  for (const add of [addRun, addResume, addProfile, addMembers, addCatalog, addResults, addHistory, addDerive, addAudit, addReach, addPreflight, addPractice, addSettings]) add(program, context)
  for (const command of everyCommand(program)) {
    command.exitOverride().configureOutput({
      writeOut: (text) => context.output.print(text.replace(/\n$/, '')),
      writeErr: (text) => context.output.say(text.replace(/\n$/, '')),
    })
  }
  return program
}

const everyCommand = (command: Command): Command[] => [command, ...command.commands.flatMap(everyCommand)]

/** What the engine finds out on the way is said once. */
function heard(engine: Engine, output: Output): Engine {
  engine.cloudClock.onSkew((skewMs) => output.say(skewSentence(skewMs)))
  const said = new Set<string>()
  engine.credentials.onSessions(() => {
    for (const { roleArn, shortened } of engine.credentials.sessions()) {
      if (!shortened || said.has(roleArn)) continue
      said.add(roleArn)
      output.say(`${roleArn} allows ${shortened.grantedSeconds} seconds, not ${shortened.askedSeconds}: its session lasts that long.`)
    }
  })
  return engine
}

/** Runs one command line (without the program's own name) to its end and answers with the exit status; never rejects. */
export async function runProgram(args: readonly string[], deps: CliDeps): Promise<number> {
  const output = createOutput(deps, deps.redactor)
  let engine: Engine | undefined
  let status: number = exitStatus.complete
  const context: CliContext = { ...deps, output, engine: () => (engine ??= heard(deps.openEngine(), output)), endWith: (wanted) => void (status = wanted) }
  try {
    if (args.length === 0) throw new AppError('input', 'A command is expected, such as run, profile or practice.', { next: 'See rolecall --help.' })
    await createProgram(context).parseAsync([...args], { from: 'user' })
  } catch (thrown) {
    // Commander has said what is wrong with an argument; help and version are no failure.
    if (thrown instanceof CommanderError) status = thrown.exitCode === 0 ? exitStatus.complete : exitStatus.wrongInput
    else {
      output.fail(thrown)
      status = statusOfError(thrown)
    }
  }
  await engine?.close().catch((thrown: unknown) => output.fail(thrown))
  return status
}
