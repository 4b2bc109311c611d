/** Electron's `utilityProcess`: a Node process of its own that talks in structured-clone messages. */
import { fork } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { ForkOptions, UtilityProcess } from 'electron'
import { offerOnly, refuse } from './refuse'

type Output = 'pipe' | 'ignore' | 'inherit'
type Offered = Pick<UtilityProcess, 'postMessage' | 'kill' | 'pid' | 'stdout' | 'stderr'>

const childEntry = fileURLToPath(new URL('utilityChild.js', import.meta.url))

/** Standard input, output and errors of the child. One word stands for the last two; input is never given. */
function outputsOf(stdio: ForkOptions['stdio'] = 'inherit'): [Output, Output, Output] {
  const [input, output, errors] = typeof stdio === 'string' ? ['ignore', stdio, stdio] : stdio
  const offered = (one: string | undefined): Output => (['pipe', 'ignore', 'inherit'] as const).find((known) => known === one) ?? refuse(`utilityProcess.fork with stdio ${JSON.stringify(stdio)}`)
  return input === 'ignore' ? ['ignore', offered(output), offered(errors)] : refuse(`utilityProcess.fork with stdio ${JSON.stringify(stdio)}`)
}

export function createUtilityProcess(): object {
  return offerOnly('utilityProcess', {
    fork: (modulePath: string, args: string[] = [], options: ForkOptions = {}): EventEmitter & Offered => {
      const { env, cwd, execArgv = [] } = options
      const child = fork(childEntry, [modulePath, ...args], {
        serialization: 'advanced',
        execArgv: ['--no-warnings', ...execArgv],
        stdio: [...outputsOf(options.stdio), 'ipc'],
        ...(env === undefined ? {} : { env: { ...env } }),
        ...(cwd === undefined ? {} : { cwd }),
      })
      const emitter = new EventEmitter()
      const offered: Offered = Object.defineProperties({} as Offered, {
        pid: { get: () => (child.exitCode === null && child.signalCode === null ? child.pid : undefined) },
        stdout: { value: child.stdout },
        stderr: { value: child.stderr },
        kill: { value: () => child.kill() },
        postMessage: {
          value: (message: unknown, transfer: unknown[] = []) => {
            if (transfer.length > 0) refuse('utilityProcess.postMessage with ports')
            // A child that has just ended hears nothing more; its exit event tells.
            if (child.connected) child.send(message as object, () => undefined)
          },
        },
      })
      Object.defineProperties(emitter, Object.getOwnPropertyDescriptors(offered))
      child.on('spawn', () => emitter.emit('spawn'))
      child.on('message', (message) => emitter.emit('message', message))
      // Electron gives a code here in every case; a signal counts as 128 and its number does elsewhere, so 1 says only that it was not well.
      child.on('exit', (code) => emitter.emit('exit', code ?? 1))
      child.on('error', (error) => process.stderr.write(`${options.serviceName ?? modulePath} could not start: ${error.message}\n`))
      return offerOnly('UtilityProcess', emitter as EventEmitter & Offered)
    },
  })
}
