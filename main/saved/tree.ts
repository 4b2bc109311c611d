/** The folder of saved calls as a tree: what each file is, or why it is none. Links are named and not followed; files that did not change are not read again. */
import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isCallFile } from '../../shared/callFileName'
import { asAppError } from '../../shared/errors'
import { environmentFile, nameProblem, savedDepth, savedLimit, type SavedEntry } from '../../shared/saved'
import { say, sayPhrase, type Said } from '../../shared/words'
import { problemsOf, readCallFile } from '../call/callFile'
import { readEnvironments } from './environments'
import { readText } from './files'
import { inFolder, stemOf } from './paths'

export interface Listing {
  entries: SavedEntry[]
  isCut: boolean
}

/** Answers what a folder holds; remembers each file as long as its size and times stay. */
export function createTreeReader(): (root: string) => Promise<Listing> {
  let known = new Map<string, { mark: string; entry: SavedEntry }>()

  return async (root) => {
    const seen: typeof known = new Map()
    const entries: SavedEntry[] = []
    let isCut = false

    const entryOf = async (path: string): Promise<SavedEntry> => {
      const place = join(root, path)
      const found = await stat(place)
      const mark = `${found.ino} ${found.size} ${found.mtimeMs} ${found.ctimeMs}`
      const key = join(root, path)
      const before = known.get(key)
      const entry = before?.mark === mark ? before.entry : await readEntry(place, path)
      seen.set(key, { mark, entry })
      return entry
    }
    const add = (entry: SavedEntry): boolean => {
      if (entries.length >= savedLimit) isCut = true
      else entries.push(entry)
      return !isCut
    }
    const walk = async (folder: string, depth: number): Promise<void> => {
      const found = (await readdir(join(root, folder), { withFileTypes: true })).filter(isShown).sort(foldersFirst)
      for (const item of found) {
        const path = inFolder(folder, item.name)
        const problem = item.isSymbolicLink() ? say`A link is not followed: it may lead out of the folder.` : wrongName(item.isDirectory() ? item.name : stemOf(item.name))
        if (problem !== undefined) {
          if (!add({ kind: 'broken', path, message: problem })) return
        } else if (item.isDirectory()) {
          if (depth >= savedDepth) isCut = true
          else if (!add({ kind: 'folder', path })) return
          else await walk(path, depth + 1)
        } else if (!add(await entryOf(path).catch((thrown: unknown): SavedEntry => ({ kind: 'broken', path, message: asAppError(thrown).words.message })))) return
        if (isCut && entries.length >= savedLimit) return
      }
    }
    await walk('', 0)
    known = seen
    return { entries, isCut }
  }
}

function wrongName(name: string): Said | undefined {
  const problem = nameProblem(name)
  return problem === undefined ? undefined : sayPhrase(problem)
}

/** Hidden folders, such as `.git`, and other files are no part of the tree. */
function isShown(item: Dirent): boolean {
  if (item.name.startsWith('.') || item.name === 'node_modules') return false
  return item.isDirectory() || isCallFile(item.name)
}

const order = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })
const foldersFirst = (one: Dirent, other: Dirent): number => Number(other.isDirectory()) - Number(one.isDirectory()) || order.compare(one.name, other.name)

async function readEntry(place: string, path: string): Promise<SavedEntry> {
  try {
    const { text } = (await readText(place, path)) ?? { text: '' }
    if (isEnvironmentFile(path)) return { kind: 'environments', path, names: [...readEnvironments(text, path).environments.keys()] }
    const { name, product, operation } = readCallFile(text)
    return { kind: 'call', path, product, operation, ...(name === undefined ? {} : { name }) }
  } catch (thrown) {
    const error = asAppError(thrown)
    const { about } = error
    return { kind: 'broken', path, message: problemsOf(error), ...(about.field === undefined ? {} : { field: about.field }), ...(about.line === undefined ? {} : { line: about.line }) }
  }
}

export const isEnvironmentFile = (path: string): boolean => path === environmentFile || path.endsWith(`/${environmentFile}`)
