/** Writes a result to a file whose ending chooses the format. A wrong ending or folder is refused before anything is sent. */
import { open, rm, stat } from 'node:fs/promises'
import { dirname, extname, resolve } from 'node:path'
import { InvalidArgumentError, Option, type Command } from 'commander'
import * as v from 'valibot'
import { type csvSeparators, exportFormats, ExportSpec, lineEnds, type ExportFormat, type ExportOutcome } from '../../shared/result'
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

/** How the file is written, as the flags of a command say it. */
export interface FileFlags {
  bom?: boolean
  formulaGuard: boolean
  meta: boolean
  flat?: boolean
  separator?: string
  lineEnd?: string
}

const separators: Record<string, (typeof csvSeparators)[number]> = { ',': ',', comma: ',', ';': ';', semicolon: ';', '\t': '\t', tab: '\t', '|': '|', bar: '|' }

function readSeparator(text: string): string {
  const separator = separators[text]
  if (separator === undefined) throw new InvalidArgumentError('A separator is comma, semicolon, tab or bar.')
  return separator
}

/** The flags of every command that writes rows. */
export const addFileFlags = (command: Command): Command =>
  command
    .option('--bom', 'begin the file with a UTF-8 byte order mark, for spreadsheets')
    .option('--separator <name>', 'between the cells of CSV: comma, semicolon, tab or bar', readSeparator)
    .addOption(new Option('--line-end <name>', 'of CSV and TSV; else crlf for CSV and lf for TSV').choices(lineEnds))
    .option('--flat', 'a column for each value in lists (Tags.Tag[0].Key) instead of their JSON text')
    .option('--no-formula-guard', 'leave text that a spreadsheet would run as a formula as it is')
    .option('--no-meta', 'write no <file>.meta.json beside it (call, time, targets, completeness, hash)')

const context = ['_account', '_accountName', '_region', '_requestId']

/** Writes the rows of a call; `columns`: paths, the context columns come before them. */
export function exportTo(results: Pick<ResultStore, 'export'>, { path, format }: OutTarget, callId: string, columns: readonly string[] | undefined, flags: FileFlags, signal: AbortSignal): Promise<ExportOutcome> {
  const { bom = false, formulaGuard, meta, flat = false, separator, lineEnd } = flags
  const chosen = columns === undefined ? {} : { columns: [...context, ...columns.filter((column) => !context.includes(column))] }
  const spec = v.parse(ExportSpec, { callId, exportId: `cli-${callId.toLowerCase()}`, format, bom, formulaGuard, meta, nested: flat ? 'flat' : 'json', ...chosen, ...(separator === undefined ? {} : { separator }), ...(lineEnd === undefined ? {} : { lineEnd }) })
  return results.export(spec, path, { signal })
}

/** What was written, in one line. */
export function sayWritten({ rows, path, sheets, cutTexts, metaPath }: ExportOutcome): string {
  const more = [
    ...(sheets === undefined ? [] : [`on ${sheets} sheets`]),
    ...(cutTexts === undefined ? [] : [`${cutTexts.toLocaleString('en-US')} texts cut at the 32,767 characters of a cell`]),
    ...(metaPath === undefined ? [] : ['with its .meta.json']),
  ]
  return [`${rows.toLocaleString('en-US')} rows written to ${path}`, ...more].join(', ')
}
