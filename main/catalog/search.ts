/** Finds operations by what people type: parts of names, product codes, words of the summaries in both languages, with typing errors. It is built when first needed and holds only the index. */
import type { OperationSummary, Product } from '../../shared/catalog'
import { operationKey } from './format'
import { createSearchIndex, type SearchIndex } from './searchIndex'
import { hanRuns, latinWords } from './searchWords'

/** How often the operator called an operation, by `Ecs/2014-05-26/DescribeInstances` in any letter case. */
export type Uses = () => ReadonlyMap<string, number>

export interface Search {
  /** At most `limit` operations, best first; an empty text finds nothing. */
  find(text: string, limit: number): OperationSummary[]
}

/** Products whose operations come first among equals: those the main job touches. */
const common = new Set(['ecs', 'vpc', 'ram', 'rds', 'resourcemanager', 'sts', 'sas', 'actiontrail', 'cs'])
/** What is typed beyond this says nothing more. */
const mostTerms = 8

export async function createSearch(summaries: readonly OperationSummary[], products: readonly Product[], uses?: Uses): Promise<Search> {
  const index = await createSearchIndex(summaries, products)
  const boosts = Float32Array.from(summaries, boostOf)
  const plain = summaries.map(({ product, name }) => ({ name: name.toLowerCase(), full: (product + name).toLowerCase() }))
  const byKey = new Map(summaries.map((summary, id) => [operationKey(summary), id]))

  return {
    find: (text, limit) => {
      const typed = text.trim()
      if (typed === '') return []
      const scores = scoresOf(index, typed)
      const joined = typed.toLowerCase().replace(/[\s_-]+/g, '')
      const used = new Map([...(uses?.() ?? [])].flatMap(([key, count]): [number, number][] => [[byKey.get(key.toLowerCase()) ?? -1, count]]))
      const best = createBest(limit)
      for (let id = 0; id < scores.length; id++) {
        const score = scores[id] ?? 0
        if (score > 0) best.offer(id, score * (boosts[id] ?? 1) * nearness(plain[id], joined) * (1 + Math.log2(1 + (used.get(id) ?? 0))))
      }
      // `Ecs/2014-05-26/DescribeInstances` as copied from elsewhere.
      const exact = byKey.get(typed.toLowerCase())
      const ids = [...(exact === undefined ? [] : [exact]), ...best.ids().filter((id) => id !== exact)]
      return ids.slice(0, limit).flatMap((id) => summaries[id] ?? [])
    },
  }
}

/** Operations that every word fits; where there are none, those that any word fits. A rare word says more than a common one. */
function scoresOf(index: SearchIndex, typed: string): Float32Array {
  const terms = [...new Set(latinWords(typed))].slice(0, mostTerms).map((word) => (scores: Float32Array) => index.scoreLatin(word, scores))
  terms.push(...hanRuns(typed).slice(0, mostTerms).map((run) => (scores: Float32Array) => index.scoreHan(run, scores)))
  const all = new Float32Array(index.size)
  const matched = new Uint8Array(index.size)
  for (const term of terms) {
    const scores = new Float32Array(index.size)
    const rarity = Math.log(1 + index.size / Math.max(1, term(scores)))
    for (let id = 0; id < scores.length; id++) {
      const score = scores[id] ?? 0
      if (score === 0) continue
      all[id] = (all[id] ?? 0) + score * rarity
      matched[id] = (matched[id] ?? 0) + 1
    }
  }
  if (matched.some((count) => count === terms.length)) for (let id = 0; id < all.length; id++) if (matched[id] !== terms.length) all[id] = 0
  return all
}

/** Keeps the best few in order; of equals the first offered. */
function createBest(limit: number): { offer(id: number, score: number): void; ids(): number[] } {
  const kept: { id: number; score: number }[] = []
  return {
    offer: (id, score) => {
      const last = kept[kept.length - 1]
      if (kept.length >= limit && (last === undefined || score <= last.score)) return
      let place = kept.length
      while (place > 0 && (kept[place - 1]?.score ?? 0) < score) place--
      kept.splice(place, 0, { id, score })
      if (kept.length > limit) kept.pop()
    },
    ids: () => kept.map(({ id }) => id),
  }
}

/** Reading operations with short names are more likely meant; deprecated ones hardly ever. */
const boostOf = ({ product, name, deprecated, kind }: OperationSummary): number =>
  (deprecated ? 0.2 : 1) * (kind === 'read' ? 1.6 : 1) * (common.has(product.toLowerCase()) ? 1.4 : 1) * (1 + 1 / latinWords(name).length)

/** What was typed, run together, is the name or begins it, perhaps after the product. */
function nearness(operation: { name: string; full: string } | undefined, joined: string): number {
  if (operation === undefined) return 0
  const { name, full } = operation
  if (name === joined || full === joined) return 8
  return name.startsWith(joined) || full.startsWith(joined) ? 4 : 1
}
