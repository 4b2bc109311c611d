/** Builds the HTTP request of an operation from its parameters, known to the catalogue or not. Pure: it sends nothing, and refuses only what the wire cannot carry. */
import type { ParameterValue } from '../../shared/call'
import type { Operation, Parameter, Style } from '../../shared/catalog'
import { mask } from '../../shared/redact'
import { readEndpoint } from './endpointHost'
import { checkQueryKeys, fillPath, headerOf, isAuthorization, prefixHost } from './placement'
import { commaText, flatten, jsonText, type Definitions } from './serialise'
import type { ApiRequest } from './wire'

/** What to call, and how where the catalogue does not know it. */
export interface RequestInput {
  product: string
  version: string
  operation: string
  /** The catalogue's entry; absent: free parameters. */
  known?: Operation | undefined
  /** For an unknown operation (`request` of the call file): RPC by POST without it. */
  request?: { style?: Style | undefined; method?: string | undefined; path?: string | undefined } | undefined
  /** Expressions already resolved; null means absent. */
  parameters: Record<string, ParameterValue>
  /** A host or a URL. */
  endpoint: string
}

/** Where one parameter went: what a preview of the request shows. */
export interface PlacedParameter {
  name: string
  position: string
  value: string
}

interface Draft {
  query: [string, string][]
  form: [string, string][]
  headers: [string, string][]
  /** Members of a JSON body. */
  members: [name: string, json: string][]
  whole?: { name: string; value: ParameterValue; parameter: Parameter }
  path: string
  endpoint: string
}

/** @throws AppError `input` with `about.field` `parameters.X`, or `endpoint`. */
export function buildRequest(input: RequestInput): ApiRequest {
  const { known } = input
  const { style, method, path: pattern } = shapeOf(input)
  const hasBody = method !== 'GET' && method !== 'HEAD'
  const { path, used, query } = fillPath(pattern, input.parameters)
  const draft: Draft = { query, form: [], headers: [], members: [], path, endpoint: input.endpoint }
  for (const [name, value] of Object.entries(input.parameters)) {
    if (value === null || used.has(name)) continue
    const parameter = known?.parameters.find((one) => one.name === name)
    if (parameter) place(draft, parameter, value, { style, hasBody, known })
    else placeUnknown(draft, name, value, { style, hasBody, method, known })
  }
  readEndpoint(draft.endpoint)
  checkQueryKeys(draft.query)
  return {
    product: input.product,
    version: input.version,
    operation: known?.name ?? input.operation,
    style,
    method,
    path: draft.path,
    endpoint: draft.endpoint,
    query: Object.fromEntries(draft.query),
    headers: Object.fromEntries(draft.headers),
    body: bodyOf(draft, known),
    ...(known === undefined ? {} : { auth: known.auth }),
  }
}

function shapeOf({ known, request }: RequestInput): { style: Style; method: string; path: string } {
  if (known) return { style: known.style, method: known.method.toUpperCase(), path: known.path || '/' }
  const style = request?.style ?? (request?.path !== undefined && request.path !== '/' ? 'ROA' : 'RPC')
  return { style, method: (request?.method ?? (style === 'RPC' ? 'POST' : 'GET')).toUpperCase(), path: style === 'RPC' ? '/' : (request?.path ?? '/') }
}

interface Place {
  style: Style
  hasBody: boolean
  known?: Operation | undefined
}

function place(draft: Draft, parameter: Parameter, value: ParameterValue, { style, hasBody, known }: Place): void {
  const { name, position } = parameter
  const definitions = known?.definitions ?? {}
  switch (position) {
    case 'query':
      draft.query.push(...textFields(parameter, value, definitions))
      return
    case 'formData':
      ;(hasBody ? draft.form : draft.query).push(...textFields(parameter, value, definitions))
      return
    case 'header':
      draft.headers.push(headerOf(name, value, known?.auth))
      return
    case 'host':
      draft.endpoint = prefixHost(draft.endpoint, name, value)
      return
    case 'path':
      // Named in no placeholder: the path has no room for it.
      draft.query.push(...textFields(parameter, value, definitions))
      return
    case 'body':
      if (!hasBody) draft.query.push(...textFields(parameter, value, definitions))
      else if (parameter.isWholeBody) draft.whole = { name, value, parameter }
      else if (style === 'RPC' || known?.requestBody === 'form') draft.form.push(...textFields(parameter, value, definitions))
      else draft.members.push([name, bodyMember(parameter, value, definitions)])
  }
}

function placeUnknown(draft: Draft, name: string, value: ParameterValue, { style, hasBody, method, known }: Place & { method: string }): void {
  const isBodyField = style === 'ROA' && hasBody && method !== 'DELETE' && (known === undefined || (known.requestBody === 'json' && !known.parameters.some((one) => one.isWholeBody)))
  if (isBodyField) draft.members.push([name, jsonText(value, `parameters.${name}`)])
  else draft.query.push(...flatten(name, value))
}

/** Key and text pairs of one parameter by its serialisation; flat where none is named. */
function textFields(parameter: Parameter, value: ParameterValue, definitions: Definitions): [string, string][] {
  const { name, serialisation = 'flat' } = parameter
  const field = `parameters.${name}`
  if (value === null || typeof value !== 'object') return flatten(name, value)
  switch (serialisation) {
    case 'json':
    case 'nested':
      return [[name, jsonText(value, field, parameter, definitions)]]
    case 'simple':
      return Array.isArray(value) && value.length === 0 ? [] : [[name, commaText(value, field)]]
    case 'flat':
      return flatten(name, value)
  }
}

function bodyMember(parameter: Parameter, value: ParameterValue, definitions: Definitions): string {
  const { name, serialisation } = parameter
  const field = `parameters.${name}`
  if (value !== null && typeof value === 'object' && serialisation === 'json') return JSON.stringify(jsonText(value, field, parameter, definitions))
  if (value !== null && typeof value === 'object' && serialisation === 'simple') return JSON.stringify(commaText(value, field))
  return jsonText(value, field, parameter, definitions)
}

function bodyOf(draft: Draft, known: Operation | undefined): ApiRequest['body'] {
  const { whole, members, form } = draft
  if (whole) {
    const { name, value, parameter } = whole
    // Text for a body is already what is to be sent: it goes out byte for byte.
    const text = typeof value === 'string' ? value : jsonText(value, `parameters.${name}`, parameter, known?.definitions)
    if (known?.requestBody === 'binary') return { kind: 'bytes', bytes: new TextEncoder().encode(text), contentType: 'application/octet-stream' }
    if (known?.requestBody === 'form' && value !== null && typeof value === 'object') {
      return { kind: 'form', fields: Object.fromEntries(Object.entries(value).flatMap(([key, item]) => flatten(key, item))) }
    }
    return { kind: 'json', text }
  }
  if (members.length > 0) return { kind: 'json', text: `{${members.map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(',')}}` }
  return form.length > 0 ? { kind: 'form', fields: Object.fromEntries(form) } : { kind: 'none' }
}

/** The request's parameters in the order of the wire, for a preview before it is sent; an access token is masked. */
export function placedParameters(request: ApiRequest): PlacedParameter[] {
  const rows = (position: string, fields: Record<string, string>): PlacedParameter[] => Object.entries(fields).map(([name, value]) => ({ name, position, value }))
  const { body } = request
  const path: PlacedParameter[] = request.style === 'ROA' ? [{ name: request.method, position: 'path', value: request.path }] : []
  const rest = body.kind === 'form' ? rows('formData', body.fields) : body.kind === 'json' ? [{ name: 'body', position: 'body', value: body.text }] : []
  return [...path, ...rows('query', request.query), ...rows('header', request.headers).map((row) => (isAuthorization(row.name) ? { ...row, value: mask } : row)), ...rest]
}
