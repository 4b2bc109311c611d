/** Checks on many accounts what a call's roles have of what it needs. One account's failure is never another's, and nothing is changed. */
import type { AccountPermission, PermissionCause } from '../../shared/preflight'
import type { Caller } from '../credentials/credentials'
import { roleArnIn } from '../../shared/credentials'
import { say } from '../../shared/words'
import { checkAccount, type AccountCheckDeps, type Found } from './accountCheck'
import { sideBySide } from './asking'
import { saysOf } from './verdictWords'

export interface PreflightDeps extends AccountCheckDeps {
  /** Milliseconds since 1970. */
  now: () => number
  /** Milliseconds one account may take; default 60 000. */
  accountDeadlineMs?: number
}

/** One account of a call, and whom the call speaks as there. */
export interface Speaker {
  accountId: string
  accountName?: string
  caller: Caller
}

export interface PreflightRun {
  speakers: readonly Speaker[]
  actions: readonly string[]
  through?: string | undefined
  ownArn?: string | undefined
  signal: AbortSignal
  onResult?: ((result: AccountPermission, total: number) => void) | undefined
}

/** Accounts side by side; the limit of RAM itself is learned and kept for each account. */
const atOnce = 16
const defaultDeadlineMs = 60_000

/** Results in the order of the accounts; never rejects. */
export async function checkAccounts(deps: PreflightDeps, { speakers, signal, onResult, ...wanted }: PreflightRun): Promise<AccountPermission[]> {
  const { now, accountDeadlineMs = defaultDeadlineMs } = deps
  const results: AccountPermission[] = []
  await sideBySide(speakers, atOnce, async ({ accountId, accountName, caller }, index) => {
    const startedAt = now()
    const limit = AbortSignal.timeout(accountDeadlineMs)
    const ended = (cause: PermissionCause): Found => ({
      ...(caller.role === undefined ? {} : { roleArn: roleArnIn(caller.role, accountId) }),
      verdict: 'unknown',
      cause,
      says: cause === 'failed' ? say`RAM did not answer in time: check the account again.` : saysOf(cause, { accountId, role: caller.role, through: wanted.through, evaluations: [] }),
      evaluations: [],
    })
    const found = signal.aborted ? ended('cancelled') : await checkAccount(deps, { ...wanted, caller, accountId }, AbortSignal.any([signal, limit])).catch(() => ended(signal.aborted ? 'cancelled' : 'failed'))
    const result: AccountPermission = { accountId, ...(accountName === undefined ? {} : { accountName }), ...found, checkedAt: new Date(now()).toISOString(), elapsedMs: now() - startedAt }
    results[index] = result
    onResult?.(result, speakers.length)
  })
  return results
}
