/** The practice cloud in a process of its own, so that the process with the window never lags: options in by the first message, the running cloud's facts out by the only answer. It ends when its parent goes. */
import { findParent } from '../parent'
import type { PracticeOptions } from './practice'
import { startPractice } from './server'

const parent = findParent()
let isStarted = false

const start = async (options: PracticeOptions): Promise<void> => {
  const { address, accountId, accessKeyId, accessKeySecret, role, idaas } = await startPractice(options)
  parent.post({ address, accountId, accessKeyId, accessKeySecret, role, idaas })
}

parent.onMessage((message) => {
  if (isStarted) return
  isStarted = true
  start(message as PracticeOptions).catch((thrown: unknown) => {
    process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`)
    process.exit(1)
  })
})
parent.onClosed(() => process.exit(0))
