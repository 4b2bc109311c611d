/** One request to RAM, STS or the directory as a given caller: paced, and repeated where nothing can be done twice. It reads no answer. */
import { AppError } from '../../shared/errors'
import type { Catalog } from '../catalog/catalog'
import type { Caller, Credentials } from '../credentials/credentials'
import { checkTrusted } from '../wire/endpointHost'
import { limitKey, type Limiter } from '../wire/rate'
import type { Retrier } from '../wire/retry'
import type { Send } from '../wire/wire'

export interface AskingDeps {
  credentials: Pick<Credentials, 'read' | 'credentialFor'>
  catalog: Pick<Catalog, 'endpoints'>
  send: Send
  limiter: Limiter
  retrier: Retrier
}

export interface Question {
  product: string
  version: string
  operation: string
  parameters: Record<string, string>
  /** It changes something: asked again only where it was refused for too many calls. */
  isChange?: boolean
}

/** Answers the parsed body. @throws AppError as the wire does; `network` where the answer is no JSON. */
export type Ask = (caller: Caller, question: Question, signal: AbortSignal) => Promise<unknown>

export const ram = { product: 'Ram', version: '2015-05-01' } as const

export function createAsk({ credentials, catalog, send, limiter, retrier }: AskingDeps): Ask {
  return async (caller, { product, version, operation, parameters, isChange = false }, signal) => {
    const profile = await credentials.read(caller.profile)
    const offered = await catalog.endpoints({ product, version, regionId: profile.regionId, profileEndpoints: profile.endpoints })
    const endpoint = (offered.find(({ isRecommended }) => isRecommended) ?? offered[0])?.host ?? ''
    checkTrusted(endpoint, { profileEndpoints: profile.endpoints })
    // Long documents do not fit into a query.
    const request = { product, version, operation, style: 'RPC', method: 'POST', path: '/', endpoint, query: {}, headers: {}, body: { kind: 'form', fields: parameters } } as const
    const key = limitKey(caller.accountId ?? profile.accountId ?? profile.name, product)
    const attempt = async (): Promise<string> => {
      const credential = await credentials.credentialFor(caller, signal)
      return (await limiter.run(key, () => send(request, { credential, signal }), signal)).body
    }
    const body = await retrier.run(attempt, { mayRepeat: ({ kind }) => !isChange || kind === 'throttled', signal, isPaced: true })
    try {
      return JSON.parse(body) as unknown
    } catch {
      throw new AppError('network', 'The answer could not be read.', { about: { product, version, operation, code: 'MalformedAnswer' }, next: `Check the endpoint of ${product}.` })
    }
  }
}

/** Works through a list, so many at once. `work` must not reject. */
export async function sideBySide<T>(list: readonly T[], atOnce: number, work: (item: T, index: number) => Promise<void>): Promise<void> {
  const entries = list.entries()
  const worker = async (): Promise<void> => {
    for (const [index, item] of entries) await work(item, index)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, list.length) }, worker))
}
