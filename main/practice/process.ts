/** The practice cloud in a process of its own, so that the process with the window never lags: options in by the first message, the running cloud's facts out by the only answer. It ends when its parent goes. */
import type { PracticeOptions } from './practice'
import { startPractice } from './server'

/** Electron's utility process talks through `process.parentPort`, a Node child through its IPC channel. */
interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): void
  postMessage(message: unknown): void
}

const port = (process as NodeJS.Process & { parentPort?: ParentPort }).parentPort
const post = (message: unknown): void => {
  if (port) port.postMessage(message)
  else process.send?.(message)
}
let isStarted = false

const start = async (options: PracticeOptions): Promise<void> => {
  if (isStarted) return
  isStarted = true
  const { address, accountId, accessKeyId, accessKeySecret, role } = await startPractice(options)
  post({ address, accountId, accessKeyId, accessKeySecret, role })
}
const begin = (message: unknown): void => {
  start(message as PracticeOptions).catch((thrown: unknown) => {
    process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`)
    process.exit(1)
  })
}

if (port) port.on('message', ({ data }) => begin(data))
else process.on('message', begin)
process.on('disconnect', () => process.exit(0))
