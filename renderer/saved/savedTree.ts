/** The saved calls as a tree to show: nested, and cut down to what a search finds. Pure. */
import { withoutEnding } from '../../shared/callFileName'
import type { SavedEntry } from '../../shared/saved'
import { scoreOf } from '../find/ranking'

/** A line of the tree as it is drawn. */
export interface SavedRow {
  entry: SavedEntry
  name: string
  /** From 1. */
  level: number
  /** Its place among those of the same folder, from 1, and how many they are. */
  position: number
  size: number
  /** Of a folder. */
  isOpen?: boolean
}

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
export const folderOf = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '')
/** As a person reads it: without `.yaml`. */
const shownName = ({ kind, path }: SavedEntry): string => (kind === 'call' ? withoutEnding(nameOf(path)) : nameOf(path))
/** Whether a path is another one or lies in it. */
export const isWithin = (path: string, other: string): boolean => path === other || path.startsWith(`${other}/`)

/** Every line that no folded folder hides; each folder comes before what lies in it. */
export function rowsOf(entries: readonly SavedEntry[], closed: ReadonlySet<string>): SavedRow[] {
  const sizes = new Map<string, number>()
  for (const { path } of entries) sizes.set(folderOf(path), (sizes.get(folderOf(path)) ?? 0) + 1)
  const positions = new Map<string, number>()
  const hidden = new Set<string>()
  return entries.flatMap((entry): SavedRow[] => {
    const folder = folderOf(entry.path)
    const isOpen = entry.kind === 'folder' ? !closed.has(entry.path) : undefined
    if (entry.kind === 'folder' && (isOpen === false || hidden.has(folder))) hidden.add(entry.path)
    const position = (positions.get(folder) ?? 0) + 1
    positions.set(folder, position)
    if (hidden.has(folder)) return []
    return [{ entry, name: shownName(entry), level: entry.path.split('/').length, position, size: sizes.get(folder) ?? 1, ...(isOpen === undefined ? {} : { isOpen }) }]
  })
}

/** The next line after `from`, around the end, whose name begins so; `from` itself where a longer beginning still fits it, or none does. */
export function nextCalled(rows: readonly SavedRow[], from: number, text: string): number {
  const isRepeated = text.length > 1 && [...text].every((letter) => letter === text[0])
  const wanted = (isRepeated ? text.slice(0, 1) : text).toLowerCase()
  const begin = wanted.length === 1 ? 1 : 0
  for (let step = begin; step < rows.length + begin; step += 1) {
    const index = (from + step) % rows.length
    if (rows[index]?.name.toLowerCase().startsWith(wanted) === true) return index
  }
  return from
}

const textOf = (entry: SavedEntry): string => (entry.kind === 'call' ? `${entry.path} ${entry.name ?? ''} ${entry.product} ${entry.operation}` : entry.path)

/** What a search finds, with the folders above it. */
export function found(entries: readonly SavedEntry[], text: string): SavedEntry[] {
  if (text.trim() === '') return [...entries]
  const shown = new Set<string>()
  for (const entry of entries) {
    if (entry.kind === 'folder' || scoreOf(textOf(entry), text) <= 0) continue
    for (let { path } = entry; path !== '' && !shown.has(path); path = folderOf(path)) shown.add(path)
  }
  return entries.filter(({ path }) => shown.has(path))
}

/** Folders that a thing may be moved to: not where it is, and not into itself. */
export function foldersFor(entries: readonly SavedEntry[], path?: string): string[] {
  const folders = ['', ...entries.flatMap((entry) => (entry.kind === 'folder' ? [entry.path] : []))]
  return path === undefined ? folders : folders.filter((folder) => folder !== folderOf(path) && !isWithin(folder, path))
}
