/** Turns schemas of the metadata service into ours. References are written out; a schema that contains itself becomes a reference, and size is capped, so that no document can exhaust the form. */
import type { Field, Schema, SchemaType, Text } from '../../../shared/catalog'
import { readDefault, readRange, readValues } from '../prose'

export type Language = 'en' | 'zh'

/** The parts of a published schema that are read; everything may be absent. */
export interface MetaSchema {
  type?: string
  format?: string
  description?: string
  example?: unknown
  required?: unknown
  docRequired?: unknown
  default?: unknown
  enum?: unknown[]
  enumValueTitles?: Record<string, unknown>
  minimum?: unknown
  maximum?: unknown
  maxLength?: unknown
  pattern?: unknown
  items?: MetaSchema
  properties?: Record<string, MetaSchema>
  additionalProperties?: unknown
  $ref?: string
  deprecated?: unknown
}

export interface SchemaReader {
  read(schema: MetaSchema): Schema
  fields(schema: MetaSchema): Field[]
  /** Schemas that contain themselves, by name. */
  definitions: Record<string, Schema>
}

/** Nodes one operation may have before further references stay references. */
const mostNodes = 20_000
const deepest = 24

export function createSchemaReader(components: Record<string, MetaSchema>, language: Language): SchemaReader {
  const definitions: Record<string, Schema> = {}
  let nodes = 0

  const read = (schema: MetaSchema, open: readonly string[], depth: number): Schema => {
    nodes++
    const name = schema.$ref === undefined ? undefined : /^#\/components\/schemas\/(.+)$/.exec(schema.$ref)?.[1]
    if (name !== undefined) return follow(schema, name, open, depth)
    const type = typeOf(schema)
    const isTooDeep = depth >= deepest
    return {
      type,
      ...described(schema, type, language),
      ...(type === 'array' && !isTooDeep ? { items: schema.items ? read(schema.items, open, depth + 1) : { type: 'any' as const } } : {}),
      ...(type === 'object' && schema.properties && !isTooDeep ? { fields: fieldsOf(schema, open, depth) } : {}),
    }
  }
  const fieldsOf = (schema: MetaSchema, open: readonly string[], depth: number): Field[] =>
    Object.entries(schema.properties ?? {}).map(([name, property]) => ({ name, ...read(property, open, depth + 1) }))

  const follow = (schema: MetaSchema, name: string, open: readonly string[], depth: number): Schema => {
    const target = components[name]
    const own = described(schema, 'object', language)
    if (target === undefined) return { type: 'any', ...own }
    if (open.includes(name) || nodes > mostNodes) {
      if (!(name in definitions)) {
        definitions[name] = { type: typeOf(target) }
        definitions[name] = read(target, [name], 0)
      }
      return { type: typeOf(target), ref: name, ...own }
    }
    return { ...read(target, [...open, name], depth + 1), ...own }
  }

  return { read: (schema) => read(schema, [], 0), fields: (schema) => fieldsOf(schema, [], 0), definitions }
}

function typeOf({ type, format, properties, items, additionalProperties }: MetaSchema): SchemaType {
  switch (type) {
    case 'integer':
      return format === 'int64' ? 'long' : 'integer'
    case 'number':
      return format === 'float' || format === 'double' ? 'float' : 'number'
    case 'boolean':
    case 'array':
      return type
    case 'string':
      return format === 'binary' ? 'file' : 'string'
    case 'object':
      return properties === undefined && additionalProperties !== undefined ? 'map' : 'object'
    default:
      return properties ? 'object' : items ? 'array' : 'any'
  }
}

function described(schema: MetaSchema, type: SchemaType, language: Language): Partial<Schema> {
  const doc = textIn(schema.description, language)
  const words = schema.description ?? ''
  const isNumber = type === 'integer' || type === 'long' || type === 'float' || type === 'number'
  const range = isNumber ? readRange(words) : {}
  const minimum = scalar(schema.minimum) ?? range.minimum
  const maximum = scalar(schema.maximum) ?? range.maximum
  const preset = scalar(schema.default) ?? (isNumber || type === 'string' ? readDefault(words) : undefined)
  const values = isNumber || type === 'string' ? valuesOf(schema, language) : []
  const example = scalar(schema.example)
  const maxLength = Number(schema.maxLength)
  return {
    ...(doc === undefined ? {} : { doc }),
    ...(example === undefined ? {} : { example }),
    ...(schema.required === true ? { required: 'yes' as const } : schema.docRequired === true ? { required: 'doc' as const } : {}),
    ...(values.length === 0 ? {} : { values }),
    ...(preset === undefined ? {} : { default: preset }),
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
    ...(schema.maxLength !== undefined && Number.isSafeInteger(maxLength) ? { maxLength } : {}),
    ...(typeof schema.pattern === 'string' ? { pattern: schema.pattern } : {}),
    ...(typeof schema.format === 'string' ? { format: schema.format } : {}),
    ...(schema.deprecated === true ? { deprecated: true } : {}),
  }
}

/** Declared values with their titles, else those the words name. */
function valuesOf({ enum: declared = [], enumValueTitles = {}, description = '' }: MetaSchema, language: Language): NonNullable<Schema['values']> {
  const values = [...new Set([...declared.map((value) => String(value)), ...Object.keys(enumValueTitles)])]
  if (values.length > 0) {
    return values.map((value) => {
      const label = textIn(enumValueTitles[value], language)
      return { value, ...(label === undefined || label.en === value ? {} : { label }) }
    })
  }
  return readValues(description).map(({ value, label }) => ({ value, ...(label === undefined ? {} : { label: { [language]: label } }) }))
}

/** Text of a document in the language it is really in: a good part of the English summaries are Chinese. */
export function textIn(text: unknown, language: Language): Text | undefined {
  const trimmed = typeof text === 'string' ? text.trim() : ''
  if (trimmed === '') return undefined
  return /\p{Script=Han}/u.test(trimmed) ? { zh: trimmed } : { [language]: trimmed }
}

const scalar = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined)
