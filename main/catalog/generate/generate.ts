/** Makes the embedded catalogue from the installed SDK packages. It reads sources, runs none of them, needs no network, and gives the same bytes for the same packages. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, brotliDecompressSync, constants } from 'node:zlib'
import { fileNameOf, formatVersion, indexName, type StoredIndex, type StoredOperation, type StoredProduct } from '../format'
import { codeOf } from '../overlay/products'
import { readClient } from './client'
import { checkFloors, coverageOf, type ProductCoverage } from './coverage'
import { readModels } from './models'
import { storedOperation } from './operations'
import { findPackages, type SdkPackage } from './packages'

export interface Generated {
  /** False where the folder already held this catalogue. */
  isNew: boolean
  stamp: string
  /** Of the catalogue that stands there now. */
  coverage: ProductCoverage[]
}

/** What was found, for whoever asks again without making it anew. */
const coverageName = 'coverage.json'

const here = dirname(fileURLToPath(import.meta.url))

/** Writes the catalogue of the packages in `scopeFolder` (`node_modules/@alicloud`) into `folder`, unless it stands there already. @throws AppError `bug` under the floors of coverage; the old catalogue then stays. */
export async function generateCatalogue(scopeFolder: string, folder: string): Promise<Generated> {
  const packages = findPackages(scopeFolder)
  const stamp = stampOf(packages)
  if (stampIn(folder) === stamp) return { isNew: false, stamp, coverage: JSON.parse(readFileSync(join(folder, coverageName), 'utf8')) as ProductCoverage[] }
  const made = await Promise.all(packages.map(readPackage))
  const coverage = made.map(({ product, operations, file }) => coverageOf(product, operations, file.length))
  checkFloors(coverage)
  const index: StoredIndex = { format: formatVersion, stamp, products: made.map(({ product }) => product) }
  writeFolder(folder, stamp, [...made.map(({ product, file }): [string, Buffer] => [product.file, file]), [indexName, await pack(sortedJson(index))], [coverageName, Buffer.from(sortedJson(coverage))]])
  return { isNew: true, stamp, coverage }
}

export interface MadeProduct {
  product: StoredProduct
  operations: StoredOperation[]
  file: Buffer
}

/** One package as the catalogue stores it. */
export async function readPackage({ name, version, folder, product, apiVersion }: SdkPackage): Promise<MadeProduct> {
  const models = readModels(join(folder, 'src/models'))
  const client = readClient(join(folder, 'src/client.ts'))
  const byName = new Map(client.operations.map((operation) => [operation.name, storedOperation(models, operation)]))
  const operations = [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  const code = codeOf(product)
  return {
    product: {
      code,
      version: apiVersion,
      style: operations.some(({ style }) => style === 'ROA') ? 'ROA' : 'RPC',
      file: fileNameOf(code, apiVersion),
      builtFrom: `${name}@${version}`,
      endpoints: { map: client.endpoints, ...(client.rule === undefined ? {} : { rule: client.rule }), ...(client.hostName === undefined ? {} : { hostName: client.hostName }) },
      operations: operations.map((operation) => [operation.name, operation.summary?.en ?? '', operation.deprecated ? 1 : 0]),
    },
    operations,
    file: await pack(operations.map(sortedJson).join('\n')),
  }
}

/** JSON with the keys of every object in order, so that the same facts give the same bytes. */
function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  )
}

const compress = promisify(brotliCompress)

/** Quality 9 with a wide window: a tenth larger than 11 in a tenth of the time. */
function pack(text: string): Promise<Buffer> {
  const bytes = Buffer.from(text)
  return compress(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 9,
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  })
}

/** Changes with any package's version and with any source that shapes the output. */
function stampOf(packages: SdkPackage[]): string {
  const hash = createHash('sha256')
  for (const { name, version } of packages) hash.update(`${name}@${version}\n`)
  const shaping = [...readdirSync(here).map((file) => join(here, file)), ...['format.ts', 'prose.ts', 'overlay/products.ts'].map((file) => join(here, '..', file))]
  for (const file of shaping.sort()) hash.update(readFileSync(file))
  return hash.digest('hex').slice(0, 32)
}

function stampIn(folder: string): string | undefined {
  const path = join(folder, indexName)
  if (!existsSync(path)) return undefined
  try {
    const { format, stamp, products } = JSON.parse(brotliDecompressSync(readFileSync(path)).toString()) as StoredIndex
    return format === formatVersion && [coverageName, ...products.map(({ file }) => file)].every((file) => existsSync(join(folder, file))) ? stamp : undefined
  } catch {
    return undefined // a broken index is as good as none: the catalogue is made anew
  }
}

/** The whole folder at once: a reader sees the old catalogue or the new one. Another process may make the same one at the same time. */
function writeFolder(folder: string, stamp: string, files: [string, Buffer][]): void {
  const fresh = `${folder}.${process.pid}.new`
  const old = `${folder}.${process.pid}.old`
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh, { recursive: true })
  for (const [name, bytes] of files) writeFileSync(join(fresh, name), bytes)
  try {
    if (stampIn(folder) === stamp) return
    if (existsSync(folder)) renameSync(folder, old)
    renameSync(fresh, folder)
  } catch (thrown) {
    if (stampIn(folder) !== stamp) throw thrown
  } finally {
    for (const left of [fresh, old]) rmSync(left, { recursive: true, force: true })
  }
}
