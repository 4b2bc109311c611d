/** Reads documents of the metadata service (`api.aliyun.com/meta/v1`): products, a whole product, one operation. It fetches nothing, and refuses a document that is cut off or is not what it was asked for. */
import type { OperationSummary } from '../../../shared/catalog'
import type { EndpointFacts } from '../endpoints'
import { AppError } from '../../../shared/errors'
import { say, type Said } from '../../../shared/words'
import type { SourceOperation, SourceProduct } from '../sources'
import { readOperation, readSummary, type MetaApi } from './operation'
import { textIn, type Language, type MetaSchema } from './schema'

export interface ProductDocument {
  product: string
  version: string
  operations: SourceOperation[]
  endpoints: EndpointFacts
}

interface ApiDocs {
  info?: { style?: string; product?: string; version?: string }
  components?: { schemas?: Record<string, MetaSchema> }
  apis?: Record<string, MetaApi>
  endpoints?: MetaEndpoint[]
}
interface MetaEndpoint {
  regionId?: string
  endpoint?: string
  public?: string
  vpc?: string
}
interface MetaProduct {
  code?: string
  name?: string | null
  versions?: string[]
  defaultVersion?: string
  categoryName?: string | null
}

/** The document inside: some answers come in an envelope `{"code":0,"data":…}`, some bare. @throws AppError `network`, code `MalformedMetadata`, where the text is cut off or is not JSON. */
export function unwrap(text: string): object {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch (thrown) {
    throw malformed(say`The metadata is cut off or is not JSON (${text.length} characters).`, thrown)
  }
  if (typeof body !== 'object' || body === null) throw malformed(say`The metadata is no document.`)
  const { code, data } = body as { code?: unknown; data?: unknown }
  return code === 0 && typeof data === 'object' && data !== null ? data : body
}

/** A product's document, opened: its operations are read when they are asked for. */
export interface OpenProduct {
  product: string
  version: string
  endpoints: EndpointFacts
  names: readonly string[]
  /** In any letter case; undefined where the document does not have it. @throws AppError `network`, code `MalformedMetadata`, where its shape is unexpected. */
  operation(name: string): SourceOperation | undefined
  summaries(): OperationSummary[]
}

/** `api-docs.json`. @throws AppError `network`, code `MalformedMetadata`, where it is not a product with at least one operation, or not the product asked for. */
export function openApiDocs(text: string, language: Language, expected?: { product: string; version: string }): OpenProduct {
  const document = unwrap(text) as ApiDocs
  const { product, version, style } = document.info ?? {}
  const apis = Object.entries(document.apis ?? {})
  if (typeof product !== 'string' || typeof version !== 'string' || apis.length === 0) throw malformed(say`The metadata holds no operation of any product.`)
  if (expected && (product.toLowerCase() !== expected.product.toLowerCase() || version !== expected.version)) {
    throw malformed(say`The metadata is of ${product} ${version}, not of ${expected.product} ${expected.version}.`)
  }
  const context = { product, version, components: document.components?.schemas ?? {}, language, ...(style === undefined ? {} : { style }) }
  const byName = new Map(apis.map(([name, api]) => [name.toLowerCase(), { name, api }]))
  return {
    product,
    version,
    endpoints: guarded(say`its endpoints`, () => readEndpoints(document.endpoints ?? [])),
    names: apis.map(([name]) => name),
    operation: (name) => {
      const found = byName.get(name.toLowerCase())
      return found && guarded(found.name, () => readOperation(found.name, found.api, context))
    },
    summaries: () => apis.map(([name, api]) => guarded(name, () => readSummary(name, api, context))),
  }
}

/** Every operation of `api-docs.json`. @throws like {@link openApiDocs}, and where any operation has an unexpected shape. */
export function readApiDocs(text: string, language: Language, expected?: { product: string; version: string }): ProductDocument {
  const document = openApiDocs(text, language, expected)
  const { product, version, endpoints, names } = document
  return { product, version, endpoints, operations: names.flatMap((name) => document.operation(name) ?? []) }
}

/** `api.json` of one operation; it names neither its product nor itself. @throws AppError `network`, code `MalformedMetadata`. */
export function readApi(text: string, { product, version, name }: { product: string; version: string; name: string }, language: Language): SourceOperation {
  const api = unwrap(text) as MetaApi & { components?: { schemas?: Record<string, MetaSchema> } }
  if (!Array.isArray(api.parameters) && api.responses === undefined) throw malformed(say`The metadata holds no operation ${name}.`)
  return guarded(name, () => readOperation(name, api, { product, version, components: api.components?.schemas ?? {}, language }))
}

/** `products.json`. Its `style` is wrong for dozens of products and therefore not read. @throws AppError `network`, code `MalformedMetadata`. */
export function readProducts(text: string, language: Language): SourceProduct[] {
  const list = unwrap(text)
  if (!Array.isArray(list) || list.length === 0) throw malformed(say`The metadata holds no list of products.`)
  return (list as MetaProduct[]).flatMap(({ code, name, versions = [], defaultVersion, categoryName }): SourceProduct[] => {
    const version = defaultVersion ?? versions.at(-1)
    if (code === undefined || version === undefined) return []
    return [
      {
        code,
        names: textIn(name, language) ?? {},
        versions: [...versions].sort(),
        defaultVersion: version,
        source: 'meta',
        ...(categoryName ? { category: categoryName } : {}),
      },
    ]
  })
}

/** `endpoints.json` of a product: a list, or an object that holds one. @throws AppError `network`, code `MalformedMetadata`, where it names no region. */
export function readEndpointList(text: string): EndpointFacts {
  const body = unwrap(text)
  const list: unknown = Array.isArray(body) ? body : (body as { endpoints?: unknown }).endpoints
  const facts = Array.isArray(list) ? readEndpoints(list as MetaEndpoint[]) : { published: {} }
  if (Object.keys(facts.published ?? {}).length === 0) throw malformed(say`The metadata names no endpoint in any region.`)
  return facts
}

/** Blanks stripped; entries that name no region or no host are left out. */
function readEndpoints(list: MetaEndpoint[]): EndpointFacts {
  const published: Record<string, { public?: string; vpc?: string }> = {}
  for (const { regionId, endpoint, public: open, vpc } of list.filter((one) => typeof one === 'object' && one !== null)) {
    const region = regionId?.trim()
    // An empty `public` stands beside a filled `endpoint` and the other way round.
    const host = open?.trim() || endpoint?.trim()
    if (region === undefined || !/^[a-z0-9-]+$/.test(region)) continue
    const here = { ...(host ? { public: host } : {}), ...(vpc?.trim() ? { vpc: vpc.trim() } : {}) }
    if (Object.keys(here).length > 0) published[region] = here
  }
  return { published }
}

/** Foreign documents may have any shape: what cannot be read is the document's fault. */
function guarded<T>(name: string | Said, read: () => T): T {
  try {
    return read()
  } catch (thrown) {
    throw malformed(say`The metadata of ${name} has an unexpected shape.`, thrown)
  }
}

function malformed(message: Said, cause?: unknown): AppError {
  return new AppError('network', message, { next: say`Fetch it again; the last good metadata stays in use.`, about: { code: 'MalformedMetadata' }, cause })
}
