/** Short words for writing operations by hand. It only builds shapes; the facts stand in the files beside it. */
import type { Field, Parameter, Position, Schema, SchemaType } from '../../../shared/catalog'

type More = Partial<Omit<Field, 'name' | 'type' | 'doc'>>

/** A field with its documentation in both languages. */
export const field = (name: string, type: SchemaType, en: string, zh: string, more: More = {}): Field => ({ name, type, doc: { en, zh }, ...more })

/** Fields whose names say all there is to say. */
export const plain = (type: SchemaType, ...names: string[]): Field[] => names.map((name) => ({ name, type }))

export const object = (...fields: Field[]): Schema => ({ type: 'object', fields })
export const listOf = (name: string, items: Schema): Field => ({ name, type: 'array', items })

/** A parameter from a field; a query parameter unless said otherwise. */
export const parameter = (from: Field, position: Position = 'query'): Parameter => ({
  ...from,
  position,
  ...(from.type === 'array' || from.type === 'object' ? { serialisation: 'flat' as const } : {}),
})

/** Suggested values with their meaning in both languages. */
export const oneOf = (values: Record<string, [en: string, zh: string]>): Pick<Field, 'values'> => ({
  values: Object.entries(values).map(([value, [en, zh]]) => ({ value, label: { en, zh } })),
})
