/** The order of columns: as they arrived, unless the operator moved them. Pure; a column the operator never touched keeps its place. */
import { contextColumns, type Column } from '../../shared/result'

export interface ColumnChoice {
  path: string
  width?: number | undefined
  hidden?: boolean | undefined
  /** Stays at the left edge. */
  pinned?: boolean | undefined
}

export const isContext = (column: Column): boolean => column.isContext || (contextColumns as readonly string[]).includes(column.id)

/** Context columns first, then the row's own; among those the operator chose something for, the order of the choices. */
export function orderColumns(columns: readonly Column[], choices: readonly ColumnChoice[]): Column[] {
  const natural = [...columns.filter(isContext), ...columns.filter((column) => !isContext(column))]
  const byPath = new Map(natural.map((column) => [column.path, column]))
  const chosen = choices.flatMap((choice) => byPath.get(choice.path) ?? [])
  const places = new Set(chosen)
  let next = 0
  return natural.map((column) => (places.has(column) ? (chosen[next++] ?? column) : column))
}

/** The choices with a part of some changed; they stay in the order on screen, and those of columns this result lacks are kept. */
export function changeChoices(columns: readonly Column[], choices: readonly ColumnChoice[], paths: readonly string[], part: Omit<ColumnChoice, 'path'>): ColumnChoice[] {
  const known = new Map(choices.map((choice) => [choice.path, choice]))
  for (const path of paths) known.set(path, { ...known.get(path), path, ...part })
  const shown = orderColumns(columns, choices).flatMap((column) => known.get(column.path) ?? [])
  const shownPaths = new Set(shown.map(({ path }) => path))
  return [...shown, ...[...known.values()].filter(({ path }) => !shownPaths.has(path))]
}

/** The choices after the operator moved a column: `paths` is the whole order on screen. */
export function moveChoices(choices: readonly ColumnChoice[], paths: readonly string[]): ColumnChoice[] {
  const known = new Map(choices.map((choice) => [choice.path, choice]))
  const moved = new Set(paths)
  return [...paths.map((path) => known.get(path) ?? { path }), ...choices.filter(({ path }) => !moved.has(path))]
}

/** The columns a table has before its first page: those every result has, and what the response schema promises. */
export function promisedColumns(paths: readonly string[]): Column[] {
  return [
    ...contextColumns.map((id): Column => ({ id, path: id, kind: 'text', isContext: true })),
    ...paths.map((path, index): Column => ({ id: `promised${index}`, path, kind: 'text', isContext: false })),
  ]
}
