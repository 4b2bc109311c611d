/** A child's own end of the line to main: Electron's parent port or Node's channel, whichever there is. A child ends when main does, not when the terminal is interrupted. */
import type { Parent } from './children'

/** The part of Electron's `process.parentPort` that is used. */
interface ParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): void
}

export function findParent(): Parent {
  // Ctrl-C reaches every process of a terminal; main still has pages to store then.
  process.on('SIGINT', () => undefined)
  process.on('SIGHUP', () => undefined)

  const port = (process as { parentPort?: ParentPort }).parentPort
  if (port) {
    return {
      post: (message) => port.postMessage(message),
      onMessage: (listener) => port.on('message', ({ data }) => listener(data)),
      onClosed: (listener) => process.once('exit', listener),
    }
  }
  return {
    post: (message) => {
      if (process.connected) process.send?.(message, undefined, undefined, () => undefined)
    },
    onMessage: (listener) => process.on('message', listener),
    // Where main ended while this process began, nothing tells of it any more.
    onClosed: (listener) => (process.connected ? process.once('disconnect', listener) : setImmediate(listener)),
  }
}
