/** Reads one answer as a stored page would be read, and stores nothing: for trying the paths of a paging plan. */
import { createColumnSet } from './columns'
import { createFlattener } from './flatten'
import { readPage } from './page'
import type { ExaminedPage, PageInput } from './result'

/** @throws AppError `network` code `MalformedAnswer`, or `input` for a path that is not in dot notation. */
export function examinePage(page: Omit<PageInput, 'callId'>, operation: string): ExaminedPage {
  const columns = createColumnSet()
  const { rows, hashes, ...facts } = readPage(page, { operation }, createFlattener(columns, () => undefined), () => false)
  return { ...facts, stored: 0, duplicates: hashes.length - rows.length, columns: columns.all.length, columnPaths: columns.all.map(({ path }) => path) }
}
