/** The real embedded catalogue for tests: made from the installed packages once, then up to date. */
import { resolve } from 'node:path'
import { createCatalog } from '../../../main/catalog/create'
import type { Catalog } from '../../../main/catalog/catalog'
import type { Operation, Paging } from '../../../shared/catalog'
import { generateCatalogue } from '../../../main/catalog/generate/generate'

const root = resolve(import.meta.dirname, '../../..')
export const folder = resolve(root, 'resources/catalogue')
/** Milliseconds for making it on a busy machine. */
export const makingTime = 90_000
/** Real answers of the metadata service, where they are at hand beside the repository. */
export const metadataFolder = resolve(root, '../shared/design/metadata')

export async function openCatalogue(): Promise<Catalog> {
  await generateCatalogue(resolve(root, 'node_modules/@alicloud'), folder)
  return createCatalog({ folder })
}

/** `Name!:type@position/serialisation`; `!` where the wire demands it, `?` where only the documentation does; a plain query parameter without position. */
export const formOf = ({ parameters }: Operation): string[] =>
  parameters
    .filter(({ name }) => !/^(?:Resource)?Owner(?:Id|Account)$/.test(name))
    .map(({ name, type, position, required, serialisation }) => `${name}${required === 'yes' ? '!' : required === 'doc' ? '?' : ''}:${type}${position === 'query' ? '' : `@${position}`}${serialisation === undefined ? '' : `/${serialisation}`}`)

/** A plan without its source, for comparing facts. */
export function planOf(operation: Operation | undefined): Omit<Paging, 'source'> | undefined {
  if (operation?.paging === undefined) return undefined
  return Object.fromEntries(Object.entries(operation.paging).filter(([key]) => key !== 'source')) as Omit<Paging, 'source'>
}
