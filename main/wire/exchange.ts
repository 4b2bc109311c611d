/** Watches the one HTTP exchange that an official client makes inside a call: its status, its headers, its time limits and its cancellation. It sends nothing itself and refuses to let a late answer through. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe } from 'node:diagnostics_channel'
import type { ClientRequest, IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { AppError } from '../../shared/errors'
import { say, type Said } from '../../shared/words'
import { cancelled, expectMany } from './abort'

/** What was seen of the answer; empty until its head has arrived. */
export interface Exchange {
  httpStatus?: number
  /** Lower-case names. */
  headers: Record<string, string>
}

export interface ExchangeOptions {
  signal: AbortSignal
  /** Milliseconds until the socket, and TLS where used, stands. */
  connectTimeoutMs: number
  /** Milliseconds until the whole answer is there. */
  readTimeoutMs: number
}

export interface ExchangeWatch {
  /**
   * Runs the client's call and fills `exchange` on the way.
   * @throws AppError `cancelled`, or `network` with code `ConnectTimeout` or `ReadTimeout`; what the client throws passes through.
   */
  run<T>(exchange: Exchange, options: ExchangeOptions, call: () => Promise<T>): Promise<T>
}

interface Watched {
  begin(request: ClientRequest): void
}

/** Node publishes each request of its http module on a channel, in the async context of whoever made it: that is how a request is told to be ours. */
export function createExchangeWatch(): ExchangeWatch {
  const current = new AsyncLocalStorage<Watched>()
  subscribe('http.client.request.start', (message) => current.getStore()?.begin((message as { request: ClientRequest }).request))

  return {
    run: (exchange, options, call) =>
      new Promise((resolve, reject) => {
        const { signal, connectTimeoutMs, readTimeoutMs } = options
        if (signal.aborted) return reject(cancelled())
        expectMany(signal)
        let isOver = false
        let request: ClientRequest | undefined
        let connectTimer: NodeJS.Timeout | undefined

        const end = (): boolean => {
          if (isOver) return false
          isOver = true
          clearTimeout(connectTimer)
          clearTimeout(readTimer)
          signal.removeEventListener('abort', onAbort)
          return true
        }
        const giveUp = (error: AppError): void => {
          if (!end()) return
          request?.destroy()
          reject(error)
        }
        const onAbort = (): void => giveUp(cancelled())
        const readTimer = setTimeout(() => giveUp(timeout('ReadTimeout', say`No whole answer arrived within ${readTimeoutMs} ms.`)), readTimeoutMs)
        signal.addEventListener('abort', onAbort, { once: true })

        const begin = (started: ClientRequest): void => {
          request = started
          if (isOver) {
            started.destroy()
            return
          }
          if (!started.reusedSocket) {
            connectTimer = setTimeout(() => giveUp(timeout('ConnectTimeout', say`No connection was made within ${connectTimeoutMs} ms.`)), connectTimeoutMs)
            const connected = (): void => clearTimeout(connectTimer)
            const awaitConnection = (socket: Socket): unknown => {
              if (!(socket instanceof TLSSocket)) return socket.once('connect', connected)
              return 'secureConnecting' in socket && socket.secureConnecting === false ? connected() : socket.once('secureConnect', connected)
            }
            // Through a proxy the socket comes later, and secure.
            if (started.socket) awaitConnection(started.socket)
            else started.once('socket', awaitConnection)
          }
          started.once('response', (response: IncomingMessage) => {
            clearTimeout(connectTimer)
            stopClientTimer(response.socket)
            if (response.statusCode !== undefined) exchange.httpStatus = response.statusCode
            exchange.headers = flatHeaders(response)
            // So the client hands out the body of an error as it is.
            response.statusCode = 200
          })
        }

        current
          .run({ begin }, call)
          .then((value) => {
            if (end()) resolve(value)
          })
          .catch((thrown: unknown) => {
            if (end()) reject(thrown instanceof Error ? thrown : new Error(String(thrown)))
          })
      }),
  }
}

/** The client's HTTP library keeps its own time limit at the socket, and loses it where the socket serves the next request before the answer was read: it would then hold request and answer in memory until it is over. The limits of this watch stand in its place. */
function stopClientTimer(socket: Socket): void {
  const name = Object.getOwnPropertySymbols(socket).find(({ description }) => description === 'TIMER::READ_TIMER')
  if (name) clearTimeout((socket as unknown as Record<symbol, NodeJS.Timeout | undefined>)[name])
}

function timeout(code: string, message: Said): AppError {
  return new AppError('network', message, { about: { code }, next: say`Check the network and the endpoint, or allow more time.` })
}

function flatHeaders(response: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]))
}
