/** `docs/call-file.md` out of the schema of call files and the comments beside its keys, so that the reference cannot say anything else than the code. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { CallSpec, Pagination, RowSource, SessionChoice } from '../../../shared/call'
import { Filter } from '../../../shared/filter'
import { expressionNames } from '../../call/expressions'
import { root } from '../root'

/** What the walk needs to know of any schema or action of valibot. */
interface Part {
  type: string
  pipe?: readonly Part[]
  wrapped?: Part
  default?: unknown
  options?: readonly Part[] | readonly unknown[]
  literal?: unknown
  item?: Part
  entries?: Record<string, Part>
  requirement?: unknown
  message?: unknown
}

interface Section {
  title: string
  schema: Part
  /** Where its comments stand: a file, and the constant, with the keys down to the object. */
  file: string
  constant: string
  path?: string
}

/** The object behind what wraps it. */
const objectOf = (schema: Part): Part => (schema.wrapped ? objectOf(schema.wrapped) : (schema.pipe?.find(({ entries }) => entries !== undefined) ?? schema))
const call = 'shared/call.ts'

const sections = (): Section[] => [
  { title: 'Keys of a call', schema: CallSpec, file: call, constant: 'CallSpec' },
  { title: '`session`', schema: SessionChoice, file: call, constant: 'SessionChoice' },
  { title: '`pagination`', schema: Pagination, file: call, constant: 'Pagination' },
  { title: '`over`', schema: RowSource, file: call, constant: 'RowSource' },
  { title: '`over.where`', schema: Filter, file: 'shared/filter.ts', constant: 'Filter' },
  { title: '`request`', schema: CallSpec.entries.request, file: call, constant: 'CallSpec', path: 'request' },
]

/** The comment above each key of the object literals in a constant, by key; those of an inner object where a path is given. */
function commentsOf(file: string, constant: string, path?: string): Map<string, string> {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true)
  const found = new Map<string, string>()
  const note = (object: ts.ObjectLiteralExpression): void => {
    for (const property of object.properties) {
      const name = property.name?.getText()
      const [comment] = ts.getLeadingCommentRanges(source.text, property.getFullStart())?.slice(-1) ?? []
      if (name !== undefined && comment) found.set(name, source.text.slice(comment.pos, comment.end).replace(/^\/\*\*\s*|\s*\*\/$/g, ''))
    }
  }
  const firstObject = (node: ts.Node): ts.ObjectLiteralExpression | undefined => (ts.isObjectLiteralExpression(node) ? node : ts.forEachChild(node, firstObject))
  ts.forEachChild(source, (statement) => {
    if (!ts.isVariableStatement(statement)) return
    const declared = statement.declarationList.declarations.find(({ name }) => name.getText() === constant)
    const object = declared && firstObject(declared)
    if (!object) return
    const inner = path === undefined ? object : object.properties.map((property) => (property.name?.getText() === path ? firstObject(property) : undefined)).find(Boolean)
    if (inner) note(inner)
  })
  return found
}

/** What a value must be, in words: those of the schema's own refusals where it has some. */
function describe(schema: Part): string {
  if (typeof schema.message === 'string' && schema.type !== 'literal') return schema.message
  if (schema.wrapped) return describe(schema.wrapped)
  const rules = schema.pipe?.slice(1) ?? []
  const said = rules.map(({ message, type }) => (typeof message === 'string' && type !== 'min_value' && type !== 'max_value' ? message : undefined)).filter((text) => text !== undefined)
  if (said.length > 0 && schema.type === 'string') return said.join(' ')
  const limit = (type: string): string | undefined => rules.filter((rule) => rule.type === type).map(({ requirement }) => String(requirement)).at(0)
  switch (schema.type) {
    case 'literal':
      return `\`${String(schema.literal)}\``
    case 'picklist':
      return (schema.options ?? []).map((option) => `\`${String(option)}\``).join(', ')
    case 'number': {
      const kind = rules.some(({ type }) => type === 'integer') ? 'whole number' : 'number'
      return `a ${kind} from ${limit('min_value') ?? '…'} to ${limit('max_value') ?? '…'}`
    }
    case 'string': {
      const [least, most] = [limit('min_length'), limit('max_length')]
      return most === undefined ? 'text' : `text of ${least === undefined ? 'at most ' : `${least} to `}${most} characters`
    }
    case 'array':
      return schema.item?.type === 'strict_object' ? 'a list, as below' : `a list: ${describe(schema.item ?? { type: 'string' })}`
    case 'union':
      return (schema.options as readonly Part[]).map(describe).join('; or ')
    case 'nullable':
      return 'text, or null'
    case 'record':
      return 'a map'
    case 'strict_object':
      return 'a map, as below'
    default:
      return schema.type
  }
}

function rowOf(key: string, schema: Part, comment = ''): string {
  const needed = schema.type === 'optional' || schema.type === 'exact_optional' ? '' : '**needed** · '
  const { default: given } = schema
  const usual = typeof given === 'string' || typeof given === 'number' ? ` Without it \`${given === '' ? "''" : given}\`.` : ''
  const must = describe(schema)
  return `| \`${key}\` | ${comment} | ${needed}${must.replace(/[.]$/, '')}.${usual} |`
}

function sectionOf({ title, schema, file, constant, path }: Section): string {
  const comments = commentsOf(file, constant, path)
  const rows = Object.entries(objectOf(schema).entries ?? {}).map(([key, value]) => rowOf(key, value, comments.get(key)))
  return `## ${title}\n| key | means | is |\n|---|---|---|\n${rows.join('\n')}\n`
}

/** The whole page. */
export function callReference(): string {
  return `# The call file
A call is a YAML file that people read, review and keep in git; the window and \`rolecall run\` run the same file. No secret ever stands in it. This page is made from the code by \`npm run docs\`.

${sections().map(sectionOf).join('\n')}
## Look-ups
Text in \`parameters\`, \`role\`, \`session\` and \`endpoint\` may hold \`\${name}\`: ${expressionNames.map((name) => `\`${name}\``).join(', ')}. They are looked up, never run; an unknown name is refused before anything is sent. \`$\${\` stands for the characters themselves. \`env.NAME\` is a variable of the environment that \`--env\` or the window names, from the \`env.yaml\` beside the call file or above it ([main/saved](../main/saved/README.md)); where none is there, of the process.
`
}
