/** The history for the window and the command line: what the store keeps, with what each operation does, page by page. */
import type { HistoryKind, HistoryLine, HistoryPage, HistorySpec } from '../../shared/history'
import type { Catalog } from '../catalog/catalog'
import type { ResultStore } from '../result/result'
import { effectOf } from './mutating'

export interface CallHistory {
  list(spec: HistorySpec): Promise<HistoryPage>
}

export interface HistoryDeps {
  results: Pick<ResultStore, 'history'>
  catalog: Pick<Catalog, 'operation'>
}

export function createHistory({ results, catalog }: HistoryDeps): CallHistory {
  /** By operation: many calls have few. */
  const kinds = new Map<string, Promise<HistoryKind>>()
  const kindOf = ({ product, version, operation }: Omit<HistoryLine, 'kind'>): Promise<HistoryKind> => {
    const key = `${product}/${version}/${operation}`
    const known = kinds.get(key)
    if (known) return known
    const kind = catalog.operation(product, version, operation).then(
      (found): HistoryKind => (effectOf(operation, found).isMutating ? 'change' : 'read'),
      (): HistoryKind => (effectOf(operation, undefined).isMutating ? 'change' : 'read'),
    )
    kinds.set(key, kind)
    return kind
  }
  return {
    async list({ offset, limit, ...search }) {
      const { lines, ...facts } = await results.history(search)
      const all = await Promise.all(lines.map(async (line): Promise<HistoryLine> => ({ ...line, kind: await kindOf(line) })))
      const matching = search.kind === undefined ? all : all.filter(({ kind }) => kind === search.kind)
      return { ...facts, lines: matching.slice(offset, offset + limit), matching: matching.length, matchingBytes: matching.reduce((sum, { bytes }) => sum + bytes, 0) }
    },
  }
}
