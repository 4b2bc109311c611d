/** What the catalogue offers: products, operations, endpoints and paging plans from every source, through one resolver. */
import type { ImportReport } from './live/carry'
import type { UpdateProgress, UpdateReport } from './live/update'
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

  /** Makes the search ready in small steps, so that its first answer is quick. */
  warm?(): Promise<void>
  /** Remembers what an answer showed about an operation; what is odd is passed over. @throws AppError `storage`. */
  learn?(lesson: Lesson): Promise<void>
  /** RAM actions that refusals named, the operation's own first; also of an operation that no source knows. */
  learnedActions?(product: string, version: string, name: string): Promise<string[]>
  /** Fetches metadata now. @throws AppError `input` where offline is chosen, `network` where the service cannot be reached, `cancelled`, `storage`. */
  update?(options: CatalogUpdate): Promise<UpdateReport>
  /** Writes the fetched metadata into a folder; answers the number of documents. @throws AppError `storage`. */
  exportTo?(folder: string): Promise<number>
  /** Takes the metadata of such a folder in, each document checked first. @throws AppError `input` about `DIR`, `storage`. */
  importFrom?(folder: string): Promise<ImportReport>
  /** Hears when metadata arrived, so that what is shown can be asked for again. Answers how to stop. */
  onChange?(listener: () => void): () => void
  /** Ends what is being fetched. */
  close?(): Promise<void>
}

export interface CatalogUpdate {
  /** Codes in any letter case, or everything that is offered; absent: the products that come with Rolecall. */
  products?: readonly string[] | 'all'
  signal: AbortSignal
  onProgress?: (progress: UpdateProgress) => void
}

/** What a real answer showed about one operation. */
export interface Lesson {
  product: string
  version: string
  operation: string
  /** The action that a refusal named, in place of a guess: `ecs:DescribeInstances`. */
  ramAction?: string
  /** An action that a refusal named beside the operation's own. */
  moreAction?: string
  /** Where the rows were: `.Instances.Instance`. */
  rowsPath?: string
}
