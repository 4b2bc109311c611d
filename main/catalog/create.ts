/** The catalogue: one resolver over every source. It reads lazily, derives what no source should store (kind, paging plan, guessed permission, documentation address), and sends nothing. */
import type { Operation, Product, Region } from '../../shared/catalog'
import type { Catalog, CatalogUpdate, Lesson } from './catalog'
import { createEmbeddedSource } from './embedded'
import { listEndpoints } from './endpoints'
import { sameProduct } from './format'
import { kindOf } from './kind'
import type { Learned } from './learned'
import type { LiveSource } from './live/source'
import { mergeEndpoints, mergeOperations, mergeProducts, mergeSummaries } from './merge'
import { corrected } from './overlay/corrections'
import { guessedAction } from './overlay/permissions'
import { publicRegions, regionOf } from './overlay/regions'
import { createOverlaySource } from './overlay/source'
import { detectPaging } from './paging'
import { createSearch, type Search, type Uses } from './search'
import { inOrder, type CatalogSource, type SourceOperation, type SourceProduct } from './sources'

export interface CatalogDeps {
  /** Where the build put the embedded catalogue: `resources/catalogue`. */
  folder: string
  overlay?: CatalogSource
  /** Live metadata; it counts before everything else. Whatever beyond a source it lacks, the catalogue lacks too. */
  live?: CatalogSource & Partial<LiveSource>
  learned?: Learned
  /** Ranks what the operator calls before its like. */
  uses?: Uses
}

export function createCatalog({ folder, overlay = createOverlaySource(), live, learned, uses }: CatalogDeps): Catalog {
  const embedded = createEmbeddedSource(folder)
  const sources = inOrder({ embedded, overlay, ...(live === undefined ? {} : { live }) })
  const ask = <R>(question: (source: CatalogSource) => Promise<R>): Promise<R[]> => Promise.all(sources.map(question))
  const products = async (): Promise<SourceProduct[]> => mergeProducts(await ask((source) => source.products()))
  const summaries = async () => mergeSummaries(await ask((source) => source.summaries()))
  const endpointFacts = async (product: string, version: string) => mergeEndpoints(await ask((source) => source.endpoints(product, version)))
  const search = createSearchInUse(async () => createSearch(await summaries(), await products(), uses))
  live?.onChange?.(() => search.outdate())

  /** The sources that come with Rolecall know how the name is spelt; the live one is asked with it. */
  const findOperation = async (product: string, version: string, name: string): Promise<SourceOperation | undefined> => {
    const own = await Promise.all([embedded, overlay].map((source) => source.operation(product, version, name)))
    const spelt = own.find((one) => one !== undefined)?.name ?? name
    return mergeOperations([await live?.operation(product, version, spelt), ...own])
  }

  return {
    products: async () => (await products()).map(asProduct),
    operations: async (product, version) => {
      const lists = await ask((source) => source.summaries({ product, version }))
      return mergeSummaries(lists.map((list) => list.filter((one) => sameProduct(one, product, version)))).sort((a, b) => (a.name < b.name ? -1 : 1))
    },
    operation: async (product, version, name) => {
      const merged = await findOperation(product, version, name)
      if (merged === undefined) return undefined
      const operation = derived(merged)
      return learned === undefined ? operation : learned.applied(operation)
    },
    search: async (text, limit) => (await search.current()).find(text, limit),
    endpoints: async (query) => listEndpoints(query, await endpointFacts(query.product, query.version)),
    regions: async (product, version): Promise<Region[]> => {
      const { published = {} } = await endpointFacts(product, version)
      const regionIds = Object.keys(published)
      return regionIds.length === 0 ? [...publicRegions] : regionIds.map(regionOf)
    },
    warm: async () => void (await search.current()),
    ...(learned === undefined ? {} : { learn: (lesson: Lesson) => learned.learn(lesson), learnedActions: (product: string, version: string, name: string) => learned.actions({ product, version, name }) }),
    ...operate(live, async () => (await Promise.all([embedded.products(), overlay.products()])).flat().map(({ code }) => code)),
  }
}

/** What only a live source can do. */
function operate(live: Partial<LiveSource> | undefined, ownProducts: () => Promise<string[]>): Partial<Catalog> {
  const { update, exportTo, importFrom, onChange, close } = live ?? {}
  return {
    ...(update === undefined ? {} : { update: async ({ products, ...options }: CatalogUpdate) => update({ ...options, products: products ?? (await ownProducts()) }) }),
    ...(exportTo === undefined ? {} : { exportTo }),
    ...(importFrom === undefined ? {} : { importFrom }),
    ...(onChange === undefined ? {} : { onChange }),
    ...(close === undefined ? {} : { close }),
  }
}

/** The search as it is: made once, made anew behind the operator's back when metadata arrived. */
function createSearchInUse(make: () => Promise<Search>): { current(): Promise<Search>; outdate(): void } {
  let ready: Promise<Search> | undefined
  let isOld = false
  let isMaking = false
  const remake = async (): Promise<void> => {
    isOld = false
    isMaking = true
    try {
      const fresh = await make()
      ready = Promise.resolve(fresh)
    } catch {
      isOld = true // the search at hand still answers; the next one tries again
    } finally {
      isMaking = false
    }
  }
  return {
    current: () => {
      if (ready !== undefined && isOld && !isMaking) void remake()
      ready ??= make().catch((thrown: unknown) => {
        ready = undefined
        throw thrown
      })
      return ready
    },
    outdate: () => {
      isOld = true
    },
  }
}

function asProduct({ code, names, versions, defaultVersion, category, source }: SourceProduct): Product {
  return { code, names, versions, defaultVersion, source, ...(category === undefined ? {} : { category }) }
}

/** What follows from the merged facts. */
export function derived({ hints, ...facts }: SourceOperation): Operation {
  const operation: Operation = {
    ...(facts.auth === 'AK' ? { ram: { action: guessedAction(facts.product, facts.name), source: 'guess' as const } } : {}),
    ...facts,
    kind: kindOf(facts.name, hints),
    paging: detectPaging(facts),
    docUrl: `https://api.aliyun.com/document/${facts.product}/${facts.version}/${facts.name}`,
  }
  return corrected(operation)
}
