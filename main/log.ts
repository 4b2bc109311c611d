/** The log file: one JSON line per entry under the data folder, every line redacted just before it is written. It never holds a request body. */
import { mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import pino, { type Logger } from 'pino'
import type { Redactor } from '../shared/redact'

export interface Log {
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
  error(facts: object, message: string): void
  /** Writes what is buffered; call before the process ends. */
  flush(): void
}

/** Bytes after which the log starts anew; one older file is kept. */
const maxBytes = 5_000_000

/** Writes `<home>/logs/rolecall.log`, which is opened with the first line. */
export function createLog(home: string, redactor: Redactor): Log {
  let opened: ReturnType<typeof openLog> | undefined
  const log = (): ReturnType<typeof openLog> => (opened ??= openLog(home, redactor))
  return {
    info: (facts, message) => log().logger.info(facts, message),
    warn: (facts, message) => log().logger.warn(facts, message),
    error: (facts, message) => log().logger.error(facts, message),
    flush: () => opened?.destination.flushSync(),
  }
}

function openLog(home: string, redactor: Redactor): { logger: Pick<Logger, 'info' | 'warn' | 'error'>; destination: { flushSync(): void } } {
  const folder = join(home, 'logs')
  const file = join(folder, 'rolecall.log')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > maxBytes) renameSync(file, `${file}.1`)
  const destination = pino.destination({ dest: file, sync: true, mode: 0o600 })
  const logger = pino(
    {
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: (facts) => redactor.value(facts) as Record<string, unknown> },
      hooks: { streamWrite: (line) => redactor.text(line) },
    },
    destination,
  )
  return { logger, destination }
}
