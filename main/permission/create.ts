/** Puts the permission module together: reachability with its memory, needs from the catalogue, the preflight and what mends its findings, refusals explained. */
import { AppError, type ErrorFacts } from '../../shared/errors'
import type { CallSpec } from '../../shared/call'
import type { OperationNeeds, ReachMatrix } from '../../shared/permission'
import type { AccountPermission } from '../../shared/preflight'
import type { Redactor } from '../../shared/redact'
import { say } from '../../shared/words'
import type { Catalog } from '../catalog/catalog'
import type { Caller, Credentials } from '../credentials/credentials'
import { createAsk, type AskingDeps } from './asking'
import { decode, denialOf } from './denial'
import { createMender } from './mend'
import { remedyFor } from './mendSteps'
import { needsOf, type OperationName } from './needs'
import type { Permission } from './permission'
import { checkAccounts, type Speaker } from './preflight'
import { testReach } from './reach'
import { createReachMemory } from './reachMemory'
import { createPolicyTexts } from './roleRead'

export interface PermissionDeps extends AskingDeps {
  credentials: AskingDeps['credentials'] & Pick<Credentials, 'directory' | 'tryRole'>
  catalog: AskingDeps['catalog'] & Pick<Catalog, 'operation' | 'learnedActions'>
  /** The data folder; tests of roles are remembered in `reach` below it. */
  home: string
  /** Whom a call speaks as in each of its accounts. @throws AppError `input` about the call. */
  speakersOf: (spec: CallSpec, signal: AbortSignal) => Promise<Speaker[]>
  /** UIDs of accounts in which nothing is changed, whoever confirms it. */
  protectedAccounts: () => readonly string[]
  /** What a service says of itself goes to the window and, of a tested role, to a file: no secret that slipped in goes along. */
  redactor: Pick<Redactor, 'value'>
}

export function createPermission(deps: PermissionDeps): Permission {
  const { credentials, catalog, home, now, speakersOf, protectedAccounts, redactor } = deps
  const clean = <T>(found: T): T => redactor.value(found) as T
  const ask = createAsk(deps)
  const memory = createReachMemory(home, now)
  const mender = createMender({ ask, credentials, protectedAccounts, now })

  const policyTypeOf = async (caller: Caller, diagnostic: string, signal: AbortSignal): Promise<string | undefined> => (await decode(ask, [caller], diagnostic, signal))?.NoPermissionPolicyType

  const needs = async ({ product, version, operation }: OperationName): Promise<OperationNeeds> => {
    const known = await catalog.operation(product, version, operation)
    return needsOf({ product, version, operation }, known, known === undefined ? await catalog.learnedActions?.(product, version, operation) : undefined)
  }

  const check = async (speakers: readonly Speaker[], spec: CallSpec, { actions }: OperationNeeds, { onResult, ...rest }: { through?: string; signal: AbortSignal; onResult?: (result: AccountPermission, total: number) => void }): Promise<AccountPermission[]> =>
    clean(
      await checkAccounts(
        { ask, texts: createPolicyTexts(ask), policyTypeOf, now },
        { speakers, actions: actions.map(({ action }) => action), ownArn: (await credentials.read(spec.profile)).arn, ...rest, ...(onResult === undefined ? {} : { onResult: (result, total) => onResult(clean(result), total) }) },
      ),
    )

  return {
    needs,

    async preflight({ spec, through }, { signal, onResult }) {
      const startedAt = now()
      const needed = await needs(spec)
      const speakers = await speakersOf(spec, signal)
      const own = (await credentials.read(spec.profile)).accountId
      const accounts = await check(speakers, spec, needed, { signal, ...(through === undefined ? {} : { through }), ...(onResult === undefined ? {} : { onResult }) })
      const remedy = spec.role === undefined || own === undefined ? undefined : remedyFor(spec.role, own, needed)
      return { needs: needed, ...(remedy === undefined ? {} : { remedy }), state: signal.aborted ? 'cancelled' : 'finished', startedAt: new Date(startedAt).toISOString(), elapsedMs: now() - startedAt, accounts }
    },

    async planMend(mend, signal) {
      const { spec, through, accounts } = mend
      const needed = await needs(spec)
      const speakers = (await speakersOf(spec, signal)).filter(({ accountId }) => accounts === undefined || accounts.includes(accountId))
      const found = await check(speakers, spec, needed, { through, signal })
      const ownAccountId = (await credentials.read(spec.profile)).accountId
      if (ownAccountId === undefined) throw new AppError('credentials', say`The account of the profile ${spec.profile} is not known.`, { next: say`Verify the profile.`, about: { field: 'profile' } })
      // Asked for all, what is well needs no word.
      return mender.plan({ mend, needs: needed, found: accounts === undefined ? found.filter(({ cause }) => cause !== 'allowed') : found, ownAccountId, signal })
    },

    applyMend: async (plan, signal) => clean(await mender.apply(plan, signal)),

    async reach({ profile, role, accounts: wanted }, { signal, onResult }) {
      const { name } = await credentials.read(profile)
      const directory = await credentials.directory(name, { refresh: false, signal }).catch((thrown: unknown) => {
        // Accounts that are named can be tested without the directory's list.
        if (wanted === undefined || signal.aborted) throw thrown
        return undefined
      })
      const known = new Map(directory?.accounts.map((account) => [account.accountId, account]))
      const accounts = wanted?.map((accountId) => known.get(accountId) ?? { accountId, displayName: '' }) ?? directory?.accounts.filter(({ isManagement }) => !isManagement) ?? []
      if (accounts.length === 0) throw new AppError('input', say`There is no account to test.`, { next: say`Choose accounts, or read the directory again.`, about: { field: 'accounts' } })
      const startedAt = now()
      const results = await testReach({ credentials, now, policyTypeOf }, { profile: name, role, accounts, signal, onResult: (result, total) => onResult?.(clean(result), total) })
      const matrix: ReachMatrix = { profile: name, role, state: signal.aborted ? 'cancelled' : 'finished', startedAt: new Date(startedAt).toISOString(), elapsedMs: now() - startedAt, results: clean(results) }
      await memory.keep(matrix)
      return matrix
    },

    reached: (profile) => memory.read(profile),

    async explain({ profile, accountId, role, error }, signal) {
      const { name } = await credentials.read(profile)
      const about = error.about as ErrorFacts
      const spoke: Caller = { profile: name, ...(accountId === undefined ? {} : { accountId }), ...(role === undefined ? {} : { role }) }
      // Who manages the accounts may often decode what the member's role may not.
      const callers = role === undefined ? [spoke] : [spoke, { profile: name }]
      const decoded = about.diagnostic === undefined ? undefined : await decode(ask, callers, about.diagnostic, signal)
      return denialOf(about, decoded)
    },
  }
}
