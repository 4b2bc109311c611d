/** Keeps documents of the metadata service on disk, compressed, each written whole or not at all. The least recently used go first when the folder is full. It judges no content. */
import { mkdir, readdir, readFile, rm, stat, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, brotliDecompress, constants } from 'node:zlib'
import writeFileAtomic from 'write-file-atomic'
import { AppError } from '../../../shared/errors'
import { say } from '../../../shared/words'
import { cachePath, keyOfCached, type DocumentKey } from './addresses'

const compress = promisify(brotliCompress)
const decompress = promisify(brotliDecompress)

export interface CachedDocument {
  text: string
  /** Milliseconds since 1970. */
  fetchedAt: number
}

export interface DocumentCache {
  /** Undefined where there is none or it cannot be read; what is read counts as used. */
  read(key: DocumentKey): Promise<CachedDocument | undefined>
  /** When it was fetched; undefined where there is none. */
  fetchedAt(key: DocumentKey): Promise<number | undefined>
  /** @throws AppError `storage`. */
  write(key: DocumentKey, text: string): Promise<void>
  /** Every document there is. */
  keys(): Promise<DocumentKey[]>
}

export interface DocumentCacheDeps {
  folder: string
  now: () => number
  /** Bytes on disk. */
  capacity: number
}

/** Without the products nothing else is found; what is no document is not counted. */
const lasting = new Set<DocumentKey['kind'] | undefined>(['products', undefined])

/** Time of the file is when it was fetched, its time of access when it was last used: both are set here, for disks keep neither reliably. */
export function createDocumentCache({ folder, now, capacity }: DocumentCacheDeps): DocumentCache {
  const pathOf = (key: DocumentKey): string => join(folder, cachePath(key))
  const stamp = (path: string, usedAt: number, fetchedAt: number): Promise<void> => utimes(path, usedAt / 1000, fetchedAt / 1000)

  const prune = async (): Promise<void> => {
    const names = await readdir(folder, { recursive: true }).catch(() => [])
    const files = await Promise.all(
      names
        .filter((name) => !lasting.has(keyOfCached(name)?.kind))
        .map(async (name) => {
          const path = join(folder, name)
          const found = await stat(path).catch(() => undefined)
          return { path, size: found?.size ?? 0, usedAt: found?.atimeMs ?? 0 }
        }),
    )
    let total = files.reduce((sum, { size }) => sum + size, 0)
    for (const { path, size } of files.sort((a, b) => a.usedAt - b.usedAt)) {
      if (total <= capacity) return
      await rm(path, { force: true })
      total -= size
    }
  }

  return {
    read: async (key) => {
      const path = pathOf(key)
      try {
        const [bytes, { mtimeMs }] = await Promise.all([readFile(path), stat(path)])
        const text = (await decompress(bytes)).toString()
        await stamp(path, now(), mtimeMs).catch(() => undefined)
        return { text, fetchedAt: mtimeMs }
      } catch {
        return undefined // absent or damaged: either way it is fetched again
      }
    },
    fetchedAt: async (key) => (await stat(pathOf(key)).catch(() => undefined))?.mtimeMs,
    write: async (key, text) => {
      const path = pathOf(key)
      const bytes = await compress(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: text.length } })
      try {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 })
        await writeFileAtomic(path, bytes, { mode: 0o600 })
        await stamp(path, now(), now())
        await prune()
      } catch (cause) {
        throw new AppError('storage', say`The catalogue’s folder cannot be written.`, { next: say`Check the rights and the free space of the data folder.`, cause })
      }
    },
    keys: async () => (await readdir(folder, { recursive: true }).catch(() => [])).flatMap((name) => keyOfCached(name) ?? []),
  }
}
