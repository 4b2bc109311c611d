/** Writes one parameter value as the wire wants it: plain text, flat keys, commas or JSON text. It refuses what no wire form can carry, naming the parameter. */
import type { ParameterValue } from '../../shared/call'
import type { Schema } from '../../shared/catalog'
import { AppError } from '../../shared/errors'
import { say, type Said } from '../../shared/words'

/** Deeper values are refused: no operation nests like that, and a loop would never end. */
export const maxDepth = 64

/** Shared schemas by name, for `ref`. */
export type Definitions = Readonly<Record<string, Schema>>

export function refuse(field: string, why: Said, next: Said): never {
  throw new AppError('input', say`${field} ${why}.`, { about: { field }, next })
}

/** A scalar as text with every digit. */
export function scalarText(value: string | number | bigint | boolean, field: string): string {
  if (typeof value === 'number' && !Number.isFinite(value)) return refuse(field, say`is not a finite number`, say`Give a number.`)
  const text = String(value)
  return /\p{Surrogate}/u.test(text) ? refuse(field, say`holds half of a character`, say`Type the text again.`) : text
}

const isScalar = (value: ParameterValue): value is string | number | bigint | boolean => value !== null && typeof value !== 'object'

/** `Tag.1.Key` style: a list counts from 1, a map goes on with its keys; null and empty lists vanish. */
export function flatten(name: string, value: ParameterValue, depth = 0): [string, string][] {
  const field = `parameters.${name}`
  if (value === null) return []
  if (isScalar(value)) return [[name, scalarText(value, field)]]
  if (depth >= maxDepth) return refuse(field, say`is nested deeper than ${maxDepth} levels`, say`Flatten the value.`)
  if (Array.isArray(value)) return value.flatMap((item, index) => flatten(`${name}.${index + 1}`, item, depth + 1))
  return Object.entries(value).flatMap(([key, item]) => flatten(`${name}.${scalarText(key, field)}`, item, depth + 1))
}

/** Comma separated; an element that is no scalar stands as JSON text. */
export function commaText(value: ParameterValue, field: string): string {
  const items = Array.isArray(value) ? value : [value]
  return items
    .filter((item) => item !== null)
    .map((item) => (isScalar(item) ? commaItem(scalarText(item, field), field) : jsonText(item, field)))
    .join(',')
}

const commaItem = (text: string, field: string): string =>
  text.includes(',') ? refuse(field, say`has the item ${JSON.stringify(text.slice(0, 100))} with a comma, which separates items`, say`Give each part as an item of its own.`) : text

/** JSON text with big integers unquoted and every digit. A schema settles what YAML leaves open: digits for a string are quoted, digits as text for a number are not. */
export function jsonText(value: ParameterValue, field: string, schema?: Schema, definitions: Definitions = {}, depth = 0): string {
  const known = schema?.ref === undefined ? schema : (definitions[schema.ref] ?? schema)
  if (value === null) return 'null'
  if (isScalar(value)) return jsonScalar(value, field, known)
  if (depth >= maxDepth) return refuse(field, say`is nested deeper than ${maxDepth} levels`, say`Flatten the value.`)
  if (Array.isArray(value)) return `[${value.map((item, index) => jsonText(item, `${field}[${index}]`, known?.items, definitions, depth + 1)).join(',')}]`
  const members = Object.entries(value).map(([key, item]) => {
    const inner = known?.fields?.find(({ name }) => name === key) ?? (known?.type === 'map' ? known.items : undefined)
    return `${JSON.stringify(key)}:${jsonText(item, `${field}.${key}`, inner, definitions, depth + 1)}`
  })
  return `{${members.join(',')}}`
}

const numeric = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/

function jsonScalar(value: string | number | bigint | boolean, field: string, schema: Schema | undefined): string {
  const text = scalarText(value, field)
  switch (schema?.type) {
    case 'string':
      return JSON.stringify(text)
    case 'integer':
    case 'long':
    case 'float':
    case 'number':
      return numeric.test(text) ? text : JSON.stringify(value)
    case 'boolean':
      return text === 'true' || text === 'false' ? text : typeof value === 'bigint' ? text : JSON.stringify(value)
    default:
      return typeof value === 'string' ? JSON.stringify(value) : text
  }
}
