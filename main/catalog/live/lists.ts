/** Keeps the operations of every fetched product by name, for lists and search, so that no document need be opened for them. What it holds can always be made anew from the documents. */
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import type { OperationSummary } from '../../../shared/catalog'
import { mergeSummaries } from '../merge'
import { languages } from './addresses'
import type { Language } from './schema'

export interface OperationLists {
  /** Both languages as one; empty for a product that was never fetched. */
  of(product: string, version: string): Promise<readonly OperationSummary[]>
  all(): Promise<readonly OperationSummary[]>
  write(product: string, version: string, language: Language, operations: readonly OperationSummary[]): Promise<void>
}

const suffix = '.list.json'

/** Name, kind, `1` where deprecated, and the summary by language. */
type Line = [name: string, kind: OperationSummary['kind'], deprecated: 0 | 1, summary?: OperationSummary['summary']]

export function createOperationLists(folder: string): OperationLists {
  let lists: Promise<Map<string, readonly OperationSummary[]>> | undefined

  const readAll = async (): Promise<Map<string, readonly OperationSummary[]>> => {
    const names = (await readdir(folder, { recursive: true }).catch(() => [])).filter((name) => name.endsWith(suffix))
    const read = await Promise.all(
      names.map(async (name): Promise<[string, OperationSummary[]]> => {
        const [, product = '', version = ''] = name.slice(0, -suffix.length).split(/[\\/]/)
        const lines = await readFile(join(folder, name), 'utf8').then((text) => JSON.parse(text) as Line[]).catch(() => [])
        return [keyOf(name), lines.map((line) => summaryOf(product, version, line))]
      }),
    )
    return new Map(read)
  }
  const load = (): Promise<Map<string, readonly OperationSummary[]>> => (lists ??= readAll())

  return {
    of: async (product, version) => {
      const known = await load()
      return mergeSummaries(languages.map((language) => known.get(keyOf(pathOf(product, version, language))) ?? []))
    },
    all: async () => {
      const known = await load()
      return mergeSummaries(languages.map((language) => [...known].filter(([key]) => key.startsWith(`${language}/`)).flatMap(([, operations]) => operations)))
    },
    write: async (product, version, language, operations) => {
      const name = pathOf(product, version, language)
      const lines = operations.map(({ name: operation, kind, deprecated, summary }): Line => [operation, kind, deprecated ? 1 : 0, ...(summary === undefined ? ([] as const) : ([summary] as const))])
      await mkdir(dirname(join(folder, name)), { recursive: true, mode: 0o700 })
      await writeFileAtomic(join(folder, name), JSON.stringify(lines), { mode: 0o600 })
      ;(await load()).set(keyOf(name), operations)
    },
  }
}

const pathOf = (product: string, version: string, language: Language): string => `${language}/${product}/${version}${suffix}`
const keyOf = (path: string): string => path.replaceAll('\\', '/').toLowerCase()

const summaryOf = (product: string, version: string, [name, kind, deprecated, summary]: Line): OperationSummary => ({
  product,
  version,
  name,
  kind,
  ...(summary === undefined ? {} : { summary }),
  ...(deprecated === 1 ? { deprecated: true } : {}),
})
