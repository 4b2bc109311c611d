/** Fetches documents of the public metadata service, the one door to it. It sends no credential and no cookie, follows no redirect, and speaks plain http to this machine only. */
import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip } from 'node:zlib'
import { AppError } from '../../../shared/errors'
import { say } from '../../../shared/words'
import { isLoopback } from '../../wire/endpointHost'
import { openAnswer } from '../../wire/openAnswer'
import type { Route } from '../../wire/route'
import type { TunnelOptions } from '../../wire/tunnel'

/** The text of a document, by path and query under the base address. @throws AppError `network`, with `about.httpStatus` where the service answered; `cancelled`. */
export type FetchText = (address: string, signal: AbortSignal) => Promise<string>

export interface FetchMetadataDeps {
  route: Route
  /** Another address of the service: https, or plain http on this machine. */
  base?: string
  /** Milliseconds without a sign of the server. */
  timeoutMs?: number
}

/** Source: the OpenAPI Explorer's metadata service; it needs no login. */
const publicBase = 'https://api.aliyun.com/meta/v1'
/** The largest published document has some 4 MB. */
const mostBytes = 48_000_000
/** Milliseconds for a whole document on a slow line. */
const longest = 60_000

/** @throws AppError `input` about `base`. */
export function createFetchMetadata({ route, base = publicBase, timeoutMs = 10_000 }: FetchMetadataDeps): FetchText {
  const root = base.replace(/\/+$/, '')
  if (!isUsable(root)) {
    throw new AppError('input', say`${JSON.stringify(root)} is no address of a metadata service.`, { next: say`Give an https address, or plain http on this machine.`, about: { field: 'base' } })
  }
  return async (address, signal) => {
    const target = new URL(root + address)
    const options: TunnelOptions = { signal: AbortSignal.any([signal, AbortSignal.timeout(longest)]), timeoutMs, secureContext: route.secureContext() }
    try {
      return await readText(await openAnswer(target, await route.proxyFor(target), options), target)
    } catch (thrown) {
      if (signal.aborted) throw new AppError('cancelled', say`Fetching metadata was cancelled.`, { cause: thrown })
      throw thrown instanceof AppError ? thrown : unreachable(target, codeOf(thrown), thrown)
    }
  }
}

function isUsable(base: string): boolean {
  if (!URL.canParse(base)) return false
  const { protocol, host, username, search } = new URL(base)
  return username === '' && search === '' && (protocol === 'https:' || (protocol === 'http:' && isLoopback(host)))
}

async function readText(answer: IncomingMessage, target: URL): Promise<string> {
  const { statusCode = 0, headers } = answer
  if (statusCode !== 200) {
    answer.destroy()
    throw new AppError('network', say`The metadata service answered ${target.pathname} with status ${statusCode}.`, {
      next: statusCode === 404 ? say`Check the product, version and operation.` : say`Try again later.`,
      about: { httpStatus: statusCode, endpoint: target.host },
    })
  }
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of decoded(answer, headers['content-encoding'])) {
    size += (chunk as Buffer).length
    if (size > mostBytes) throw new AppError('network', say`The metadata at ${target.pathname} is too large.`, { about: { httpStatus: statusCode, endpoint: target.host, code: 'MalformedMetadata' } })
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks).toString()
}

/** A fault of the line ends the decoder too. */
function decoded(answer: IncomingMessage, encoding: string | undefined): Readable {
  const decoder = encoding === 'br' ? createBrotliDecompress() : encoding === 'gzip' ? createGunzip() : undefined
  if (decoder === undefined) return answer
  answer.on('error', (cause) => decoder.destroy(cause))
  return answer.pipe(decoder)
}

const codeOf = (thrown: unknown): string | undefined =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined

function unreachable({ host }: URL, code: string | undefined, cause?: unknown): AppError {
  return new AppError('network', say`The metadata service ${host} cannot be reached.`, {
    next: say`Check the network and the proxy (HTTPS_PROXY); the catalogue goes on with what it has.`,
    about: { endpoint: host, ...(code === undefined ? {} : { code }) },
    cause,
  })
}
