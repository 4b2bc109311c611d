/** Writes a result to a file whose ending chooses the format. A wrong ending or folder is refused before anything is sent. */
import { stat } from 'node:fs/promises'
import { dirname, extname, resolve } from 'node:path'
import { exportFormats, type ExportFormat, type ExportOutcome } from '../../shared/result'
import { AppError } from '../../shared/errors'
import type { ResultStore } from '../result/result'

export interface OutTarget {
  path: string
  format: ExportFormat
}

/** @throws AppError `input` about `out`. */
export async function checkOut(file: string): Promise<OutTarget> {
  const path = resolve(file)
  const ending = extname(path).slice(1).toLowerCase()
  const format = exportFormats.find((one) => one === ending)
  if (format === undefined) throw new AppError('input', `--out ${file}: the ending names no format.`, { next: `Use one of ${exportFormats.map((one) => `.${one}`).join(', ')}.`, about: { field: 'out' } })
  const folder = await stat(dirname(path)).catch(() => undefined)
  if (folder?.isDirectory() !== true) throw new AppError('input', `--out ${file}: the folder ${dirname(path)} is not there.`, { next: 'Make the folder, or choose another.', about: { field: 'out' } })
  return { path, format }
}

export interface ExportChoice {
  callId: string
  bom: boolean
  formulaGuard: boolean
  /** Columns of the rows by path; the context columns come before them. */
  columns?: string[]
}

const context = ['_account', '_accountName', '_region', '_requestId']

export function exportTo(results: Pick<ResultStore, 'export'>, { path, format }: OutTarget, { columns, ...choice }: ExportChoice, signal: AbortSignal): Promise<ExportOutcome> {
  const chosen = columns === undefined ? {} : { columns: [...context, ...columns.filter((column) => !context.includes(column))] }
  return results.export({ ...choice, ...chosen, exportId: `cli-${choice.callId.toLowerCase()}`, format, sort: [], filters: [], search: '' }, path, { signal })
}
