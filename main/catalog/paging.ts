/** Detects how an operation pages, from its parameters and its response schema together. It is a pure rule; corrections for single operations belong to the overlay. */
import type { Operation, Paging } from '../../shared/catalog'
import { kindOf } from './kind'
import { answerFields, type RowPlace } from './pagingAnswer'
import { requestFields, type NamedScalar } from './pagingFields'
import { readDefault, readRange } from './prose'

export type PagingInput = Pick<Operation, 'name' | 'parameters' | 'response' | 'definitions' | 'source'>

/** The plan. `both` means that the cursor is preferred: ECS says that its page numbers will be withdrawn. */
export function detectPaging({ name, parameters, response, definitions = {}, source }: PagingInput): Paging {
  const hint = answerFields(name, response, definitions, undefined)
  const request = requestFields(parameters, hint.nextPath !== undefined)
  const answer = request.cursor === undefined ? hint : answerFields(name, response, definitions, request.cursor.name)
  const rows = answer.rows[0]
  const hasCursor = request.cursor !== undefined && answer.nextPath !== undefined && rows !== undefined
  const isCounted = request.pageSize !== undefined || answer.totalPath !== undefined
  const hasPage = request.page !== undefined && isCounted && rows !== undefined
  const hasOffset = !hasPage && request.offset !== undefined && isCounted && rows !== undefined
  const offers = hasCursor && hasPage ? 'both' : hasCursor ? 'cursor' : hasPage ? 'page' : hasOffset ? 'offset' : 'none'

  if (offers === 'none') return { offers, ...listOf(name, answer.rows), source }
  return {
    offers,
    ...(hasPage && request.page ? { pageField: request.page.name, firstPage: firstPageOf(request.page) } : {}),
    ...(hasOffset && request.offset ? { offsetField: request.offset.name } : {}),
    ...sizeOf('pageSizeField', 'pageSizeMax', hasPage || hasOffset ? request.pageSize : request.cursorSize),
    ...(hasCursor && request.cursor && answer.nextPath !== undefined ? { cursorField: request.cursor.name, cursorPath: answer.nextPath } : {}),
    ...(hasCursor ? sizeOf('cursorSizeField', 'cursorSizeMax', request.cursorSize) : {}),
    ...(answer.totalPath === undefined ? {} : { totalCountPath: answer.totalPath, ...(answer.isTotalWeak ? { isTotalWeak: true } : {}) }),
    ...rowsOf(answer.rows),
    source,
  }
}

function sizeOf(field: 'pageSizeField' | 'cursorSizeField', most: 'pageSizeMax' | 'cursorSizeMax', size: NamedScalar | undefined): Partial<Paging> {
  if (size === undefined) return {}
  const { maximum, doc } = size.schema
  const stated = maximum ?? readRange(doc?.en ?? doc?.zh ?? '').maximum
  const number = Number(stated)
  return { [field]: size.name, ...(stated !== undefined && Number.isSafeInteger(number) && number > 0 ? { [most]: number } : {}) }
}

/** 0 only where the words or the limits say so. */
function firstPageOf({ schema }: NamedScalar): 0 | 1 {
  const doc = schema.doc?.en ?? schema.doc?.zh ?? ''
  const preset = schema.default ?? readDefault(doc)
  return preset === '0' || /(?:starts?|begins?|starting) (?:from|with|at) (?:page )?\**0\b|从 ?0 ?开始/i.test(doc) ? 0 : 1
}

const mostOthers = 5

function rowsOf(rows: RowPlace[]): Partial<Paging> {
  const [first, ...others] = rows
  if (first === undefined) return {}
  const rivals = others.filter(({ hasObjects, isBeside }) => hasObjects && (isBeside || !first.isBeside)).map(({ path }) => path)
  return { rowsPath: first.path, ...(rivals.length === 0 ? {} : { otherRowPaths: rivals.slice(0, mostOthers) }) }
}

/** Rows of an operation without paging: only where it reads a list and a shallow array of objects shares its name, so that no detail is torn into rows. */
function listOf(name: string, rows: RowPlace[]): Partial<Paging> {
  const [first] = rows
  const isList = first !== undefined && first.hasObjects && (first.depth === 0 || (first.depth <= 2 && first.shared > 0))
  return isList && kindOf(name) === 'read' ? rowsOf(rows) : {}
}
