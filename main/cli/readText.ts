/** Reads the text of a file that an argument names; `-` is standard input. */
import { readFile } from 'node:fs/promises'
import { AppError } from '../../shared/errors'
import type { CliContext } from './context'

/** @throws AppError `input` about `FILE`. */
export async function readText(file: string, { stdin }: Pick<CliContext, 'stdin'>): Promise<string> {
  if (file === '-') {
    const chunks: Buffer[] = []
    for await (const chunk of stdin) chunks.push(Buffer.from(chunk))
    return Buffer.concat(chunks).toString('utf8')
  }
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new AppError('input', `The call file ${file} cannot be read.`, { next: 'Check the path.', about: { field: 'FILE', ...codeOf(cause) }, cause })
  })
}

const codeOf = (cause: unknown): { code?: string } => (cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? { code: cause.code } : {})
