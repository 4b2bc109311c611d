/** Writes a changed call into the text of its call file: comments, the order of keys, quotes and every value that did not change stay. It invents no layout and refuses what would not read back equal. */
import { isDeepStrictEqual } from 'node:util'
import { isAlias, isMap, isNode, isScalar, isSeq, parseDocument, Scalar, visit, type Document, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml'
import type { CallSpec } from '../../shared/call'
import { AppError } from '../../shared/errors'
import { say } from '../../shared/words'
import { keyOrder, readCallFile, shortListsInLine } from './callFile'

type Values = Readonly<Record<string, unknown>>

/**
 * The text of a call file after a change.
 * @throws AppError `input` where `text` is no call file.
 */
export function editCallFile(text: string, next: CallSpec): string {
  const before = readCallFile(text)
  if (isSame(before, next)) return text
  // A value behind an alias is shared; where a change would reach the others too, every place gets its own.
  for (const isExpanded of [false, true]) {
    const edited = edit(text, before, next, isExpanded)
    if (readsAs(edited, next)) return edited
  }
  throw new AppError('bug', say`The change cannot be written into this call file.`, { next: say`Save the call as another file.` })
}

function readsAs(text: string, spec: CallSpec): boolean {
  try {
    return isSame(readCallFile(text), spec)
  } catch {
    return false
  }
}

function edit(text: string, before: CallSpec, next: CallSpec, isExpanded: boolean): string {
  const document: Document<Node> = parseDocument(text, { intAsBigInt: true, stringKeys: true, compat: 'yaml-1.1', logLevel: 'error' })
  if (isExpanded) expandAliases(document)
  if (isMap(document.contents)) changeMap(document, document.contents, before, next, keyOrder)
  const written = document.toString({ lineWidth: 0, ...layoutOf(text) })
  return text.includes('\r\n') ? written.replace(/\r?\n/g, '\r\n') : written
}

/** How the file indents and spaces, as far as it shows. */
export function layoutOf(text: string): { indent: number; indentSeq: boolean; flowCollectionPadding: boolean } {
  const [, outer = '', inner = '  '] = /^( *)[^\s#-][^\n]*:[ \t]*(?:#[^\n]*)?\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*(\1 {2,8})[^\s#-]/m.exec(text) ?? []
  const indent = inner.length - outer.length
  return { indent, indentSeq: !/^( *)[^\s#-][^\n]*:[ \t]*\r?\n\1- /m.test(text), flowCollectionPadding: /[[{] +[^\s\]}]/.test(text) }
}

function expandAliases(document: Document<Node>): void {
  visit(document, {
    Alias: (_key, alias) => document.createNode(alias.toJS(document), { aliasDuplicateObjects: false }),
  })
  visit(document, {
    Node: (_key, node) => {
      if (!isAlias(node)) delete node.anchor
    },
  })
}

function changeMap(document: Document<Node>, map: YAMLMap, before: Values, next: Values, order: readonly string[] = []): void {
  for (const key of Object.keys(before)) if (next[key] === undefined) map.delete(key)
  for (const [key, value] of Object.entries(next)) {
    if (value === undefined || isSame(before[key], value)) continue
    const pair = map.items.find((item) => isScalar(item.key) && item.key.value === key)
    if (pair) pair.value = changed(document, pair.value, before[key], value)
    else map.items.splice(placeOf(map.items, key, order), 0, document.createPair(key, created(document, value)) as Pair)
  }
}

/** Behind the last key that comes before it in the order of call files; without an order at the end. */
function placeOf(items: readonly Pair[], key: string, order: readonly string[]): number {
  const rank = order.indexOf(key)
  if (rank < 0) return items.length
  return items.findLastIndex((item) => isScalar(item.key) && order.indexOf(String(item.key.value)) < rank) + 1
}

function changed(document: Document<Node>, node: unknown, before: unknown, next: unknown): unknown {
  if (isMap(node) && isValues(before) && isValues(next)) {
    changeMap(document, node, before, next)
    return node
  }
  if (isSeq(node) && Array.isArray(before) && Array.isArray(next)) {
    changeList(document, node, before, next)
    return node
  }
  const fresh = created(document, next)
  if (!isNode(node) || isAlias(node)) return fresh
  const { comment, commentBefore, spaceBefore } = node
  Object.assign(fresh, { ...(comment == null ? {} : { comment }), ...(commentBefore == null ? {} : { commentBefore }), ...(spaceBefore === undefined ? {} : { spaceBefore }) })
  if (isScalar(node) && isScalar(fresh) && node.type !== undefined && typeof next === 'string' && keepsStyle(node, next)) fresh.type = node.type
  return fresh
}

const keepsStyle = ({ type }: Scalar, next: string): boolean => type === Scalar.QUOTE_DOUBLE || type === Scalar.QUOTE_SINGLE || (type === Scalar.BLOCK_LITERAL && next.includes('\n'))

/** Equal elements at both ends stay; what lies between is changed one by one. */
function changeList(document: Document<Node>, list: YAMLSeq, before: readonly unknown[], next: readonly unknown[]): void {
  const least = Math.min(before.length, next.length)
  let head = 0
  while (head < least && isSame(before[head], next[head])) head += 1
  let tail = 0
  while (tail < least - head && isSame(before[before.length - 1 - tail], next[next.length - 1 - tail])) tail += 1
  const old = list.items.slice(head, list.items.length - tail)
  const fresh = next.slice(head, next.length - tail).map((value, index) => (index < old.length ? changed(document, old[index], before[head + index], value) : created(document, value)))
  list.items.splice(head, old.length, ...fresh)
}

function created(document: Document<Node>, value: unknown): Node {
  const node = document.createNode(value, { aliasDuplicateObjects: false })
  shortListsInLine(node)
  return node
}

const isValues = (value: unknown): value is Values => typeof value === 'object' && value !== null && !Array.isArray(value)
/** Equal as call files are: a key without a value is no key. */
const isSame = (one: unknown, other: unknown): boolean => isDeepStrictEqual(without(one), without(other))

function without(value: unknown): unknown {
  if (typeof value === 'bigint' && Number.isSafeInteger(Number(value))) return Number(value)
  if (value === 0) return 0
  if (Array.isArray(value)) return value.map(without)
  if (!isValues(value)) return value
  return Object.fromEntries(Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, without(item)]])))
}
