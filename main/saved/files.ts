/** Reads and writes the files of the saved calls: whole or not at all, and with the hash that says which version was read. */
import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import writeFileAtomic from 'write-file-atomic'
import { AppError } from '../../shared/errors'
import { say, type Said } from '../../shared/words'

/** Bytes; a larger file is no call file. */
const largestCallFile = 2_000_000

export interface FileText {
  text: string
  hash: string
}

export const hashOf = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex')

/** Undefined where there is no file. @throws AppError `input` about `path` for one that is too large; `storage`. */
export async function readText(place: string, path: string): Promise<FileText | undefined> {
  try {
    const { size, isFile } = await stat(place).then((found) => ({ size: found.size, isFile: found.isFile() }))
    if (!isFile) throw new AppError('input', say`${path} is no file.`, { about: { field: 'path' } })
    if (size > largestCallFile) throw new AppError('input', say`${path} has ${size} bytes; a call file has at most ${largestCallFile}.`, { next: say`Choose another file.`, about: { field: 'path' } })
    const bytes = await readFile(place)
    return { text: bytes.toString('utf8'), hash: hashOf(bytes) }
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown
    if (codeOf(thrown) === 'ENOENT' || codeOf(thrown) === 'ENOTDIR') return undefined
    throw storage(say`${path} could not be read.`, thrown)
  }
}

/** Replaces the file whole; answers its hash. @throws AppError `storage`. */
export async function writeText(place: string, path: string, text: string): Promise<string> {
  await writeFileAtomic(place, text).catch((thrown: unknown) => {
    throw storage(say`${path} could not be written.`, thrown)
  })
  return hashOf(text)
}

export function storage(message: Said, cause: unknown): AppError {
  const code = codeOf(cause)
  return new AppError('storage', message, { next: say`Check the rights and the free space of the folder of the saved calls.`, about: code === undefined ? {} : { code }, cause })
}

export const gone = (path: string): AppError => new AppError('input', say`${path} is no longer there.`, { next: say`Look at the list of saved calls again.`, about: { field: 'path' } })

export const codeOf = (thrown: unknown): string | undefined => (typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined)
