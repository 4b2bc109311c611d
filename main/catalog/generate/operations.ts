/** Joins what an SDK client does with what its models say into stored operations. It corrects nothing: corrections belong to the overlay. */
import type { Operation, Parameter, Position, Schema, Style } from '../../../shared/catalog'
import type { StoredOperation } from '../format'
import type { Assignment, SdkOperation } from './client'
import type { Comment } from './comments'
import type { ModelField, Models } from './models'
import { described, fieldOf, schemaOf, type Definitions } from './schema'

export function storedOperation(models: Models, sdk: SdkOperation): StoredOperation {
  const style: Style = sdk.style === 'ROA' ? 'ROA' : 'RPC'
  const definitions: Definitions = {}
  const parameters = parametersOf(models, sdk, style, definitions)
  const response = responseOf(models, sdk, definitions)
  const { summary, remarks, deprecated } = sdk.comment
  const replacedBy = deprecated === undefined ? [] : replacements(deprecated)
  return {
    name: sdk.name,
    style,
    method: sdk.method.toUpperCase(),
    path: sdk.path,
    requestBody: requestBodyOf(sdk, parameters),
    responseBody: responseBodyOf(sdk.responseBody),
    auth: sdk.auth === 'Anonymous' ? 'Anonymous' : 'AK',
    parameters,
    ...(summary === undefined ? {} : { summary: { en: summary } }),
    ...(remarks === undefined ? {} : { doc: { en: remarks } }),
    ...(response === undefined ? {} : { response }),
    ...(Object.keys(definitions).length === 0 ? {} : { definitions }),
    ...(deprecated === undefined ? {} : { deprecated: true }),
    ...(replacedBy.length === 0 ? {} : { replacedBy }),
  }
}

function parametersOf(models: Models, sdk: SdkOperation, style: Style, definitions: Definitions): Parameter[] {
  const request = fieldsByProperty(models, sdk.request)
  const headers = fieldsByProperty(models, sdk.headers)
  const parameters = new Map<string, Parameter>()
  const put = (parameter: Parameter): void => {
    // Some operations list a parameter twice; the first stands.
    const key = `${parameter.position === 'body' && parameter.isWholeBody ? '*' : ''}${parameter.name}`
    if (!parameters.has(key)) parameters.set(key, parameter)
  }
  const hosted = new Map(sdk.assignments.filter(({ to }) => to === 'host').map(({ property, wire }) => [property, wire]))
  for (const name of sdk.plain) {
    if (hosted.has(name)) put({ name: hosted.get(name) ?? name, type: 'string', required: 'yes', position: 'host' })
    else if (sdk.path.includes(`{${name}}`)) put({ name, type: 'string', required: 'yes', position: 'path' })
  }
  for (const assignment of sdk.assignments) {
    if (assignment.to === 'host') continue
    const field = (assignment.to === 'header' ? headers : request).get(assignment.property)
    if (field) put(assigned(models, sdk, style, assignment, field, definitions))
  }
  if (sdk.hasWholeQuery) {
    for (const field of request.values()) put({ ...fieldOf(models, field, definitions), position: 'query', ...flatIfNested(fieldOf(models, field, {})) })
  }
  if (sdk.hasWholeBody) {
    const body = request.get('body') ?? request.get('stream')
    const schema: Schema = body ? { ...schemaOf(models, body.type, body.source, definitions, []), ...described(body.comment, body.type) } : { type: 'any' }
    put({ ...schema, name: 'body', position: 'body', isWholeBody: true, ...(schema.type === 'file' ? {} : { serialisation: 'nested' as const }) })
  }
  return [...parameters.values()]
}

function assigned(models: Models, sdk: SdkOperation, style: Style, { to, wire, property }: Assignment, field: ModelField, definitions: Definitions): Parameter {
  const described = { ...fieldOf(models, field, definitions), name: wire }
  const position = positionOf(to, sdk, style)
  const chosen = sdk.serialisation.get(property)
  if (chosen === 'json' || chosen === 'simple') return { ...described, position, serialisation: chosen }
  if (position === 'body') return isNested(described) ? { ...described, position, serialisation: 'nested' } : { ...described, position }
  return { ...described, position, ...flatIfNested(described) }
}

function positionOf(to: Assignment['to'], sdk: SdkOperation, style: Style): Position {
  if (to === 'query' || to === 'header' || to === 'host') return to
  return style === 'RPC' || sdk.requestBody === 'formData' ? 'formData' : 'body'
}

const isNested = ({ type }: Schema): boolean => type === 'array' || type === 'object' || type === 'map'
const flatIfNested = (schema: Schema): { serialisation?: 'flat' } => (isNested(schema) ? { serialisation: 'flat' } : {})

function fieldsByProperty(models: Models, name: string | undefined): Map<string, ModelField> {
  return new Map((name === undefined ? undefined : models.get(name))?.map((field) => [field.property, field]))
}

function responseOf(models: Models, sdk: SdkOperation, definitions: Definitions): Schema | undefined {
  const body = fieldsByProperty(models, sdk.response).get('body')
  return body && schemaOf(models, body.type, body.source, definitions, [])
}

function requestBodyOf(sdk: SdkOperation, parameters: Parameter[]): Operation['requestBody'] {
  const inBody = parameters.filter(({ position }) => position === 'body' || position === 'formData')
  if (inBody.length === 0) return 'none'
  if (sdk.requestBody === 'protobuf' || sdk.requestBody === 'binary' || inBody.some(({ type }) => type === 'file')) return 'binary'
  return inBody.some(({ position }) => position === 'formData') ? 'form' : 'json'
}

function responseBodyOf(bodyType: string): Operation['responseBody'] {
  switch (bodyType) {
    case 'none':
    case 'string':
    case 'xml':
    case 'binary':
      return bodyType
    case 'byte':
      return 'binary'
    default:
      return 'json'
  }
}

/** `Vpc::2016-04-28::DescribeRouteTableList` in the text of a deprecation. */
function replacements(deprecated: NonNullable<Comment['deprecated']>): string[] {
  return [...deprecated.matchAll(/([\w-]+)::(\d{4}-\d{2}-\d{2})::(\w+)/g)].map(([, product, version, name]) => `${product}/${version}/${name}`)
}
