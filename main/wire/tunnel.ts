/** Opens a way through a proxy to a host (HTTP CONNECT). What is sent through it the proxy cannot read; the proxy's own password goes to the proxy alone. */
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP, type Socket } from 'node:net'
import { connect, type SecureContext, type TLSSocket } from 'node:tls'
import { AppError } from '../../shared/errors'
import { say, type Said } from '../../shared/words'

export interface TunnelOptions {
  signal: AbortSignal
  timeoutMs: number
  /** What is trusted; absent: what the system trusts. */
  secureContext?: SecureContext | undefined
}

/** A TLS connection to the target's host, through the proxy. @throws AppError `network`, code `ProxyRefused`, where the proxy does not let it pass; Node's own errors. */
export async function openTunnel(proxy: URL, target: URL, options: TunnelOptions): Promise<TLSSocket> {
  if (proxy.protocol !== 'http:' && proxy.protocol !== 'https:') throw refused(proxy, say`speaks ${proxy.protocol.slice(0, -1)}, which is not supported`)
  const socket = await throughProxy(proxy, `${target.hostname}:${target.port === '' ? '443' : target.port}`, options)
  const name = target.hostname.replace(/^\[|\]$/g, '')
  return connect({ socket, ...(isIP(name) === 0 ? { servername: name } : { host: name }), ...(options.secureContext === undefined ? {} : { secureContext: options.secureContext }) })
}

function throughProxy(proxy: URL, authority: string, { signal, timeoutMs, secureContext }: TunnelOptions): Promise<Socket> {
  const open = proxy.protocol === 'https:' ? httpsRequest : httpRequest
  const password = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`
  return new Promise((resolve, reject) => {
    const request = open({
      hostname: proxy.hostname.replace(/^\[|\]$/g, ''),
      port: proxy.port === '' ? (proxy.protocol === 'https:' ? 443 : 80) : proxy.port,
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, ...(proxy.username === '' ? {} : { 'proxy-authorization': `Basic ${Buffer.from(password).toString('base64')}` }) },
      agent: false,
      signal,
      ...(secureContext === undefined ? {} : { secureContext }),
    })
    request.setTimeout(timeoutMs, () => request.destroy(refused(proxy, say`does not answer`)))
    request.on('connect', ({ statusCode = 0 }, socket) => {
      if (statusCode === 200) return resolve(socket)
      socket.destroy()
      reject(refused(proxy, say`answers with status ${statusCode}`))
    })
    request.on('response', (response) => {
      response.destroy()
      reject(refused(proxy, say`answers with status ${response.statusCode ?? 0}`))
    })
    request.on('error', reject)
    request.end()
  })
}

const refused = ({ host }: URL, why: Said): AppError =>
  new AppError('network', say`The proxy ${host} ${why}.`, { next: say`Check the proxy in the settings, or HTTPS_PROXY and NO_PROXY.`, about: { code: 'ProxyRefused', endpoint: host } })
