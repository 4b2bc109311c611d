/** Says which columns the rows of an operation will have, from its response schema alone, so that a table stands before the first row. It promises nothing: a row may lack columns and bring others. */
import type { Operation, Schema } from '../../shared/catalog'
import { formatJsonPath, parseJsonPath, type PathStep } from '../../shared/jsonPath'

/** Objects inside objects that become columns; what lies deeper comes with the first rows. */
const deepest = 6
/** A table that begins with more is no help. */
const most = 300

/** Dotted paths in the order of the schema: `VpcAttributes.VpcId`. A list is one column, an object with free keys none; rows that are plain values have one column `value`. Empty where the schema does not say what a row is. */
export function expectedColumns({ paging, response, definitions = {} }: Pick<Operation, 'paging' | 'response' | 'definitions'>): string[] {
  const resolve = (schema: Schema): Schema => (schema.ref === undefined ? schema : { ...definitions[schema.ref], ...schema })
  const row = response && rowSchema(response, parseJsonPath(paging?.rowsPath ?? '$') ?? [], resolve)
  if (row === undefined) return []
  const columns: string[] = []
  const walk = (schema: Schema, path: readonly PathStep[], open: readonly string[]): void => {
    if (schema.ref !== undefined && open.includes(schema.ref)) return
    const inside = schema.ref === undefined ? open : [...open, schema.ref]
    const { type, fields = [] } = resolve(schema)
    if (type === 'map' || (type === 'object' && fields.length === 0)) return
    if (type !== 'object') {
      if (path.length > 0 && columns.length < most) columns.push(pathOf(path))
      return
    }
    if (path.length < deepest) for (const field of fields) walk(field, [...path, { key: field.name }], inside)
  }
  const { type } = resolve(row)
  if (type !== 'object') return type === 'map' || type === 'any' ? [] : ['value']
  walk(row, [], [])
  // An answer that is itself the row is told from others by its request ID, which is a column of its own.
  return paging?.rowsPath === undefined ? columns.filter((column) => !/^request_?id$/i.test(column)) : columns
}

/** Follows keys; a list at the end gives its element, also inside its wrapper, and an answer without a list is the row. */
function rowSchema(response: Schema, steps: readonly PathStep[], resolve: (schema: Schema) => Schema): Schema | undefined {
  let here: Schema | undefined = resolve(response)
  for (const step of steps) {
    here = 'key' in step ? here?.fields?.find(({ name }) => name === step.key) : here?.items
    here = here && resolve(here)
  }
  if (here?.type === 'array') return here.items
  // Rows written as JSON text: nothing says what they hold.
  return here?.type === 'object' && steps.length === 0 ? here : undefined
}

const pathOf = (steps: readonly PathStep[]): string => formatJsonPath(steps).replace(/^\./, '')
