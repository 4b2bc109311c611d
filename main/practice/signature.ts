/** Computes what a request's signature must be: ACS3-HMAC-SHA256 for RPC and ROA, and the older HMAC-SHA1 of RPC and of ROA. It decides nothing; see gate.ts. Source: Alibaba Cloud's description of request syntax and signature, V3, and of RPC and ROA. */
import { createHash, createHmac } from 'node:crypto'
import type { IncomingRequest } from './request'

const byCode = ([left]: readonly [string, string], [right]: readonly [string, string]): number => (left < right ? -1 : left > right ? 1 : 0)

/** RFC 3986: everything but letters, digits, `-`, `_`, `.` and `~`. */
export const encode = (text: string): string => encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
const canonicalQuery = (pairs: readonly (readonly [string, string])[]): string =>
  [...pairs]
    .sort(byCode)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join('&')

export interface Signed {
  signature: string
  stringToSign: string
}

/** @param signedHeaders lower-case names as the Authorization header lists them. */
export function signAcs3(request: IncomingRequest, signedHeaders: string[], secret: string): Signed {
  const headers = signedHeaders.map((name) => `${name}:${(request.headers[name] ?? '').trim()}\n`).join('')
  const path = request.path.replace(/\+/g, '%20').replace(/\*/g, '%2A').replace(/%7E/g, '~')
  const bodyHash = createHash('sha256').update(request.body).digest('hex')
  const canonical = [request.method, path, canonicalQuery(request.query), headers, signedHeaders.join(';'), bodyHash].join('\n')
  const stringToSign = `ACS3-HMAC-SHA256\n${createHash('sha256').update(canonical).digest('hex')}`
  return { signature: createHmac('sha256', secret).update(stringToSign).digest('hex'), stringToSign }
}

/** Query and form parameters without `Signature`. */
export function signRpc(request: IncomingRequest, secret: string): Signed {
  const pairs = [...request.query, ...request.form].filter(([name]) => name !== 'Signature')
  const stringToSign = `${request.method}&${encode('/')}&${encode(canonicalQuery(pairs))}`
  return { signature: createHmac('sha1', `${secret}&`).update(stringToSign).digest('base64'), stringToSign }
}

export function signRoa(request: IncomingRequest, secret: string): Signed {
  const header = (name: string): string => request.headers[name] ?? ''
  const acsHeaders = Object.keys(request.headers)
    .filter((name) => name.startsWith('x-acs-'))
    .sort()
    .map((name) => `${name}:${header(name).replace(/[\t\n\r\f]/g, ' ').trim()}\n`)
    .join('')
  const query = [...request.query].sort(byCode).map(([name, value]) => `${name}=${value}`)
  const resource = query.length === 0 ? request.path : `${request.path}?${query.join('&')}`
  const stringToSign = `${[request.method, header('accept'), header('content-md5'), header('content-type'), header('date')].join('\n')}\n${acsHeaders}${resource}`
  return { signature: createHmac('sha1', secret).update(stringToSign).digest('base64'), stringToSign }
}
