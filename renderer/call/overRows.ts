/** Which column of some rows suits a parameter, and how the parameter takes its value. Pure; it asks for nothing. */
import type { ParameterValue, RowSource } from '../../shared/call'
import type { Field, Schema } from '../../shared/catalog'
import { rowLookUp } from '../../shared/lookUps'
import type { Column } from '../../shared/result'

const lastName = (path: string): string => path.split('.').at(-1) ?? path
const isNumber = ({ type }: Schema): boolean => type === 'integer' || type === 'long' || type === 'number' || type === 'float'

/** Whether values of the column can be what the type asks for. */
export function suits(column: Column, schema: Schema): boolean {
  if (column.kind === 'json') return false
  if (isNumber(schema)) return column.kind === 'number'
  return schema.type !== 'boolean' || column.kind === 'boolean' || column.kind === 'text'
}

/** Columns that a look-up can name, those of the parameter's own name first, those of the context and those whose values do not suit last. */
export function columnsFor(columns: readonly Column[], name: string, schema: Schema): Column[] {
  const rank = (column: Column): number => (suits(column, schema) ? (isSameName(name, column.path) ? 0 : column.isContext ? 2 : 1) : 3)
  return columns.filter(({ path }) => !path.includes('}')).sort((left, right) => rank(left) - rank(right))
}

/** `InstanceId` and `InstanceIds` both take `VpcAttributes.InstanceId`. */
const isSameName = (name: string, path: string): boolean => {
  const [one, other] = [name.replace(/\[.*$/, ''), lastName(path)].map((text) => text.replace(/[_-]/g, '').replace(/s$/i, '').toLowerCase())
  return one === other
}

/** The value of a parameter that takes its value from a column: in a list for lists, in the text of one where that is what its example is. */
export function takeFrom(schema: Schema, column: string): ParameterValue {
  const value = rowLookUp(column)
  if (schema.type === 'array') return [value]
  return schema.type === 'string' && schema.example?.trim().startsWith('[') ? JSON.stringify([value]) : value
}

/** The parameter that a column is most likely for: one of its name, demanded ones before others. */
export function parameterFor<F extends Field>(parameters: readonly F[], column: string): F | undefined {
  const found = parameters.filter(({ name }) => isSameName(name, column))
  return found.find(({ required }) => required !== undefined) ?? found.find(({ name }) => name.toLowerCase() === lastName(column).toLowerCase()) ?? found[0]
}

export const isSameSource = (one: RowSource | undefined, other: RowSource): boolean => one?.call === other.call && one?.latest === other.latest && one?.file === other.file
/** The name of a file without its folders. */
export const fileName = (path: string): string => path.split(/[/\\]/).at(-1) ?? path
