/** The words of every operation, and how well a typed word fits each. It is built in small steps, holds no text but words, and decides nothing about order. */
import type { OperationSummary, Product } from '../../shared/catalog'
import { chineseOf } from './glossary'
import { hanPairs, isAlike, latinWords, pairOf } from './searchWords'

/** Where a word stands counts: in the operation's name, in its product, in a Chinese text, in the English summary. */
const weight = { name: 4, product: 3, chinese: 2, summary: 1 } as const

export interface SearchIndex {
  size: number
  /** Adds to `scores`, by operation, how well the word fits (0: not at all); answers how many it fits. */
  scoreLatin(word: string, scores: Float32Array): number
  scoreHan(run: string, scores: Float32Array): number
}

interface Posting {
  word: string
  /** One bit per letter, so that words with other letters are passed over quickly. */
  letters: number
  inNames: number[]
  inSummaries: number[]
}

/** Operations read before others get their turn. */
const step = 1_500
/** Characters of a summary that are read: what an operation does is said first. */
const summaryStart = 80
/** Words that tell no operation from another. */
const empty = new Set('the and for that you can with this one are from all into more information about are not'.split(' '))

const singular = (word: string): string => (word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word)

export async function createSearchIndex(operations: readonly OperationSummary[], products: readonly Product[]): Promise<SearchIndex> {
  const postings = new Map<string, Posting>()
  const pairs = new Map<number, number[]>()
  const lowerNames: string[] = []
  const productNumbers = new Map<string, number>()
  const productOf = new Uint16Array(operations.length)

  const put = (word: string, id: number, field: 'inNames' | 'inSummaries'): void => {
    let posting = postings.get(word)
    if (posting === undefined) postings.set(word, (posting = { word, letters: lettersOf(word), inNames: [], inSummaries: [] }))
    const list = posting[field]
    if (list[list.length - 1] !== id) list.push(id)
  }
  const putPair = (pair: number, id: number): void => {
    const list = pairs.get(pair)
    if (list === undefined) pairs.set(pair, [id])
    else if (list[list.length - 1] !== id) list.push(id)
  }

  for (const [id, { product, name, summary }] of operations.entries()) {
    if (id % step === step - 1) await new Promise((resolve) => setImmediate(resolve))
    lowerNames.push(name.toLowerCase())
    const words = latinWords(name.replace('VSwitch', 'Vswitch'))
    for (const word of words) put(word, id, 'inNames')
    if (summary?.en !== undefined) for (const word of latinWords(summary.en.slice(0, summaryStart))) if (word.length > 2 && !empty.has(word)) put(word, id, 'inSummaries')
    for (const pair of hanPairs(summary?.zh?.slice(0, summaryStart) ?? chineseOf(words))) putPair(pair, id)
    const code = product.toLowerCase()
    let number = productNumbers.get(code)
    if (number === undefined) productNumbers.set(code, (number = productNumbers.size))
    productOf[id] = number
  }

  const named = new Map(products.map((product) => [product.code.toLowerCase(), product]))
  const productWords = [...productNumbers.keys()].map((code) => {
    const { en = '', zh = '' } = named.get(code)?.names ?? {}
    return { words: [code, ...latinWords(code), ...latinWords(en)], pairs: new Set(hanPairs(zh)) }
  })
  const vocabulary = [...postings.values()]

  /** Best fit of each operation; a worse fit by another word counts no more. */
  const raise = (ids: readonly number[], value: number, scores: Float32Array): void => {
    for (const id of ids) if (value > (scores[id] ?? 0)) scores[id] = value
  }
  const raisePosting = ({ inNames, inSummaries }: Posting, quality: number, scores: Float32Array): void => {
    raise(inNames, weight.name * quality, scores)
    raise(inSummaries, weight.summary * quality, scores)
  }
  const raiseProducts = (quality: (words: (typeof productWords)[number]) => number, scores: Float32Array): void => {
    const qualities = productWords.map(quality)
    if (qualities.every((value) => value === 0)) return
    for (let id = 0; id < productOf.length; id++) {
      const value = qualities[productOf[id] ?? 0] ?? 0
      if (value > (scores[id] ?? 0)) scores[id] = value
    }
  }
  const count = (scores: Float32Array): number => scores.reduce((sum, value) => sum + (value > 0 ? 1 : 0), 0)

  return {
    size: operations.length,
    scoreLatin: (word, scores) => {
      const stem = singular(word)
      for (const posting of vocabulary) if (posting.word.startsWith(stem)) raisePosting(posting, qualityOf(word, stem, posting.word), scores)
      raiseProducts(({ words }) => weight.product * Math.max(0, ...words.map((own) => (own.startsWith(stem) ? qualityOf(word, stem, own) : 0))), scores)
      let found = count(scores)
      if (found > 0) return found
      if (word.length >= 3) {
        // Run together or out of the middle: `describeinst`, `fileserver`.
        for (let id = 0; id < lowerNames.length; id++) if (lowerNames[id]?.includes(word)) scores[id] = weight.name * 0.7
        found = count(scores)
      }
      if (found > 0 || word.length < 4) return found
      const most = word.length < 6 ? 1 : 2
      const letters = lettersOf(word)
      for (const posting of vocabulary) if (bitsOf(letters ^ posting.letters) <= 2 * most + 1 && isAlike(stem, singular(posting.word), most)) raisePosting(posting, 0.3, scores)
      raiseProducts(({ words }) => (words.some((own) => isAlike(word, own, most)) ? weight.product * 0.3 : 0), scores)
      return count(scores)
    },
    scoreHan: (run, scores) => {
      if (run.length === 1) {
        const code = run.charCodeAt(0)
        for (const [pair, ids] of pairs) if (pair >= pairOf(code, 0) && pair < pairOf(code + 1, 0)) raise(ids, weight.chinese * 0.5, scores)
        return count(scores)
      }
      const wanted = hanPairs(run)
      const hits = new Uint8Array(operations.length)
      for (const pair of wanted) for (const id of pairs.get(pair) ?? []) hits[id] = (hits[id] ?? 0) + 1
      const shares = productWords.map(({ pairs: own }) => wanted.filter((pair) => own.has(pair)).length)
      for (let id = 0; id < hits.length; id++) {
        const own = (hits[id] ?? 0) / wanted.length
        const product = (shares[productOf[id] ?? 0] ?? 0) / wanted.length
        // A pair across two words, such as 询实 in 查询实例, need not stand in the text.
        const share = Math.max(own, product)
        if (share >= 0.4) scores[id] = weight.chinese * share + (own > 0 && product > 0 ? 0.5 : 0)
      }
      return count(scores)
    },
  }
}

function lettersOf(word: string): number {
  let letters = 0
  for (let at = 0; at < word.length; at++) letters |= 1 << (word.charCodeAt(at) & 31)
  return letters
}

function bitsOf(mask: number): number {
  let bits = 0
  for (let rest = mask; rest !== 0; rest &= rest - 1) bits++
  return bits
}

/** 1 for the word itself, a little less for its other number, less for a beginning the shorter it is. */
function qualityOf(word: string, stem: string, own: string): number {
  if (own === word) return 1
  if (singular(own) === stem) return 0.95
  return own.startsWith(word) ? 0.45 + 0.35 * (word.length / own.length) : 0.4
}
