/** Writes changed environments into the text of an `env.yaml`: comments, order, quotes and every value that did not change stay. It refuses what would not read back equal. */
import { isMap, isScalar, parseDocument, Document, Scalar, type Node, type Pair, type YAMLMap } from 'yaml'
import type { Environment, EnvironmentEdit } from '../../shared/environments'
import { AppError } from '../../shared/errors'
import { say } from '../../shared/words'
import { layoutOf } from '../call/callFileEdit'
import { readEnvironments, type EnvironmentFile } from './environments'

/** Every value is the text that stands there, so that a number keeps all its digits. */
const asWritten = { schema: 'failsafe', stringKeys: true, logLevel: 'error' } as const

export const listed = ({ environments }: EnvironmentFile): Environment[] => [...environments].map(([name, variables]) => ({ name, variables: [...variables].map(([variable, value]) => ({ name: variable, value })) }))

/**
 * `text` absent: a new file.
 * @throws AppError `input` where `text` is no such file, or an environment holds what one may not.
 */
export function editEnvironments(text: string | undefined, next: readonly EnvironmentEdit[], path: string): string {
  if (text !== undefined) readEnvironments(text, path)
  const document: Document<Node> = text === undefined ? new Document({ environments: {} }, asWritten) : parseDocument(text, asWritten)
  const named = isMap(document.contents) ? document.contents.get('environments') : undefined
  if (!isMap(named)) throw new AppError('bug', say`The environments of ${path} cannot be written.`, { next: say`Change the file in an editor.` })
  align(document, named, next, (before, { variables }) => {
    if (variables.length === 0 && before !== undefined && !isMap(before)) return before
    const values = isMap(before) ? before : (document.createNode({}) as YAMLMap)
    align(document, values, variables, (one, { value }) => (isScalar(one) && one.value === value ? one : revalued(document, one, value)))
    return values
  })
  const written = document.toString({ lineWidth: 0, ...layoutOf(text ?? '') })
  const edited = text?.includes('\r\n') === true ? written.replace(/\r?\n/g, '\r\n') : written
  if (!isEqual(listed(readEnvironments(edited, path)), next)) throw new AppError('bug', say`The change cannot be written into ${path}.`, { next: say`Change the file in an editor.` })
  return edited
}

/** Members that are gone go, renamed ones stay where they are, new ones come last. `valueOf` makes the value of a member from the one before. */
function align<T extends { was?: string; name: string }>(document: Document<Node>, map: YAMLMap, next: readonly T[], valueOf: (before: unknown, item: T) => unknown): void {
  const old = new Map(map.items.flatMap((pair) => (isScalar(pair.key) ? [[String(pair.key.value), pair] as const] : [])))
  const kept = new Map<T, Pair>()
  for (const item of next) {
    const pair = item.was === undefined ? undefined : old.get(item.was)
    if (pair === undefined || item.was === undefined) continue
    old.delete(item.was)
    kept.set(item, pair)
  }
  for (const pair of old.values()) map.items.splice(map.items.indexOf(pair), 1)
  for (const item of next) {
    const pair = kept.get(item) ?? (document.createPair(item.name, undefined))
    if (isScalar(pair.key)) pair.key.value = item.name
    pair.value = valueOf(kept.has(item) ? pair.value : undefined, item)
    if (!kept.has(item)) map.items.push(pair)
  }
  // Empty braces are the one way to write a map of nothing; others are written out.
  if (map.items.length === 0) map.flow = true
  else if (old.size === 0 && kept.size === 0) map.flow = false
}

/** Text in the quotes and with the comments that stood there; what another reader would take for a number or a word of YAML is quoted, unless a number stood there. */
function revalued(document: Document<Node>, node: unknown, value: string): Node {
  const fresh = document.createNode(value) as Scalar
  if (saysOther.test(value)) fresh.type = Scalar.QUOTE_DOUBLE
  if (!isScalar(node)) return fresh
  const { comment, commentBefore, spaceBefore, type } = node
  Object.assign(fresh, { ...(comment == null ? {} : { comment }), ...(commentBefore == null ? {} : { commentBefore }), ...(spaceBefore === undefined ? {} : { spaceBefore }) })
  if (type !== undefined && (type === Scalar.QUOTE_DOUBLE || type === Scalar.QUOTE_SINGLE || (number.test(String(node.value)) && number.test(value)))) fresh.type = type
  return fresh
}
const saysOther = /^$|^[-+.]?\d|^[-+]?\.(inf|nan)$|^(~|null|true|false|yes|no|on|off|y|n|=|<<)$/i
const number = /^-?(0|[1-9]\d*)(\.\d+)?$/

/** The order in the file is the file's. */
function isEqual(found: readonly Environment[], wanted: readonly EnvironmentEdit[]): boolean {
  const sorted = (all: readonly Environment[]): string => JSON.stringify(all.map(({ name, variables }) => [name, variables.map((one) => [one.name, one.value]).sort()]).sort())
  return sorted(found) === sorted(wanted)
}
