/** Electron's `protocol` and `session`: main answers its own scheme; every permission is refused, every other address too. */
import { EventEmitter } from 'node:events'
import type { Protocol, Session } from 'electron'
import type { Addresses } from './addresses'
import { offerOnly, refuse } from './refuse'

type Handler = (request: Request) => Response | Promise<Response>
type OfferedProtocol = Pick<Protocol, 'registerSchemesAsPrivileged' | 'handle' | 'unhandle' | 'isProtocolHandled'>
type OfferedSession = Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setProxy'> & { protocol: OfferedProtocol }
export type HostSession = EventEmitter & OfferedSession

export interface SchemeControl {
  protocol: OfferedProtocol
  session: { defaultSession: HostSession }
  /** The handler of this address's scheme; undefined where main serves none. */
  handlerOf(url: string): Handler | undefined
}

export function createSchemes(addresses: Addresses): SchemeControl {
  const handlers = new Map<string, Handler>()
  const protocol = offerOnly<OfferedProtocol>('protocol', {
    // Every scheme is served as a standard, secure origin already.
    registerSchemesAsPrivileged: () => undefined,
    handle: (scheme, handler) => {
      handlers.set(scheme, handler)
      addresses.add(scheme)
    },
    unhandle: (scheme) => {
      handlers.delete(scheme)
      addresses.remove(scheme)
    },
    isProtocolHandled: (scheme) => handlers.has(scheme),
  })
  const offered: OfferedSession = {
    protocol,
    // The browser is told to refuse all of them before it could ask; a handler that would allow one is not heard.
    setPermissionRequestHandler: () => undefined,
    setPermissionCheckHandler: () => undefined,
    setProxy: () => refuse('session.setProxy'),
  }
  const defaultSession = offerOnly('session', Object.assign(new EventEmitter(), offered))
  return {
    protocol,
    session: offerOnly('session', { defaultSession }),
    handlerOf: (url) => handlers.get(/^([^:]*):/.exec(url)?.[1] ?? ''),
  }
}
