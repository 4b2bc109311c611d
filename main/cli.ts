/** Composition root of the command line: engine, terminal and signals meet here, and the process ends with the command's status. */
import { userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import manifest from '../package.json'
import { AppError, asAppError } from '../shared/errors'
import { createRedactor } from '../shared/redact'
import { exitStatus } from './cli/exit'
import { runProgram } from './cli/program'
import { createOutput } from './cli/terminal'
import { composeEngine, findCatalogue } from './compose'
import { findHome } from './home'
import { startNodeChild } from './nodeChild'
import { createSettings } from './settings'
import { startPractice } from './practice/server'

const self = fileURLToPath(import.meta.url)
const here = dirname(self)
/** Built, the child's module lies beside this one; from source it keeps its place. */
const resultProcess = self.endsWith('.ts') ? join(here, 'result', 'process.ts') : join(here, 'resultProcess.js')

const stop = new AbortController()
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    if (stop.signal.aborted) process.exit(exitStatus.cancelled)
    stop.abort()
  })
}

const redactor = createRedactor()
const { stdin, stdout, stderr, env } = process
let outputError: NodeJS.ErrnoException | undefined
stdout.on('error', (error: NodeJS.ErrnoException) => (outputError ??= error))
process.on('uncaughtException', (thrown) => {
  createOutput(process, redactor).fail(thrown)
  process.exit(exitStatus.failed)
})
/** A failure that comes with every request is said once. */
function sayOnce(what: string): (thrown: unknown) => void {
  let isSaid = false
  return (thrown) => {
    if (isSaid) return
    isSaid = true
    createOutput(process, redactor).say(`warning: ${what}: ${asAppError(thrown).message}`)
  }
}
const settings = createSettings(findHome(env), () => new Date())
await settings.read()
const status = await runProgram(process.argv.slice(2), {
  stdin,
  stdout,
  stderr,
  env,
  version: manifest.version,
  redactor,
  settings,
  openEngine: () => composeEngine({ home: findHome(env), operator: operatorName(), env, redactor, startChild: startNodeChild, resultProcess, catalogue: findCatalogue(here), settings: () => settings.now(), onAuditFailure: sayOnce('the audit log cannot be written; its lines wait') }),
  startPractice: (options) => startPractice(options),
  signal: stop.signal,
})
// What is written to a pipe is written later: the process ends when that is done.
await Promise.all([stdout, stderr].map((stream) => new Promise((resolve) => (stream.destroyed ? resolve(null) : stream.write('', resolve)))))
// A reader that goes away has seen what it wanted; a full disk has not taken what was printed.
const isLost = outputError !== undefined && outputError.code !== 'EPIPE'
if (isLost) {
  createOutput(process, redactor).fail(new AppError('storage', 'Standard output could not be written.', { next: 'Free some space, or send it elsewhere.', about: { code: outputError?.code ?? 'unknown' } }))
}
process.exit(isLost && status === exitStatus.complete ? exitStatus.failed : status)

/** An account without an entry in the system's list has no name there. */
function operatorName(): string {
  try {
    return userInfo().username
  } catch {
    return env['USER'] ?? env['USERNAME'] ?? 'operator'
  }
}
