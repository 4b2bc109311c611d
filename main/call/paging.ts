/** Decides how one call is paged: what the catalogue knows, overridden by what the call file says. It sends nothing and guesses no field names. */
import type { CallSpec, Pagination, PagingMode, ParameterValue, PlanWarning } from '../../shared/call'
import type { Operation, Paging } from '../../shared/catalog'
import { AppError } from '../../shared/errors'
import { say, type Said } from '../../shared/words'

/** How the pages of every target are asked for. */
export interface PagingPlan {
  mode: 'paged' | 'scroll' | 'none'
  /** Requests per target, retries not counted. */
  maxRequests: number
  intervalMs: number
  /** `paged`: the field that carries the page number, or the offset where `isOffset`. */
  pageField?: string
  isOffset: boolean
  firstPage: number
  cursorField?: string
  /** Where the next cursor stands in an answer; without a mode it only tells whether there is more. */
  cursorPath?: string
  sizeField?: string
  /** Rows asked for per page; absent: the API's own default. */
  size?: number
  totalCountPath?: string
  /** False where the total is known to be unreliable: a weak count, or an operation that offers page numbers too and is paged by cursor (ECS: TotalCount is invalid with NextToken). */
  isTotalTrusted: boolean
  /** What paging needs on every request, such as `UseNextToken`. */
  extra: Record<string, string>
  /** Parameters of the other mode, which must not be sent with this one. */
  dropped: string[]
}

/** Parameters that paging adds to one request. */
export type StepFields = Record<string, string | number>

/** `page` counts from 1; `received` and `cursor` are what the pages before have brought. */
export function stepFields(plan: PagingPlan, page: number, received: number, cursor: string | undefined): StepFields {
  const fields: StepFields = { ...plan.extra }
  if (plan.mode === 'none') return fields
  if (plan.sizeField !== undefined && plan.size !== undefined) fields[plan.sizeField] = plan.size
  if (plan.mode === 'scroll' && plan.cursorField !== undefined && cursor !== undefined) fields[plan.cursorField] = cursor
  if (plan.mode === 'paged' && plan.pageField !== undefined) fields[plan.pageField] = plan.isOffset ? received : plan.firstPage + page - 1
  return fields
}

export interface PagingChoice {
  paging: PagingPlan
  describedAs: Said
  warnings: PlanWarning[]
}

const defaults: Pagination = { mode: 'auto', maxRequests: 100, intervalSeconds: 0 }

/**
 * The paging plan of a call. `isSingle`: a call that must be sent exactly once.
 * @throws AppError `input` naming the `pagination.…` field that is missing, or the parameter that paging itself sets.
 */
export function choosePaging(spec: CallSpec, operation: Operation | undefined, isSingle: boolean): PagingChoice {
  const chosen = spec.pagination ?? defaults
  const known: Paging = operation?.paging ?? { offers: 'none', source: 'guess' }
  const mode = isSingle ? 'none' : chosen.mode === 'auto' ? detect(chosen, known, spec.parameters) : chosen.mode
  const totalCountPath = chosen.totalCountPath ?? known.totalCountPath
  const shared = {
    maxRequests: chosen.maxRequests,
    intervalMs: chosen.intervalSeconds * 1000,
    isOffset: false,
    firstPage: known.firstPage ?? 1,
    ...(totalCountPath === undefined ? {} : { totalCountPath }),
  }
  if (mode === 'none') return { ...single(chosen, known, operation), warnings: [], describedAs: isSingle ? say`one request per target` : say`one request per target, no paging` }

  const warnings: PagingChoice['warnings'] = []
  const isScroll = mode === 'scroll'
  const isOffset = !isScroll && chosen.pageField === undefined && known.pageField === undefined && known.offsetField !== undefined
  const stepField = isScroll ? (chosen.cursorField ?? known.cursorField) : (chosen.pageField ?? (isOffset ? known.offsetField : known.pageField))
  if (stepField === undefined) throw missing(isScroll ? 'cursorField' : 'pageField', spec)
  const cursorPath = chosen.cursorPath ?? known.cursorPath
  if (isScroll && cursorPath === undefined) throw missing('cursorPath', spec)

  const sizeField = chosen.pageSizeField ?? (isScroll ? (known.cursorSizeField ?? (known.offers === 'both' ? undefined : known.pageSizeField)) : known.pageSizeField)
  const sizeMax = isScroll ? (known.cursorSizeMax ?? known.pageSizeMax) : known.pageSizeMax
  const { size, warning } = chooseSize(chosen, spec.parameters, sizeField, [known.pageSizeField, known.cursorSizeField], sizeMax)
  if (warning) warnings.push(warning)
  checkStep(spec.parameters, stepField, isScroll ? '' : isOffset ? '0' : String(shared.firstPage))

  const others = isScroll ? [known.pageField, known.offsetField, known.pageSizeField] : [known.cursorField, known.cursorSizeField]
  const dropped = others.filter((name) => name !== undefined).filter((name) => name !== sizeField && name !== stepField)
  for (const name of dropped) {
    if (Object.hasOwn(spec.parameters, name)) warnings.push({ field: `parameters.${name}`, message: isScroll ? say`${name} does not go with a cursor and is not sent.` : say`${name} does not go with page numbers and is not sent.` })
  }
  const paging: PagingPlan = {
    ...shared,
    mode,
    isOffset,
    ...(isScroll ? { cursorField: stepField } : { pageField: stepField }),
    ...(isScroll && cursorPath !== undefined ? { cursorPath } : {}),
    ...(sizeField === undefined ? {} : { sizeField }),
    ...(size === undefined ? {} : { size }),
    isTotalTrusted: chosen.totalCountPath !== undefined || (!known.isTotalWeak && !(isScroll && known.offers === 'both')),
    extra: isScroll ? (known.extra ?? {}) : {},
    dropped,
  }
  return { paging, warnings, describedAs: describe(paging, chosen) }
}

/** The cursor is preferred where both are offered, unless the call speaks the page numbers' words. */
function detect(chosen: Pagination, known: Paging, parameters: Record<string, ParameterValue>): Exclude<PagingMode, 'auto'> {
  if (chosen.cursorField !== undefined) return 'scroll'
  if (chosen.pageField !== undefined) return 'paged'
  if (known.offers === 'both') {
    const speaksPages = [known.pageField, known.pageSizeField === known.cursorSizeField ? undefined : known.pageSizeField].some((name) => name !== undefined && Object.hasOwn(parameters, name))
    const speaksCursor = known.cursorSizeField !== undefined && Object.hasOwn(parameters, known.cursorSizeField)
    return speaksPages && !speaksCursor ? 'paged' : 'scroll'
  }
  if (known.offers === 'cursor') return 'scroll'
  return known.offers === 'none' ? 'none' : 'paged'
}

/** One request; total and cursor are still looked at, so that a first page is not taken for the whole list. */
function single(chosen: Pagination, known: Paging, operation: Operation | undefined): Pick<PagingChoice, 'paging'> {
  const totalCountPath = chosen.totalCountPath ?? known.totalCountPath ?? (operation === undefined ? '.TotalCount' : undefined)
  const cursorPath = chosen.cursorPath ?? known.cursorPath ?? (operation === undefined ? '.NextToken' : undefined)
  return {
    paging: {
      mode: 'none',
      maxRequests: 1,
      intervalMs: chosen.intervalSeconds * 1000,
      isOffset: false,
      firstPage: 1,
      ...(totalCountPath === undefined ? {} : { totalCountPath }),
      ...(cursorPath === undefined ? {} : { cursorPath }),
      isTotalTrusted: !known.isTotalWeak,
      extra: {},
      dropped: [],
    },
  }
}

function chooseSize(
  chosen: Pagination,
  parameters: Record<string, ParameterValue>,
  sizeField: string | undefined,
  sizeNames: (string | undefined)[],
  max: number | undefined,
): { size?: number; warning?: PlanWarning } {
  if (sizeField === undefined) return {}
  const given = [sizeField, ...sizeNames].filter((name) => name !== undefined).find((name) => Object.hasOwn(parameters, name))
  const fromParameters = given === undefined ? undefined : Number(parameters[given])
  const size = chosen.pageSize ?? (fromParameters !== undefined && Number.isSafeInteger(fromParameters) && fromParameters > 0 ? fromParameters : undefined) ?? (given === undefined ? max : undefined)
  if (size === undefined) return {}
  if (max === undefined || size <= max) return { size }
  return { size, warning: { field: chosen.pageSize === undefined ? `parameters.${given ?? sizeField}` : 'pagination.pageSize', message: say`${sizeField} is ${size}; the API is known to accept at most ${max}.` } }
}

/** A page number or cursor of the call's own would make the list begin in the middle. */
function checkStep(parameters: Record<string, ParameterValue>, field: string, first: string): void {
  const own = Object.hasOwn(parameters, field) ? parameters[field] : undefined
  if (own === undefined || own === null || own === first || (typeof own === 'number' && String(own) === first)) return
  throw new AppError('input', say`${`parameters.${field}`} is set by paging, which begins at the first page.`, {
    next: say`Remove ${field}, or set pagination.mode to none to ask for one page.`,
    about: { field: `parameters.${field}` },
  })
}

function missing(name: 'cursorField' | 'cursorPath' | 'pageField', spec: CallSpec): AppError {
  const what = { cursorField: say`the parameter that carries the cursor`, cursorPath: say`the path of the next cursor in the answer`, pageField: say`the parameter that carries the page number` }[name]
  return new AppError('input', say`${`pagination.${name}`} is missing: the catalogue does not know ${what} of ${spec.product} ${spec.operation}.`, {
    next: say`Add ${`pagination.${name}`}, or set pagination.mode to none.`,
    about: { field: `pagination.${name}`, product: spec.product, version: spec.version, operation: spec.operation },
  })
}

function describe(plan: PagingPlan, chosen: Pagination): Said {
  const how = chosen.mode === 'auto' ? say`detected` : say`chosen`
  const size = plan.sizeField === undefined ? '' : `, ${plan.sizeField}${plan.size === undefined ? '' : ` ${plan.size}`}`
  const kind = plan.mode === 'scroll' ? say`scrolling query` : say`paged query`
  const step = plan.mode === 'scroll' ? `${plan.cursorPath ?? ''} → ${plan.cursorField ?? ''}` : plan.totalCountPath === undefined ? (plan.pageField ?? '') : say`${plan.pageField ?? ''} up to ${plan.totalCountPath}`
  return say`${kind} (${how}): ${step}${size}, at most ${plan.maxRequests} requests, every ${chosen.intervalSeconds} s`
}
