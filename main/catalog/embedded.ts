/** Reads the embedded catalogue from its folder: the index once, a product when it is first needed, an operation when it is asked for. It writes nothing. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliDecompress } from 'node:zlib'
import type { OperationSummary } from '../../shared/catalog'
import { AppError } from '../../shared/errors'
import { say } from '../../shared/words'
import { formatVersion, indexName, type StoredIndex, type StoredOperation, type StoredProduct } from './format'
import { kindOf } from './kind'
import { codeOf, namesOf } from './overlay/products'
import type { CatalogSource, SourceOperation, SourceProduct } from './sources'

/** Products kept in memory as bytes, the least recently used dropped first. */
const mostProducts = 8

const decompress = promisify(brotliDecompress)

/** @throws AppError `storage` from every lookup where the folder is missing, broken or of another format. */
export function createEmbeddedSource(folder: string): CatalogSource {
  let index: Promise<StoredIndex> | undefined
  let summaries: Promise<OperationSummary[]> | undefined
  const lines = new Map<string, Promise<Map<string, Buffer>>>()

  const readIndex = (): Promise<StoredIndex> => (index ??= open(folder, indexName).then((bytes) => checkedIndex(bytes.toString())).catch(forget(() => (index = undefined))))
  const find = async (product: string, version: string): Promise<StoredProduct | undefined> =>
    (await readIndex()).products.find(({ code, version: own }) => code.toLowerCase() === product.toLowerCase() && own === version)

  /** Lines of a product's file by operation name in lower case; parsed one at a time, when asked for. */
  const readLines = (product: StoredProduct): Promise<Map<string, Buffer>> => {
    const { file } = product
    const known = lines.get(file) ?? open(folder, file).then((bytes) => byName(product, bytes)).catch(forget(() => lines.delete(file)))
    lines.delete(file)
    lines.set(file, known)
    for (const oldest of lines.keys()) {
      if (lines.size <= mostProducts) break
      lines.delete(oldest)
    }
    return known
  }

  return {
    products: async () => (await readIndex()).products.map(productOf),
    summaries: () => (summaries ??= readIndex().then(({ products }) => products.flatMap(summariesOf)).catch(forget(() => (summaries = undefined)))),
    operation: async (product, version, name) => {
      const stored = await find(product, version)
      const line = stored && (await readLines(stored)).get(name.toLowerCase())
      if (stored === undefined || line === undefined) return undefined
      return { ...(JSON.parse(line.toString()) as StoredOperation), product: stored.code, version: stored.version, source: 'sdk' } satisfies SourceOperation
    },
    endpoints: async (product, version) => {
      const stored = (await find(product, version)) ?? (await readIndex()).products.find(({ code }) => code.toLowerCase() === product.toLowerCase())
      return stored && { sdk: stored.endpoints }
    },
  }
}

function productOf({ code, version, style }: StoredProduct): SourceProduct {
  const named = namesOf(code)
  return {
    code: codeOf(code),
    names: named?.names ?? {},
    versions: [version],
    defaultVersion: version,
    source: 'sdk',
    style,
    ...(named === undefined ? {} : { category: named.category }),
  }
}

function summariesOf({ code, version, operations }: StoredProduct): OperationSummary[] {
  return operations.map(([name, summary, deprecated]) => ({
    product: code,
    version,
    name,
    kind: kindOf(name),
    ...(summary === '' ? {} : { summary: { en: summary } }),
    ...(deprecated === 1 ? { deprecated: true } : {}),
  }))
}

/** Cuts the file into lines without decoding it: only the operation that is asked for becomes text. */
function byName({ operations, file }: StoredProduct, bytes: Buffer): Map<string, Buffer> {
  const lines = new Map<string, Buffer>()
  let start = 0
  for (const [name] of operations) {
    if (start >= bytes.length) throw broken(file)
    const newline = bytes.indexOf(0x0a, start)
    const end = newline < 0 ? bytes.length : newline
    lines.set(name.toLowerCase(), bytes.subarray(start, end))
    start = end + 1
  }
  if (start < bytes.length) throw broken(file)
  return lines
}

async function open(folder: string, file: string): Promise<Buffer> {
  try {
    return await decompress(await readFile(join(folder, file)))
  } catch (thrown) {
    throw broken(file, thrown)
  }
}

function checkedIndex(text: string): StoredIndex {
  const index = JSON.parse(text) as StoredIndex
  if (index.format !== formatVersion) throw broken(indexName)
  return index
}

function broken(file: string, cause?: unknown): AppError {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code
  return new AppError('storage', code === 'ENOENT' ? say`The embedded catalogue cannot be read: ${file} is missing.` : say`The embedded catalogue cannot be read: ${file} is broken or of another version.`, {
    next: say`Install Rolecall again, or run its build.`,
    about: code === undefined ? {} : { code },
    cause,
  })
}

/** A failed read is tried again by the next lookup. */
const forget =
  (drop: () => unknown) =>
  (thrown: unknown): never => {
    drop()
    throw thrown
  }
