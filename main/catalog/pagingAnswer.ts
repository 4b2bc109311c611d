/** Walks a response schema for what paging needs: the next cursor, the total and the rows. It stays outside arrays and stops at recursion. */
import type { Schema } from '../../shared/catalog'
import { formatJsonPath } from '../../shared/jsonPath'
import { plainName, singular, wordsOf } from './names'
import { isScalar, rankOfNext, rankOfTotal, weakTotal } from './pagingFields'

const deepest = 6

interface Place {
  schema: Schema
  keys: string[]
}

export interface AnswerFields {
  nextPath?: string
  totalPath?: string
  isTotalWeak?: boolean
  rows: RowPlace[]
}

export interface RowPlace {
  path: string
  /** Objects, rather than plain values. */
  hasObjects: boolean
  /** Words of its name that the operation's name shares. */
  shared: number
  /** Stands beside the total or the next cursor, itself or its wrapper. */
  isBeside: boolean
  /** Keys from the root, a wrapper such as `Instances.Instance` counted once. */
  depth: number
}

/** Every scalar and array outside arrays, shallowest first. */
function placesOf(root: Schema, definitions: Record<string, Schema>): Place[] {
  const places: Place[] = []
  let level: Place[] = [{ schema: root, keys: [] }]
  for (let depth = 0; depth <= deepest && level.length > 0; depth++) {
    const next: Place[] = []
    for (const { schema, keys } of level) {
      const real = schema.ref === undefined ? schema : { ...definitions[schema.ref], ...schema }
      places.push({ schema: real, keys })
      if (real.type === 'object') next.push(...(real.fields ?? []).map((field) => ({ schema: field, keys: [...keys, field.name] })))
    }
    level = next
  }
  return places
}

export function answerFields(operation: string, response: Schema | undefined, definitions: Record<string, Schema>, cursorParameter: string | undefined): AnswerFields {
  if (response === undefined) return { rows: [] }
  const places = placesOf(response, definitions)
  const next = best(places, (name) => rankOfNext(name, cursorParameter))
  const total = best(places, rankOfTotal)
  const marks = [next, total].flatMap((place) => (place === undefined ? [] : [parentOf(place.keys)]))
  return {
    ...(next === undefined ? {} : { nextPath: pathOf(next.keys) }),
    ...(total === undefined ? {} : { totalPath: pathOf(total.keys), ...(rankOfTotal(total.keys.at(-1) ?? '') === weakTotal ? { isTotalWeak: true } : {}) }),
    rows: rowPlaces(operation, places, marks),
  }
}

/** The best-named scalar, the shallowest of equals. */
function best(places: Place[], rank: (name: string) => number | undefined): Place | undefined {
  let found: { place: Place; rank: number } | undefined
  for (const place of places) {
    const name = place.keys.at(-1)
    const value = name === undefined || !isScalar(place.schema) ? undefined : rank(name)
    if (value !== undefined && (found === undefined || value < found.rank)) found = { place, rank: value }
  }
  return found?.place
}

/** Arrays that accompany rows and are hardly ever the rows. */
const accompanying = new Set(
  'column header tag error param parameter filter message label warning failedresult sort dimension key notice dynamicmessage orderby field fieldname nonexistid requestid accessdeniedaccount'.split(' '),
)
/** Names that say "rows" even where the values are plain. */
const rowNames = new Set('row item list data record result entry element value content'.split(' '))

function rowPlaces(operation: string, places: Place[], marks: string[]): RowPlace[] {
  const words = new Set(wordsOf(operation).slice(1).map(singular))
  const arrays = places.flatMap(({ schema, keys }): { place: RowPlace; isAccompanying: boolean }[] => {
    if (schema.type !== 'array') return []
    const name = keys.at(-1) ?? ''
    const wrapper = isWrapped(keys, places) ? (keys.at(-2) ?? '') : ''
    const own = new Set([...wordsOf(name), ...wordsOf(wrapper)].map(singular))
    const shared = [...own].filter((word) => words.has(word)).length
    const outer = wrapper === '' ? keys : keys.slice(0, -1)
    const item = schema.items
    const isObject = item === undefined || item.type === 'object' || item.type === 'map' || item.type === 'any' || item.ref !== undefined
    return [
      {
        place: { path: pathOf(keys), hasObjects: isObject || rowNames.has(singular(plainName(name))), shared, isBeside: marks.includes(parentOf(outer)), depth: outer.length },
        isAccompanying: shared === 0 && (accompanying.has(singular(plainName(name))) || accompanying.has(singular(plainName(wrapper)))),
      },
    ]
  })
  const likely = arrays.filter(({ isAccompanying }) => !isAccompanying)
  const rows = (likely.length > 0 ? likely : arrays).map(({ place }) => place)
  if (rows.length === 0) return textRows(places)
  return rows.sort((a, b) => Number(b.hasObjects) - Number(a.hasObjects) || b.shared - a.shared || Number(b.isBeside) - Number(a.isBeside) || a.depth - b.depth)
}

/** `Instances.Instance`: an object whose only field is the array. */
function isWrapped(keys: string[], places: Place[]): boolean {
  if (keys.length < 2) return false
  const parent = places.find((place) => place.schema.type === 'object' && parentOf(place.keys) === parentOf(keys.slice(0, -1)) && place.keys.at(-1) === keys.at(-2))
  return parent?.schema.fields?.length === 1
}

/** Rows that the API writes as JSON text, such as the data points of DescribeMetricList. */
function textRows(places: Place[]): RowPlace[] {
  const text = places.find(({ schema, keys }) => keys.length > 0 && schema.type === 'string' && schema.example?.trimStart().startsWith('['))
  return text === undefined ? [] : [{ path: pathOf(text.keys), hasObjects: true, shared: 0, isBeside: true, depth: text.keys.length }]
}

const parentOf = (keys: string[]): string => pathOf(keys.slice(0, -1))
/** `$` for an answer that is itself the list. */
const pathOf = (keys: string[]): string => (keys.length === 0 ? '$' : formatJsonPath(keys.map((key) => ({ key }))))
