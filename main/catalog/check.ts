/** Checks a folder of metadata documents: which operations give a valid form, request and paging plan, and which documents are refused. It changes nothing. */
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Field, Operation, Paging, Schema } from '../../shared/catalog'
import { AppError, toWire } from '../../shared/errors'
import { formatJsonPath, parseJsonPath } from '../../shared/jsonPath'
import { say } from '../../shared/words'
import { derived } from './create'
import { keyOfCarried } from './live/addresses'
import { readApi, readApiDocs, readEndpointList, readProducts, unwrap } from './live/documents'
import type { SourceOperation } from './sources'

export interface CheckedProduct {
  file: string
  product: string
  version: string
  operations: number
  /** Operations with a valid form, request and paging plan. */
  valid: number
  paged: number
  problems: { operation: string; problem: string }[]
}

export interface CheckReport {
  products: CheckedProduct[]
  /** Documents that were refused, and why. */
  refused: { file: string; message: string }[]
  /** Documents that hold no operations, such as a list of products. */
  others: string[]
}

/** Reads every `*.json` of a folder. @throws AppError `input` about `DIR` where there is none. */
export async function checkFolder(folder: string): Promise<CheckReport> {
  const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith('.json')).sort()
  if (files.length === 0) throw new AppError('input', say`${folder} holds no JSON documents.`, { next: say`Name a folder with api-docs.json files.`, about: { field: 'DIR' } })
  const report: CheckReport = { products: [], refused: [], others: [] }
  for (const file of files) {
    try {
      const checked = checkDocument(file, await readFile(join(folder, file), 'utf8'))
      if (checked === undefined) report.others.push(file)
      else report.products.push(checked)
    } catch (thrown) {
      report.refused.push({ file, message: toWire(thrown).message })
    }
  }
  return report
}

function checkDocument(file: string, text: string): CheckedProduct | undefined {
  const language = /zh_cn/i.test(file) ? 'zh' : 'en'
  const key = keyOfCarried(file)
  const body = unwrap(text)
  if (key?.kind === 'endpoints') {
    readEndpointList(text)
    return undefined
  }
  if (Array.isArray(body)) {
    readProducts(text, language)
    return undefined
  }
  if ((body as { apis?: unknown }).apis !== undefined) {
    const { product, version, operations } = readApiDocs(text, language)
    return checkOperations(file, product, version, operations)
  }
  // `api.Ecs.DescribeInstances.en_us.json`, with or without a version: the document itself names nothing.
  const [, first = 'unknown', second = 'unknown'] = basename(file).split('.')
  const { product, version, name } = key?.kind === 'api' ? key : { product: first, version: 'unknown', name: second }
  return checkOperations(file, product, version, [readApi(text, { product, version, name }, language)])
}

function checkOperations(file: string, product: string, version: string, sources: SourceOperation[]): CheckedProduct {
  const problems: CheckedProduct['problems'] = []
  let paged = 0
  let valid = 0
  for (const source of sources) {
    const operation = derived(source)
    const found = [...formProblems(operation), ...requestProblems(operation), ...pagingProblems(operation)]
    if (operation.paging?.offers !== 'none') paged++
    if (found.length === 0) valid++
    problems.push(...found.map((problem) => ({ operation: operation.name, problem })))
  }
  return { file, product, version, operations: sources.length, valid, paged, problems }
}

/** Every parameter can be shown: it has a name of its own, a type, and an end. */
function formProblems({ parameters, definitions = {} }: Operation): string[] {
  const seen = new Set<string>()
  const problems: string[] = []
  const walk = (schema: Schema, path: string): void => {
    if (schema.ref !== undefined && definitions[schema.ref] === undefined) problems.push(`${path} refers to ${schema.ref}, which is missing`)
    if (schema.type === 'array' && schema.items === undefined) problems.push(`${path} is a list of nothing`)
    if (schema.items) walk(schema.items, `${path}[]`)
    for (const field of schema.fields ?? []) walk(field, `${path}.${field.name}`)
  }
  for (const parameter of parameters) {
    const key = `${parameter.position} ${parameter.name}`
    if (parameter.name === '' || seen.has(key)) problems.push(`the parameter ${JSON.stringify(parameter.name)} is listed twice or has no name`)
    seen.add(key)
    walk(parameter, parameter.name)
  }
  return problems
}

/** Every placeholder of the path has its parameter, and an RPC path has none. */
function requestProblems({ style, path, parameters, requestBody }: Operation): string[] {
  const placeholders = [...path.matchAll(/[{[]([^}\]]+)[}\]]/g)].map(([, name = '']) => name)
  const fills = new Set(parameters.filter(({ position }) => position === 'path').map(({ name }) => name))
  const hasBody = parameters.some(({ position }) => position === 'body' || position === 'formData')
  return [
    ...placeholders.filter((name) => !fills.has(name)).map((name) => `the path ${path} needs ${name}, which is no parameter`),
    ...(style === 'RPC' && placeholders.length > 0 ? [`an RPC path has placeholders: ${path}`] : []),
    ...(hasBody === (requestBody === 'none') ? ['the body and its parameters disagree'] : []),
  ]
}

/** Every field of the plan is a parameter, every path leads somewhere in the answer. */
function pagingProblems({ paging, parameters, response, definitions = {} }: Operation): string[] {
  if (paging === undefined || paging.offers === 'none') return []
  const names = new Set(parameters.flatMap((parameter) => [parameter.name, ...(parameter.fields ?? []).flatMap(({ name }) => [name, `${parameter.name}.${name}`])]))
  const fields = [paging.pageField, paging.pageSizeField, paging.offsetField, paging.cursorField, paging.cursorSizeField].filter((field) => field !== undefined)
  const paths = [paging.cursorPath, paging.totalCountPath, paging.rowsPath].filter((path) => path !== undefined)
  return [
    ...fields.filter((field) => !names.has(field)).map((field) => `the plan names ${field}, which is no parameter`),
    ...paths.filter((path) => !leadsSomewhere(path, response, definitions)).map((path) => `the plan's path ${path} leads nowhere`),
    ...(isWhole(paging) ? [] : [`the plan ${paging.offers} lacks a field`]),
  ]
}

function leadsSomewhere(path: string, response: Schema | undefined, definitions: Record<string, Schema>): boolean {
  let here: Schema | undefined = response
  for (const step of parseJsonPath(path) ?? [{ key: formatJsonPath([]) }]) {
    const real: Schema | undefined = here?.ref === undefined ? here : definitions[here.ref]
    here = 'key' in step ? real?.fields?.find((field: Field) => field.name === step.key) : real?.items
  }
  return here !== undefined
}

function isWhole({ offers, pageField, cursorField, cursorPath, offsetField, rowsPath }: Paging): boolean {
  const hasCursor = cursorField !== undefined && cursorPath !== undefined
  if (rowsPath === undefined) return false
  if (offers === 'both') return hasCursor && pageField !== undefined
  if (offers === 'cursor') return hasCursor
  return offers === 'page' ? pageField !== undefined : offsetField !== undefined
}

/** The report for people: a line per product, then what is wrong. */
export function reportLines({ products, refused, others }: CheckReport): string[] {
  const sum = (pick: (product: CheckedProduct) => number): number => products.reduce((total, product) => total + pick(product), 0)
  return [
    ...products.map(({ file, product, version, operations, valid, paged }) => `${product} ${version}: ${valid} of ${operations} operations valid, ${paged} paged (${file})`),
    `All: ${sum((one) => one.valid)} of ${sum((one) => one.operations)} operations valid.`,
    ...products.flatMap(({ product, problems }) => problems.map(({ operation, problem }) => `${product} ${operation}: ${problem}.`)),
    ...others.map((file) => `${file}: no operations in it.`),
    ...refused.map(({ file, message }) => `${file}: refused. ${message}`),
  ]
}
