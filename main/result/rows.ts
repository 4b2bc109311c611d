/** Finds the rows of an answer: the list at the given path, else the best list there is, else the answer itself. It judges by shape and names alone and never looks inside lists for lists. */
import { formatJsonPath, type PathStep } from '../../shared/jsonPath'
import { isListText, readJsonText, spansAt, type JsonText, type Span } from './jsonText'
import { bestList, isZeroTotal } from './listChoice'
import { stepsOf } from './paths'

export interface FoundRows {
  /** The text the spans belong to: the body, or the text inside a field that holds a list as JSON text. */
  json: JsonText
  spans: Span[]
  /** Where they were found; absent when the answer itself is the one row. */
  path?: string
  /** Keys that are no part of the row, when the answer itself is the row. */
  skip?: ReadonlySet<string>
}

export interface RowHints {
  /** Given by the call. */
  rowsPath?: string
  /** Where an earlier page of this call had its rows. */
  knownPath?: string
  operation: string
}

const requestIdKeys: ReadonlySet<string> = new Set(['RequestId', 'requestId', 'requestid', 'request_id'])
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

export function findRows(body: string, tree: unknown, hints: RowHints): FoundRows {
  const json = readJsonText(body)
  if (hints.rowsPath !== undefined) return { ...rowsAt(json, stepsOf(hints.rowsPath, 'rows')), path: hints.rowsPath }
  if (Array.isArray(tree)) return { ...rowsAt(json, []), path: '$' }
  if (!isObject(tree)) return { json, spans: spansAt(json, []) }

  if (hints.knownPath !== undefined) {
    const steps = stepsOf(hints.knownPath, 'rows')
    if (spansAt(json, steps).length > 0) return { ...rowsAt(json, steps), path: hints.knownPath }
  }
  const steps = bestList(tree, hints.operation)
  if (steps) return { ...rowsAt(json, steps), path: formatJsonPath(steps) }

  // Once a list was seen, an answer without one is an empty page; so is one that says there are none, or says nothing.
  if (hints.knownPath !== undefined) return { json, spans: [], path: hints.knownPath }
  const isEmpty = isZeroTotal(tree) || Object.keys(tree).every((key) => requestIdKeys.has(key))
  return { json, spans: isEmpty ? [] : spansAt(json, []), skip: requestIdKeys }
}

/** The rows at a path: the elements of a list, of a list inside its wrapper, or of a list written as JSON text; else each value is a row. */
export function rowsAt(json: JsonText, steps: readonly PathStep[]): { json: JsonText; spans: Span[] } {
  const found = spansAt(json, steps)
  const [only] = found
  if (only && found.length === 1) {
    const inner = listInText(json, only)
    if (inner) return { json: inner, spans: elements(inner, { start: inner.skipSpace(0), end: inner.text.length }) }
  }
  return { json, spans: found.flatMap((span) => rowsOf(json, span)) }
}

function rowsOf(json: JsonText, span: Span): Span[] {
  const open = json.text[span.start]
  if (open === '[') return elements(json, span)
  if (open === 'n') return []
  if (open !== '{') return [span]
  const members: Span[] = []
  json.eachMember(span.start, (_key, start, end) => members.push({ start, end }))
  const [only] = members
  if (!only) return []
  return members.length === 1 && json.text[only.start] === '[' ? elements(json, only) : [span]
}

function elements(json: JsonText, span: Span): Span[] {
  const spans: Span[] = []
  json.eachElement(span.start, (start, end) => spans.push({ start, end }))
  return spans
}

/** Some products (Cms Datapoints) send their list as JSON text in a string. */
function listInText(json: JsonText, span: Span): JsonText | undefined {
  if (json.text[span.start] !== '"') return undefined
  const inner = json.stringAt(span.start, span.end)
  return isListText(inner) ? readJsonText(inner) : undefined
}
