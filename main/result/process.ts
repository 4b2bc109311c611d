/** The result process: the store of core.ts behind messages, or one task that makes a result from others. It does nothing until main tells it what, and ends with main. */
import { AppError, toWire } from '../../shared/errors'
import { say } from '../../shared/words'
import { findParent } from '../parent'
import { createResultCore } from './core'
import { beatEvery, type FromChild, type ToChild } from './protocol'
import { givePortions, type PortionedCore } from './portions'
import { runTask } from './tasks'

const parent = findParent()
const running = new Map<number, AbortController>()
let core: PortionedCore | undefined

const tell = (message: FromChild): void => parent.post(message)

function answer(id: number, work: () => Promise<unknown>): void {
  work().then(
    (value) => tell({ kind: 'value', id, value }),
    (thrown: unknown) => tell({ kind: 'error', id, error: toWire(thrown) }),
  )
}

const withCore = async (work: (store: PortionedCore) => Promise<unknown>): Promise<unknown> => {
  if (!core) throw new AppError('bug', say`The result process was asked before it was opened.`)
  return work(core)
}

/** Work that a later message may cancel. */
function answerUntilCancelled(id: number, work: (signal: AbortSignal) => Promise<unknown>): void {
  const controller = new AbortController()
  running.set(id, controller)
  answer(id, () => work(controller.signal).finally(() => running.delete(id)))
}

const cancelAll = (): void => {
  for (const controller of running.values()) controller.abort()
}

parent.onMessage((received) => {
  const message = received as ToChild
  switch (message.kind) {
    case 'open':
      core ??= givePortions(createResultCore({ home: message.home, owner: message.owner }))
      return
    case 'ask':
      if (message.verb === 'close') cancelAll()
      // The argument list belongs to the verb: the type of the message says so, TypeScript cannot follow it through the look-up.
      answer(message.id, () => withCore((store) => (store[message.verb] as (...args: unknown[]) => Promise<unknown>)(...message.args)))
      return
    case 'export':
      answerUntilCancelled(message.id, (signal) => withCore((store) => store.export(message.spec, message.path, { signal, onProgress: (progress) => tell({ kind: 'progress', id: message.id, progress }) })))
      return
    case 'task':
      answerUntilCancelled(message.id, (signal) => runTask(message.task, message.files, signal))
      return
    case 'cancel':
      running.get(message.id)?.abort()
  }
})

const beat = setInterval(() => tell({ kind: 'beat' }), beatEvery)

parent.onClosed(() => {
  clearInterval(beat)
  cancelAll()
  void (core?.close() ?? Promise.resolve()).finally(() => process.exit(0))
})
