/** Puts the options of `run` over a call file: accounts, regions, parameters, the cap on requests. It checks the outcome as the call file itself is checked and names the option that is wrong. */
import { resolve } from 'node:path'
import * as v from 'valibot'
import { CallId, CallSpec, type ParameterValue, type RowSource } from '../../shared/call'
import { AppError } from '../../shared/errors'
import { sayIssue } from '../../shared/issueWords'
import { inWords } from '../../shared/words'

export interface RunOverrides {
  account?: string[]
  region?: string[]
  /** `NAME=VALUE`. */
  set?: string[]
  /** A call ID, an operation or a file of rows. */
  over?: string
  maxRequests?: string
}

/** `isDotted` tells names that are one parameter although they hold dots (`Filter.1.Key`). @throws AppError `input`. */
export function override(spec: CallSpec, options: RunOverrides, isDotted: (name: string) => boolean): CallSpec {
  const { account, region, set = [], over, maxRequests } = options
  const parameters = set.reduce((known, text) => assign(known, text, isDotted), spec.parameters)
  const cap = maxRequests === undefined ? undefined : readCap(maxRequests)
  const changed = {
    ...spec,
    parameters,
    ...(account === undefined ? {} : { accounts: account }),
    ...(region === undefined ? {} : { regions: region.length === 1 && region[0] === 'all' ? 'all' : region }),
    ...(over === undefined ? {} : { over: readOver(over, spec.over) }),
    ...(cap === undefined ? {} : { pagination: { ...(spec.pagination ?? {}), maxRequests: cap } }),
  }
  const result = v.safeParse(CallSpec, changed)
  if (result.success) return result.output
  const issue = result.issues[0]
  const key = issue.path?.[0]?.key
  const field = typeof key === 'string' ? key : ''
  const option = { accounts: '--account', regions: '--region', parameters: '--set', over: '--over', pagination: '--max-requests' }[field] ?? field
  const value = typeof issue.input === 'string' ? ` ${JSON.stringify(issue.input)}` : ''
  throw new AppError('input', `${option}${value}: ${inWords(sayIssue(issue))}`, { next: `Correct ${option}.`, about: { field } })
}

/** Other rows; which of them are meant and where they are called stays. */
function readOver(text: string, before: RowSource | undefined): RowSource {
  const { account, region, where, search } = before ?? {}
  const source = /\.(csv|tsv)$/i.test(text) ? { file: resolve(text) } : v.is(CallId, text) ? { call: text } : { latest: text }
  return { ...source, account, region, where, search }
}

function readCap(text: string): number {
  const cap = Number(text)
  if (/^\d{1,6}$/.test(text) && cap >= 1 && cap <= 100_000) return cap
  throw new AppError('input', `--max-requests ${JSON.stringify(text)}: a whole number from 1 to 100000 is expected.`, { next: 'Correct --max-requests.', about: { field: 'pagination.maxRequests' } })
}

const step = /^(?:\[(\d{1,4})\]|\.?([^.[\]=]+))/

/** A copy with one value set by its path: `Status=Running`, `Tag[0].Key=env`. The value is text, as the wire has it. */
function assign(parameters: CallSpec['parameters'], text: string, isDotted: (name: string) => boolean): CallSpec['parameters'] {
  const at = text.indexOf('=')
  const name = text.slice(0, at)
  const steps = at < 1 ? undefined : isDotted(name) ? [name] : readSteps(name)
  if (steps === undefined) throw new AppError('input', `--set ${JSON.stringify(text)}: NAME=VALUE is expected, such as Status=Running or Tag[0].Key=env.`, { next: 'Correct --set.', about: { field: 'parameters' } })
  return put(parameters, steps, text.slice(at + 1)) as CallSpec['parameters']
}

function readSteps(name: string): (string | number)[] | undefined {
  const steps: (string | number)[] = []
  for (let rest = name; rest !== ''; ) {
    const match = step.exec(rest)
    if (!match || match[2] === '__proto__') return undefined
    steps.push(match[1] === undefined ? (match[2] ?? '') : Number(match[1]))
    rest = rest.slice(match[0].length)
  }
  return typeof steps[0] === 'string' ? steps : undefined
}

function put(into: ParameterValue | undefined, [first, ...rest]: readonly (string | number)[], value: string): ParameterValue {
  if (first === undefined) return value
  if (typeof first === 'number') {
    const list = Array.isArray(into) ? [...into] : []
    while (list.length < first) list.push(null)
    list[first] = put(list[first], rest, value)
    return list
  }
  const map = typeof into === 'object' && into !== null && !Array.isArray(into) ? into : {}
  return { ...map, [first]: put(Object.hasOwn(map, first) ? map[first] : undefined, rest, value) }
}
