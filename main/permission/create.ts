/** Puts the permission module together: reachability with its memory, needs from the catalogue, refusals explained. */
import { AppError, type ErrorFacts } from '../../shared/errors'
import type { ReachMatrix } from '../../shared/permission'
import type { Catalog } from '../catalog/catalog'
import type { Caller, Credentials } from '../credentials/credentials'
import { createAsk, type AskingDeps } from './asking'
import { decode, denialOf } from './denial'
import { needsOf } from './needs'
import type { Permission } from './permission'
import { testReach } from './reach'
import { createReachMemory } from './reachMemory'

export interface PermissionDeps extends AskingDeps {
  credentials: AskingDeps['credentials'] & Pick<Credentials, 'directory' | 'tryRole'>
  catalog: AskingDeps['catalog'] & Pick<Catalog, 'operation'>
  /** The data folder; tests of roles are remembered in `reach` below it. */
  home: string
  /** Milliseconds since 1970. */
  now: () => number
}

export function createPermission(deps: PermissionDeps): Permission {
  const { credentials, catalog, home, now } = deps
  const ask = createAsk(deps)
  const memory = createReachMemory(home, now)

  const policyTypeOf = async (caller: Caller, diagnostic: string, signal: AbortSignal): Promise<string | undefined> => (await decode(ask, [caller], diagnostic, signal))?.NoPermissionPolicyType

  return {
    needs: async (name) => needsOf(name, await catalog.operation(name.product, name.version, name.operation)),

    async reach({ profile, role, accounts: wanted }, { signal, onResult }) {
      const { name } = await credentials.read(profile)
      const directory = await credentials.directory(name, { refresh: false, signal }).catch((thrown: unknown) => {
        // Accounts that are named can be tested without the directory's list.
        if (wanted === undefined || signal.aborted) throw thrown
        return undefined
      })
      const known = new Map(directory?.accounts.map((account) => [account.accountId, account]))
      const accounts = wanted?.map((accountId) => known.get(accountId) ?? { accountId, displayName: '' }) ?? directory?.accounts.filter(({ isManagement }) => !isManagement) ?? []
      if (accounts.length === 0) throw new AppError('input', 'There is no account to test.', { next: 'Choose accounts, or read the directory again.', about: { field: 'accounts' } })
      const startedAt = now()
      const results = await testReach({ credentials, now, policyTypeOf }, {
        profile: name,
        role,
        accounts,
        signal,
        onResult,
      })
      const matrix: ReachMatrix = { profile: name, role, state: signal.aborted ? 'cancelled' : 'finished', startedAt: new Date(startedAt).toISOString(), elapsedMs: now() - startedAt, results }
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
