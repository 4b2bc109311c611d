/** One request to RAM, STS or the directory as a given caller: paced, and repeated where nothing can be done twice. It reads no answer. */
import { AppError, asAppError } from '../../shared/errors'
import { say } from '../../shared/words'
import type { OnRequest, SentRequest } from '../call/requestLog'
import type { Catalog } from '../catalog/catalog'
import type { Caller, Credentials } from '../credentials/credentials'
import { checkTrusted } from '../wire/endpointHost'
import { limitKey, type Limiter } from '../wire/rate'
import type { Retrier } from '../wire/retry'
import type { ApiRequest, Send } from '../wire/wire'

export interface AskingDeps {
  credentials: Pick<Credentials, 'read' | 'credentialFor'>
  catalog: Pick<Catalog, 'endpoints'>
  send: Send
  limiter: Limiter
  retrier: Retrier
  /** Milliseconds since 1970. */
  now: () => number
  /** Told of every request that changes something. */
  onChange?: OnRequest
}

export interface Question {
  product: string
  version: string
  operation: string
  parameters: Record<string, string>
  /** It changes something: asked again only where it was refused for too many calls, and told under this ID. */
  change?: { id: string; accountName?: string }
}

/** Answers the parsed body. @throws AppError as the wire does; `network` where the answer is no JSON. */
export type Ask = (caller: Caller, question: Question, signal: AbortSignal) => Promise<unknown>

export const ram = { product: 'Ram', version: '2015-05-01' } as const

export function createAsk({ credentials, catalog, send, limiter, retrier, now, onChange }: AskingDeps): Ask {
  return async (caller, { product, version, operation, parameters, change }, signal) => {
    const profile = await credentials.read(caller.profile)
    const offered = await catalog.endpoints({ product, version, regionId: profile.regionId, profileEndpoints: profile.endpoints })
    const endpoint = (offered.find(({ isRecommended }) => isRecommended) ?? offered[0])?.host ?? ''
    checkTrusted(endpoint, { profileEndpoints: profile.endpoints })
    // Long documents do not fit into a query.
    const request: ApiRequest = { product, version, operation, style: 'RPC', method: 'POST', path: '/', endpoint, query: {}, headers: {}, body: { kind: 'form', fields: parameters } }
    const accountId = caller.accountId ?? profile.accountId ?? profile.name
    const key = limitKey(accountId, product)
    const attempt = async (number: number): Promise<string> => {
      const credential = await credentials.credentialFor(caller, signal)
      const sending = (): ReturnType<Send> => send(request, { credential, signal })
      if (change === undefined || onChange === undefined) return (await limiter.run(key, sending, signal)).body
      const target = { accountId, regionId: profile.regionId, ...(change.accountName === undefined ? {} : { accountName: change.accountName }) }
      const facts = { callId: change.id, target, caller, isSession: credential.securityToken !== undefined, request, attempt: number }
      return (await limiter.run(key, () => told(sending, { ...facts, time: now() }, onChange), signal)).body
    }
    const body = await retrier.run(attempt, { mayRepeat: ({ kind }) => change === undefined || kind === 'throttled', signal, isPaced: true })
    try {
      return JSON.parse(body) as unknown
    } catch {
      throw new AppError('network', say`The answer could not be read.`, { about: { product, version, operation, code: 'MalformedAnswer' }, next: say`Check the endpoint of ${product}.` })
    }
  }
}

/** Sends, and tells how it ended. */
async function told(sending: () => ReturnType<Send>, facts: Omit<SentRequest, 'ms'>, onChange: OnRequest): ReturnType<Send> {
  const startedAt = performance.now()
  const tell = (about: Pick<SentRequest, 'code' | 'requestId'> & { status?: number | undefined }): void => {
    const { code, status, requestId } = about
    onChange({ ...facts, ms: performance.now() - startedAt, ...(code === undefined ? {} : { code }), ...(status === undefined ? {} : { status }), ...(requestId === undefined ? {} : { requestId }) })
  }
  try {
    const answer = await sending()
    tell({ status: answer.httpStatus, ...(answer.requestId === undefined ? {} : { requestId: answer.requestId }) })
    return answer
  } catch (thrown) {
    const { kind, about } = asAppError(thrown)
    tell({ code: about.code ?? kind, status: about.httpStatus, ...(about.requestId === undefined ? {} : { requestId: about.requestId }) })
    throw thrown
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
