/** The first module of a utility process: gives it `process.parentPort` as Electron does, then runs the module it was started for. It ends with its parent. */
import { EventEmitter } from 'node:events'
import { pathToFileURL } from 'node:url'

const [, , modulePath = '', ...args] = process.argv
process.argv = [process.argv[0] ?? '', modulePath, ...args]

const parentPort = Object.assign(new EventEmitter(), {
  postMessage: (message: unknown) => void process.send?.(message),
  start: () => undefined,
  close: () => process.disconnect(),
})
let queued: unknown[] | undefined = []
const deliver = (data: unknown): void => void parentPort.emit('message', { data, ports: [] })

process.on('message', (message) => {
  if (queued) queued.push(message)
  else deliver(message)
})
// What came before the module listened is not lost.
parentPort.on('newListener', (name) => {
  if (name !== 'message' || !queued) return
  queueMicrotask(() => {
    const waiting = queued ?? []
    queued = undefined
    waiting.forEach(deliver)
  })
})
process.on('disconnect', () => process.exit(0))

Object.defineProperty(process, 'parentPort', { value: parentPort, enumerable: true })
Object.defineProperty(process, 'type', { value: 'utility', enumerable: true })
await import(pathToFileURL(modulePath).href)
