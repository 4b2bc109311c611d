/** Reads a secret from the official variables or standard input, without echo on a terminal. It never takes one from an argument. */
import { AppError } from '../../shared/errors'
import type { Terminal } from './terminal'

export const secretVariable = 'ALIBABA_CLOUD_ACCESS_KEY_SECRET'
export const tokenVariable = 'ALIBABA_CLOUD_SECURITY_TOKEN'
export const keyIdVariable = 'ALIBABA_CLOUD_ACCESS_KEY_ID'

/** Characters; more is not an AccessKey secret. */
const maxLength = 1024

/** @throws AppError `input` about `accessKeySecret` where none was given, `cancelled` on Ctrl-C. */
export async function readSecret({ stdin, stderr, env }: Terminal, accessKeyId: string, signal: AbortSignal): Promise<string> {
  const given = env[secretVariable]
  const isForThisKey = env[keyIdVariable] === undefined || env[keyIdVariable] === accessKeyId
  if (given !== undefined && given !== '' && isForThisKey) return given
  const isTerminal = stdin.isTTY === true
  if (isTerminal) stderr.write('AccessKey secret: ')
  const secret = await readLine(stdin, signal)
  if (isTerminal) stderr.write('\n')
  if (secret !== '') return secret
  throw new AppError('input', 'No AccessKey secret was given.', {
    next: `Pipe it into standard input, or set ${secretVariable} (and ${keyIdVariable} to the same key ID).`,
    about: { field: 'accessKeySecret' },
  })
}

/** The first line, without echo; Backspace and Ctrl-U work where a terminal is in raw mode. */
function readLine(stdin: Terminal['stdin'], signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const end = (): void => {
      stdin.setRawMode?.(false)
      stdin.off('data', onData)
      stdin.off('end', onEnd)
      signal.removeEventListener('abort', onCancel)
      stdin.pause()
    }
    const onEnd = (): void => {
      end()
      resolve(text.trim())
    }
    const onCancel = (): void => {
      end()
      reject(new AppError('cancelled', 'Cancelled.'))
    }
    const onData = (chunk: Buffer | string): void => {
      for (const character of String(chunk)) {
        if (character === '\n' || character === '\r' || character === '\u0004') return onEnd()
        if (character === '\u0003') return onCancel()
        if (character === '\u007f' || character === '\b') text = text.slice(0, -1)
        else if (character === '\u0015') text = ''
        else text += character
      }
      if (text.length > maxLength) onEnd()
    }
    if (stdin.isTTY === true) stdin.setRawMode?.(true)
    signal.addEventListener('abort', onCancel, { once: true })
    stdin.on('data', onData)
    stdin.on('end', onEnd)
    stdin.resume()
  })
}
