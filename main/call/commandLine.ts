/** Reads a command line of Alibaba Cloud's own tool (`aliyun ecs DescribeInstances --RegionId cn-hangzhou`) into a call. Secrets among its flags are refused, never kept. */
import * as v from 'valibot'
import { CallSpec, type CallSpecInput, type ParameterValue } from '../../shared/call'
import { AppError } from '../../shared/errors'
import { sayIssue } from '../../shared/issueWords'
import { say, type Words } from '../../shared/words'
import type { Catalog } from '../catalog/catalog'

const refuse = (message: Words, next: Words): never => {
  throw new AppError('input', message, { next, about: { field: 'line' } })
}

/** The words of a POSIX shell line; `\` at the end of a line joins it with the next. @throws AppError `input` about `line`. */
export function shellWords(line: string): string[] {
  const words: string[] = []
  let current: string | undefined
  let quote = ''
  const text = line.replace(/\\\r?\n/g, ' ').trim().replace(/^\$\s+/, '')
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at)
    if (quote !== '') {
      if (sign === quote) quote = ''
      else if (sign === '\\' && quote === '"' && /["\\$`]/.test(text.charAt(at + 1))) current = (current ?? '') + text.charAt((at += 1))
      else current = (current ?? '') + sign
    } else if (sign === "'" || sign === '"') {
      quote = sign
      current ??= ''
    } else if (sign === '\\') current = (current ?? '') + text.charAt((at += 1))
    else if (/\s/.test(sign)) {
      if (current !== undefined) words.push(current)
      current = undefined
    } else if (/[|;&<>`$()]/.test(sign) && current === undefined && !/^\$\{/.test(text.slice(at))) refuse(say`The line holds ${sign}, which is the shell's.`, say`Paste one command alone, without pipes and substitutions.`)
    else current = (current ?? '') + sign
  }
  if (quote !== '') refuse(say`A ${quote} is never closed.`, say`Paste the whole command.`)
  if (current !== undefined) words.push(current)
  return words
}

/** Flags of the tool itself, with a value. */
const ownFlags = new Set(['profile', 'region', 'endpoint', 'version', 'language', 'output', 'config-path', 'mode', 'ram-role-name', 'ram-role-arn', 'role-session-name', 'expired-seconds', 'pager', 'waiter', 'connect-timeout', 'read-timeout', 'retry-count', 'skip-secure-verify', 'header', 'body', 'body-file', 'method', 'cli-query', 'access-key-id', 'access-key-secret', 'sts-token', 'sts-region', 'private-key', 'key-pair-name'])
/** Flags without a value. */
const bareFlags = new Set(['force', 'secure', 'insecure', 'quiet', 'dryrun', 'cli-dry-run', 'help', 'skip-secure-verify'])
/** Where nothing of the line can be used. */
const pasteMove = say`Paste a line such as: aliyun ecs DescribeInstances --RegionId cn-hangzhou`
const secretFlags = new Set(['access-key-secret', 'sts-token', 'private-key'])

export interface CommandLineDeps {
  catalog: Pick<Catalog, 'products' | 'operation' | 'operations'>
  /** The profile of the window: the tool's own profiles are other ones. */
  profile: string
}

/** The call, as a call file would hold it. @throws AppError `input` about `line`. */
export function readSpec(input: CallSpecInput): CallSpec {
  const parsed = v.safeParse(CallSpec, input)
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  const field = v.getDotPath(issue)
  const what = sayIssue(issue)
  return refuse(field === null ? what : say`${field}: ${what}`, say`Correct the line.`)
}

/** @throws AppError `input` about `line`, naming the argument. */
export async function callOfLine(line: string, { catalog, profile }: CommandLineDeps): Promise<CallSpecInput> {
  const words = shellWords(line)
  if (words[0] !== 'aliyun') refuse(say`This is no aliyun command.`, pasteMove)
  const [code = '', action = '', maybePath = ''] = words.slice(1)
  const isRoa = /^(GET|POST|PUT|DELETE|PATCH|HEAD)$/i.test(action)
  const product = (await catalog.products()).find((one) => one.code.toLowerCase() === code.toLowerCase())
  if (code === '' || action === '' || code.startsWith('-') || action.startsWith('-')) refuse(say`The product or the operation is missing.`, pasteMove)
  const flags = flagsOf(words.slice(isRoa ? 4 : 3))
  const version = flags.own.get('version')?.at(-1) ?? product?.defaultVersion
  if (version === undefined) return refuse(say`The product ${code} is not in the catalogue.`, say`Add --version to the line.`)
  const productCode = product?.code ?? code
  const region = flags.own.get('region')?.at(-1) ?? flags.parameters.get('RegionId')
  const common = { rolecall: 1 as const, product: productCode, version, profile, ...(region === undefined ? {} : { regions: [region] }), ...roleOf(flags.own), ...endpointOf(flags.own) }
  if (!isRoa) {
    const operation = (await catalog.operations(productCode, version)).find((one) => one.name.toLowerCase() === action.toLowerCase())?.name ?? action
    return { ...common, operation, parameters: nested(flags.parameters) }
  }
  const [path = '', search = ''] = maybePath.split('?')
  const found = await operationAt(catalog, productCode, version, action.toUpperCase(), path)
  const body = flags.own.get('body')?.at(-1)
  const parameters = { ...(found?.parameters ?? {}), ...Object.fromEntries(new URLSearchParams(search)), ...nested(flags.parameters), ...bodyOf(body) }
  if (!found) return refuse(say`No operation of ${productCode} ${version} is called by ${action.toUpperCase()} ${path}.`, say`Choose the operation by its name.`)
  return { ...common, operation: found.operation, parameters }
}

function flagsOf(words: readonly string[]): { own: Map<string, string[]>; parameters: Map<string, string> } {
  const own = new Map<string, string[]>()
  const parameters = new Map<string, string>()
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? ''
    if (!word.startsWith('--')) refuse(say`${JSON.stringify(word)} stands without a flag.`, say`Each value follows its --Name.`)
    const [written = '', ...inline] = word.slice(2).split('=')
    const isBare = bareFlags.has(written) || (inline.length === 0 && (words[at + 1] === undefined || /^--[A-Za-z]/.test(words[at + 1] ?? '')))
    if (secretFlags.has(written)) refuse(say`--${written} carries a secret.`, say`Leave it out: Rolecall takes keys from the keychain.`)
    const value = inline.length > 0 ? inline.join('=') : isBare ? '' : (words[(at += 1)] ?? '')
    if (ownFlags.has(written) || bareFlags.has(written)) own.set(written, [...(own.get(written) ?? []), value])
    else if (!/^[A-Za-z]/.test(written)) refuse(say`--${written} is no parameter.`, say`A parameter begins with a letter.`)
    else if (isBare) refuse(say`--${written} has no value.`, say`Give it one.`)
    else parameters.set(written, value)
  }
  return { own, parameters }
}

/** `Tag.1.Key` and its like become lists and objects again. */
function nested(flat: ReadonlyMap<string, string>): Record<string, ParameterValue> {
  const root: Tree = new Map()
  for (const [name, value] of flat) {
    const steps = name.split('.')
    let place = root
    for (const step of steps.slice(0, -1)) {
      const next = place.get(step)
      const child = next === undefined || typeof next === 'string' ? new Map<string, string | Tree>() : next
      place.set(step, child)
      place = child
    }
    place.set(steps.at(-1) ?? name, value)
  }
  return Object.fromEntries([...root].map(([name, value]) => [name, plain(value)]))
}

type Tree = Map<string, string | Tree>

function plain(value: string | Tree): ParameterValue {
  if (typeof value === 'string') return value
  const isList = [...value.keys()].every((key, index) => key === String(index + 1))
  return isList ? [...value.values()].map(plain) : Object.fromEntries([...value].map(([key, item]) => [key, plain(item)]))
}

function roleOf(own: ReadonlyMap<string, string[]>): { role?: string } {
  const arn = own.get('ram-role-arn')?.at(-1)
  return arn === undefined ? {} : { role: arn.replace(/:\d{16}:/, ':${account.id}:') }
}

const endpointOf = (own: ReadonlyMap<string, string[]>): { endpoint?: string } => {
  const endpoint = own.get('endpoint')?.at(-1)
  return endpoint === undefined ? {} : { endpoint }
}

function bodyOf(body: string | undefined): Record<string, ParameterValue> {
  if (body === undefined) return {}
  try {
    const value = JSON.parse(body) as ParameterValue
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : { body: value }
  } catch {
    return refuse(say`--body holds no JSON.`, say`Quote the JSON text as one word.`)
  }
}

/** The operation whose path has this shape, and what stands in its places. */
async function operationAt(catalog: CommandLineDeps['catalog'], product: string, version: string, method: string, path: string): Promise<{ operation: string; parameters: Record<string, string> } | undefined> {
  for (const { name } of await catalog.operations(product, version)) {
    const operation = await catalog.operation(product, version, name)
    if (operation?.style !== 'ROA' || operation.method.toUpperCase() !== method) continue
    const names: string[] = []
    const pattern = operation.path.replace(/[.*+?^$()|\\]/g, '\\$&').replace(/\{([^}]+)\}|\[([^\]]+)\]/g, (_all, one: string | undefined, other: string | undefined) => `(?<p${names.push(one ?? other ?? '') - 1}>[^/]+)`)
    const match = new RegExp(`^${pattern}$`).exec(path)
    if (match) return { operation: name, parameters: Object.fromEntries(names.map((parameter, index) => [parameter, decodeURIComponent(match.groups?.[`p${index}`] ?? '')])) }
  }
  return undefined
}
