/** The call file: YAML text to a checked CallSpec and back. It refuses unknown keys, lost digits and anything that is more than plain data, and never reads a file. */
import { dirname, resolve } from 'node:path'
import * as v from 'valibot'
import { Document, isMap, isScalar, isSeq, LineCounter, parseDocument, Scalar, visit, type Node } from 'yaml'
import { CallSpec } from '../../shared/call'
import { AppError } from '../../shared/errors'
import { say, type Said, type Words } from '../../shared/words'
import { fieldPath, issueText, lineOf } from './callFileIssues'

/** Characters; a call file is written by people, so more than this is not one. */
const maxLength = 2_000_000
/** Expansions of `*alias` in one file; more is an attack on memory. */
const maxAliasCount = 100
/** Steps of a told path; deeper than this nobody writes. */
const maxPathSteps = 64
/** Problems told at once. */
const maxProblems = 20

interface Problem {
  field: string
  line?: number
  text: Words
}

/** `line 6: accounts[0]: An account UID has exactly 16 digits.` */
function placed({ field, line, text }: Problem): Words {
  if (line === undefined) return field === '' ? text : say`${field}: ${text}`
  return field === '' ? say`line ${line}: ${text}` : say`line ${line}: ${field}: ${text}`
}

const wrongFile = (problems: Words): Said => say`The call file is wrong. ${problems}`

/** What a refusal of {@link readCallFile} tells of the file without saying that it is wrong, for a list of files; of another error all it tells. */
export function problemsOf({ words: { message } }: AppError): Words {
  return typeof message !== 'string' && message.id === wrongFile('').id ? (message.values[0] ?? message) : message
}

function refuse(problems: Problem[], cause?: unknown): AppError {
  problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
  const told = problems.slice(0, maxProblems).map(placed)
  const first = problems[0]
  const more = problems.length > told.length ? [say`and ${problems.length - told.length} more`] : []
  return new AppError('input', wrongFile([...told, ...more].reduce((all, one) => say`${all}\n${one}`)), {
    next: say`Correct the call file and run it again.`,
    about: { ...(first === undefined || first.field === '' ? {} : { field: first.field }), ...(first?.line === undefined ? {} : { line: first.line }) },
    cause,
  })
}

/**
 * Reads a call file.
 * @throws AppError `input`; every problem stands in the message with its line, the first one's dotted path in `about.field`, its line in `about.line`.
 */
export function readCallFile(text: string): CallSpec {
  if (text.length > maxLength) throw refuse([{ field: '', text: say`It has ${text.length} characters; a call file has at most ${maxLength}.` }])
  try {
    return check(text)
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown
    throw refuse([{ field: '', text: thrown instanceof ReferenceError ? say`An alias is unknown, or aliases repeat too often.` : say`It is nested too deeply.` }], thrown)
  }
}

const maps = ['session', 'over', 'parameters', 'pagination', 'request'] as const satisfies readonly (keyof CallSpec)[]

function check(text: string): CallSpec {
  const lines = new LineCounter()
  const document: Document<Node> = parseDocument(text, { intAsBigInt: true, lineCounter: lines, stringKeys: true, uniqueKeys: true, prettyErrors: false, logLevel: 'error' })
  // One slip can bring many errors; the first ones name it.
  const broken = [...document.errors, ...document.warnings].slice(0, maxProblems)
  if (broken.length > 0) {
    throw refuse(broken.map((error) => ({ field: keyAt(document, error.pos[0]), line: lines.linePos(error.pos[0]).line, text: yamlText(error.code, error.message, text) })))
  }
  if (!isMap(document.contents)) throw refuse([{ field: '', text: say`A call file is a map that begins with rolecall: 1.` }])
  const lost = lostDigits(document, lines)
  if (lost.length > 0) throw refuse(lost)

  const version = document.get('version', true)
  const result = v.safeParse(CallSpec, plain(document.toJS({ maxAliasCount })))
  const problems: Problem[] = (result.issues ?? []).map((issue) => ({ field: fieldPath(issue), ...lineOf(document, lines, issue), text: issueText(issue) }))
  // To the schema a list is a map whose keys are 0, 1, 2.
  for (const field of maps) {
    const node = document.get(field, true)
    if (isSeq(node)) problems.push({ field, line: lines.linePos(node.range?.[0] ?? 0).line, text: say`A map is expected, not a list.` })
  }
  if (isScalar(version) && version.type === Scalar.PLAIN && !problems.some(({ field }) => field === 'version')) {
    problems.push({ field: 'version', line: lines.linePos(version.range?.[0] ?? 0).line, text: say`Put the version in quotes: "${version.source ?? ''}".` })
  }
  if (!result.success || problems.length > 0) throw refuse(problems)
  return result.output
}

/** Whole numbers that a double holds exactly become numbers; the others stay bigint. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
}

/** Numbers whose digits a double cannot hold, and keys that no map of ours may carry. */
function lostDigits(document: Document<Node>, lines: LineCounter): Problem[] {
  const problems: Problem[] = []
  visit(document, {
    Pair: (_key, pair) => {
      if (isScalar(pair.key) && pair.key.value === '__proto__') problems.push({ field: '__proto__', line: lines.linePos(pair.key.range?.[0] ?? 0).line, text: say`This name cannot be used.` })
    },
    Scalar: (_key, node) => {
      if (typeof node.value !== 'number' || node.source === undefined) return
      const digits = node.source.replace(/e.*$/i, '').replace(/\D/g, '').replace(/^0+/, '')
      if (Number.isFinite(node.value) && digits.length <= 15) return
      const at = node.range?.[0] ?? 0
      problems.push({ field: keyAt(document, at), line: lines.linePos(at).line, text: say`${node.source} would lose digits as a number; put it in quotes.` })
    },
  })
  return problems
}

/** Dotted path of the innermost value that holds this offset of the text. */
function keyAt(document: Document<Node>, offset: number): string {
  let path = ''
  let node: unknown = document.contents
  for (let depth = 0; depth < maxPathSteps; depth += 1) {
    if (isMap(node)) {
      const pairs: { key: unknown; value: unknown }[] = node.items
      const pair = pairs.filter(({ key }) => isScalar(key) && (key.range?.[0] ?? Infinity) <= offset).at(-1)
      if (pair === undefined || !isScalar(pair.key)) return path
      path += path === '' ? String(pair.key.value) : `.${String(pair.key.value)}`
      node = pair.value
    } else if (isSeq(node)) {
      const items: unknown[] = node.items
      const index = items.findLastIndex((item) => isStarted(item, offset))
      if (index < 0) return path
      path += `[${index}]`
      node = items[index]
    } else return path
  }
  return path
}

const isStarted = (node: unknown, offset: number): boolean => (isScalar(node) || isMap(node) || isSeq(node)) && (node.range?.[0] ?? Infinity) <= offset

/** What the reader of YAML says, in our words where they say enough; its own stand in brackets where they say more. */
function yamlText(code: string, message: string, text: string): Said {
  if (code === 'DUPLICATE_KEY') return say`This key stands twice.`
  if (code === 'MULTIPLE_DOCS') return say`A call file is one YAML document; a second one begins here.`
  if (code === 'RESOURCE_EXHAUSTION') return say`It is nested too deeply.`
  if (code === 'BAD_ALIAS') return say`This alias is not accepted.`
  if (code === 'TAB_AS_INDENT') return say`A tab cannot indent a line; use spaces.`
  const detail = message.replace(/\.$/, '')
  const what = code === 'BAD_INDENT' ? say`The indentation is wrong, or a bracket is not closed (${detail}).` : code === 'MISSING_CHAR' ? say`A character is missing (${detail}).` : say`This is not valid YAML (${detail}).`
  return text.includes('${') ? say`${what} Text such as "\${region}" stands in quotes inside [ ] and { }.` : what
}

/** A relative file of rows begins where the call file lies. */
export function placedBeside(spec: CallSpec, callFile: string): CallSpec {
  const file = spec.over?.file
  return file === undefined ? spec : { ...spec, over: { ...spec.over, file: resolve(dirname(callFile), file) } }
}

/** The order in which a call file's keys are written. */
export const keyOrder = [
  'rolecall',
  'name',
  'product',
  'version',
  'operation',
  'profile',
  'accounts',
  'role',
  'session',
  'regions',
  'endpoint',
  'over',
  'parameters',
  'pagination',
  'rows',
  'columns',
  'key',
  'request',
] as const satisfies readonly (keyof CallSpec)[]

/** Writes a call file that {@link readCallFile} reads back equal: keys in one order, versions and UIDs in quotes, whole numbers with every digit. */
export function writeCallFile(spec: CallSpec): string {
  const ordered = Object.fromEntries(keyOrder.filter((key) => spec[key] !== undefined && !(key === 'parameters' && Object.keys(spec.parameters).length === 0)).map((key) => [key, spec[key]]))
  const document = new Document(ordered, { compat: 'yaml-1.1', aliasDuplicateObjects: false })
  const version = document.get('version', true)
  if (isScalar(version)) version.type = Scalar.QUOTE_DOUBLE
  shortListsInLine(document)
  return document.toString({ lineWidth: 0, flowCollectionPadding: false })
}

/** Lists of a few plain values stand in one line. */
export function shortListsInLine(within: Node | Document): void {
  visit(within, {
    Seq: (_key, node) => {
      if (node.items.every((item) => isScalar(item) && !(typeof item.value === 'string' && item.value.includes('\n')))) node.flow = node.items.length <= 8
    },
  })
}
