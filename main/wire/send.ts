/** Signs and sends one request through Alibaba Cloud's official client and gives back the answer's raw text. It refuses to retry, to parse, and to speak plain http outside this machine. */
import ImportedClient, { Config, OpenApiRequest, Params } from '@alicloud/openapi-client'
import { RuntimeOptions } from '@alicloud/tea-util'
import { stringify } from 'node:querystring'
import type { AppError, ErrorFacts } from '../../shared/errors'
import { createCloudClock, type CloudClock } from './cloudClock'
import { readEndpoint } from './endpointHost'
import { errorOf, networkError, requestIdOf } from './errors'
import { alongRoute } from './connections'
import { createExchangeWatch, type Exchange } from './exchange'
import { defaultOf } from './interop'
import { checkSize } from './requestSize'
import { straight, type Route } from './route'
import { defaultTimeouts } from './timeouts'
import type { ApiRequest, Send } from './wire'

const OpenApiClient = defaultOf(ImportedClient)

export interface SendDeps {
  /** Milliseconds since 1970; for the measured clock skew. */
  now?: () => number
  /** Shared by whoever must know the cloud's time. */
  clock?: CloudClock
  /** The way to the cloud; absent: straight. */
  route?: Route
  /** Limits where the caller names none. */
  timeouts?: () => { connectTimeoutMs: number; readTimeoutMs: number }
}

/** The one network door for API calls. */
export function createSend({ now = Date.now, clock = createCloudClock(now), route = straight, timeouts = () => defaultTimeouts }: SendDeps = {}): Send {
  const watch = createExchangeWatch()
  const send: Send = async (request, options) => {
    const { credential, signal, connectTimeoutMs, readTimeoutMs } = { ...timeouts(), ...options }
    const { protocol, host } = readEndpoint(request.endpoint)
    const about: ErrorFacts = { product: request.product, version: request.version, operation: request.operation, endpoint: host }
    const { bytes, contentType } = bodyOf(request.body)
    const { accessKeyId, accessKeySecret, securityToken } = credential
    const isSigned = (request.auth ?? 'AK') === 'AK'
    checkSize(request)
    const exchange: Exchange = { headers: {} }
    const startedAt = performance.now()
    const stampedBy = clock.skewMs()

    const callClient = async (): Promise<string> => {
      const client = new OpenApiClient(
        new Config({ ...(isSigned ? { accessKeyId, accessKeySecret, ...(securityToken === undefined ? {} : { securityToken }) } : {}), endpoint: host, protocol, userAgent: 'Rolecall' }),
      )
      const answer = (await client.callApi(
        new Params({
          action: request.operation,
          version: request.version,
          protocol,
          pathname: request.path,
          method: request.method,
          authType: isSigned ? 'AK' : 'Anonymous',
          style: request.style,
          reqBodyType: 'byte',
          bodyType: 'string',
        }),
        new OpenApiRequest({
          query: request.query,
          headers: { ...request.headers, ...(isSigned && clock.skewMs() !== 0 ? { 'x-acs-date': stampOf(clock.now()) } : {}), ...(contentType === undefined ? {} : { 'content-type': contentType }) },
          ...(bytes === undefined ? {} : { body: bytes }),
        }),
        // The client's own limits stand behind the watch's: its connect limit also counts silence while the server works.
        new RuntimeOptions({ connectTimeout: connectTimeoutMs + readTimeoutMs, readTimeout: connectTimeoutMs + readTimeoutMs }),
      )) as { body: string }
      return answer.body
    }
    const body = await watch
      .run(exchange, { signal, connectTimeoutMs, readTimeoutMs }, () => alongRoute(route, callClient))
      .catch((thrown: unknown) => {
        throw networkError(thrown, { ...about, ...seenIn(exchange) })
      })

    const { httpStatus = 200, headers } = exchange
    const error = errorOf({ httpStatus, headers, body, about, secrets: [accessKeySecret, securityToken ?? '', ...tokensIn(request.headers)], now: now() })
    // A request that was refused for its time did nothing: it goes out once more, with the cloud's, which another may have learned meanwhile.
    if (error && isClockRefusal(error) && (clock.learn(headers['date'], now()) || clock.skewMs() !== stampedBy)) return send(request, options)
    if (error) throw error
    const requestId = requestIdOf(headers)
    return { httpStatus, headers, body, elapsedMs: performance.now() - startedAt, ...(requestId === undefined ? {} : { requestId }) }
  }
  return send
}

const isClockRefusal = ({ about }: AppError): boolean => /^InvalidTimeStamp/i.test(about.code ?? '')
/** `2026-11-27T08:00:00Z`, as the official client writes it. */
const stampOf = (ms: number): string => new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z')

/** The value of an Authorization header, and its token alone. */
function tokensIn({ authorization = '' }: Record<string, string>): string[] {
  return [authorization, authorization.replace(/^\S+\s+/, '')]
}

/** What the head of an answer already told, where the rest did not arrive. */
function seenIn({ httpStatus, headers }: Exchange): ErrorFacts {
  const requestId = requestIdOf(headers)
  return { ...(httpStatus === undefined ? {} : { httpStatus }), ...(requestId === undefined ? {} : { requestId }) }
}

/** The body as the bytes that are signed and sent; the client would parse and rewrite anything else. */
function bodyOf(body: ApiRequest['body']): { bytes?: Buffer; contentType?: string } {
  switch (body.kind) {
    case 'none':
      return {}
    case 'form':
      return { bytes: Buffer.from(stringify(body.fields)), contentType: 'application/x-www-form-urlencoded' }
    case 'json':
      return { bytes: Buffer.from(body.text), contentType: 'application/json; charset=utf-8' }
    case 'bytes':
      return { bytes: Buffer.from(body.bytes), contentType: body.contentType }
  }
}
