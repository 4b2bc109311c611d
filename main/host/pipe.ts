/** Commands and events over the browser's debugging pipe: JSON messages that end in a NUL, no port. It starts no process and knows no window. */
import { EventEmitter } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import type { CommandName, Commands, EventName, Events } from './protocol'

/** One target's side of the pipe; the browser itself where it has no session id. */
export interface Session {
  send<N extends CommandName>(name: N, parameters: Commands[N][0]): Promise<Commands[N][1]>
  on<N extends EventName>(name: N, listener: (parameters: Events[N]) => void): void
}

export interface Pipe extends Session {
  session(sessionId: string): Session
  /** Called once, when the browser's end of the pipe is gone; every command still waiting then fails. */
  onClose(listener: () => void): void
  isClosed(): boolean
}

interface Message {
  id?: number
  sessionId?: string
  method?: string
  params?: unknown
  result?: unknown
  error?: { message: string }
}

interface Waiting {
  resolve: (value: never) => void
  reject: (error: Error) => void
  name: string
}

/** Hands each whole message to `take`, however the stream cuts them. */
function readMessages(stream: Readable, take: (message: Message) => void): void {
  let parts: Buffer[] = []
  stream.on('data', (chunk: Buffer) => {
    let start = 0
    for (let end = chunk.indexOf(0); end !== -1; end = chunk.indexOf(0, start)) {
      parts.push(chunk.subarray(start, end))
      start = end + 1
      const text = Buffer.concat(parts).toString('utf8')
      parts = []
      take(JSON.parse(text) as Message)
    }
    if (start < chunk.length) parts.push(chunk.subarray(start))
  })
}

/** Speaks the protocol over two streams. */
export function createPipe(toBrowser: Writable, fromBrowser: Readable): Pipe {
  const waiting = new Map<number, Waiting>()
  const emitters = new Map<string, EventEmitter>()
  const closeListeners: (() => void)[] = []
  let lastId = 0
  let closed = false

  const emitterOf = (sessionId: string): EventEmitter => {
    const known = emitters.get(sessionId)
    if (known) return known
    const emitter = new EventEmitter().setMaxListeners(0)
    emitters.set(sessionId, emitter)
    return emitter
  }

  const close = (): void => {
    if (closed) return
    closed = true
    for (const { reject, name } of waiting.values()) reject(new Error(`${name}: the browser is gone.`))
    waiting.clear()
    for (const listener of closeListeners) listener()
  }

  readMessages(fromBrowser, (message) => {
    if (message.id === undefined) {
      if (message.method) emitterOf(message.sessionId ?? '').emit(message.method, message.params)
      return
    }
    const waiter = waiting.get(message.id)
    if (!waiter) return
    waiting.delete(message.id)
    if (message.error) waiter.reject(new Error(`${waiter.name}: ${message.error.message}`))
    else waiter.resolve(message.result as never)
  })
  fromBrowser.on('end', close)
  fromBrowser.on('error', close)
  toBrowser.on('error', close)

  const sessionOf = (sessionId: string): Session => ({
    send: (name, parameters) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(new Error(`${name}: the browser is gone.`))
        const id = ++lastId
        waiting.set(id, { resolve, reject, name })
        toBrowser.write(`${JSON.stringify({ id, method: name, params: parameters, ...(sessionId ? { sessionId } : {}) })}\0`)
      }),
    on: (name, listener) => void emitterOf(sessionId).on(name, listener),
  })

  return {
    ...sessionOf(''),
    session: sessionOf,
    onClose: (listener) => void (closed ? listener() : closeListeners.push(listener)),
    isClosed: () => closed,
  }
}
