/** What the command line reads from and writes to. A reader that goes away (EPIPE) is no failure; secrets are never written. */
import type { Redactor } from '../../shared/redact'
import { asAppError } from '../../shared/errors'

export interface Terminal {
  stdin: NodeJS.ReadableStream & { isTTY?: boolean; setRawMode?: (mode: boolean) => unknown }
  stdout: NodeJS.WritableStream & { isTTY?: boolean }
  stderr: NodeJS.WritableStream & { isTTY?: boolean }
  env: Readonly<Record<string, string | undefined>>
}

export interface Output {
  /** A result, to standard output. */
  print(text: string): void
  /** Progress, warnings and errors, to standard error; redacted. */
  say(text: string): void
  /** An error with its next move and facts, to standard error. */
  fail(thrown: unknown): void
}

export function createOutput({ stdout, stderr }: Pick<Terminal, 'stdout' | 'stderr'>, redactor: Redactor): Output {
  const ignoreClosed = (): void => undefined
  stdout.on('error', ignoreClosed)
  stderr.on('error', ignoreClosed)
  const say = (text: string): void => void stderr.write(`${redactor.text(text)}\n`)
  return {
    print: (text) => void stdout.write(`${text}\n`),
    say,
    fail: (thrown) => {
      const { message, next, about } = asAppError(thrown)
      const { field, recommend, ...rest } = about
      // A diagnostic is a thousand characters that nobody can read.
      const facts = Object.fromEntries(Object.entries(rest).filter(([name]) => name !== 'diagnostic'))
      const named = [field !== undefined && !message.includes(field) ? `field ${field}` : '', ...Object.entries(facts).map(([name, value]) => `${name} ${String(value)}`)].filter((text) => text !== '')
      say([`rolecall: ${message}`, ...(next === undefined ? [] : [`  next: ${next}`]), ...(named.length === 0 ? [] : [`  about: ${named.join(', ')}`]), ...(recommend === undefined ? [] : [`  see: ${recommend}`])].join('\n'))
    },
  }
}

/** Columns of text under their headings; the last column is not padded. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = headings.map((heading, column) => Math.max(width(heading), ...rows.map((row) => width(row[column] ?? ''))))
  const line = (cells: readonly string[]): string => cells.map((cell, column) => (column === cells.length - 1 ? cell : cell + ' '.repeat((widths[column] ?? 0) - width(cell)))).join('  ')
  return [headings, ...rows].map(line).join('\n')
}

/** Terminal cells: East Asian characters take two. */
function width(text: string): number {
  return [...text].reduce((cells, character) => cells + (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/.test(character) ? 2 : 1), 0)
}
