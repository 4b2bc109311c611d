/** What every source of metadata offers, and the order in which sources count. A new source joins by being put into the list; nothing else changes. */
import type { Operation, OperationSummary, Product, Style } from '../../shared/catalog'
import type { EndpointFacts } from './endpoints'
import type { KindHints } from './kind'

/** A product as one source knows it. */
export interface SourceProduct extends Product {
  /** The version that the endpoints and the style belong to is the default one. */
  style?: Style
}

/** An operation as one source knows it: facts only. Kind, paging and address of the documentation are derived from the merged facts. */
export type SourceOperation = Omit<Operation, 'kind' | 'paging' | 'docUrl'> & { hints?: KindHints }

/**
 * One source. Lookups come with product codes in any letter case; what a source does not know it answers with an empty list or undefined.
 * A source never throws for something it does not know, only where its own store is broken.
 */
export interface CatalogSource {
  products(): Promise<readonly SourceProduct[]>
  /** Every operation of every product, for search; or those of one product, which says that it is being browsed. */
  summaries(of?: { product: string; version: string }): Promise<readonly OperationSummary[]>
  operation(product: string, version: string, name: string): Promise<SourceOperation | undefined>
  endpoints(product: string, version: string): Promise<EndpointFacts | undefined>
}

/**
 * Merge order, the first wins per field: live metadata, the embedded catalogue, the overlay's own operations.
 * The overlay comes last because it is written once, and first with its corrections, which are applied to the merged operation.
 */
export interface CatalogSources {
  live?: CatalogSource
  embedded: CatalogSource
  overlay: CatalogSource
}

export const inOrder = ({ live, embedded, overlay }: CatalogSources): readonly CatalogSource[] => [...(live ? [live] : []), embedded, overlay]
