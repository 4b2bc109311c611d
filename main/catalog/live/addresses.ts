/** Names the documents of the metadata service: what each is called there, in the cache and in a folder that is carried away. It reads and sends nothing. */
import type { Language } from './schema'

/** One document. A product's endpoints come in one language: they hold hosts alone. */
export type DocumentKey =
  | { kind: 'products'; language: Language }
  | { kind: 'apiDocs'; product: string; version: string; language: Language }
  | { kind: 'api'; product: string; version: string; name: string; language: Language }
  | { kind: 'endpoints'; product: string }

export const languages: readonly Language[] = ['en', 'zh']

const hour = 3_600_000
const day = 24 * hour

/** Milliseconds after which a document is fetched again when it is used. */
export const freshFor = ({ kind }: DocumentKey): number => (kind === 'products' ? day : 7 * day)

const query: Record<Language, string> = { en: '?language=EN_US', zh: '?language=ZH_CN' }

/** What may stand in an address or a file name: product codes, versions and operation names all are like this. */
const plain = /^[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?$/

/** False for text that could lead out of a folder or into another address. */
export const isNameable = (...parts: readonly string[]): boolean => parts.every((part) => plain.test(part) && part.length <= 128)

/** Path and query under the service's base address. Source: the metadata service's own documents. */
export function addressOf(key: DocumentKey): string {
  switch (key.kind) {
    case 'products':
      return `/products.json${query[key.language]}`
    case 'apiDocs':
      return `/products/${key.product}/versions/${key.version}/api-docs.json${query[key.language]}`
    case 'api':
      return `/products/${key.product}/versions/${key.version}/apis/${key.name}/api.json${query[key.language]}`
    case 'endpoints':
      return `/products/${key.product}/endpoints.json`
  }
}

const locales: Record<Language, string> = { en: 'en_us', zh: 'zh_cn' }

/** File name in a folder that people carry and `catalog check` reads; it alone says what the document is. */
export function carriedName(key: DocumentKey): string {
  switch (key.kind) {
    case 'products':
      return `products.${locales[key.language]}.json`
    case 'apiDocs':
      return `api-docs.${key.product}.${key.version}.${locales[key.language]}.json`
    case 'api':
      return `api.${key.product}.${key.version}.${key.name}.${locales[key.language]}.json`
    case 'endpoints':
      return `endpoints.${key.product}.json`
  }
}

const product = String.raw`(?<product>[A-Za-z0-9_-]+)`
const version = String.raw`(?<version>\d{4}-\d{2}-\d{2}|\d{8}|[a-z]+_\d+\.\d+)`
const locale = String.raw`(?:\.(?<locale>en_us|zh_cn))?`
const shapes: [DocumentKey['kind'], RegExp][] = [
  ['products', new RegExp(`^products${locale}\\.json$`, 'i')],
  ['apiDocs', new RegExp(`^api-docs\\.${product}\\.${version}${locale}\\.json$`, 'i')],
  ['api', new RegExp(`^api\\.${product}\\.${version}\\.(?<name>\\w+)${locale}\\.json$`, 'i')],
  ['endpoints', new RegExp(`^endpoints\\.${product}\\.json$`, 'i')],
]

/** The document that a carried file holds; undefined where its name does not say. Without a language it is English. */
export function keyOfCarried(file: string): DocumentKey | undefined {
  for (const [kind, shape] of shapes) {
    const found = shape.exec(file)?.groups
    if (found === undefined) continue
    const language: Language = found['locale']?.toLowerCase() === 'zh_cn' ? 'zh' : 'en'
    const { product: code = '', version: dated = '', name = '' } = found
    switch (kind) {
      case 'products':
        return { kind, language }
      case 'apiDocs':
        return { kind, product: code, version: dated, language }
      case 'api':
        return { kind, product: code, version: dated, name, language }
      case 'endpoints':
        return { kind, product: code }
    }
  }
  return undefined
}

const cacheSuffix = '.json.br'

/** Path in the cache, with slashes. */
export function cachePath(key: DocumentKey): string {
  switch (key.kind) {
    case 'products':
      return `${key.language}/products${cacheSuffix}`
    case 'apiDocs':
      return `${key.language}/${key.product}/${key.version}${cacheSuffix}`
    case 'api':
      return `${key.language}/${key.product}/${key.version}/${key.name}${cacheSuffix}`
    case 'endpoints':
      return `endpoints/${key.product}${cacheSuffix}`
  }
}

/** The document at a path of the cache; undefined for any other file. */
export function keyOfCached(path: string): DocumentKey | undefined {
  if (!path.endsWith(cacheSuffix)) return undefined
  const [first = '', product, version, name] = path.slice(0, -cacheSuffix.length).split(/[\\/]/)
  if (product === undefined) return undefined
  if (first === 'endpoints') return version === undefined ? { kind: 'endpoints', product } : undefined
  const language = languages.find((one) => one === first)
  if (language === undefined) return undefined
  if (version === undefined) return product === 'products' ? { kind: 'products', language } : undefined
  return name === undefined ? { kind: 'apiDocs', product, version, language } : { kind: 'api', product, version, name, language }
}
