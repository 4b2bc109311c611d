/** Turns what the schema says about a call file into a dotted path, a line and a sentence. It decides nothing about what is valid. */
import type * as v from 'valibot'
import { isMap, isScalar, isSeq, type Document, type LineCounter, type Node, type ParsedNode } from 'yaml'
import type { CallSpec } from '../../shared/call'

export type CallFileIssue = v.InferIssue<typeof CallSpec>

/** `pagination.totalCountPath`, `accounts[0]`, `parameters.Tag[0].Key`. */
export function fieldPath(issue: CallFileIssue): string {
  return (issue.path ?? []).reduce((path, { key }) => (typeof key === 'number' ? `${path}[${key}]` : path === '' ? String(key) : `${path}.${String(key)}`), '')
}

/** What is wrong, in one sentence; the value is shown, for no secret stands in a call file. */
export function issueText(issue: CallFileIssue): string {
  if (issue.type === 'strict_object') {
    if (issue.expected === 'never') return 'This key is not known; see the call file reference for the keys there are.'
    return issue.received === 'undefined' ? 'This key is missing.' : `A map is expected, not ${issue.received}.`
  }
  const value = issue.input === undefined ? '' : ` (it is ${shown(issue.input)})`
  // Valibot's own sentences begin with "Invalid"; the schema's say what is expected in the operator's words.
  return `${issue.message.startsWith('Invalid') ? `${expectedText(issue.expected)} is expected.` : issue.message}${value}`
}

const words: Record<string, string> = { Array: 'A list', Object: 'A map', string: 'Text', number: 'A number', integer: 'A whole number', boolean: 'true or false' }

/** `>=1` and `Array` in the words of a call file. */
function expectedText(expected: string | null): string {
  const bound = /^(>=|<=)(\d+)$/.exec(expected ?? '')
  if (bound) return `A number of at ${bound[1] === '>=' ? 'least' : 'most'} ${bound[2] ?? ''}`
  return expected === null ? 'Another value' : (words[expected] ?? expected)
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : typeof value === 'object' && value !== null ? 'a list or a map' : String(value)
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
