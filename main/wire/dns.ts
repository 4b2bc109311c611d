/** Asks the system's name service whether a host exists, when the operator wants to know. It connects to nothing and sends no credential. */
import { lookup } from 'node:dns/promises'
import { AppError } from '../../shared/errors'
import { say } from '../../shared/words'
import { cancelled } from './abort'
import { readEndpoint } from './endpointHost'

export interface HostCheck {
  isFound: boolean
  /** Milliseconds the answer took. */
  ms: number
}

export interface HostCheckOptions {
  signal: AbortSignal
  /** Milliseconds. */
  timeoutMs: number
}

/** Codes that say "there is no such host"; others say that nobody could be asked. */
const missing = new Set(['ENOTFOUND', 'ENODATA', 'EAI_NONAME'])

/**
 * `endpoint`: a host or URL. The system cannot stop a lookup, so one that is given up ends unheard.
 * @throws AppError `endpoint` for what is no endpoint, `cancelled`, or `network` with `DnsTimeout` or the name service's own code.
 */
export async function checkHost(endpoint: string, { signal, timeoutMs }: HostCheckOptions, find: (host: string) => Promise<unknown> = lookup): Promise<HostCheck> {
  const host = readEndpoint(endpoint)
    .host.replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')
  if (signal.aborted) throw cancelled()
  const startedAt = performance.now()
  const isFound = await new Promise<boolean>((resolve, reject) => {
    const onAbort = (): void => end(() => reject(cancelled()))
    const timer = setTimeout(() => end(() => reject(unanswered(host, 'DnsTimeout'))), timeoutMs)
    const end = (settle: () => void): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      settle()
    }
    signal.addEventListener('abort', onAbort, { once: true })
    find(host).then(
      () => end(() => resolve(true)),
      (thrown: unknown) => {
        const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : 'DnsFailure'
        end(() => (missing.has(code) ? resolve(false) : reject(unanswered(host, code, thrown))))
      },
    )
  })
  return { isFound, ms: performance.now() - startedAt }
}

function unanswered(host: string, code: string, cause?: unknown): AppError {
  return new AppError('network', say`The name service did not say whether ${host} exists (${code}).`, { about: { endpoint: host, code }, next: say`Check the network, then try again.`, cause })
}
