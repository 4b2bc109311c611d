/** Form ⇄ parameter values: typing a text into a field, setting and removing nested values, grouping fields. Pure; it refuses no value. */
import type { ParameterValue } from '../../shared/call'
import type { Field, Paging, Parameter, Schema, Text } from '../../shared/catalog'
import { firstWords } from '../kit/markdown'
import { jsonText, parseJson } from '../kit/json'

export type Path = readonly (string | number)[]
export type Values = Record<string, ParameterValue>

/** How a field is edited. */
export type Widget = 'text' | 'digits' | 'boolean' | 'list' | 'object' | 'map' | 'file' | 'json'

/** Steps into a value beyond which it is edited as JSON text, so that a schema that holds itself ends. */
export const deepestPath = 8

export const isNested = (widget: Widget): boolean => widget === 'list' || widget === 'object' || widget === 'map'

/** The widget at a place: below a certain depth, nested values are JSON text. */
export function widgetAt(schema: Schema, path: Path): Widget {
  const widget = widgetOf(schema)
  return isNested(widget) && path.length > deepestPath ? 'json' : widget
}

export function widgetOf(schema: Schema): Widget {
  switch (schema.type) {
    case 'integer':
    case 'long':
    case 'float':
    case 'number':
      return 'digits'
    case 'boolean':
      return 'boolean'
    case 'array':
      return schema.items ? 'list' : 'json'
    case 'object':
      return schema.fields && schema.fields.length > 0 ? 'object' : 'json'
    case 'map':
      return 'map'
    case 'any':
      return 'json'
    case 'file':
      return 'file'
    case 'string':
      return 'text'
  }
}

/** The schema itself, or the shared one it names, also through several names. */
export function resolveSchema<S extends Schema>(schema: S, definitions: Record<string, Schema> | undefined): S {
  const seen = new Set<string>()
  let shared: Schema | undefined
  for (let ref = schema.ref; ref !== undefined && !seen.has(ref); ref = shared.ref) {
    seen.add(ref)
    const next = definitions?.[ref]
    if (!next) break
    shared = next
  }
  return shared ? { ...shared, ...schema, type: shared.type, ...(shared.fields ? { fields: shared.fields } : {}), ...(shared.items ? { items: shared.items } : {}) } : schema
}

/** Texts that are usually of several lines. */
export function isLong(name: string, schema: Schema, value: ParameterValue | undefined): boolean {
  if (typeof value === 'string' && value.includes('\n')) return true
  return schema.type === 'string' && !schema.values && /(?:document|template|templatebody|script|userdata|commandcontent|policy|^body)$/i.test(name)
}

const hasExpression = (text: string): boolean => text.includes('${')

/** The value a typed text stands for; undefined is "not set". Digits past 2^53 become bigint, and what is not a number stays text for main to judge. */
export function valueOf(schema: Schema, text: string): ParameterValue | undefined {
  if (text === '') return undefined
  if (hasExpression(text)) return text
  switch (widgetOf(schema)) {
    case 'digits': {
      const trimmed = text.trim()
      if (/^(0|-?[1-9]\d*)$/.test(trimmed)) {
        const number = Number(trimmed)
        return Number.isSafeInteger(number) ? number : BigInt(trimmed)
      }
      const number = Number(trimmed)
      return trimmed !== '' && Number.isFinite(number) && String(number) === trimmed ? number : trimmed
    }
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text
    case 'text':
    case 'file':
      return text
    case 'list':
    case 'object':
    case 'map':
    case 'json': {
      const parsed = parseJson(text)
      return parsed.ok ? parsed.value : text
    }
  }
}

/** What a text field shows for a value. */
export function textOf(value: ParameterValue | undefined): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? jsonText(value, 2) : String(value)
}

/** A copy with the value at the path set; undefined removes it, and lists close the gap. */
export function setAt<T extends ParameterValue>(target: T, path: Path, value: ParameterValue | undefined): T {
  const [step, ...rest] = path
  if (step === undefined) return value as T
  const nextTarget = (current: ParameterValue | undefined): ParameterValue =>
    typeof current === 'object' && current !== null ? current : typeof rest[0] === 'number' ? [] : {}
  if (Array.isArray(target)) {
    const index = Number(step)
    const copy = [...target]
    if (rest.length > 0) copy[index] = setAt(nextTarget(copy[index]), rest, value)
    else if (value === undefined) copy.splice(index, 1)
    else copy[index] = value
    return copy as T
  }
  const key = String(step)
  const copy = { ...(target as Values) }
  const old = copy[key]
  if (rest.length > 0) copy[key] = setAt(nextTarget(old), rest, value)
  else if (value === undefined) delete copy[key]
  else copy[key] = value
  return copy as T
}

/** `parameters.Tag[0].Key`: the spelling errors use in `about.field`. */
export function fieldPath(path: Path): string {
  return path.reduce<string>((text, step) => text + (typeof step === 'number' ? `[${step}]` : `.${step}`), 'parameters')
}

/** A first value for a nested field the operator has just added; a scalar is null until something is typed, and a list sends no null. */
export function blankOf(schema: Schema, definitions: Record<string, Schema> | undefined): ParameterValue {
  const widget = widgetOf(schema)
  if (widget === 'list') return [blankOf(resolveSchema(schema.items ?? { type: 'any' }, definitions), undefined)]
  if (widget === 'object' || widget === 'map') return {}
  return null
}

/** Names that every RPC operation lists and hardly any call needs. */
const noise: ReadonlySet<string> = new Set(['ownerid', 'owneraccount', 'resourceownerid', 'resourceowneraccount'])

export interface Groups<F extends Field> {
  required: F[]
  chosen: F[]
  rest: F[]
  /** What is folded away. */
  advanced: F[]
}

/** Fields the wire demands, then those the documentation demands, then those set or opened by the operator, then the rest; order of the metadata inside each; one name appears once. */
export function groupFields<F extends Field>(fields: readonly F[], values: Values, opened: ReadonlySet<string>): Groups<F> {
  const groups: Groups<F> = { required: [], chosen: [], rest: [], advanced: [] }
  const documented: F[] = []
  const seen = new Set<string>()
  for (const field of fields) {
    if (seen.has(field.name)) continue
    seen.add(field.name)
    if (field.required === 'yes') groups.required.push(field)
    else if (field.required === 'doc') documented.push(field)
    else if (Object.hasOwn(values, field.name) || opened.has(field.name)) groups.chosen.push(field)
    else if (noise.has(field.name.toLowerCase())) groups.advanced.push(field)
    else groups.rest.push(field)
  }
  groups.required.push(...documented)
  return groups
}

/** Parameters that the paging plan fills in. */
export function pagingNames(paging: Paging | undefined): ReadonlySet<string> {
  const names = [paging?.pageField, paging?.pageSizeField, paging?.offsetField, paging?.cursorField, paging?.cursorSizeField, ...Object.keys(paging?.extra ?? {})]
  return new Set(names.filter((name) => name !== undefined))
}

/** Where a parameter goes and what it is, in the words of the metadata: `query · array · flat`. */
export function factsOf(field: Field & Partial<Parameter>): string {
  const { position, type, serialisation, format, isWholeBody } = field
  return [position, type, format, isWholeBody === true ? undefined : serialisation].filter((fact) => fact !== undefined).join(' · ')
}

/** Names that are set but that the metadata does not know. */
export function freeNames(fields: readonly Field[], values: Values): string[] {
  const known = new Set(fields.map((field) => field.name))
  return Object.keys(values).filter((name) => !known.has(name))
}

/** The fields whose name or documentation holds every word of the query: first the one of that name, then those whose names begin with it, then those whose names hold it. */
export function searchFields<F extends Field>(fields: readonly F[], query: string, language: keyof Text): F[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return [...fields]
  const wanted = words.join('')
  const rankOf = ({ name }: F): number => {
    const lower = name.toLowerCase()
    return lower === wanted ? 0 : lower.startsWith(wanted) ? 1 : lower.includes(wanted) ? 2 : 3
  }
  return fields
    .filter((field) => {
      const haystack = `${field.name} ${textIn(field.doc, language)}`.toLowerCase()
      return words.every((word) => haystack.includes(word))
    })
    .sort((one, other) => rankOf(one) - rankOf(other))
}

/** One line about a field, for lists. */
export const summaryOf = (field: Schema, language: keyof Text): string => firstWords(textIn(field.doc, language))

export function textIn(text: Text | undefined, language: keyof Text): string {
  return text?.[language] ?? text?.en ?? text?.zh ?? ''
}
