/** Tries a paging plan on one page of one target, so that its paths are known to find something before many requests are sent. It stores nothing and repeats nothing. */
import type { PageTest } from '../../shared/call'
import { AppError } from '../../shared/errors'
import { say } from '../../shared/words'
import { limitKey } from '../wire/rate'
import type { ResultStore } from '../result/result'
import { refusalIn } from './hiddenRefusal'
import { stepFields } from './paging'
import type { PreparedCall } from './plan'
import { requestOf } from './targetRequest'
import type { TargetRunDeps } from './targetRun'

export interface PageTestDeps extends Pick<TargetRunDeps, 'credentials' | 'send' | 'limiter'> {
  results: Pick<ResultStore, 'examine'>
}

/** @throws AppError `input` for an operation that may change something; else what the request met. */
export async function testPage({ credentials, send, limiter, results }: PageTestDeps, call: PreparedCall, signal: AbortSignal): Promise<PageTest> {
  const { spec, operation, paging } = call
  const [target] = call.targets
  const prepared = target && call.prepared(target)
  if (call.isSingle) throw new AppError('input', say`operation: ${spec.product} ${spec.operation} may change something and is not tried out.`, { next: say`Run it on purpose instead.`, about: { field: 'operation' } })
  if (!prepared) throw new AppError('input', say`accounts: the call has no target.`, { next: say`Choose an account and a region.`, about: { field: 'accounts' } })
  const { caller } = prepared
  const request = requestOf(call, prepared, stepFields(paging, 1, 0, undefined))
  const { body, requestId } = await call.access.speak(caller, async (speaker) => {
    const credential = await credentials.credentialFor(speaker, signal)
    return limiter.run(limitKey(target.accountId, spec.product), () => send(request, { credential, signal }), signal)
  })
  const rowsPath = spec.rows ?? operation?.paging?.rowsPath
  const { totalCountPath, cursorPath } = paging
  const facts = await results.examine(
    {
      target,
      page: 1,
      body,
      ...(requestId === undefined ? {} : { requestId }),
      ...(rowsPath === undefined ? {} : { rowsPath }),
      ...(totalCountPath === undefined ? {} : { totalCountPath }),
      ...(cursorPath === undefined ? {} : { cursorPath }),
    },
    spec.operation,
  )
  const refusal = refusalIn(facts)
  if (refusal) throw refusal
  return {
    target,
    received: facts.received,
    hasNextCursor: facts.cursor !== undefined,
    columns: facts.columnPaths,
    ...(requestId === undefined ? {} : { requestId }),
    ...(facts.rowsPath === undefined ? {} : { rowsPath: facts.rowsPath }),
    ...(facts.total === undefined ? {} : { total: facts.total }),
  }
}
