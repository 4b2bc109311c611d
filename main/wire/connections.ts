/**
 * Lets the official client's connections take the operator's route. The client names no agent of ours, so the one place where every https
 * connection of Node is made is asked: only connections that begin inside `alongRoute` are touched, all others pass as before.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { once } from 'node:events'
import { Agent } from 'node:https'
import type { Duplex } from 'node:stream'
import type { SecureContext } from 'node:tls'
import { defaultTimeouts } from './timeouts'
import type { Route } from './route'
import { openTunnel } from './tunnel'

type Created = (error: Error | null, socket?: Duplex) => void
interface ConnectionOptions {
  host?: string
  port?: number | string
}
type CreateConnection = (this: Agent, options: ConnectionOptions, created: Created) => Duplex | undefined

interface Journey {
  route: Route
  /** Why no connection was made; Node would tell of a reset instead. */
  failure?: Error
}
const current = new AsyncLocalStorage<Journey>()
const door = Agent.prototype as unknown as { createConnection: CreateConnection }
const straightly = door.createConnection

door.createConnection = function (options, created) {
  const journey = current.getStore()
  if (journey === undefined) return straightly.call(this, options, created)
  const { route } = journey
  const target = new URL(`https://${options.host ?? ''}:${options.port ?? 443}`)
  const connect = (proxy: URL | undefined): Duplex | undefined | Promise<Duplex> => {
    const secureContext = route.secureContext()
    if (proxy === undefined) return straightly.call(this, { ...options, ...(secureContext === undefined ? {} : { secureContext }) }, created)
    return throughTunnel(proxy, target, secureContext)
  }
  const proxy = route.proxyFor(target)
  if (proxy === undefined) return connect(undefined) as Duplex | undefined
  void Promise.resolve(proxy)
    .then<Duplex | undefined>(connect)
    .then(
      (socket) => created(null, socket),
      (thrown: unknown) => {
        journey.failure = thrown instanceof Error ? thrown : new Error(String(thrown))
        created(journey.failure)
      },
    )
  return undefined
}

/** Secure when it is handed out, so that a certificate's refusal keeps its own code. */
async function throughTunnel(proxy: URL, target: URL, secureContext: SecureContext | undefined): Promise<Duplex> {
  const limit = AbortSignal.timeout(defaultTimeouts.connectTimeoutMs)
  const socket = await openTunnel(proxy, target, { signal: limit, timeoutMs: defaultTimeouts.connectTimeoutMs, secureContext })
  try {
    await once(socket, 'secureConnect', { signal: limit })
    return socket
  } catch (thrown) {
    socket.destroy()
    throw thrown
  }
}

/** Runs a call whose https connections go where `route` says. */
export function alongRoute<T>(route: Route, call: () => Promise<T>): Promise<T> {
  const journey: Journey = { route }
  return current.run(journey, call).catch((thrown: unknown) => {
    throw journey.failure ?? thrown
  })
}
