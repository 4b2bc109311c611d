/** Starts a child as Electron's utility process: for the window, and for the command line inside the application. It hands no credential of the environment on. */
import { utilityProcess } from 'electron'
import { childEnvironment, type StartChild } from './children'

/** Only after `app` is ready. Standard output is the command line's own. */
export const startElectronChild: StartChild = (modulePath, name) => {
  const child = utilityProcess.fork(modulePath, [], { serviceName: name, env: childEnvironment(process.env), stdio: ['ignore', 'ignore', 'inherit'] })
  return {
    post: (message) => child.postMessage(message),
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => child.once('exit', listener),
    kill: () => child.kill(),
  }
}
