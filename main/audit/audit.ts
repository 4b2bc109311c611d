/** The audit log of a data folder, written by every Rolecall that uses it. Lines are written in the order in which requests ended; a failure to write is logged and tried again with the next line. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { AuditFormat, AuditFound, AuditLine, AuditReport, AuditSearch } from '../../shared/audit'
import type { SentRequest } from '../call/requestLog'
import { lineOf, type LineParts } from './auditLine'
import { createAppender } from './files'
import { withLock } from './lock'
import { exportLines, searchLines } from './search'
import { verifyChain } from './verify'

export interface Audit {
  /** Takes a request down; it is on the disk a moment later. Never throws. */
  note(sent: SentRequest): void
  /** Newest first. @throws AppError `input` about `since` or `until`. */
  search(search: AuditSearch): Promise<AuditFound>
  /** Reads the whole log. */
  verify(): Promise<AuditReport>
  /** Answers the number of lines. @throws AppError `input`, `storage`. */
  export(search: Omit<AuditSearch, 'limit'>, path: string, format: AuditFormat): Promise<number>
  /** Writes what waits. */
  close(): Promise<void>
}

export interface AuditParts extends LineParts {
  /** The data folder; the log lies in `audit` below it. */
  home: string
  /** Bytes after which a new file begins. */
  fileBytes: () => number
  onFailure: (thrown: unknown) => void
}

/** Lines that wait at most while the disk cannot be written to: beyond, the oldest would cost the memory of a run. */
const mostWaiting = 100_000

export function createAudit({ home, fileBytes, onFailure, ...parts }: AuditParts): Audit {
  const folder = join(home, 'audit')
  const appender = createAppender(folder)
  let waiting: Omit<AuditLine, 'n' | 'prev'>[] = []
  let writing: Promise<void> | undefined

  const write = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 })
        await withLock(folder, () => appender.append(batch, fileBytes()))
      } catch (thrown) {
        waiting = [...batch, ...waiting].slice(-mostWaiting)
        onFailure(thrown)
        return
      }
    }
  }
  const settled = async (): Promise<void> => {
    writing ??= write().finally(() => (writing = undefined))
    await writing
  }

  return {
    note(sent) {
      waiting.push(lineOf(sent, parts))
      void settled()
    },
    async search(search) {
      await settled()
      return searchLines(folder, search)
    },
    async verify() {
      await settled()
      // A line that is being written must not look torn.
      await mkdir(folder, { recursive: true, mode: 0o700 })
      return withLock(folder, () => verifyChain(folder))
    },
    async export(search, path, format) {
      await settled()
      return exportLines(folder, search, path, format)
    },
    close: settled,
  }
}
