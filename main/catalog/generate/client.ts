/** Reads the client class of an SDK package: endpoint map and rule, and how each operation is sent. It parses the source and runs nothing of it. */
import ts from 'typescript'
import { readComment, type Comment } from './comments'
import { literalEntries, parseSource } from './models'

/** Where a value goes, and from which property of which argument it comes. */
export interface Assignment {
  /** `query`, `body`, `bodyFlat`, `header` or `host` */
  to: 'query' | 'body' | 'bodyFlat' | 'header' | 'host'
  wire: string
  property: string
}

export interface SdkOperation {
  name: string
  version: string
  method: string
  /** With `{name}` placeholders. */
  path: string
  style: string
  auth: string
  requestBody: string
  responseBody: string
  comment: Comment
  /** Model classes of the arguments and of the answer. */
  request?: string
  headers?: string
  response?: string
  /** Plain arguments, in order: they fill the path or the host. */
  plain: string[]
  assignments: Assignment[]
  /** `json` or `simple` by property, for values that the SDK turns into one text. */
  serialisation: Map<string, string>
  /** The request's `body` property is the whole body. */
  hasWholeBody: boolean
  /** Every property of the request is a query parameter (`request.toMap()`). */
  hasWholeQuery: boolean
}

export interface SdkClient {
  rule?: 'regional' | 'central'
  /** Name that the endpoint rule puts into the host. */
  hostName?: string
  endpoints: Record<string, string>
  operations: SdkOperation[]
}

const targets: Record<string, Assignment['to']> = { query: 'query', body: 'body', bodyFlat: 'bodyFlat', realHeaders: 'header', hostMap: 'host' }

export function readClient(path: string): SdkClient {
  const source = parseSource(path)
  const declaration = source.statements.find(ts.isClassDeclaration)
  const client: SdkClient = { endpoints: {}, operations: [] }
  for (const member of declaration?.members ?? []) {
    if (ts.isConstructorDeclaration(member)) readEndpoints(member, client)
    else if (ts.isMethodDeclaration(member) && ts.isIdentifier(member.name) && member.name.text.endsWith('WithOptions')) {
      const operation = readOperation(source, member)
      if (operation) client.operations.push(operation)
    }
  }
  return client
}

function readEndpoints(declaration: ts.ConstructorDeclaration, client: SdkClient): void {
  visit(declaration, (node) => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'getEndpoint') {
      const first = node.arguments[0]
      if (first && ts.isStringLiteral(first)) client.hostName = first.text
    }
    if (!isAssignment(node) || !ts.isPropertyAccessExpression(node.left)) return
    const { right } = node
    if (node.left.name.text === '_endpointRule' && ts.isStringLiteral(right) && (right.text === 'regional' || right.text === 'central')) client.rule = right.text
    if (node.left.name.text === '_endpointMap' && ts.isObjectLiteralExpression(right)) client.endpoints = Object.fromEntries(literalEntries(right))
  })
}

function readOperation(source: ts.SourceFile, method: ts.MethodDeclaration): SdkOperation | undefined {
  const assignments: Assignment[] = []
  const serialisation = new Map<string, string>()
  let params = new Map<string, string>()
  let hasWholeBody = false
  let hasWholeQuery = false
  visit(method, (node) => {
    if (isAssignment(node)) {
      const assignment = readAssignment(node)
      if (assignment) assignments.push(assignment)
    }
    if (ts.isCallExpression(node) && calledName(node) === 'arrayToStringWithSpecifiedStyle') {
      const [value, , style] = node.arguments
      if (value && ts.isPropertyAccessExpression(value) && style && ts.isStringLiteral(style)) serialisation.set(value.name.text, style.text)
    }
    if (ts.isNewExpression(node) && node.arguments?.[0] && ts.isObjectLiteralExpression(node.arguments[0])) {
      const object = node.arguments[0]
      if (createdName(node) === 'Params') params = new Map(readParams(object))
      if (createdName(node) === 'OpenApiRequest') {
        hasWholeBody ||= mentions(object, 'body', (inner) => ts.isPropertyAccessExpression(inner) && inner.name.text === 'body' && isNamed(inner.expression, 'request')) || mentions(object, 'stream', () => true)
        hasWholeQuery ||= mentions(object, 'query', (inner) => ts.isCallExpression(inner) && calledName(inner) === 'toMap')
      }
    }
  })
  const name = params.get('action')
  if (name === undefined) return undefined
  const [request, headers] = ['request', 'headers'].map((role) => modelArgument(method, role === 'request' ? ['request', 'tmpReq'] : ['headers']))
  return {
    name,
    version: params.get('version') ?? '',
    method: params.get('method') ?? 'POST',
    path: params.get('pathname') ?? '/',
    style: params.get('style') ?? 'RPC',
    auth: params.get('authType') ?? 'AK',
    requestBody: params.get('reqBodyType') ?? 'formData',
    responseBody: params.get('bodyType') ?? 'json',
    comment: readComment(source, method),
    ...(request === undefined ? {} : { request }),
    ...(headers === undefined ? {} : { headers }),
    ...responseModel(method),
    plain: method.parameters.flatMap(({ name: argument, type }) => (ts.isIdentifier(argument) && type?.kind === ts.SyntaxKind.StringKeyword ? [argument.text] : [])),
    assignments,
    serialisation,
    hasWholeBody,
    hasWholeQuery,
  }
}

/** `query["Name"] = request.name` and its like. */
function readAssignment(node: ts.BinaryExpression): Assignment | undefined {
  if (!ts.isElementAccessExpression(node.left) || !ts.isIdentifier(node.left.expression) || !ts.isStringLiteral(node.left.argumentExpression)) return undefined
  const to = targets[node.left.expression.text]
  if (to === undefined) return undefined
  let property: string | undefined
  const find = (inner: ts.Node): void => {
    if (ts.isPropertyAccessExpression(inner) && (isNamed(inner.expression, 'request') || isNamed(inner.expression, 'headers'))) property ??= inner.name.text
    else ts.forEachChild(inner, find)
  }
  find(node.right)
  if (ts.isIdentifier(node.right)) property = node.right.text
  return property === undefined ? undefined : { to, wire: node.left.argumentExpression.text, property: property.replace(/Shrink$/, '') }
}

function readParams(object: ts.ObjectLiteralExpression): [string, string][] {
  const paths = object.properties.flatMap((entry): [string, string][] => {
    if (!ts.isPropertyAssignment(entry) || !ts.isIdentifier(entry.name) || !ts.isTemplateExpression(entry.initializer)) return []
    const { head, templateSpans } = entry.initializer
    return [[entry.name.text, head.text + templateSpans.map((span) => `{${lastIdentifier(span.expression)}}${span.literal.text}`).join('')]]
  })
  return [...literalEntries(object), ...paths]
}

/** `regionId` of `$dara.URL.percentEncode(regionId)`. */
function lastIdentifier(expression: ts.Expression): string {
  if (ts.isIdentifier(expression)) return expression.text
  const argument = ts.isCallExpression(expression) ? expression.arguments[0] : undefined
  return argument ? lastIdentifier(argument) : ''
}

function modelArgument(method: ts.MethodDeclaration, names: string[]): string | undefined {
  const argument = method.parameters.find(({ name }) => ts.isIdentifier(name) && names.includes(name.text))
  return argument?.type ? modelName(argument.type) : undefined
}

function responseModel(method: ts.MethodDeclaration): { response?: string } {
  const promised = method.type && ts.isTypeReferenceNode(method.type) ? method.type.typeArguments?.[0] : undefined
  const response = promised && modelName(promised)
  return response === undefined ? {} : { response }
}

/** `X` of a type `$_model.X`. */
function modelName(type: ts.TypeNode): string | undefined {
  return ts.isTypeReferenceNode(type) && ts.isQualifiedName(type.typeName) ? type.typeName.right.text : undefined
}

function mentions(object: ts.ObjectLiteralExpression, key: string, found: (node: ts.Node) => boolean): boolean {
  const entry = object.properties.find((one): one is ts.PropertyAssignment => ts.isPropertyAssignment(one) && ts.isIdentifier(one.name) && one.name.text === key)
  let isFound = false
  if (entry) visit(entry.initializer, (node) => (isFound ||= found(node)))
  return isFound
}

const isNamed = (node: ts.Node, name: string): boolean => ts.isIdentifier(node) && node.text === name
const isAssignment = (node: ts.Node): node is ts.BinaryExpression => ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken
const calledName = ({ expression }: ts.CallExpression): string => (ts.isPropertyAccessExpression(expression) ? expression.name.text : '')
const createdName = ({ expression }: ts.NewExpression): string => (ts.isPropertyAccessExpression(expression) ? expression.name.text : '')

function visit(node: ts.Node, each: (node: ts.Node) => void): void {
  each(node)
  ts.forEachChild(node, (child) => visit(child, each))
}
