/** Finds the parameters and answer fields that carry paging, by their names. Names come from a census of 24,479 operations; nothing here looks at rows. */
import type { Parameter, Schema } from '../../shared/catalog'
import { plainName } from './names'

/** A scalar with its dotted name on the wire. */
export interface NamedScalar {
  name: string
  plain: string
  schema: Schema
}

const scalarTypes = new Set(['string', 'integer', 'long', 'number', 'any'])
export const isScalar = ({ type, fields, ref }: Schema): boolean => scalarTypes.has(type) && fields === undefined && ref === undefined

/** Objects that may hold paging parameters. */
const holders = /^(?:body|pager?|pagination|paging|page(?:info|param|request|query|able)|query|request|param)$/

const pageNames = ['pagenumber', 'pageno', 'pagenum', 'currentpage', 'page', 'pageindex', 'current', 'currentpagenum', 'startpage']
const pageSizeNames = ['pagesize', 'perpage', 'pagelimit', 'recordsperpage']
const cursorSizeNames = ['maxresults', 'maxresult', 'maxitems', 'limit']
const otherSizeNames = ['size', 'length', 'maxkeys', 'maxrecords', 'line', 'rows', 'count', 'maxcount', 'maxnumber']
const offsetNames = ['offset', 'skip', 'startindex', 'start', 'from']
const cursorNames = ['nexttoken', 'nextpagetoken', 'pagetoken', 'continuationtoken', 'nextmarker', 'nextcursor', 'marker', 'scrollid', 'cursor', 'startkey', 'exclusivestartkey', 'nextkey', 'lastkey', 'startafter']

export interface RequestFields {
  page?: NamedScalar
  pageSize?: NamedScalar
  offset?: NamedScalar
  cursor?: NamedScalar
  cursorSize?: NamedScalar
}

/** Which parameters page, offset, cursor and size are; `hasNextToken` says that the answer carries a NextToken. */
export function requestFields(parameters: readonly Parameter[], hasNextToken: boolean): RequestFields {
  const scalars = scalarsOf(parameters)
  const pick = (names: readonly string[]): NamedScalar | undefined => names.map((name) => scalars.find(({ plain }) => lastWord(plain) === name)).find((found) => found !== undefined)
  const has = (...names: string[]): boolean => pick(names) !== undefined
  const size = pick(pageSizeNames)
  const cursorSize = pick(cursorSizeNames)
  const other = pick(otherSizeNames)
  const page = pick(pageNames) ?? (size ? pick(['pageid']) : undefined) ?? (has('size') ? pick(['num']) : undefined)
  // `from` and `start` beside an end are a span of time, as in GetLogs of the log service.
  const isSpan = has('to', 'end', 'endtime', 'toTime'.toLowerCase())
  const offset = pick(offsetNames.filter((name) => !(isSpan && (name === 'start' || name === 'from'))))
  const cursor = pick(cursorNames.slice(0, -1)) ?? (hasNextToken ? pick(['token']) : undefined) ?? pick(cursorNames.slice(-1))
  return {
    ...one('page', page),
    ...one('pageSize', size ?? cursorSize ?? other),
    ...one('offset', offset),
    ...one('cursor', cursor),
    ...one('cursorSize', cursorSize ?? size ?? other),
  }
}

const one = (key: keyof RequestFields, value: NamedScalar | undefined): RequestFields => (value === undefined ? {} : { [key]: value })

/** Scalars at the top and inside the objects that hold paging. Inside a whole body the body's own name is not part of the wire name. */
function scalarsOf(parameters: readonly Parameter[]): NamedScalar[] {
  return parameters.flatMap((parameter) => {
    if (parameter.position === 'path' || parameter.position === 'host' || parameter.position === 'header') return []
    if (isScalar(parameter)) return [{ name: parameter.name, plain: dotted(parameter.name), schema: parameter }]
    if (!holders.test(plainName(parameter.name))) return []
    const prefix = parameter.isWholeBody ? '' : `${parameter.name}.`
    return (parameter.fields ?? []).filter(isScalar).map((field) => ({ name: prefix + field.name, plain: dotted(prefix + field.name), schema: field }))
  })
}

/** Plain words, dots kept: `Filter.1.Key` is no `Key`, `Pager.PageSize` is a page size. */
const dotted = (name: string): string => name.split('.').map(plainName).join('.')
const lastWord = (name: string): string => {
  const parts = name.split('.')
  const holder = parts.slice(0, -1)
  return holder.every((part) => holders.test(part)) ? (parts.at(-1) ?? '') : name
}

const nextName = /^next(?:page)?(?:token|marker|cursor|key|continuationtoken)$|^nextscrollid$|^nextpagetoken$/
const totalName = /^(?!.*page)(?:.*)total(?:record)?s?(?:counts?|num(?:ber)?|size|items?|records?|elements|hits?)?$/

/** How well a name says "the cursor of the next page"; 0 is best, undefined not at all. */
export function rankOfNext(name: string, cursorParameter: string | undefined): number | undefined {
  const plain = plainName(name)
  const sent = cursorParameter === undefined ? undefined : plainName(cursorParameter.split('.').at(-1) ?? '')
  if (nextName.test(plain)) return sent === undefined || isKin(stemOf(plain), stemOf(sent)) ? 0 : 2
  return plain === sent ? 1 : undefined
}

/** `nextPageToken` answers `pageToken` and `token`; beside a `marker`, a `NextToken` is of another kind. */
const stemOf = (plain: string): string => plain.replace(/^next/, '')
const isKin = (one: string, other: string): boolean => one.endsWith(other) || other.endsWith(one)

const totals = ['totalcount', 'totalrecordcount', 'total']

/** How well a name says "rows there are in all"; 0 is best, undefined not at all. */
export function rankOfTotal(name: string): number | undefined {
  const plain = plainName(name)
  if (!totalName.test(plain)) return plain === 'count' ? weakTotal : undefined
  const place = totals.indexOf(plain)
  return place < 0 ? totals.length : place
}

/** A plain `Count`: often the rows on this page. */
export const weakTotal = 9
