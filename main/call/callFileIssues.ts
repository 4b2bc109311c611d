/** Turns what the schema says about a call file into a dotted path, a line and a sentence. It decides nothing about what is valid. */
import type * as v from 'valibot'
import { isMap, isScalar, isSeq, type Document, type LineCounter, type Node, type ParsedNode } from 'yaml'
import type { CallSpec } from '../../shared/call'
import { sayIssue } from '../../shared/issueWords'
import { say, type Words } from '../../shared/words'

export type CallFileIssue = v.InferIssue<typeof CallSpec>

/** `pagination.totalCountPath`, `accounts[0]`, `parameters.Tag[0].Key`. */
export function fieldPath(issue: CallFileIssue): string {
  return (issue.path ?? []).reduce((path, { key }) => (typeof key === 'number' ? `${path}[${key}]` : path === '' ? String(key) : `${path}.${String(key)}`), '')
}

/** What is wrong, in one sentence; the value is shown, for no secret stands in a call file. */
export function issueText(issue: CallFileIssue): Words {
  if (issue.type === 'strict_object') {
    if (issue.expected === 'never') return say`This key is not known; see the call file reference for the keys there are.`
    return issue.received === 'undefined' ? say`This key is missing.` : say`A map is expected, not ${issue.received}.`
  }
  const what = sayIssue(issue)
  return issue.input === undefined ? what : say`${what} (it is ${shown(issue.input)})`
}

function shown(value: unknown): Words {
  if (typeof value === 'object' && value !== null) return say`a list or a map`
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}

/** The line on which the issue's key or element stands; of the nearest one that exists where it is missing. */
export function lineOf(document: Document<Node>, lines: LineCounter, issue: CallFileIssue): { line?: number } {
  let node: unknown = document.contents
  let offset: number | undefined
  for (const { key } of issue.path ?? []) {
    if (isMap<ParsedNode, ParsedNode | null>(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key)
      if (pair === undefined) break
      offset = pair.key.range[0]
      node = pair.value
    } else if (isSeq<ParsedNode>(node) && typeof key === 'number') {
      node = node.items[key]
      offset = (node as ParsedNode | undefined)?.range[0] ?? offset
    } else break
  }
  return offset === undefined ? {} : { line: lines.linePos(offset).line }
}
