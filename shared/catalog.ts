/** What Alibaba Cloud offers, in one shape for every source of metadata: products, operations, parameters, response schemas, endpoints and paging. */
import type { Words } from './words'

/** Where a fact came from; `overlay` is written by hand in this project, `guess` is said to be one. */
export type Source = 'meta' | 'sdk' | 'overlay' | 'learned' | 'guess'

/** Text by language; documentation is Markdown and untrusted. */
export interface Text {
  en?: string
  zh?: string
}

export interface Product {
  /** Product code as the wire writes it: `Ecs`. */
  code: string
  names: Text
  versions: string[]
  defaultVersion: string
  category?: string
  source: Source
}

/** One line of the index: what a list or a search shows. */
export interface OperationSummary {
  product: string
  version: string
  name: string
  summary?: Text
  kind: OperationKind
  deprecated?: boolean
}

export type OperationKind = 'read' | 'write' | 'unknown'
export type Style = 'RPC' | 'ROA'
export type Position = 'query' | 'formData' | 'body' | 'path' | 'header' | 'host'
/** How an array or object is written: `Tag.1.Key`, JSON text, comma separated, or nested JSON in the body. */
export type Serialisation = 'flat' | 'json' | 'simple' | 'nested'

export type SchemaType = 'string' | 'integer' | 'long' | 'float' | 'number' | 'boolean' | 'array' | 'object' | 'map' | 'file' | 'any'

export interface Schema {
  type: SchemaType
  doc?: Text
  example?: string
  /** `yes`: the wire demands it; `doc`: the documentation says so (a soft mark that never blocks). */
  required?: 'yes' | 'doc'
  /** Suggestions; another value is never refused. */
  values?: { value: string; label?: Text }[]
  default?: string
  minimum?: string
  maximum?: string
  maxLength?: number
  pattern?: string
  items?: Schema
  fields?: Field[]
  /** Name of a shared, possibly recursive schema in `Operation.definitions`. */
  ref?: string
  format?: string
  deprecated?: boolean
}

export interface Field extends Schema {
  name: string
}

export interface Parameter extends Field {
  position: Position
  serialisation?: Serialisation
  /** This parameter is the whole request body. */
  isWholeBody?: boolean
}

export interface Operation {
  product: string
  version: string
  name: string
  style: Style
  /** HTTP method, upper case. */
  method: string
  /** `/` for RPC; may hold `{name}` and `[name]` placeholders for ROA. */
  path: string
  requestBody: 'form' | 'json' | 'binary' | 'none'
  responseBody: 'json' | 'xml' | 'string' | 'binary' | 'none'
  auth: 'AK' | 'Anonymous' | 'Bearer'
  kind: OperationKind
  summary?: Text
  doc?: Text
  parameters: Parameter[]
  definitions?: Record<string, Schema>
  response?: Schema
  paging?: Paging
  errors?: { httpStatus: string; code: string; message: string }[]
  /** `more`: further actions that the operation asks RAM for. */
  ram?: { action: string; more?: string[]; source: Source }
  deprecated?: boolean
  replacedBy?: string[]
  source: Source
  /** `https://api.aliyun.com/document/{product}/{version}/{operation}` */
  docUrl: string
}

/** The detected paging plan; paths are JSONPath dot notation from the response root (`.PageInfo.NextToken`). */
export interface Paging {
  /** What the operation offers; `both`: the cursor is preferred. */
  offers: 'page' | 'cursor' | 'both' | 'offset' | 'none'
  pageField?: string
  pageSizeField?: string
  /** Largest page size known to be accepted. */
  pageSizeMax?: number
  /** The first page's number, 0 or 1. */
  firstPage?: 0 | 1
  offsetField?: string
  cursorField?: string
  /** The size parameter that goes with the cursor, where it differs from `pageSizeField`. */
  cursorSizeField?: string
  cursorSizeMax?: number
  cursorPath?: string
  totalCountPath?: string
  /** A plain `Count` may mean "rows on this page". */
  isTotalWeak?: boolean
  rowsPath?: string
  /** Other arrays that could be the rows. */
  otherRowPaths?: string[]
  /** Parameters that paging needs, such as `UseNextToken: true`. */
  extra?: Record<string, string>
  source: Source
}

export interface Endpoint {
  /** A host, or a loopback URL of the practice cloud. */
  host: string
  network: 'public' | 'vpc'
  source: 'profile' | 'meta' | 'sdk' | 'pattern' | 'manual'
  /** One sentence for the operator: where it is from. */
  reason: Words
  isRecommended: boolean
  isGuess: boolean
}

export interface Region {
  regionId: string
  name?: Text
}

/** Whether a host's name is known to the DNS, asked on demand. */
export interface EndpointCheck {
  host: string
  isFound: boolean
  /** Milliseconds the answer took. */
  elapsedMs: number
}
