/** What the catalogue offers: products, operations, endpoints and paging plans from every source, through one resolver. */
import type { Endpoint, Operation, OperationSummary, Product, Region } from '../../shared/catalog'

export interface EndpointQuery {
  product: string
  version: string
  regionId: string
  /** The profile's own endpoints by product code, "*" for all. */
  profileEndpoints?: Record<string, string>
}

export interface Catalog {
  products(): Promise<Product[]>
  operations(product: string, version: string): Promise<OperationSummary[]>
  /** Product, version and operation are compared without letter case; undefined where no source knows it (it stays callable). */
  operation(product: string, version: string, name: string): Promise<Operation | undefined>
  /** Typo-tolerant, over product codes, operation names and summaries; best first. */
  search(text: string, limit: number): Promise<OperationSummary[]>
  /** Candidates in order, the recommended first. Never empty: a pattern is offered as a guess. */
  endpoints(query: EndpointQuery): Promise<Endpoint[]>
  /** Regions in which the product has a published endpoint; all known regions for a product without a list. */
  regions(product: string, version: string): Promise<Region[]>
}
