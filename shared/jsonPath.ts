/** The JSONPath dot notation Rolecall accepts: `.a.b`, `$.a.b`, `['odd key']`, `[0]`, `[*]`. Filters, scripts and `..` are refused: they run code or can hang. Evaluation lives in main. */
import * as v from 'valibot'
import { phrase } from './words'

const step = /^(?:\.([\p{L}\p{N}_$@:-]+)|\[(\d+)\]|\[\*\]|\['((?:[^'\\]|\\['\\])+)'\]|\["((?:[^"\\]|\\["\\])+)"\])/u

/** A step into a response: a key, an index, or every element. */
export type PathStep = { key: string } | { index: number } | { every: true }

/** The steps of a path, or undefined where the text is not in the accepted notation. A missing leading `$` or `.` is forgiven. */
export function parseJsonPath(text: string): PathStep[] | undefined {
  let rest = text.trim()
  if (rest.startsWith('$')) rest = rest.slice(1)
  else if (/^[\p{L}\p{N}_@]/u.test(rest)) rest = `.${rest}`
  const steps: PathStep[] = []
  while (rest !== '') {
    const match = step.exec(rest)
    if (!match) return undefined
    const [whole, name, index, single, double] = match
    const quoted = single ?? double
    if (name !== undefined) steps.push({ key: name })
    else if (index !== undefined) steps.push({ index: Number(index) })
    else if (quoted !== undefined) steps.push({ key: quoted.replace(/\\(.)/g, '$1') })
    else steps.push({ every: true })
    rest = rest.slice(whole.length)
  }
  return steps
}

/** A path written back in the shortest accepted notation: `.Instances.Instance`. */
export function formatJsonPath(steps: readonly PathStep[]): string {
  return steps
    .map((part) => {
      if ('every' in part) return '[*]'
      if ('index' in part) return `[${part.index}]`
      return /^[\p{L}\p{N}_-]+$/u.test(part.key) ? `.${part.key}` : `['${part.key.replace(/['\\]/g, '\\$&')}']`
    })
    .join('')
}

export const JsonPath = v.pipe(
  v.string(),
  v.check((text) => parseJsonPath(text) !== undefined, phrase("A path uses dot notation: .TotalCount, .PageInfo.NextToken, ['odd key'], [0], [*]. Filters and scripts are not accepted.")),
)
