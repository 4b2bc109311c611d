/** Which paging fields matter for a mode, with what was detected for each. Pure. */
import type { Pagination, PagingMode } from '../../shared/call'
import type { Paging } from '../../shared/catalog'

export interface PagingField {
  key: Exclude<keyof Pagination, 'mode'>
  isNumber: boolean
  /** What holds while the field is empty. */
  detected: string
}

/** The mode that `auto` stands for: the cursor where both are offered. */
export function detectedMode(paging: Paging | undefined): Exclude<PagingMode, 'auto'> {
  if (paging === undefined) return 'none'
  if (paging.offers === 'cursor' || paging.offers === 'both') return 'scroll'
  return paging.offers === 'none' ? 'none' : 'paged'
}

const sizeOf = (paging: Paging | undefined, mode: PagingMode): string => {
  const size = mode === 'scroll' ? (paging?.cursorSizeMax ?? paging?.pageSizeMax) : paging?.pageSizeMax
  return size === undefined ? '' : String(size)
}

export function pagingFields(mode: PagingMode, paging: Paging | undefined): PagingField[] {
  const field = (key: PagingField['key'], isNumber: boolean, detected: string | undefined): PagingField => ({ key, isNumber, detected: detected ?? '' })
  const limits = [field('maxRequests', true, '100'), field('intervalSeconds', true, '0')]
  if (mode === 'none' || mode === 'auto') return []
  const size = field('pageSize', true, sizeOf(paging, mode))
  if (mode === 'scroll') {
    return [
      ...limits,
      field('cursorField', false, paging?.cursorField),
      field('cursorPath', false, paging?.cursorPath),
      field('pageSizeField', false, paging?.cursorSizeField ?? paging?.pageSizeField),
      size,
      field('totalCountPath', false, paging?.totalCountPath),
    ]
  }
  return [...limits, field('pageField', false, paging?.pageField ?? paging?.offsetField), field('totalCountPath', false, paging?.totalCountPath), field('pageSizeField', false, paging?.pageSizeField), size]
}
