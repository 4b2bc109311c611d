/** Finds the rows of an answer: the list at the given path, else the best list there is, else the answer itself. It judges by shape and names alone and never looks inside lists for lists. */
import { formatJsonPath, type PathStep } from '../../shared/jsonPath'
import { isListText, readJsonText, visitPath, type JsonText } from './jsonText'
import { bestList, isZeroTotal } from './listChoice'
import { stepsOf, valuesAt } from './paths'

/** Hears of each row in order and answers the index past it; `json` is the body, or the text inside a field that holds a list as JSON text. */
export type VisitRow<T> = (json: JsonText, start: number, found: T[]) => number

export interface FoundRows {
  /** Where they were found; absent when the answer itself is the one row. */
  path?: string
  /** Keys that are no part of the row, when the answer itself is the row. */
  skip?: ReadonlySet<string>
  /** Goes over the rows once. */
  visit: <T>(visitRow: VisitRow<T>) => T[]
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
  const at = (path: string, steps = stepsOf(path, 'rows')): FoundRows => ({ path, visit: (visitRow) => visitRows(json, steps, visitRow) })
  const itself = { visit: <T>(visitRow: VisitRow<T>) => visitPath<T>(json, [], (start, found) => visitRow(json, start, found)) }

  if (hints.rowsPath !== undefined) return at(hints.rowsPath)
  if (Array.isArray(tree)) return at('$')
  if (!isObject(tree)) return itself
  if (hints.knownPath !== undefined && valuesAt(tree, stepsOf(hints.knownPath, 'rows')).length > 0) return at(hints.knownPath)
  const steps = bestList(tree, hints.operation)
  if (steps) return at(formatJsonPath(steps), steps)

  // Once a list was seen, an answer without one is an empty page; so is one that says there are none, or says nothing.
  if (hints.knownPath !== undefined) return { path: hints.knownPath, visit: () => [] }
  const isEmpty = isZeroTotal(tree) || Object.keys(tree).every((key) => requestIdKeys.has(key))
  return { ...(isEmpty ? { visit: () => [] } : itself), skip: requestIdKeys }
}

/** The rows at a path: the elements of a list, of a list inside its wrapper, or of a list written as JSON text; else each value is a row. */
export function visitRows<T>(json: JsonText, steps: readonly PathStep[], visitRow: VisitRow<T>): T[] {
  return visitPath<T>(json, steps, (start, found) => {
    const { text } = json
    const row = (from: number): number => visitRow(json, from, found)
    switch (text.charCodeAt(start)) {
      case 91: // [
        return json.eachElement(start, row)
      case 123: // {
        return visitWrapper(json, start, row) ?? row(start)
      case 110: // null
        return start + 4
      case 34: {
        // Some products (Cms Datapoints) send their list as JSON text in a string.
        const end = json.endOfString(start)
        const inner = /^"\s*\[/.test(text.slice(start, start + 16)) ? json.stringAt(start, end) : ''
        if (!isListText(inner)) return row(start)
        const list = readJsonText(inner)
        list.eachElement(list.skipSpace(0), (from) => visitRow(list, from, found))
        return end
      }
      default:
        return row(start)
    }
  })
}

/** `{"Instance":[…]}`: visits the elements where the object holds one list and nothing else; an empty object holds no row. */
function visitWrapper(json: JsonText, start: number, row: (from: number) => number): number | undefined {
  const { text } = json
  const first = json.skipSpace(start + 1)
  if (text.charCodeAt(first) === 125) return first + 1
  const value = json.skipSpace(json.skipSpace(json.endOfString(first)) + 1)
  if (text.charCodeAt(value) !== 91) return undefined
  if (text.charCodeAt(json.skipSpace(json.endOfValue(value))) !== 125) return undefined
  return json.skipSpace(json.eachElement(value, row)) + 1
}
