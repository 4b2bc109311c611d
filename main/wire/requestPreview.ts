/** A request as people may see it: where it went and what it carried, without key and signature, secrets masked. */
import { createRedactor, mask } from '../../shared/redact'
import { maskJson, maskParameters } from '../../shared/maskParameters'
import type { RequestPreview } from '../../shared/resultViews'
import { isAuthorization } from './placement'
import { readEndpoint } from './endpointHost'
import type { ApiAnswer, ApiRequest } from './wire'

const redactor = createRedactor()
/** Longest body text that is kept with a page. */
const bodyLimit = 20_000

const masked = (fields: Record<string, string>): Record<string, string> =>
  redactor.value(maskParameters(Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, isAuthorization(name) ? mask : value])))) as Record<string, string>

export function requestPreview(request: ApiRequest): RequestPreview {
  const { protocol, host } = readEndpoint(request.endpoint)
  const { body } = request
  const text = body.kind === 'form' ? new URLSearchParams(masked(body.fields)).toString() : body.kind === 'json' ? redactor.text(maskJson(body.text)) : body.kind === 'bytes' ? `${body.bytes.length} bytes of ${body.contentType}` : undefined
  return {
    method: request.method,
    url: `${protocol.toLowerCase()}://${host}${request.path}`,
    query: masked({ ...(request.style === 'RPC' ? { Action: request.operation, Version: request.version } : {}), ...request.query }),
    headers: masked(request.headers),
    ...(text === undefined ? {} : { body: text.length > bodyLimit ? `${text.slice(0, bodyLimit)}…` : text }),
  }
}

/** Headers of an answer; a cookie is a secret. */
export const headersPreview = ({ headers }: ApiAnswer): Record<string, string> => masked({ ...headers, ...('set-cookie' in headers ? { 'set-cookie': mask } : {}) })
