/** Opens one GET of public JSON along the route, without credential or cookie and following no redirect. It reads no body. */
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { openTunnel, type TunnelOptions } from './tunnel'

/** @throws Node's own errors; code `ETIMEDOUT` after `timeoutMs` without a sign of the server; AppError of the proxy. */
export async function openAnswer(target: URL, proxy: URL | undefined, options: TunnelOptions): Promise<IncomingMessage> {
  const { signal, timeoutMs, secureContext } = options
  const tunnel = proxy && (await openTunnel(proxy, target, options))
  const open = target.protocol === 'https:' ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    const request = open(target, {
      headers: { accept: 'application/json', 'accept-encoding': 'br, gzip', 'user-agent': 'Rolecall' },
      signal,
      ...(secureContext === undefined ? {} : { secureContext }),
      // Node asks for a connection of ours only where no agent is named.
      ...(tunnel === undefined ? { agent: false } : { createConnection: () => tunnel }),
    })
    request.setTimeout(timeoutMs, () => request.destroy(Object.assign(new Error('The server is silent.'), { code: 'ETIMEDOUT' })))
    request.on('response', resolve)
    request.on('error', reject)
    request.end()
  })
}
