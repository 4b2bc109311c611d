/** The embedded catalogue's format on disk: one index, and one file per product with one operation per line, both Brotli. It holds facts only; what can be derived is derived when it is read. */
import type { Operation, OperationSummary, Style } from '../../shared/catalog'

/** Raised when the shape of a file changes, so that an old folder is made anew. */
export const formatVersion = 1

export const indexName = 'index.json.br'

/** What an SDK package says about where a product is reached. */
export interface StoredEndpoints {
  rule?: 'regional' | 'central'
  /** Name that the rule puts into the host. */
  hostName?: string
  map: Record<string, string>
}

export interface StoredProduct {
  code: string
  version: string
  style: Style
  /** File name inside the folder. */
  file: string
  /** `@alicloud/ecs20140526@7.11.6` */
  builtFrom: string
  endpoints: StoredEndpoints
  /** Name, English summary (may be empty) and `1` where deprecated; in the order of the lines of the file. */
  operations: [name: string, summary: string, deprecated: 0 | 1][]
}

export interface StoredIndex {
  format: number
  /** Changes with the packages and with the generator. */
  stamp: string
  products: StoredProduct[]
}

/** One line of a product's file. */
export type StoredOperation = Omit<Operation, 'product' | 'version' | 'kind' | 'paging' | 'source' | 'docUrl'>

export const fileNameOf = (code: string, version: string): string => `${code.toLowerCase()}-${version}.jsonl.br`

export const sameProduct = (one: { product: string; version: string }, product: string, version: string): boolean =>
  one.product.toLowerCase() === product.toLowerCase() && one.version === version

/** Key of an operation for maps, without letter case. */
export const operationKey = ({ product, version, name }: Pick<OperationSummary, 'product' | 'version' | 'name'>): string => `${product}/${version}/${name}`.toLowerCase()
