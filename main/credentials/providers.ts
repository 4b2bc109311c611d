/** Whom a profile itself speaks as: a key or a pasted session, the role behind an IDaaS token, or the last role of a chain over one of those. Each kind wraps the one before; sessions come from the cache. */
import type { IdaasProfile, Profile, RoleProfile } from '../../shared/credentials'
import { asAppError } from '../../shared/errors'
import type { Credential } from '../wire/wire'
import { defaultSessionName } from './callerRole'
import type { Profiles } from './profiles'
import type { Obtained, SessionMeaning, Sessions } from './sessions'

export interface Providers {
  /** @throws AppError `credentials`, `keychain`, `role`, and what the network answers. */
  credentialOf(profile: Profile, signal: AbortSignal): Promise<Credential>
  /** Drops the sessions that a profile itself speaks with; targets keep theirs. */
  forget(name: string): void
}

export interface ProvidersDeps {
  profiles: Pick<Profiles, 'credential' | 'read'>
  sessions: Sessions
  exchange: (profile: IdaasProfile, signal: AbortSignal) => Promise<Obtained>
  /** AssumeRole by a credential at hand. */
  assume: (profile: RoleProfile, meaning: SessionMeaning, credential: Credential, signal: AbortSignal) => Promise<Obtained>
  operator: string
}

export function createProviders({ profiles, sessions, exchange, assume, operator }: ProvidersDeps): Providers {
  const used = new Map<string, SessionMeaning[]>()
  const keep = (profile: Profile, meanings: SessionMeaning[]): void => void used.set(profile.name.toLowerCase(), meanings)

  const ofIdaas = (profile: IdaasProfile, signal: AbortSignal): Promise<Credential> => {
    const { name, roleArn, durationSeconds } = profile
    const meaning: SessionMeaning = { profile: name, accountId: accountOf(roleArn), roleArn, roleSessionName: 'idaas', ...(durationSeconds === undefined ? {} : { durationSeconds }) }
    keep(profile, [meaning])
    return sessions.get(meaning, (either) => exchange(profile, either), signal)
  }
  const ofRole = async (profile: RoleProfile, signal: AbortSignal): Promise<Credential> => {
    const meanings = meaningsOf(profile, operator)
    keep(profile, meanings)
    /** The last role's session is looked for first: where it lives, nothing before it is asked for. */
    const upTo = async (count: number, either: AbortSignal): Promise<Credential> => {
      const meaning = meanings[count - 1]
      if (meaning === undefined) return credentialOf(await profiles.read(profile.source), either)
      return sessions.get(meaning, async (each) => assume(profile, meaning, await upTo(count - 1, each), each), either)
    }
    return upTo(meanings.length, signal)
  }
  const credentialOf = async (profile: Profile, signal: AbortSignal): Promise<Credential> => {
    switch (profile.kind) {
      case 'accesskey':
      case 'sts':
        return profiles.credential(profile)
      case 'idaas':
        return ofIdaas(profile, signal)
      case 'role':
        return ofRole(profile, signal)
    }
  }
  return {
    credentialOf,
    forget: (name) => {
      for (const meaning of used.get(name.toLowerCase()) ?? []) sessions.forget(meaning)
    },
  }
}

/** One meaning for each hop of a chain. */
function meaningsOf({ name, hops, sourceIdentity }: RoleProfile, operator: string): SessionMeaning[] {
  return hops.map(({ roleArn, sessionName, durationSeconds, externalId }, index) => ({
    profile: name,
    accountId: accountOf(roleArn),
    chain: hops.slice(0, index).map((hop) => hop.roleArn),
    roleArn,
    roleSessionName: sessionName ?? defaultSessionName(operator),
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
    ...(externalId === undefined ? {} : { externalId }),
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
  }))
}

const accountOf = (roleArn: string): string => roleArn.split(':')[3] ?? ''

/** Asks with a token; where the token is refused, once more with a fresh one. */
export async function withFreshToken<T>(ask: () => Promise<T>, drop: () => void): Promise<T> {
  try {
    return await ask()
  } catch (thrown) {
    if (asAppError(thrown).kind !== 'credentials' || asAppError(thrown).about.operation === undefined) throw thrown
    drop()
    return ask()
  }
}
