/** Turns the JSON text of one row into cells: nested objects become dotted paths, lists and empty objects stay JSON text, scalars become text. It drops nothing and changes no digit. */
import type { JsonText } from './jsonText'
import { noteBoolean, noteJson, noteNumber, noteString } from './kinds'
import type { ColumnSet, ColumnState, PathNode } from './columns'

/** A cell per column index; undefined: the row has no such path, null: the API wrote null. */
export type Cells = (string | null | undefined)[]

/** Deeper objects stay JSON text: no operation nests this far, and a hostile one must not cost the stack. */
const depthLimit = 32

export interface Flattener {
  /** Cells of the value that begins at `start`, and the index past it; `skip` names keys of a top object that are no part of the row. */
  flatten(json: JsonText, start: number, skip?: ReadonlySet<string>): { cells: Cells; end: number }
}

/** The cell of one value, and what it says about its column. */
export function readCell(json: JsonText, start: number, end: number, column: ColumnState, onGrown: (column: ColumnState) => void): string | null {
  const code = json.text.charCodeAt(start)
  if (code === 110) return null // null
  const value = code === 34 ? json.stringAt(start, end) : json.text.slice(start, end)
  const isGrown =
    code === 34 // "
      ? noteString(column, value)
      : code === 116 || code === 102 // true, false
        ? noteBoolean(column)
        : code === 91 || code === 123 // [ {
          ? noteJson(column)
          : noteNumber(column, value)
  if (isGrown) onGrown(column)
  return value
}

/** `onGrown` hears of every column whose evidence grew. */
export function createFlattener(columns: ColumnSet, onGrown: (column: ColumnState) => void): Flattener {
  return {
    flatten(json, rowStart, skip) {
      const { text } = json
      const cells: Cells = []
      const spilled: string[] = []

      const put = (node: PathNode, start: number, end: number): void => {
        const column = columns.at(node)
        if (!column) {
          spilled.push(`${JSON.stringify(node.path)}:${text.slice(start, end)}`)
          return
        }
        if (cells[column.index] !== undefined) {
          put(columns.repeated(node), start, end)
          return
        }
        cells[column.index] = readCell(json, start, end, column, onGrown)
      }

      const spaceless = (at: number): number => (text.charCodeAt(at) <= 32 ? json.skipSpace(at) : at)

      /** Puts the members of the object at `start`; answers the index past it. */
      const walk = (node: PathNode, start: number, depth: number): number => {
        let index = spaceless(start + 1)
        if (text.charCodeAt(index) === 125) {
          if (node !== columns.root) put(node, start, index + 1)
          return index + 1
        }
        let place = 0
        for (;;) {
          let child: PathNode
          let isSkipped = false
          const expected = skip && node === columns.root ? undefined : node.sequence?.[place]
          if (expected && text.startsWith(expected.literal, index)) {
            child = expected.node
            index += expected.literal.length
          } else {
            const keyEnd = json.endOfString(index)
            const key = json.stringAt(index, keyEnd)
            isSkipped = node === columns.root && skip?.has(key) === true
            child = isSkipped ? node : columns.child(node, key, text.slice(index, keyEnd))
            index = keyEnd
          }
          if (!isSkipped) place = (child.place ?? -1) + 1
          const from = spaceless(spaceless(index) + 1)
          if (!isSkipped && text.charCodeAt(from) === 123 && depth < depthLimit) index = walk(child, from, depth + 1)
          else {
            index = json.endOfValue(from)
            if (!isSkipped) put(child, from, index)
          }
          index = spaceless(index)
          if (text.charCodeAt(index) === 125) return index + 1
          index = spaceless(index + 1)
        }
      }

      let end: number
      if (text.charCodeAt(rowStart) === 123) end = walk(columns.root, rowStart, 1)
      else {
        end = json.endOfValue(rowStart)
        put(columns.child(columns.root, 'value', '"value"'), rowStart, end)
      }

      if (spilled.length > 0) {
        const column = columns.overflow()
        if (noteJson(column)) onGrown(column)
        cells[column.index] = `{${spilled.join(',')}}`
      }
      return { cells, end }
    },
  }
}
