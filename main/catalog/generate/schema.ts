/** Turns the types and comments of SDK model classes into schemas. A class that contains itself becomes a reference, so that no form and no walk can run for ever. */
import ts from 'typescript'
import type { Field, Schema, SchemaType } from '../../../shared/catalog'
import { readDefault, readRange, readValues } from '../prose'
import type { Comment } from './comments'
import type { ModelField, Models } from './models'

/** Schemas by class name, for classes that contain themselves. */
export type Definitions = Record<string, Schema>

const numeric = new Set<SchemaType>(['integer', 'long', 'float', 'number'])

export function fieldOf(models: Models, field: ModelField, definitions: Definitions): Field {
  return { name: field.wire, ...schemaOf(models, field.type, field.source, definitions, []), ...described(field.comment, field.type) }
}

/** The schema of a type as written in the SDK; `any` where the SDK says nothing more. */
export function schemaOf(models: Models, type: ts.TypeNode | undefined, source: ts.SourceFile, definitions: Definitions, open: readonly string[]): Schema {
  if (type === undefined) return { type: 'any' }
  if (ts.isArrayTypeNode(type)) return { type: 'array', items: schemaOf(models, type.elementType, source, definitions, open) }
  if (ts.isTypeLiteralNode(type)) return { type: 'map' }
  if (ts.isTypeReferenceNode(type)) return referenced(models, typeName(type), definitions, open)
  switch (type.kind) {
    case ts.SyntaxKind.StringKeyword:
      return { type: 'string' }
    case ts.SyntaxKind.NumberKeyword:
      return { type: 'number' }
    case ts.SyntaxKind.BooleanKeyword:
      return { type: 'boolean' }
    default:
      return { type: 'any' }
  }
}

function referenced(models: Models, name: string, definitions: Definitions, open: readonly string[]): Schema {
  if (name === 'Readable' || name === 'Buffer') return { type: 'file' }
  const fields = models.get(name)
  if (!fields) return { type: 'any' }
  if (open.includes(name)) {
    // A place holder first: the definition may refer to itself while it is being read.
    if (!(name in definitions)) {
      definitions[name] = { type: 'object' }
      definitions[name] = expanded(models, fields, definitions, [name])
    }
    return { type: 'object', ref: name }
  }
  return expanded(models, fields, definitions, [...open, name])
}

function expanded(models: Models, fields: ModelField[], definitions: Definitions, open: readonly string[]): Schema {
  return {
    type: 'object',
    fields: fields.map((field) => ({
      name: field.wire,
      ...schemaOf(models, field.type, field.source, definitions, open),
      ...described(field.comment, field.type),
    })),
  }
}

/** What a comment adds to a schema: documentation, example, required mark, suggestions and limits in words. */
export function described(comment: Comment, type: ts.TypeNode | undefined): Partial<Schema> {
  const { remarks, example, isRequired, deprecated } = comment
  const kind = type?.kind === ts.SyntaxKind.NumberKeyword ? 'number' : type?.kind === ts.SyntaxKind.StringKeyword ? 'string' : undefined
  return {
    ...(remarks === undefined ? {} : { doc: { en: remarks } }),
    ...(example === undefined ? {} : { example }),
    ...(isRequired ? { required: 'yes' as const } : {}),
    ...(deprecated === undefined ? {} : { deprecated: true }),
    ...(remarks === undefined || kind === undefined ? {} : suggestions(remarks, kind)),
  }
}

/** Suggested values, default and limits that documentation states in words; limits for numbers only. */
export function suggestions(doc: string, type: SchemaType): Partial<Schema> {
  const isNumber = numeric.has(type)
  const values = readValues(doc)
  const preset = readDefault(doc)
  return {
    ...(values.length === 0 ? {} : { values: values.map(({ value, label }) => ({ value, ...(label === undefined ? {} : { label: { en: label } }) })) }),
    ...(preset === undefined || (isNumber && !/^-?\d+(?:\.\d+)?$/.test(preset)) ? {} : { default: preset }),
    ...(isNumber ? readRange(doc) : {}),
  }
}

function typeName(type: ts.TypeReferenceNode): string {
  return ts.isQualifiedName(type.typeName) ? type.typeName.right.text : type.typeName.text
}
