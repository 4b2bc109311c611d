/** The catalogue: one resolver over every source. It reads lazily, derives what no source should store (kind, paging plan, documentation address), and sends nothing. */
import type { Operation, Product, Region } from '../../shared/catalog'
import type { Catalog } from './catalog'
import { createEmbeddedSource } from './embedded'
import { listEndpoints } from './endpoints'
import { sameProduct } from './format'
import { kindOf } from './kind'
import { mergeEndpoints, mergeOperations, mergeProducts, mergeSummaries } from './merge'
import { corrected } from './overlay/corrections'
import { publicRegions, regionOf } from './overlay/regions'
import { createOverlaySource } from './overlay/source'
import { detectPaging } from './paging'
import { createSearch, type Search } from './search'
import { inOrder, type CatalogSource, type SourceOperation, type SourceProduct } from './sources'

export interface CatalogDeps {
  /** Where the build put the embedded catalogue: `resources/catalogue`. */
  folder: string
  overlay?: CatalogSource
  /** Live metadata; it counts before everything else. */
  live?: CatalogSource
}

export function createCatalog({ folder, overlay = createOverlaySource(), live }: CatalogDeps): Catalog {
  const sources = inOrder({ embedded: createEmbeddedSource(folder), overlay, ...(live === undefined ? {} : { live }) })
  const ask = <R>(question: (source: CatalogSource) => Promise<R>): Promise<R[]> => Promise.all(sources.map(question))
  const products = async (): Promise<SourceProduct[]> => mergeProducts(await ask((source) => source.products()))
  const summaries = async () => mergeSummaries(await ask((source) => source.summaries()))
  const endpointFacts = async (product: string, version: string) => mergeEndpoints(await ask((source) => source.endpoints(product, version)))

  let search: Promise<Search> | undefined
  const readSearch = (): Promise<Search> => {
    search ??= Promise.all([summaries(), products()])
      .then(([all, known]) => createSearch(all, known))
      .catch((thrown: unknown) => {
        search = undefined
        throw thrown
      })
    return search
  }

  return {
    products: async () => (await products()).map(asProduct),
    operations: async (product, version) => {
      const lists = await ask((source) => source.summaries({ product, version }))
      return mergeSummaries(lists.map((list) => list.filter((one) => sameProduct(one, product, version)))).sort((a, b) => (a.name < b.name ? -1 : 1))
    },
    operation: async (product, version, name) => {
      const merged = mergeOperations(await ask((source) => source.operation(product, version, name)))
      return merged && derived(merged)
    },
    search: async (text, limit) => (await readSearch()).find(text, limit),
    endpoints: async (query) => listEndpoints(query, await endpointFacts(query.product, query.version)),
    regions: async (product, version): Promise<Region[]> => {
      const { published = {} } = await endpointFacts(product, version)
      const regionIds = Object.keys(published)
      return regionIds.length === 0 ? [...publicRegions] : regionIds.map(regionOf)
    },
  }
}

function asProduct({ code, names, versions, defaultVersion, category, source }: SourceProduct): Product {
  return { code, names, versions, defaultVersion, source, ...(category === undefined ? {} : { category }) }
}

/** What follows from the merged facts. */
export function derived({ hints, ...facts }: SourceOperation): Operation {
  const operation: Operation = {
    ...facts,
    kind: kindOf(facts.name, hints),
    paging: detectPaging(facts),
    docUrl: `https://api.aliyun.com/document/${facts.product}/${facts.version}/${facts.name}`,
  }
  return corrected(operation)
}
