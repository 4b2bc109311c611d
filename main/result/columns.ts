/** The columns of one call in order of arrival: every path gets a safe id, whatever its keys hold. It never renames or drops a column; past the limit a path goes to the overflow column. */
import { formatJsonPath, parseJsonPath } from '../../shared/jsonPath'
import { contextColumns, type Column } from '../../shared/result'
import { kindOf, noEvidence, type Evidence } from './kinds'

export interface ColumnState extends Evidence {
  /** `c0`, `c1` …: also the name of the database column. */
  readonly id: string
  readonly index: number
  readonly path: string
}

/** A place in the shape of the rows; finds its column without spelling the path again. */
export interface PathNode {
  readonly path: string
  column?: ColumnState
  children?: Map<string, PathNode>
  /** Members in the order they were first met, with the keys as the text spells them: rows of one answer mostly agree. */
  sequence?: { literal: string; node: PathNode }[]
  /** Place in the sequence of the node above. */
  place?: number
  /** Where the same key once more in one object goes. */
  again?: PathNode
}

export interface ColumnSet {
  readonly all: ColumnState[]
  readonly root: PathNode
  /** `literal` is the key as the text spells it, with its quotes. */
  child(node: PathNode, key: string, literal: string): PathNode
  repeated(node: PathNode): PathNode
  /** The column of a place; undefined where the limit is reached and the value belongs in {@link overflow}. */
  at(node: PathNode): ColumnState | undefined
  overflow(): ColumnState
}

/** Real operations have up to a few hundred leaves; beyond this a table stops being one. */
export const columnLimit = 2000
/** No key can be written like this: an ellipsis is always put in brackets. */
const overflowPath = '…'

const simpleKey = /^[\p{L}\p{N}_-]+$/u
/** The key under which rows of a call over rows have the values that the call took. */
const overKey = '_over'
const reserved = new Set<string>([...contextColumns, overKey])


/** `Vpc` + `VpcId` → `Vpc.VpcId`; a key with dots or other characters → `Vpc['a.b']`; a top key that is named like a context column → `['_account']`. */
export function joinPath(path: string, key: string): string {
  const isPlain = simpleKey.test(key) && !(path === '' && reserved.has(key))
  if (!isPlain) return `${path}['${key.replace(/['\\]/g, '\\$&')}']`
  return path === '' ? key : `${path}.${key}`
}

/** The column of a value that a call over rows took from this column of them. */
export const overColumn = (column: string): string => (parseJsonPath(`${overKey}.${column}`) ? `${overKey}.${column}` : joinPath(overKey, column))
export const isOverColumn = (path: string): boolean => path.startsWith(`${overKey}.`) || path.startsWith(`${overKey}[`)

/** The spelling under which a column is known, of a path as an operator may write it (`.Vpc.VpcId`, `$.Vpc.VpcId`, `Vpc.VpcId`). */
export function columnPath(written: string): string {
  const steps = parseJsonPath(written)
  if (reserved.has(written) || isOverColumn(written) || !steps) return written
  return steps.reduce((path, step) => ('key' in step ? joinPath(path, step.key) : path + formatJsonPath([step])), '')
}

export function createColumnSet(saved: readonly ColumnState[] = []): ColumnSet {
  const all = [...saved]
  const byPath = new Map(all.map((column) => [column.path, column]))
  const root: PathNode = { path: '' }

  const add = (path: string): ColumnState => {
    const column: ColumnState = { id: `c${all.length}`, index: all.length, path, ...noEvidence() }
    all.push(column)
    byPath.set(path, column)
    return column
  }
  const isFull = (): boolean => all.length >= columnLimit
  const keep = (path: string): PathNode => {
    const column = byPath.get(path)
    return column ? { path, column } : { path }
  }

  return {
    all,
    root,
    child(node, key, literal) {
      const known = node.children?.get(key)
      if (known) return known
      const child = keep(joinPath(node.path, key))
      // Past the limit nothing is remembered, so that ever new keys cannot eat the memory.
      if (isFull()) return child
      ;(node.children ??= new Map()).set(key, child)
      child.place = (node.sequence ??= []).push({ literal, node: child }) - 1
      return child
    },
    repeated(node) {
      if (node.again) return node.again
      // No key ends a path like this: blanks and brackets are always quoted.
      const nth = / \((\d+)\)$/.exec(node.path)
      const again = keep(nth ? `${node.path.slice(0, nth.index)} (${Number(nth[1]) + 1})` : `${node.path} (2)`)
      if (!isFull()) node.again = again
      return again
    },
    at(node) {
      if (!node.column && !isFull()) node.column = byPath.get(node.path) ?? add(node.path)
      return node.column ?? byPath.get(node.path)
    },
    overflow: () => byPath.get(overflowPath) ?? add(overflowPath),
  }
}

const contextKinds: Record<(typeof contextColumns)[number], Column['kind']> = { _account: 'text', _accountName: 'text', _region: 'text', _requestId: 'text', _page: 'number' }

export const describeColumn = (column: ColumnState): Column => ({ id: column.id, path: column.path, kind: kindOf(column), isContext: false })

/** Context columns where there are any, then the rows' own. */
export function describeColumns(columns: readonly ColumnState[], hasContext: boolean): Column[] {
  return [
    ...(hasContext ? contextColumns : []).map((id): Column => ({ id, path: id, kind: contextKinds[id], isContext: true })),
    ...columns.map(describeColumn),
  ]
}
