/** Reads one answer: its rows as cells and the facts a pager needs. Pure; it stores nothing. */
import { hash } from 'node:crypto'
import { AppError } from '../../shared/errors'
import { parseExact, parseShape, scalarText } from './exactJson'
import type { Cells, Flattener } from './flatten'
import { scalarAt } from './paths'
import type { PageInput } from './result'
import { findRows, type FoundRows, type RowHints } from './rows'

export interface ReadRow {
  /** Place among the rows of the page. */
  index: number
  cells: Cells
  /** Of the row's whole text; 128 bits, so that two rows in 10^15 have the same one by chance. */
  hash: bigint
}

export interface ReadPage {
  rows: ReadRow[]
  /** Of every row that was received, stored before or not. */
  hashes: bigint[]
  received: number
  rowsPath?: string
  total?: string
  cursor?: string
  code?: string
  message?: string
  success?: boolean
}

/** What names a row, where the call says so; undefined for a row without it, which is then known by its whole text. */
export type KeyOf = (cells: Cells) => string | undefined

/** Codes with which products say that all is well. */
const goodCodes = new Set(['', '0', '200', '100', 'ok', 'success', 'successful', 'succeed', 'none', 'null'])

const field = (tree: unknown, ...names: string[]): unknown => {
  if (typeof tree !== 'object' || tree === null || Array.isArray(tree)) return undefined
  const name = names.find((candidate) => Object.hasOwn(tree, candidate))
  return name === undefined ? undefined : (tree as Record<string, unknown>)[name]
}

function successOf(tree: unknown): boolean | undefined {
  const text = scalarText(field(tree, 'Success', 'success'))?.toLowerCase()
  return text === 'true' ? true : text === 'false' ? false : undefined
}

export function hashOf(text: string): bigint {
  return BigInt(`0x${hash('sha256', text, 'hex').slice(0, 32)}`)
}

/**
 * `isStored` says whether an earlier page of the target holds this row; such a row is counted in `received` alone.
 * @throws AppError `network` code `MalformedAnswer` where the body is not JSON; `input` where a path is not in dot notation.
 */
export function readPage(page: Omit<PageInput, 'callId'>, hints: Omit<RowHints, 'rowsPath'>, flattener: Flattener, isStored: (hash: bigint) => boolean, keyOf?: KeyOf): ReadPage {
  let tree: unknown
  try {
    tree = parseShape(page.body)
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown
    const about = { ...thrown.about, accountId: page.target.accountId, regionId: page.target.regionId, ...(page.requestId === undefined ? {} : { requestId: page.requestId }) }
    throw new AppError(thrown.kind, thrown.words.message, { next: thrown.words.next, about, cause: thrown.cause })
  }
  const found = findRows(page.body, tree, { ...hints, ...(page.rowsPath === undefined ? {} : { rowsPath: page.rowsPath }) })
  const code = exactText(tree, page.body, (whole) => field(whole, 'Code', 'code'))
  const message = scalarText(field(tree, 'Message', 'message'))
  const success = successOf(tree)
  // One object may well have a Code of its own; an error has a message too. Beside a list with rows a code says nothing.
  const isBadCode = code !== undefined && message !== undefined && !goodCodes.has(code.toLowerCase())
  const isError = success === false || (isBadCode && success !== true && found.path === undefined)
  const rows = isError ? [] : readRows(found, flattener, keyOf)
  const textAt = (path: string | undefined, name: string): string | undefined => (path === undefined ? undefined : exactText(tree, page.body, (whole) => scalarAt(whole, path, name)))
  const total = textAt(page.totalCountPath, 'pagination.totalCountPath')
  const cursor = textAt(page.cursorPath, 'pagination.cursorPath')
  return {
    rows: rows.filter(({ hash }) => !isStored(hash)),
    hashes: rows.map(({ hash }) => hash),
    received: rows.length,
    ...(found.path === undefined ? {} : { rowsPath: found.path }),
    ...(total === undefined ? {} : { total }),
    ...(cursor === undefined || cursor === '' ? {} : { cursor }),
    ...(code === undefined ? {} : { code }),
    ...(message === undefined ? {} : { message }),
    ...(success === undefined ? {} : { success }),
  }
}

/** A scalar as it was written: the body is parsed once more only where a double may have changed or respelled a number. */
function exactText(tree: unknown, body: string, read: (tree: unknown) => unknown): string | undefined {
  const value = read(tree)
  return scalarText(typeof value === 'number' && !/^[1-9]\d{0,14}$/.test(String(value)) ? read(parseExact(body)) : value)
}

/** The rows of the page, those that are stored already too. */
function readRows({ visit, skip }: FoundRows, flattener: Flattener, keyOf?: KeyOf): ReadRow[] {
  return visit<ReadRow>((json, start, found) => {
    const { cells, end } = flattener.flatten(json, start, skip)
    const hash = hashOf(keyOf?.(cells) ?? json.text.slice(start, end))
    found.push({ index: found.length, cells, hash })
    return end
  })
}
