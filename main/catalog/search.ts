/** Finds operations by what people type: parts of names, product codes, words of the summaries in both languages, with typing errors. It is built when first needed and holds only the index. */
import MiniSearch from 'minisearch'
import type { OperationSummary, Product } from '../../shared/catalog'
import { chineseOf } from './glossary'
import { operationKey } from './format'
import { wordsOf } from './names'

export interface Search {
  /** At most `limit` operations, best first; an empty text finds nothing. */
  find(text: string, limit: number): OperationSummary[]
}

interface Entry {
  id: number
  product: string
  name: string
  words: string
  chinese: string
}

/** Products whose operations come first among equals: those the main job touches. */
const common = new Set(['ecs', 'vpc', 'ram', 'rds', 'resourcemanager', 'sts', 'sas', 'actiontrail', 'cs'])

/** Operations indexed before others get their turn. */
const chunk = 200

export async function createSearch(summaries: readonly OperationSummary[], products: readonly Product[]): Promise<Search> {
  const names = new Map(products.map(({ code, names: text }) => [code, text]))
  const index = new MiniSearch<Entry>({
    fields: ['name', 'product', 'words', 'chinese'],
    tokenize: (text, field) => (field === 'chinese' ? pairsOf(text) : termsOf(text)),
    processTerm: (term) => term,
  })
  await index.addAllAsync(
    summaries.map(({ product, name, summary }, id) => ({
      id,
      product: `${product} ${names.get(product)?.en ?? ''}`,
      name: `${name} ${name.toLowerCase()}`,
      words: summary?.en ?? '',
      chinese: [names.get(product)?.zh ?? '', summary?.zh ?? chineseOf(name)].join(' '),
    })),
    { chunkSize: chunk },
  )
  const boosts = summaries.map(boostOf)
  const plain = summaries.map(({ product, name }) => ({ name: name.toLowerCase(), full: (product + name).toLowerCase() }))
  const byKey = new Map(summaries.map((summary, id) => [operationKey(summary), id]))

  const query = (text: string, combineWith: 'AND' | 'OR') =>
    index.search(text, {
      combineWith,
      tokenize: (typed) => [...termsOf(typed), ...pairsOf(typed)],
      prefix: true,
      fuzzy: (term) => (/^\p{Script=Han}/u.test(term) || term.length < 4 ? false : 0.2),
      weights: { prefix: 0.7, fuzzy: 0.3 },
      boost: { name: 4, product: 3, chinese: 2, words: 1 },
    })

  return {
    find: (text, limit) => {
      const typed = text.trim()
      if (typed === '') return []
      const strict = query(typed, 'AND')
      const joined = typed.toLowerCase().replace(/[\s_-]+/g, '')
      const ranked = (strict.length > 0 ? strict : query(typed, 'OR'))
        .map(({ id, score }) => ({ id: id as number, score: score * (boosts[id as number] ?? 1) * nearness(plain[id as number], joined) }))
        .sort((a, b) => b.score - a.score || a.id - b.id)
      // `Ecs/2014-05-26/DescribeInstances` as copied from elsewhere.
      const exact = byKey.get(typed.toLowerCase())
      const ids = [...(exact === undefined ? [] : [exact]), ...ranked.map(({ id }) => id).filter((id) => id !== exact)]
      return ids.slice(0, limit).flatMap((id) => summaries[id] ?? [])
    },
  }
}

/** Reading operations with short names are more likely meant; deprecated ones hardly ever. */
const boostOf = ({ product, name, deprecated, kind }: OperationSummary): number =>
  (deprecated ? 0.2 : 1) * (kind === 'read' ? 1.6 : 1) * (common.has(product.toLowerCase()) ? 1.4 : 1) * (1 + 1 / wordsOf(name).length)

/** What was typed, run together, is the name or begins it, perhaps after the product. */
function nearness(operation: { name: string; full: string } | undefined, joined: string): number {
  if (operation === undefined) return 0
  const { name, full } = operation
  if (name === joined || full === joined) return 8
  return name.startsWith(joined) || full.startsWith(joined) ? 4 : 1
}

/** Latin words in lower case, names split at their capitals and kept whole too. */
function termsOf(text: string): string[] {
  const latin = text.replace(/\p{Script=Han}+/gu, ' ')
  const whole = latin.toLowerCase().split(/[^\p{L}\p{N}-]+/u)
  return [...new Set([...wordsOf(latin), ...whole.filter((word) => word.length > 1)])]
}

/** Chinese by pairs of characters: 查询实例 → 查询, 询实, 实例; a single character stands alone. */
function pairsOf(text: string): string[] {
  const runs = text.match(/\p{Script=Han}+/gu) ?? []
  return runs.flatMap((run) => (run.length === 1 ? [run] : [...run].slice(0, -1).map((character, place) => character + run.charAt(place + 1))))
}
