/** Reads scalars of an answer by JSONPath dot notation, through jsonpath-plus with evaluation off. It refuses every path that shared/jsonPath.ts does not accept. */
import { JSONPath } from 'jsonpath-plus'
import { AppError } from '../../shared/errors'
import { parseJsonPath, type PathStep } from '../../shared/jsonPath'
import { say } from '../../shared/words'
import { scalarText } from './exactJson'

/** Keys that jsonpath-plus reads as nothing but a key; it takes digits for an index or a key, whichever fits. */
const plainKey = /^(?!\d+$)[\p{L}\p{N}_-]+$/u

interface Match {
  value: unknown
  parent: unknown
  parentProperty: unknown
}

/** @throws AppError `input` naming the field where the path is not in the accepted notation. */
export function stepsOf(path: string, field: string): PathStep[] {
  const steps = parseJsonPath(path)
  if (!steps) throw new AppError('input', say`The path ${path} is not in dot notation.`, { next: say`Write it as .TotalCount, .PageInfo.NextToken, ['odd key'], [0] or [*].`, about: { field } })
  return steps
}

/** Values that a path leads to, in order; numbers keep their digits as {@link scalarText} reads them. */
export function valuesAt(tree: unknown, steps: readonly PathStep[]): unknown[] {
  let values = [tree]
  let plain: string[] = []
  const evaluate = (): void => {
    if (plain.length > 0) values = values.flatMap((value) => query(value, plain))
    plain = []
  }
  for (const step of steps) {
    if ('key' in step && plainKey.test(step.key)) plain.push(step.key)
    else {
      evaluate()
      values = values.flatMap((value) => childOf(value, step))
    }
  }
  evaluate()
  return values
}

function query(json: unknown, keys: readonly string[]): unknown[] {
  if (typeof json !== 'object' || json === null) return []
  const found = JSONPath<Match[] | undefined>({ path: ['$', ...keys], json, eval: false, wrap: true, resultType: 'all' }) ?? []
  // jsonpath-plus also steps into texts ("abc"[0]) and to the length of a list: these are no values of the answer.
  return found.filter(({ parent, parentProperty }) => typeof parent === 'object' && !(Array.isArray(parent) && parentProperty === 'length')).map(({ value }) => value)
}

/** An index leads into a list and a key into an object, never the other way round; `[*]` into both, also past a key that is called `*`. */
function childOf(value: unknown, step: PathStep): unknown[] {
  if ('every' in step) return typeof value === 'object' && value !== null ? Object.values(value) : []
  if ('index' in step) return Array.isArray(value) && step.index < value.length ? [value[step.index]] : []
  return isObject(value) && Object.hasOwn(value, step.key) ? [value[step.key]] : []
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The first scalar at a path, which {@link scalarText} makes a text; undefined where there is none. */
export const scalarAt = (tree: unknown, path: string, field: string): unknown => valuesAt(tree, stepsOf(path, field)).find((value) => scalarText(value) !== undefined)
