/** The files of the log: `audit-000001.ndjson` and on, one chain over all of them, and `head.json`, which says how far it goes. Lines are only ever added. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { appendFile, mkdir, open, readdir, readFile, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import writeFileAtomic from 'write-file-atomic'
import type { AuditLine } from '../../shared/audit'

export const noHash = '0'.repeat(64)
export const hashOf = (line: string): string => createHash('sha256').update(line).digest('hex')

export const fileName = (number: number): string => `audit-${String(number).padStart(6, '0')}.ndjson`
const named = /^audit-(\d{6,})\.ndjson$/

/** Names in order, the oldest first. */
export async function auditFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  return names.filter((name) => named.test(name)).sort()
}

/** Lines of one file as they stand, without their ends. The torn rest of a write that was cut off is no line. */
export async function* linesOf(path: string): AsyncGenerator<string> {
  const { size } = await stat(path)
  const end = await wholeEnd(path, size)
  if (end === 0) return
  const lines = createInterface({ input: createReadStream(path, { end: end - 1 }), crlfDelay: 0 })
  for await (const line of lines) yield line
}

/** How far the log goes. */
export interface Head {
  n: number
  hash: string
}

export async function readHead(folder: string): Promise<Head | undefined> {
  const text = await readFile(join(folder, 'head.json'), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  try {
    const { n, hash } = JSON.parse(text) as Partial<Head>
    return typeof n === 'number' && typeof hash === 'string' ? { n, hash } : undefined
  } catch {
    return undefined // a file that no process of ours wrote
  }
}

export interface Appender {
  /** Adds lines in order; the folder must be locked. */
  append(entries: readonly Omit<AuditLine, 'n' | 'prev'>[], fileBytes: number): Promise<void>
}

interface Tail extends Head {
  number: number
  size: number
}

export function createAppender(folder: string): Appender {
  /** As it was after the last write of this process. */
  let known: Tail | undefined

  /** The chain goes on from where it was told to end, so that lines that were cut off or changed there stay missed. */
  const fromHead = async (tail: Tail): Promise<Tail> => {
    const head = await readHead(folder)
    return head !== undefined && (head.n > tail.n || (head.n === tail.n && head.hash !== tail.hash)) ? { ...tail, n: head.n, hash: head.hash } : tail
  }

  const readTail = async (): Promise<Tail> => {
    const last = (await auditFiles(folder)).at(-1)
    if (last === undefined) return fromHead({ number: 1, size: 0, n: 0, hash: noHash })
    const number = Number(named.exec(last)?.[1])
    const path = join(folder, last)
    let { size } = await stat(path)
    if (known?.number === number && known.size === size) return known
    const end = await wholeEnd(path, size)
    if (end < size) {
      // Nobody was told that the torn line is there.
      await truncate(path, end)
      size = end
    }
    const line = await lastLine(path, size)
    if (line !== undefined) return fromHead({ number, size, n: numberOf(line), hash: hashOf(line) })
    const before = (await auditFiles(folder)).at(-2)
    const earlier = before === undefined ? undefined : await lastLine(join(folder, before), (await stat(join(folder, before))).size)
    return fromHead(earlier === undefined ? { number, size, n: 0, hash: noHash } : { number, size, n: numberOf(earlier), hash: hashOf(earlier) })
  }

  return {
    async append(entries, fileBytes) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const tail = { ...(await readTail()) }
      let waiting = ''
      const flush = async (): Promise<void> => {
        if (waiting === '') return
        await appendFile(join(folder, fileName(tail.number)), waiting, { mode: 0o600 })
        tail.size += Buffer.byteLength(waiting)
        waiting = ''
      }
      for (const entry of entries) {
        const line = JSON.stringify({ n: tail.n + 1, prev: tail.hash, ...entry })
        if (tail.size + Buffer.byteLength(waiting) + Buffer.byteLength(line) > fileBytes && tail.size + waiting.length > 0) {
          await flush()
          tail.number += 1
          tail.size = 0
        }
        waiting += `${line}\n`
        tail.n += 1
        tail.hash = hashOf(line)
      }
      await flush()
      known = tail
      await writeFileAtomic(join(folder, 'head.json'), JSON.stringify({ n: tail.n, hash: tail.hash }), { mode: 0o600 })
    },
  }
}

const numberOf = (line: string): number => {
  try {
    return Number((JSON.parse(line) as { n?: unknown }).n) || 0
  } catch {
    return 0 // verify says that the line cannot be read
  }
}

const portion = 65_536

/** Bytes up to and with the last line end. */
async function wholeEnd(path: string, size: number): Promise<number> {
  const file = await open(path, 'r')
  try {
    for (let end = size; end > 0; ) {
      const start = Math.max(0, end - portion)
      const { buffer } = await file.read(Buffer.alloc(end - start), 0, end - start, start)
      const at = buffer.lastIndexOf(10)
      if (at >= 0) return start + at + 1
      end = start
    }
    return 0
  } finally {
    await file.close()
  }
}

/** `size` ends with a line end, or is 0. */
async function lastLine(path: string, size: number): Promise<string | undefined> {
  if (size === 0) return undefined
  const before = await wholeEnd(path, size - 1)
  const file = await open(path, 'r')
  try {
    const { buffer } = await file.read(Buffer.alloc(size - 1 - before), 0, size - 1 - before, before)
    return buffer.toString()
  } finally {
    await file.close()
  }
}
