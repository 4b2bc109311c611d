/** One command line as a process: engine, terminal and signals meet here. It ends nothing itself; whoever started it does, with the status that it answers. */
import manifest from '../package.json'
import { AppError, asAppError } from '../shared/errors'
import { createRedactor } from '../shared/redact'
import type { StartChild } from './children'
import { exitStatus } from './cli/exit'
import { runProgram } from './cli/program'
import { createOutput, type Terminal } from './cli/terminal'
import { composeEngine, findCatalogue } from './compose'
import { findHome } from './home'
import { operatorName } from './operator'
import { createSettings } from './settings'
import { startPractice } from './practice/server'

export interface CliProcess {
  /** Without the program's own name. */
  words: readonly string[]
  startChild: StartChild
  /** Path of the module that runs DuckDB in a process of its own. */
  resultProcess: string
  /** Folder at or below that of the embedded catalogue. */
  folder: string
  stdin: Terminal['stdin']
  /** Ends the process at once. */
  exit: (status: number) => void
  /** Ends the command as a first signal does. */
  stop?: AbortController
}

/** Runs to the end, with what was printed written; a signal stops it, a second one ends the process. */
export async function runCliProcess({ words, startChild, resultProcess, folder, stdin, exit, stop = new AbortController() }: CliProcess): Promise<number> {
  // Counted here, because an application may be asked to quit by the very signal that comes here too.
  let signals = 0
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (++signals > 1) exit(exitStatus.cancelled)
      stop.abort()
    })
  }

  const redactor = createRedactor()
  const { stdout, stderr, env } = process
  let outputError: NodeJS.ErrnoException | undefined
  stdout.on('error', (error: NodeJS.ErrnoException) => (outputError ??= error))
  process.on('uncaughtException', (thrown) => {
    createOutput(process, redactor).fail(thrown)
    exit(exitStatus.failed)
  })
  /** A failure that comes with every request is said once. */
  const sayOnce = (what: string): ((thrown: unknown) => void) => {
    let isSaid = false
    return (thrown) => {
      if (isSaid) return
      isSaid = true
      createOutput(process, redactor).say(`warning: ${what}: ${asAppError(thrown).message}`)
    }
  }
  const settings = createSettings(findHome(env), () => new Date())
  await settings.read()
  const status = await runProgram(words, {
    stdin,
    stdout,
    stderr,
    env,
    version: manifest.version,
    redactor,
    settings,
    openEngine: () => composeEngine({ home: findHome(env), operator: operatorName(env), env, redactor, startChild, resultProcess, catalogue: findCatalogue(folder), settings: () => settings.now(), onAuditFailure: sayOnce('the audit log cannot be written; its lines wait') }),
    startPractice: (options) => startPractice(options),
    signal: stop.signal,
  })
  // What is written to a pipe is written later: the process ends when that is done.
  await Promise.all([stdout, stderr].map((stream) => new Promise((resolve) => (stream.destroyed ? resolve(null) : stream.write('', resolve)))))
  // A reader that goes away has seen what it wanted; a full disk has not taken what was printed.
  if (outputError === undefined || outputError.code === 'EPIPE') return status
  createOutput(process, redactor).fail(new AppError('storage', 'Standard output could not be written.', { next: 'Free some space, or send it elsewhere.', about: { code: outputError.code ?? 'unknown' } }))
  return status === exitStatus.complete ? exitStatus.failed : status
}
