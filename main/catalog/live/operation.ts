/** Turns one operation of the metadata service into ours: parameters, answer, errors, permission. It trusts the document for structure and for nothing else. */
import type { Operation, OperationSummary, Parameter, Position, Schema, Serialisation, Style } from '../../../shared/catalog'
import { kindOf, type KindHints } from '../kind'
import { plainName } from '../names'
import type { SourceOperation } from '../sources'
import { createSchemaReader, textIn, type Language, type MetaSchema, type SchemaReader } from './schema'

interface MetaParameter {
  name?: string
  in?: string
  style?: string
  schema?: MetaSchema
}

/** The parts of a published operation that are read; everything may be absent. */
export interface MetaApi {
  methods?: string[]
  path?: string
  produces?: string[]
  security?: Record<string, unknown>[]
  parameters?: MetaParameter[]
  responses?: Record<string, { schema?: MetaSchema }>
  summary?: string
  description?: string
  deprecated?: unknown
  operationType?: string
  systemTags?: { operationType?: string }
  errorCodes?: Record<string, { errorCode?: string; errorMessage?: string }[]>
  staticInfo?: { substitutions?: unknown[] }
  ramActions?: { ramAction?: { action?: string }; additionalActions?: unknown[] }[]
}

export interface OperationContext {
  product: string
  version: string
  /** `info.style` of the document; where it is another, the path decides. */
  style?: string
  components: Record<string, MetaSchema>
  language: Language
}

export function readOperation(name: string, api: MetaApi, { product, version, style: declared, components, language }: OperationContext): SourceOperation {
  const reader = createSchemaReader(components, language)
  const path = api.path ?? '/'
  const style: Style = declared === 'RPC' || declared === 'ROA' ? declared : path === '/' ? 'RPC' : 'ROA'
  const parameters = readParameters(api.parameters ?? [], style, reader)
  const answer = answerOf(api)
  const response = answer && reader.read(answer)
  const summary = textIn(api.summary, language)
  const doc = textIn(api.description, language)
  const errors = Object.entries(api.errorCodes ?? {}).flatMap(([httpStatus, list]) => list.map(({ errorCode = '', errorMessage = '' }) => ({ httpStatus, code: errorCode, message: errorMessage })))
  const published = api.ramActions?.find(({ ramAction }) => ramAction?.action !== undefined)
  const action = published?.ramAction?.action
  const more = (published?.additionalActions ?? []).filter((one): one is string => typeof one === 'string')
  const replacedBy = (api.staticInfo?.substitutions ?? []).filter((one): one is string => typeof one === 'string')
  return {
    product,
    version,
    name,
    style,
    method: methodOf(api.methods ?? [], style),
    path,
    requestBody: requestBodyOf(parameters),
    responseBody: api.produces?.some((type) => type.includes('xml')) && !api.produces.some((type) => type.includes('json')) ? 'xml' : 'json',
    auth: authOf(api.security ?? [], parameters),
    parameters,
    source: 'meta',
    hints: hintsOf(api),
    ...(summary === undefined ? {} : { summary }),
    ...(doc === undefined ? {} : { doc }),
    ...(response === undefined ? {} : { response }),
    ...(Object.keys(reader.definitions).length === 0 ? {} : { definitions: reader.definitions }),
    ...(errors.length === 0 ? {} : { errors }),
    ...(action === undefined ? {} : { ram: { action, source: 'meta' as const, ...(more.length === 0 ? {} : { more }) } }),
    ...(api.deprecated === true ? { deprecated: true } : {}),
    ...(replacedBy.length === 0 ? {} : { replacedBy }),
  }
}

/** What a list or a search shows of an operation; reads no schema. */
export function readSummary(name: string, api: MetaApi, { product, version, language }: Pick<OperationContext, 'product' | 'version' | 'language'>): OperationSummary {
  const summary = textIn(api.summary, language)
  return { product, version, name, kind: kindOf(name, hintsOf(api)), ...(summary === undefined ? {} : { summary }), ...(api.deprecated === true ? { deprecated: true } : {}) }
}

function hintsOf({ operationType, systemTags }: MetaApi): KindHints {
  const tag = systemTags?.operationType
  return { ...(tag === undefined ? {} : { tag }), ...(operationType === undefined ? {} : { operationType }) }
}

/** RPC takes either method: POST has room for every parameter. */
const methodOf = (methods: string[], style: Style): string => (style === 'RPC' && (methods.length === 0 || methods.includes('post')) ? 'POST' : (methods[0] ?? 'GET').toUpperCase())

const positions: Record<string, Position> = { query: 'query', formData: 'formData', body: 'body', path: 'path', header: 'header', host: 'host' }

function readParameters(list: MetaParameter[], style: Style, reader: SchemaReader): Parameter[] {
  const parameters = new Map<string, Parameter>()
  for (const { name, in: place = 'query', style: written, schema = {} } of list) {
    const position = positions[place]
    if (name === undefined || position === undefined) continue
    for (const parameter of position === 'body' ? bodyParameters(name, schema, list, reader) : [withSerialisation({ name, ...reader.read(schema), position }, written, style)]) {
      // Hundreds of operations list a parameter twice; the first stands.
      const key = `${parameter.position} ${parameter.name}`
      if (!parameters.has(key)) parameters.set(key, parameter)
    }
  }
  return [...parameters.values()]
}

/** A body that is an object is shown by its fields, as the SDK has it; any other body is one parameter. */
function bodyParameters(name: string, schema: MetaSchema, list: MetaParameter[], reader: SchemaReader): Parameter[] {
  const read = reader.read(schema)
  const taken = new Set(list.map((other) => other.name))
  const isSpread = read.type === 'object' && read.ref === undefined && read.fields !== undefined && read.fields.length > 0 && !read.fields.some((field) => taken.has(field.name))
  if (!isSpread) return [{ ...read, name, position: 'body', isWholeBody: true, ...(isNested(read) ? { serialisation: 'nested' as const } : {}) }]
  return (read.fields ?? []).map((field): Parameter => ({ ...field, position: 'body', ...(isNested(field) ? { serialisation: 'nested' as const } : {}) }))
}

const isNested = ({ type }: Schema): boolean => type === 'array' || type === 'object' || type === 'map'

function withSerialisation(parameter: Parameter, written: string | undefined, style: Style): Parameter {
  const serialisation: Serialisation | undefined = written === 'json' ? 'json' : written === 'simple' ? 'simple' : isNested(parameter) ? (written === undefined && style === 'ROA' ? 'json' : 'flat') : undefined
  return serialisation === undefined || !(isNested(parameter) || parameter.type === 'any') ? parameter : { ...parameter, serialisation }
}

function requestBodyOf(parameters: Parameter[]): Operation['requestBody'] {
  const inBody = parameters.filter(({ position }) => position === 'body' || position === 'formData')
  if (inBody.length === 0) return 'none'
  if (inBody.some(({ type }) => type === 'file')) return 'binary'
  return inBody.some(({ position }) => position === 'formData') ? 'form' : 'json'
}

function authOf(security: Record<string, unknown>[], parameters: Parameter[]): Operation['auth'] {
  const ways = security.flatMap((one) => Object.keys(one))
  if (ways.length === 0 || ways.includes('AK')) return 'AK'
  const isBearer = ways.some((way) => /bearer/i.test(way)) || parameters.some(({ name, position }) => position === 'header' && plainName(name) === 'authorization')
  return isBearer ? 'Bearer' : 'Anonymous'
}

/** The schema of the answer of success; status keys come as `200`, `2XX` or in lower case. */
function answerOf({ responses = {} }: MetaApi): MetaSchema | undefined {
  return responses['200']?.schema ?? Object.entries(responses).find(([status]) => /^2(\d\d|xx)$/i.test(status))?.[1].schema
}
