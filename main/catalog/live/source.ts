/** Live metadata as a source: answers from its cache at once and fetches in the background what is missing or old. It never waits for the network unless it is told to, and never sends a credential. */
import type { OperationSummary } from '../../../shared/catalog'
import { mergeEndpoints, mergeOperations, mergeProducts } from '../merge'
import { namesOf } from '../overlay/products'
import type { CatalogSource, SourceOperation, SourceProduct } from '../sources'
import { addressOf, isNameable, languages, type DocumentKey } from './addresses'
import { createDocumentCache } from './cache'
import { exportDocuments, importDocuments, type ImportReport } from './carry'
import { openApiDocs, readApi, readEndpointList, readProducts, type OpenProduct } from './documents'
import type { FetchText } from './fetchMetadata'
import { createOperationLists } from './lists'
import { createRefresher } from './refresh'
import type { Language } from './schema'
import { updateDocuments, type UpdateOptions, type UpdateReport } from './update'

export interface LiveSource extends CatalogSource {
  /** Fetches products and whole products now, whatever their age. @throws AppError `input` where offline is chosen, `network` where the service cannot be reached, `cancelled`. */
  update(options: UpdateOptions): Promise<UpdateReport>
  /** Writes every cached document into a folder, as it was fetched. Answers how many. @throws AppError `storage`. */
  exportTo(folder: string): Promise<number>
  /** Takes the documents of such a folder in, each checked first. @throws AppError `input` about `DIR` where there is none. */
  importFrom(folder: string): Promise<ImportReport>
  /** Hears of every document that was kept. Answers how to stop. */
  onChange(listener: () => void): () => void
  /** Resolves when nothing is being fetched in the background. */
  settled(): Promise<void>
  close(): Promise<void>
}

export interface LiveSourceDeps {
  /** The cache: `<home>/catalogue`. */
  folder: string
  fetchText: FetchText
  /** Milliseconds since 1970. */
  now: () => number
  isOffline: () => boolean
  /** False for a command that ends soon: it reads the cache and fetches only what it is told to. */
  inBackground?: boolean
  /** Bytes of the cache on disk. */
  capacity?: number
}

const defaultCapacity = 100_000_000
/** Products kept open in memory, by language. */
const mostOpen = 6

interface Opened<T> {
  fetchedAt: number
  value: Promise<T | undefined>
}

export function createLiveSource({ folder, fetchText, now, isOffline, inBackground = true, capacity = defaultCapacity }: LiveSourceDeps): LiveSource {
  const cache = createDocumentCache({ folder, now, capacity })
  const lists = createOperationLists(folder)
  const listeners = new Set<() => void>()
  const opened = new Map<string, Opened<unknown>>()

  /** @throws AppError `network`, code `MalformedMetadata`: the last good document stays. */
  const keep = async (key: DocumentKey, text: string): Promise<void> => {
    const product = check(key, text)
    await cache.write(key, text)
    if (product && key.kind === 'apiDocs') await lists.write(key.product, key.version, key.language, product.summaries())
    opened.delete(addressOf(key))
    for (const listener of listeners) listener()
  }
  const refresher = createRefresher({ fetchText, keep, now, isOffline, inBackground })

  /** The cached document, parsed; undefined where there is none. `wants` says that it is fetched where it is missing. */
  const open = async <T>(key: DocumentKey, parse: (text: string) => T, wants: boolean): Promise<T | undefined> => {
    const fetchedAt = await cache.fetchedAt(key)
    if (wants || fetchedAt !== undefined) refresher.want(key, fetchedAt)
    if (fetchedAt === undefined) return undefined
    const address = addressOf(key)
    const known = opened.get(address)
    const value = known?.fetchedAt === fetchedAt ? known.value : cache.read(key).then((found) => (found === undefined ? undefined : tried(() => parse(found.text))))
    opened.delete(address)
    opened.set(address, { fetchedAt, value })
    for (const oldest of opened.keys()) {
      if (opened.size <= mostOpen + languages.length) break
      opened.delete(oldest)
    }
    return value as Promise<T | undefined>
  }
  const inLanguages = <T>(question: (language: Language) => Promise<T>): Promise<T[]> => Promise.all(languages.map(question))
  const openProducts = (language: Language): Promise<SourceProduct[] | undefined> => open({ kind: 'products', language }, (text) => readProducts(text, language), true)
  const openProduct = (product: string, version: string, language: Language, wants: boolean): Promise<OpenProduct | undefined> =>
    open({ kind: 'apiDocs', product, version, language }, (text) => openApiDocs(text, language, { product, version }), wants)

  const products = async (): Promise<SourceProduct[]> => mergeProducts((await inLanguages(openProducts)).map((list) => list ?? []))

  /** The service's spelling of a product that it offers; undefined where nothing should be fetched about it. */
  const spell = async (product: string, version: string): Promise<string | undefined> => {
    const offered = await products()
    const found = offered.find(({ code }) => code.toLowerCase() === product.toLowerCase())
    const code = offered.length > 0 ? (found?.versions.includes(version) ? found.code : undefined) : namesOf(product)?.code
    return code !== undefined && isNameable(code, version) ? code : undefined
  }

  const operationIn = async (product: string, version: string, name: string, language: Language): Promise<SourceOperation | undefined> => {
    const whole = await openProduct(product, version, language, false)
    if (whole) return tried(() => whole.operation(name))
    if (!isNameable(name)) return undefined
    return open({ kind: 'api', product, version, name, language }, (text) => readApi(text, { product, version, name }, language), true)
  }

  return {
    products,
    summaries: async (of): Promise<readonly OperationSummary[]> => {
      if (of === undefined) return lists.all()
      const code = await spell(of.product, of.version)
      if (code === undefined) return []
      await inLanguages(async (language) => {
        const key: DocumentKey = { kind: 'apiDocs', product: code, version: of.version, language }
        refresher.want(key, await cache.fetchedAt(key))
      })
      return lists.of(code, of.version)
    },
    operation: async (product, version, name) => {
      const code = await spell(product, version)
      return code === undefined ? undefined : mergeOperations(await inLanguages((language) => operationIn(code, version, name, language)))
    },
    endpoints: async (product, version) => {
      const code = await spell(product, version)
      if (code === undefined) return undefined
      const own = await open({ kind: 'endpoints', product: code }, readEndpointList, true)
      const facts = own ?? (await openProduct(code, version, 'en', false))?.endpoints
      return facts && mergeEndpoints([facts])
    },
    update: async (options) => updateDocuments({ ...options, offered: products, fetch: (key, signal) => refresher.fetch(key, signal) }),
    exportTo: (target) => exportDocuments(cache, target),
    importFrom: (source) =>
      importDocuments(source, async (key, text) => {
        const code = 'product' in key ? (await products()).find((one) => one.code.toLowerCase() === key.product.toLowerCase())?.code : undefined
        await keep(code === undefined ? key : { ...key, product: code } as DocumentKey, text)
      }),
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    settled: () => refresher.settled(),
    close: () => refresher.close(),
  }
}

/** Refuses what is cut off, of another product, or empty; answers the opened product where it is one. */
function check(key: DocumentKey, text: string): OpenProduct | undefined {
  switch (key.kind) {
    case 'products':
      readProducts(text, key.language)
      return undefined
    case 'apiDocs':
      return openApiDocs(text, key.language, key)
    case 'api':
      readApi(text, key, key.language)
      return undefined
    case 'endpoints':
      readEndpointList(text)
      return undefined
  }
}

/** A cached document was checked when it was kept; one that is odd all the same is as good as absent. */
function tried<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
