/** Writes a result to a file whose ending chooses the format. A wrong ending or folder is refused before anything is sent. */
import { open, rm, stat } from 'node:fs/promises'
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
  const there = await stat(path).catch(() => undefined)
  if (there !== undefined && !there.isFile()) throw new AppError('input', `--out ${file}: ${path} is ${there.isDirectory() ? 'a folder' : 'no plain file'}.`, { next: 'Name a file.', about: { field: 'out' } })
  await tryFolder(path, file)
  return { path, format }
}

/** Makes a file beside the target and removes it: rights alone do not tell of a full or read-only disk. */
async function tryFolder(path: string, file: string): Promise<void> {
  const trial = `${path}.${process.pid}.part`
  try {
    await (await open(trial, 'wx')).close()
    await rm(trial, { force: true })
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? { code: cause.code } : {}
    throw new AppError('input', `--out ${file}: no file can be written in the folder ${dirname(path)}.`, { next: 'Choose a folder that you may write to.', about: { field: 'out', ...code }, cause })
  }
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
