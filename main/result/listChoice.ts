/** Chooses among the lists of an answer the one that is its rows, by names and shape. Source: the rule of the paging catalogue, checked by hand against 270 operations. */
import type { PathStep } from '../../shared/jsonPath'
import { scalarText } from './exactJson'
import { isListText } from './jsonText'

interface Candidate {
  steps: string[]
  score: number
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const plain = (name: string): string => name.toLowerCase().replace(/[_-]/g, '')

/** Lists that describe an answer or an object and are hardly ever what was asked for. */
const sideLists = new Set(['columns', 'headers', 'tags', 'tag', 'errors', 'error', 'params', 'filters', 'messages', 'labels', 'warnings', 'dimensions', 'links', 'schema', 'fields', 'recommend'])
const rowNames = new Set(['rows', 'items', 'list', 'data', 'result', 'results', 'records', 'datapoints'])
const totalName = /total(count|num|number|size|items|records?|recordcount)?$/
const nextName = /(next.*(token|marker)|nextmarker|^marker|istruncated|hasmore)$/
/** Scalars that stand beside any list and describe the answer, not an object. */
const answerName = /(total|page|size|next|count|requestid|max|marker|truncated|token|code|message|success|status|limit|offset|region|id$)/

const deepest = 5

/** Steps to the best list, or undefined where the answer rather is one object. */
export function bestList(tree: Record<string, unknown>, operation: string): PathStep[] | undefined {
  const words = wordsOf(operation)
  const best = (isWanted: (value: unknown) => boolean): Candidate | undefined => {
    const candidates: Candidate[] = []
    collect(tree, [], undefined, words, isWanted, candidates)
    return candidates.filter(({ score }) => score > 0).reduce<Candidate | undefined>((top, next) => (top && top.score >= next.score ? top : next), undefined)
  }
  const found = best(Array.isArray) ?? best((value) => typeof value === 'string' && isListText(value))
  return found?.steps.map((key) => ({ key }))
}

function collect(holder: Record<string, unknown>, path: string[], outer: Record<string, unknown> | undefined, words: string[], isWanted: (value: unknown) => boolean, into: Candidate[]): void {
  for (const [key, value] of Object.entries(holder)) {
    if (isWanted(value)) into.push({ steps: [...path, key], score: scoreOf(holder, [...path, key], value, outer, words) })
    else if (isObject(value) && path.length < deepest) collect(value, [...path, key], holder, words, isWanted, into)
  }
}

function scoreOf(holder: Record<string, unknown>, steps: string[], value: unknown, outer: Record<string, unknown> | undefined, words: string[]): number {
  const names = steps.slice(-2).map(plain)
  const name = names.at(-1) ?? ''
  const isWrapped = outer !== undefined && Object.keys(holder).length === 1
  const scope = isWrapped ? outer : holder
  const isShared = words.some((word) => names.some((part) => part.includes(word)))
  const first: unknown = Array.isArray(value) ? value[0] : value
  const isSide = sideLists.has(name) && !isShared
  return (
    (isObject(first) ? 8 : first === undefined ? 4 : rowNames.has(name) ? 6 : typeof value === 'string' ? 4 : 0) +
    (isShared ? 4 : 0) +
    (hasCount(scope) ? 3 : 0) -
    steps.length -
    (isSide ? 30 : 0) -
    (describesObject(scope) ? 6 : 0)
  )
}

const hasCount = (holder: Record<string, unknown>): boolean => Object.keys(holder).some((key) => totalName.test(plain(key)) || nextName.test(plain(key)))

/** Three or more scalars that are about one thing: the lists beside them are its details. */
function describesObject(holder: Record<string, unknown>): boolean {
  const scalars = Object.entries(holder).filter(([key, value]) => scalarText(value) !== undefined && !answerName.test(plain(key)))
  return scalars.length >= 3
}

/** `DescribeDBInstances` → `dbinstance`, `instance`; the verb says nothing. */
function wordsOf(operation: string): string[] {
  const parts = operation.match(/[A-Z]+(?![a-z])|[A-Z][a-z0-9]*|[a-z0-9]+/g) ?? []
  return parts
    .slice(1)
    .map((part) => part.toLowerCase().replace(/ies$/, 'y').replace(/(ss|[^s])s$/, '$1'))
    .filter((part) => part.length > 2 && !/^v\d+$/.test(part) && part !== 'for' && part !== 'list')
}

/** True where the answer says that there are no rows, and nothing else. */
export function isZeroTotal(tree: Record<string, unknown>): boolean {
  if (describesObject(tree)) return false
  const holders = [tree, ...Object.values(tree).filter(isObject)]
  return holders.some((holder) => Object.entries(holder).some(([key, value]) => totalName.test(plain(key)) && scalarText(value) === '0'))
}
