/** Finds lines of the log, the newest first, and writes them to a file. It changes nothing. */
import { open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { AuditFormat, AuditFound, AuditLine, AuditSearch } from '../../shared/audit'
import { AppError } from '../../shared/errors'
import { say } from '../../shared/words'
import { auditFiles, linesOf } from './files'

type Wanted = Omit<AuditSearch, 'limit'>

/** @throws AppError `input` about `since` or `until`. */
export async function searchLines(folder: string, { limit, ...wanted }: AuditSearch): Promise<AuditFound> {
  const agrees = matcher(wanted)
  const lines: AuditLine[] = []
  for (const file of (await auditFiles(folder)).reverse()) {
    const left = limit + 1 - lines.length
    if (left <= 0) break
    const found: AuditLine[] = []
    for await (const text of linesOf(join(folder, file))) {
      const line = agrees(text)
      if (!line) continue
      found.push(line)
      if (found.length > left) found.shift()
    }
    lines.push(...found.reverse())
  }
  return { lines: lines.slice(0, limit), hasMore: lines.length > limit }
}

/** Writes every line that agrees, the oldest first; answers how many. The file is whole or not there. */
export async function exportLines(folder: string, wanted: Wanted, path: string, format: AuditFormat): Promise<number> {
  const agrees = matcher(wanted)
  const half = `${path}.${process.pid}.part`
  try {
    const file = await open(half, 'w', 0o600)
    let count = 0
    try {
      if (format === 'csv') await file.write(csvLine(csvColumns))
      for (const name of await auditFiles(folder)) {
        for await (const text of linesOf(join(folder, name))) {
          const line = agrees(text)
          if (!line) continue
          count += 1
          await file.write(format === 'csv' ? csvLine(csvColumns.map((column) => cellOf(line[column]))) : `${text}\n`)
        }
      }
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(half, path)
    return count
  } catch (cause) {
    await rm(half, { force: true })
    throw new AppError('storage', say`${path} could not be written.`, { next: say`Choose another folder.`, about: { code: (cause as NodeJS.ErrnoException).code ?? 'unknown' }, cause })
  }
}

const exact = ['account', 'product', 'operation', 'requestId', 'code', 'callId'] as const

/** The line of a text that agrees, else undefined. */
function matcher({ text, since, until, isFailed, ...fields }: Wanted): (line: string) => AuditLine | undefined {
  const sought = text.toLowerCase()
  const [from, to] = [since === undefined ? undefined : timeOf(since, 'since'), until === undefined ? undefined : timeOf(until, 'until')]
  return (written) => {
    if (sought !== '' && !written.toLowerCase().includes(sought)) return undefined
    let line: AuditLine
    try {
      line = JSON.parse(written) as AuditLine
    } catch {
      return undefined // verify names such a line
    }
    if (exact.some((name) => fields[name] !== undefined && line[name]?.toLowerCase() !== fields[name].toLowerCase())) return undefined
    if (isFailed && line.code === undefined) return undefined
    const time = Date.parse(line.time)
    return (from !== undefined && time < from) || (to !== undefined && time > to) ? undefined : line
  }
}

function timeOf(text: string, field: 'since' | 'until'): number {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text)
  const time = Date.parse(text)
  if (Number.isNaN(time)) throw new AppError('input', say`${JSON.stringify(text)} is not a time.`, { next: say`Write a time as 2026-11-27 or 2026-11-27T08:00:00Z.`, about: { field } })
  return isDay && field === 'until' ? time + 86_400_000 - 1 : time
}

const csvColumns = ['n', 'time', 'operator', 'profile', 'account', 'accountName', 'region', 'role', 'roleSessionName', 'sourceIdentity', 'product', 'version', 'operation', 'endpoint', 'method', 'parameters', 'attempt', 'status', 'code', 'requestId', 'rows', 'ms', 'callId', 'prev'] as const satisfies readonly (keyof AuditLine)[]

const cellOf = (value: string | number | Record<string, string> | undefined): string => (value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value))

/** Quoted throughout; a text that a spreadsheet would run gets an apostrophe. */
const csvLine = (cells: readonly string[]): string => `${cells.map((cell) => `"${(/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`).join(',')}\r\n`
