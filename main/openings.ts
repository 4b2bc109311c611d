/** What the system hands over to be opened: call files and links, from the command line, a second start or macOS' events. They wait until the window takes them, one by one; nothing here runs a call. */
import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Opening } from '../shared/bridge'
import type { CallSpec } from '../shared/call'
import { isCallFile } from '../shared/callFileName'
import { AppError } from '../shared/errors'
import { say } from '../shared/words'
import { placedBeside, readCallFile } from './call/callFile'
import { isLink, readLink } from './deepLink'

/** Bytes; what is longer is no call file and is not read. */
const maxFileBytes = 8_000_000
/** More than this waits for nobody. */
const maxWaiting = 16

/** Reads and checks one call file. @throws AppError `storage` where it cannot be read, `input` where it is wrong. */
export async function openCallFile(path: string): Promise<CallSpec> {
  const unreadable = (cause: unknown): AppError => new AppError('storage', say`${path} could not be read.`, { next: say`Check that the file is there and readable.`, cause })
  const found = await stat(path).catch((cause: unknown) => {
    throw unreadable(cause)
  })
  if (!found.isFile()) throw new AppError('input', say`${path} is no file.`, { next: say`Choose a call file.` })
  if (found.size > maxFileBytes) throw new AppError('input', say`${path} has ${found.size} bytes; a call file has at most ${maxFileBytes}.`, { next: say`Choose a call file.` })
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw unreadable(cause)
  })
  return placedBeside(readCallFile(text), path)
}

type Waiting = { kind: 'link' | 'file'; from: string }

export interface Openings {
  /** Takes links and call files out of a command line; other words are not its business. `folder`: where relative paths begin. */
  addWords(words: readonly string[], folder: string): void
  addFile(path: string): void
  addLink(link: string): void
  /** The next one that waits; null where none does. @throws AppError where it cannot be opened; it then waits no more. */
  take(): Promise<Opening | null>
}

export interface OpeningsDeps {
  /** Told when something waits. */
  onWaiting: () => void
  /** For a link that names no profile. */
  profile: () => Promise<string>
}

export function createOpenings({ onWaiting, profile }: OpeningsDeps): Openings {
  const waiting: Waiting[] = []
  const add = (next: Waiting): void => {
    if (waiting.length >= maxWaiting) return
    waiting.push(next)
    onWaiting()
  }
  return {
    addWords: (words, folder) => {
      for (const word of words) {
        if (isLink(word)) add({ kind: 'link', from: word })
        else if (!word.startsWith('-') && isCallFile(word)) add({ kind: 'file', from: resolve(folder, word) })
      }
    },
    addFile: (path) => add({ kind: 'file', from: path }),
    addLink: (link) => add({ kind: 'link', from: link }),
    take: async () => {
      const next = waiting.shift()
      if (next === undefined) return null
      if (next.kind === 'file') return { kind: 'file', from: next.from, spec: await openCallFile(next.from) }
      return { kind: 'link', from: next.from, spec: readLink(next.from, await profile()) }
    },
  }
}
