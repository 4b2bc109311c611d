/** Decides on every request of the page: main's scheme is answered by main, the rest goes nowhere. */
import type { EventEmitter } from 'node:events'
import type { Addresses } from './addresses'
import { isPrevented } from './events'
import type { Session } from './pipe'
import type { PausedRequest } from './protocol'
import type { SchemeControl } from './schemes'

export interface RequestDeps {
  session: Session
  addresses: Addresses
  schemes: SchemeControl
  /** Emits the navigation events of the page's webContents. */
  emitter: EventEmitter
  mainFrameId: string
  mainFrame: object
  /** True once for the navigation that main itself asked for. */
  isOwnNavigation: (url: string) => boolean
  /** Origin of the development server, whose requests go through; undefined in every other case. */
  developmentOrigin: string | undefined
}

const hasBody = (method: string): boolean => method !== 'GET' && method !== 'HEAD'

/** Whether main's listeners stop this navigation. */
function isStopped(deps: RequestDeps, { frameId, redirectedRequestId }: PausedRequest, url: string): boolean {
  const isMainFrame = frameId === deps.mainFrameId
  if (isMainFrame && deps.isOwnNavigation(url)) return false
  const facts = { url, isMainFrame, isSameDocument: false, frame: isMainFrame ? deps.mainFrame : null }
  if (redirectedRequestId !== undefined) return isPrevented(deps.emitter, 'will-redirect', facts, url)
  const stopped = isMainFrame && isPrevented(deps.emitter, 'will-navigate', facts, url)
  return isPrevented(deps.emitter, 'will-frame-navigate', facts) || stopped
}

async function decide(deps: RequestDeps, paused: PausedRequest): Promise<unknown> {
  const { session, addresses } = deps
  const { requestId, request, resourceType } = paused
  const url = addresses.toMain(request.url)
  const isDocument = resourceType === 'Document'
  // An aborted navigation leaves the page where it is; any other failure would put an error page in its place.
  const fail = (): Promise<unknown> => session.send('Fetch.failRequest', { requestId, errorReason: isDocument ? 'Aborted' : 'BlockedByClient' })

  if (isDocument && isStopped(deps, paused, url)) return fail()
  if (deps.developmentOrigin !== undefined && url.startsWith(`${deps.developmentOrigin}/`)) return session.send('Fetch.continueRequest', { requestId })
  if (!isDocument && /^(data|blob):/.test(url)) return session.send('Fetch.continueRequest', { requestId })
  const handler = url === request.url ? undefined : deps.schemes.handlerOf(url)
  if (!handler) return fail()

  const body = hasBody(request.method) && request.postData !== undefined ? { body: request.postData } : {}
  const response = await handler(new Request(url, { method: request.method, headers: request.headers, ...body }))
  const bytes = Buffer.from(await response.arrayBuffer())
  const responseHeaders = Array.from(response.headers, ([name, value]) => ({ name, value }))
  return session.send('Fetch.fulfillRequest', { requestId, responseCode: response.status, responseHeaders, body: bytes.toString('base64') })
}

/** From here on every request of this page waits for our decision. */
export function guardRequests(deps: RequestDeps): void {
  deps.session.on('Fetch.requestPaused', (paused) => {
    decide(deps, paused).catch((error: unknown) => {
      process.stderr.write(`${deps.addresses.toMain(paused.request.url)} was not served: ${String(error)}\n`)
      deps.session.send('Fetch.failRequest', { requestId: paused.requestId, errorReason: 'Failed' }).catch(() => undefined)
    })
  })
}
