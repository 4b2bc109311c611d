/** A JSON value as the lines of a tree that folds. Pure. */
import { writtenNumber, type WrittenJson } from './json'

export interface JsonRow {
  /** Keys and places from the root. */
  path: readonly (string | number)[]
  /** The path as one text that no other line has. */
  key: string
  /** Its own key or place; the root has none. */
  name?: string
  value: WrittenJson
  /** From 1. */
  level: number
  /** Its place among its siblings, from 1, and how many they are. */
  position: number
  siblings: number
  /** Of a list or an object: whether it is unfolded, and what it holds. */
  branch?: { isOpen: boolean; isList: boolean; size: number }
}

/** Levels that are unfolded before anybody has said. */
const openLevels = 2

/** Every line that no folded one hides; `folds` are the operator's choices by key. */
export function jsonRows(value: WrittenJson, folds: ReadonlyMap<string, boolean>): JsonRow[] {
  const rows: JsonRow[] = []
  const add = (item: WrittenJson, path: readonly (string | number)[], position: number, siblings: number): void => {
    const key = JSON.stringify(path)
    const level = path.length + 1
    const name = path.at(-1)
    const row = { path, key, value: item, level, position, siblings, ...(name === undefined ? {} : { name: String(name) }) }
    if (typeof item !== 'object' || item === null || writtenNumber(item) !== undefined) return void rows.push(row)
    const isList = Array.isArray(item)
    const entries = Object.entries(item as Record<string, WrittenJson>)
    const isOpen = folds.get(key) ?? level <= openLevels
    rows.push({ ...row, branch: { isOpen, isList, size: entries.length } })
    if (isOpen) entries.forEach(([at, inner], index) => add(inner, [...path, isList ? index : at], index + 1, entries.length))
  }
  add(value, [], 1, 1)
  return rows
}

/** The line that holds this one; itself at the root. */
export function holderOf(rows: readonly JsonRow[], index: number): number {
  const level = rows[index]?.level ?? 1
  return Math.max(0, rows.findLastIndex((row, at) => at < index && row.level === level - 1))
}
