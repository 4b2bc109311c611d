/** The result process: the store of core.ts behind messages. It does nothing until main has told it the folder, and ends with main. */
import { AppError, toWire } from '../../shared/errors'
import { findParent } from '../parent'
import { createResultCore } from './core'
import { beatEvery, type FromChild, type ToChild } from './protocol'
import type { ResultStore } from './result'

const parent = findParent()
const exportsById = new Map<number, AbortController>()
let core: ResultStore | undefined

const tell = (message: FromChild): void => parent.post(message)

function answer(id: number, work: (store: ResultStore) => Promise<unknown>): void {
  const opened = core ? work(core) : Promise.reject(new AppError('bug', 'The result process was asked before it was opened.'))
  opened.then(
    (value) => tell({ kind: 'value', id, value }),
    (thrown: unknown) => tell({ kind: 'error', id, error: toWire(thrown) }),
  )
}

function startExport({ id, spec, path }: Extract<ToChild, { kind: 'export' }>): void {
  const controller = new AbortController()
  exportsById.set(id, controller)
  answer(id, (store) =>
    store
      .export(spec, path, { signal: controller.signal, onProgress: (progress) => tell({ kind: 'progress', id, progress }) })
      .finally(() => exportsById.delete(id)),
  )
}

parent.onMessage((received) => {
  const message = received as ToChild
  switch (message.kind) {
    case 'open':
      core ??= createResultCore({ home: message.home, owner: message.owner })
      return
    case 'ask':
      if (message.verb === 'close') for (const controller of exportsById.values()) controller.abort()
      // The argument list belongs to the verb: the type of the message says so, TypeScript cannot follow it through the look-up.
      answer(message.id, (store) => (store[message.verb] as (...args: unknown[]) => Promise<unknown>)(...message.args))
      return
    case 'export':
      startExport(message)
      return
    case 'cancel':
      exportsById.get(message.id)?.abort()
  }
})

const beat = setInterval(() => tell({ kind: 'beat' }), beatEvery)

parent.onClosed(() => {
  clearInterval(beat)
  for (const controller of exportsById.values()) controller.abort()
  void (core?.close() ?? Promise.resolve()).finally(() => process.exit(0))
})
