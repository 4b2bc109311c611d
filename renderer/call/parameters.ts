/** Form ⇄ parameter values: typing a text into a field, setting and removing nested values, grouping fields. Pure; suggestions and limits warn and never refuse. */
import type { ParameterValue } from '../../shared/call'
import type { Field, Schema, Text } from '../../shared/catalog'
import { jsonText, parseJson } from '../kit/json'

export type Path = readonly (string | number)[]
export type Values = Record<string, ParameterValue>

/** How a field is edited. */
export type Widget = 'text' | 'digits' | 'boolean' | 'list' | 'object' | 'json'

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
    case 'any':
      return 'json'
    case 'string':
    case 'file':
      return 'text'
  }
}

/** The schema itself, or the shared one it names. */
export function resolveSchema<S extends Schema>(schema: S, definitions: Record<string, Schema> | undefined): S {
  const shared = schema.ref === undefined ? undefined : definitions?.[schema.ref]
  return shared ? { ...shared, ...schema, type: shared.type, ...(shared.fields ? { fields: shared.fields } : {}), ...(shared.items ? { items: shared.items } : {}) } : schema
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
      return text
    case 'list':
    case 'object':
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

/** A first value for a field the operator has just added. */
export function blankOf(schema: Schema): ParameterValue {
  const widget = widgetOf(schema)
  if (widget === 'list') return []
  if (widget === 'object') return {}
  if (widget === 'boolean') return schema.default !== 'true'
  return ''
}

export interface Groups<F extends Field> {
  required: F[]
  chosen: F[]
  rest: F[]
}

/** Required fields, then those set or opened by the operator, then the rest; order of the metadata inside each; one name appears once. */
export function groupFields<F extends Field>(fields: readonly F[], values: Values, opened: ReadonlySet<string>): Groups<F> {
  const groups: Groups<F> = { required: [], chosen: [], rest: [] }
  const seen = new Set<string>()
  for (const field of fields) {
    if (seen.has(field.name)) continue
    seen.add(field.name)
    if (field.required === 'yes') groups.required.push(field)
    else if (field.name in values || opened.has(field.name)) groups.chosen.push(field)
    else groups.rest.push(field)
  }
  return groups
}

/** Names that are set but that the metadata does not know. */
export function freeNames(fields: readonly Field[], values: Values): string[] {
  const known = new Set(fields.map((field) => field.name))
  return Object.keys(values).filter((name) => !known.has(name))
}

/** The fields whose name or documentation holds every word of the query. */
export function searchFields<F extends Field>(fields: readonly F[], query: string, language: keyof Text): F[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return [...fields]
  return fields.filter((field) => {
    const haystack = `${field.name} ${textIn(field.doc, language)}`.toLowerCase()
    return words.every((word) => haystack.includes(word))
  })
}

export function textIn(text: Text | undefined, language: keyof Text): string {
  return text?.[language] ?? text?.en ?? text?.zh ?? ''
}

/** Untrusted Markdown as plain text: tags, links and marks taken off, line breaks kept. */
export function plainDoc(markdown: string): string {
  return markdown
    .replace(/<br\s*\/?>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^[ \t]*[*+-][ \t]+/gm, '• ')
    .replace(/^[ \t]*>[ \t]?/gm, '')
    .replace(/(\*\*|__|`)/g, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

export type Warning = 'digits' | 'minimum' | 'maximum' | 'length'

/** What looks wrong about a value by the metadata; a warning only, since metadata errs. */
export function warningOf(schema: Schema, value: ParameterValue | undefined): Warning | undefined {
  if (value === undefined || value === null || value === '' || typeof value === 'object' || hasExpression(String(value))) return undefined
  if (widgetOf(schema) === 'digits') {
    if (typeof value !== 'number' && typeof value !== 'bigint' && !/^-?\d+(\.\d+)?$/.test(String(value))) return 'digits'
    if (schema.minimum !== undefined && Number(value) < Number(schema.minimum)) return 'minimum'
    if (schema.maximum !== undefined && Number(value) > Number(schema.maximum)) return 'maximum'
  }
  return typeof value === 'string' && schema.maxLength !== undefined && value.length > schema.maxLength ? 'length' : undefined
}
