/** The saved calls as a tree to show: nested, and cut down to what a search finds. Pure. */
import { withoutEnding } from '../../shared/callFileName'
import type { SavedEntry } from '../../shared/saved'
import { scoreOf } from '../find/ranking'

export interface SavedNode {
  entry: SavedEntry
  name: string
  children?: SavedNode[]
}

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
export const folderOf = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '')
/** As a person reads it: without `.yaml`. */
export const shownName = ({ kind, path }: SavedEntry): string => (kind === 'call' ? withoutEnding(nameOf(path)) : nameOf(path))
/** Whether a path is another one or lies in it. */
export const isWithin = (path: string, other: string): boolean => path === other || path.startsWith(`${other}/`)

export function nested(entries: readonly SavedEntry[]): SavedNode[] {
  const top: SavedNode[] = []
  const folders = new Map<string, SavedNode[]>([['', top]])
  for (const entry of entries) {
    const node: SavedNode = { entry, name: shownName(entry), ...(entry.kind === 'folder' ? { children: [] } : {}) }
    if (node.children) folders.set(entry.path, node.children)
    folders.get(folderOf(entry.path))?.push(node)
  }
  return top
}

const textOf = (entry: SavedEntry): string => (entry.kind === 'call' ? `${entry.path} ${entry.name ?? ''} ${entry.product} ${entry.operation}` : entry.path)

/** What a search finds, with the folders above it. */
export function found(entries: readonly SavedEntry[], text: string): SavedEntry[] {
  if (text.trim() === '') return [...entries]
  const hits = entries.filter((entry) => entry.kind !== 'folder' && scoreOf(textOf(entry), text) > 0)
  return entries.filter((entry) => hits.includes(entry) || (entry.kind === 'folder' && hits.some(({ path }) => isWithin(path, entry.path))))
}

/** Folders that a thing may be moved to: not where it is, and not into itself. */
export function foldersFor(entries: readonly SavedEntry[], path?: string): string[] {
  const folders = ['', ...entries.flatMap((entry) => (entry.kind === 'folder' ? [entry.path] : []))]
  return path === undefined ? folders : folders.filter((folder) => folder !== folderOf(path) && !isWithin(folder, path))
}
