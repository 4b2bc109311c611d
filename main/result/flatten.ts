/** Turns the JSON text of one row into cells: nested objects become dotted paths, lists and empty objects stay JSON text, scalars become text. It drops nothing and changes no digit. */
import type { JsonText } from './jsonText'
import { noteBoolean, noteJson, noteNumber, noteString } from './kinds'
import type { ColumnSet, ColumnState, PathNode } from './columns'

/** A cell per column index; undefined: the row has no such path, null: the API wrote null. */
export type Cells = (string | null | undefined)[]

/** Deeper objects stay JSON text: no operation nests this far, and a hostile one must not cost the stack. */
const depthLimit = 32

export interface Flattener {
  /** Cells of the value that begins at `start` and ends before `end`; `skip` names keys of a top object that are no part of the row. */
  flatten(json: JsonText, start: number, end: number, skip?: ReadonlySet<string>): Cells
}

/** `onGrown` hears of every column whose evidence grew. */
export function createFlattener(columns: ColumnSet, onGrown: (column: ColumnState) => void): Flattener {
  return {
    flatten(json, rowStart, rowEnd, skip) {
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
        let isGrown: boolean
        let value: string | null
        switch (text.charCodeAt(start)) {
          case 34: // "
            value = json.stringAt(start, end)
            isGrown = noteString(column, value)
            break
          case 110: // null
            value = null
            isGrown = false
            break
          case 116: // true
          case 102: // false
            value = text.slice(start, end)
            isGrown = noteBoolean(column)
            break
          case 91: // [
          case 123: // {
            value = text.slice(start, end)
            isGrown = noteJson(column)
            break
          default:
            value = text.slice(start, end)
            isGrown = noteNumber(column, value)
        }
        cells[column.index] = value
        if (isGrown) onGrown(column)
      }

      /** Puts the members of the object at `start`; answers the index past it. */
      const walk = (node: PathNode, start: number, depth: number): number => {
        let index = json.skipSpace(start + 1)
        if (text.charCodeAt(index) === 125) {
          if (node !== columns.root) put(node, start, index + 1)
          return index + 1
        }
        for (;;) {
          const keyEnd = json.endOfString(index)
          const key = json.stringAt(index, keyEnd)
          const from = json.skipSpace(json.skipSpace(keyEnd) + 1)
          let end: number
          if (node === columns.root && skip?.has(key)) end = json.endOfValue(from)
          else if (text.charCodeAt(from) === 123 && depth < depthLimit) end = walk(columns.child(node, key), from, depth + 1)
          else {
            end = json.endOfValue(from)
            put(columns.child(node, key), from, end)
          }
          index = json.skipSpace(end)
          if (text.charCodeAt(index) === 125) return index + 1
          index = json.skipSpace(index + 1)
        }
      }

      if (text.charCodeAt(rowStart) === 123) walk(columns.root, rowStart, 1)
      else put(columns.child(columns.root, 'value'), rowStart, rowEnd)

      if (spilled.length > 0) {
        const column = columns.overflow()
        if (noteJson(column)) onGrown(column)
        cells[column.index] = `{${spilled.join(',')}}`
      }
      return cells
    },
  }
}
