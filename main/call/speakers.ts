/** Whom a call speaks as, account by account: the accounts it names, and the role and session in each. It sends nothing but the profile's own identity and the directory's listing. */
import type { CallSpec, ParameterValue } from '../../shared/call'
import type { Directory, Profile } from '../../shared/credentials'
import { AppError } from '../../shared/errors'
import { say } from '../../shared/words'
import { namesIn } from '../../shared/lookUps'
import type { Caller, Credentials } from '../credentials/credentials'
import { chooseAccounts, listAccounts, type AccountsOutcome, type ChosenAccount } from './accounts'
import { checkRole, resolveSession } from './checks'
import type { ExpressionScope } from './expressions'
import { findRows, withRowAccounts, type RowResults } from './overRows'

export interface SpeakersDeps {
  credentials: Pick<Credentials, 'read' | 'verify' | 'directory'>
  /** Where the rows of a call over rows are. */
  results: RowResults
  now: () => Date
  operator: string
  env: Readonly<Record<string, string | undefined>>
}

export interface Speaker extends ChosenAccount {
  /** Its session is as the call writes it, expressions resolved. */
  caller: Caller
}

export interface Speakers {
  /** UID of the profile's own account; asks for it where it is not known. @throws AppError `credentials`. */
  own(profile: Profile, signal: AbortSignal): Promise<string>
  /** @throws AppError `input` about `accounts`. */
  accounts(spec: CallSpec, own: string, signal: AbortSignal): Promise<AccountsOutcome>
  /** Each account once, also where the call names several regions. @throws AppError `input` about `accounts`, `role` or `session`. */
  of(spec: CallSpec, signal: AbortSignal): Promise<Speaker[]>
}

const directoryMaxAgeMs = 600_000
/** Milliseconds spent on account names that only decorate. */
const namesTimeoutMs = 10_000

export function createSpeakers({ credentials, results, now, operator, env }: SpeakersDeps): Speakers {
  const own: Speakers['own'] = async (profile, signal) => {
    const known = profile.accountId ?? (await credentials.verify(profile.name, signal)).accountId
    if (known !== undefined) return known
    throw new AppError('credentials', say`The account of the profile ${profile.name} is not known.`, { next: say`Verify the profile.`, about: { field: 'profile' } })
  }

  const accounts: Speakers['accounts'] = async (spec, ownId, signal) => {
    const { accounts: choice } = spec
    if (choice !== 'self' && !Array.isArray(choice)) return chooseAccounts(choice, await freshDirectory(spec.profile, signal))
    const uids = choice === 'self' ? [ownId] : choice
    // Names are a courtesy here: the operator may lack the right to list, and the call does not need them.
    const isNameNeeded = namesIn([spec.parameters, { ...spec.session }] as ParameterValue).includes('account.name')
    const directory = choice === 'self' && !isNameNeeded ? undefined : await namesOf(spec.profile, isNameNeeded, signal)
    return { accounts: listAccounts(uids, directory), warnings: [] }
  }

  /** "All" must mean all of now: an older listing is read again. */
  const freshDirectory = async (profile: string, signal: AbortSignal): Promise<Directory> => {
    const known = await credentials.directory(profile, { refresh: false, signal })
    const isOld = now().getTime() - Date.parse(known.fetchedAt) > directoryMaxAgeMs
    return known.source === 'directory' && isOld ? credentials.directory(profile, { refresh: true, signal }) : known
  }

  const namesOf = async (profile: string, isNeeded: boolean, signal: AbortSignal): Promise<Directory | undefined> => {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(namesTimeoutMs)])
    return credentials.directory(profile, { refresh: false, signal: limited }).catch((thrown: unknown) => {
      if (isNeeded || signal.aborted) throw thrown
      return undefined
    })
  }

  return {
    own,
    accounts,
    of: async (spec, signal) => {
      const profile = await credentials.read(spec.profile)
      const ownId = await own(profile, signal)
      const region = Array.isArray(spec.regions) ? (spec.regions[0] ?? profile.regionId) : profile.regionId
      const named = spec.over === undefined ? spec : withRowAccounts(spec, await findRows(spec, spec.over, results))
      return (await accounts(named, ownId, signal)).accounts.map((account) => {
        const role = roleFor(spec, account.accountId, ownId)
        checkRole(role, account.accountId, ownId)
        const here: ExpressionScope = { account: { id: account.accountId, name: account.accountName ?? account.accountId }, region, profile: { name: profile.name, accountId: ownId }, operator, now: now(), env }
        const session = resolveSession(spec.session, here)
        return { ...account, caller: { profile: profile.name, accountId: account.accountId, ...(role === undefined ? {} : { role }), ...(session === undefined ? {} : { session }) } }
      })
    },
  }
}

/** The role of the members does not exist in the account that manages them: there the call is made as the profile itself. */
export const roleFor = ({ role }: CallSpec, accountId: string, own: string): string | undefined => (accountId === own ? undefined : role)
