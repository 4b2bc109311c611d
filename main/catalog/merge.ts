/** Merges what several sources say about one thing, field by field: structure from the first that has it, text by language from whoever has it. */
import type { Field, OperationSummary, Parameter, Schema, Text } from '../../shared/catalog'
import type { EndpointFacts } from './endpoints'
import { operationKey } from './format'
import type { SourceOperation, SourceProduct } from './sources'

/** The first source's text, languages that it lacks from the next. */
function mergeText(first: Text | undefined, next: Text | undefined): Text | undefined {
  return first && next ? { ...next, ...first } : (first ?? next)
}

export function mergeProducts(lists: readonly (readonly SourceProduct[])[]): SourceProduct[] {
  const products = new Map<string, SourceProduct>()
  for (const product of lists.flat()) {
    const key = product.code.toLowerCase()
    const first = products.get(key)
    products.set(key, first ? { ...product, ...first, names: { ...product.names, ...first.names }, versions: [...new Set([...first.versions, ...product.versions])].sort() } : product)
  }
  return [...products.values()].sort((a, b) => (a.code.toLowerCase() < b.code.toLowerCase() ? -1 : 1))
}

export function mergeSummaries(lists: readonly (readonly OperationSummary[])[]): OperationSummary[] {
  const summaries = new Map<string, OperationSummary>()
  for (const summary of lists.flat()) {
    const key = operationKey(summary)
    const first = summaries.get(key)
    const text = first && mergeText(first.summary, summary.summary)
    summaries.set(key, first ? { ...summary, ...first, ...(text === undefined ? {} : { summary: text }) } : summary)
  }
  return [...summaries.values()]
}

/** Undefined where no source knows the operation. */
export function mergeOperations(found: readonly (SourceOperation | undefined)[]): SourceOperation | undefined {
  return found.filter((operation) => operation !== undefined).reduce<SourceOperation | undefined>((first, next) => (first ? mergeTwo(first, next) : next), undefined)
}

function mergeTwo(first: SourceOperation, next: SourceOperation): SourceOperation {
  const byName = new Map(next.parameters.map((parameter) => [parameter.name, parameter]))
  const summary = mergeText(first.summary, next.summary)
  const doc = mergeText(first.doc, next.doc)
  const response = first.response && next.response ? mergeWords(first.response, next.response) : (first.response ?? next.response)
  return {
    ...next,
    ...first,
    ...(summary === undefined ? {} : { summary }),
    ...(doc === undefined ? {} : { doc }),
    ...(response === undefined ? {} : { response }),
    parameters: first.parameters.map((parameter): Parameter => mergeWords(parameter, byName.get(parameter.name))),
  }
}

/** The first schema's structure with words and suggestions that only the second has. */
function mergeWords<S extends Schema>(first: S, next: Schema | undefined): S {
  if (next === undefined) return first
  const doc = mergeText(first.doc, next.doc)
  const values = first.values ?? next.values
  const example = first.example ?? next.example
  const byName = new Map(next.fields?.map((field) => [field.name, field]))
  return {
    ...first,
    ...(doc === undefined ? {} : { doc }),
    ...(values === undefined ? {} : { values }),
    ...(example === undefined ? {} : { example }),
    ...(first.items === undefined ? {} : { items: mergeWords(first.items, next.items) }),
    ...(first.fields === undefined ? {} : { fields: first.fields.map((field): Field => mergeWords(field, byName.get(field.name))) }),
  }
}

/** Published hosts of the first source that names the region; the SDK's facts of the first that has them. */
export function mergeEndpoints(found: readonly (EndpointFacts | undefined)[]): EndpointFacts {
  const facts = found.filter((one) => one !== undefined)
  const published = facts.toReversed().reduce<NonNullable<EndpointFacts['published']>>((all, one) => ({ ...all, ...one.published }), {})
  const sdk = facts.find((one) => one.sdk !== undefined)?.sdk
  return { ...(Object.keys(published).length === 0 ? {} : { published }), ...(sdk === undefined ? {} : { sdk }) }
}
