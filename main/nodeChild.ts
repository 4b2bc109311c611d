/** Starts a child with Node's own fork: for the command line, the Chromium host and tests. It hands no credential of the environment on. */
import { fork } from 'node:child_process'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { childEnvironment, type StartChild } from './children'

/** A module that is still TypeScript (in tests) is run by way of tsx. */
export const startNodeChild: StartChild = (modulePath) => {
  const execArgv = modulePath.endsWith('.ts') ? ['--import', pathToFileURL(createRequire(modulePath).resolve('tsx')).href] : []
  const child = fork(modulePath, [], { serialization: 'advanced', execArgv, env: childEnvironment(process.env), stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  let hasEnded = false
  const listeners: ((code: number) => void)[] = []
  const end = (code: number): void => {
    if (hasEnded) return
    hasEnded = true
    for (const listener of listeners) listener(code)
  }
  child.once('exit', (code) => end(code ?? -1))
  child.once('error', () => end(-1))
  return {
    // A message that cannot be delivered needs no error of its own: the exit is told.
    post: (message) => {
      if (child.connected) child.send(message as object, () => undefined)
    },
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => listeners.push(listener),
    kill: () => child.kill('SIGKILL'),
  }
}
