/** Puts the credentials module together: who a request is signed as, and which accounts a profile can name. A secret leaves it only as a Credential handed to the wire. */
import * as v from 'valibot'
import type { Identity, Profile } from '../../shared/credentials'
import { AppError } from '../../shared/errors'
import type { Redactor } from '../../shared/redact'
import { checkTrusted } from '../wire/endpointHost'
import { createLimiter, limitKey } from '../wire/rate'
import { createRetrier } from '../wire/retry'
import type { ApiRequest, AssumeRole, Credential, Send } from '../wire/wire'
import { sessionMeaning } from './callerRole'
import type { Caller, Credentials } from './credentials'
import type { Keychain } from './keychain'
import { createMembers } from './members'
import { createProfiles } from './profiles'
import { listDirectory } from './resourceDirectory'
import { createSessions, type SessionMeaning } from './sessions'

export interface CredentialsDeps {
  /** The data folder. */
  home: string
  keychain: Keychain
  send: Send
  assumeRole: AssumeRole
  /** Name of the person at the machine; part of the default session name. */
  operator: string
  /** Milliseconds since 1970. */
  now: () => number
  env: NodeJS.ProcessEnv
  redactor: Redactor
  /** 0 ≤ number < 1; spreads retries. */
  random?: () => number
}

const CallerIdentity = v.object({ AccountId: v.string(), Arn: v.string(), IdentityType: v.optional(v.string(), ''), PrincipalId: v.optional(v.string(), '') })

/** The endpoint a profile names for a product (in any letter case), for all, or the published one. */
function endpointOf(profile: Profile, product: string, published: string): string {
  const own = Object.entries(profile.endpoints).find(([name]) => name.toLowerCase() === product.toLowerCase())?.[1]
  return (own ?? profile.endpoints['*'] ?? published).replaceAll('${region}', profile.regionId)
}

export function createCredentials({ home, keychain, send, assumeRole, operator, now, env, redactor, random = Math.random }: CredentialsDeps): Credentials {
  const profiles = createProfiles({ home, keychain, env, now, redactor })
  const sessions = createSessions({ now })
  const members = createMembers(home, now)
  const retrier = createRetrier({ now, random })
  const limiter = createLimiter({ now })

  /** One read operation as the profile itself, paced and repeated where that helps. */
  const ask = async (profile: Profile, request: Pick<ApiRequest, 'product' | 'version' | 'operation' | 'endpoint' | 'query'>, signal: AbortSignal): Promise<string> => {
    checkTrusted(request.endpoint, { profileEndpoints: profile.endpoints })
    const credential = await profiles.credential(profile)
    const whole: ApiRequest = { ...request, style: 'RPC', method: 'POST', path: '/', headers: {}, body: { kind: 'none' } }
    const attempt = async (): Promise<string> => (await limiter.run(limitKey(profile.name, request.product), () => send(whole, { credential, signal }), signal)).body
    return retrier.run(attempt, { mayRepeat: () => true, signal })
  }

  const identify = async (profile: Profile, signal: AbortSignal): Promise<Identity> => {
    const endpoint = endpointOf(profile, 'Sts', `sts.${profile.regionId}.aliyuncs.com`)
    const about = { product: 'Sts', version: '2015-04-01', operation: 'GetCallerIdentity' }
    const body = await ask(profile, { ...about, endpoint, query: {} }, signal)
    const parsed = v.safeParse(CallerIdentity, readJson(body))
    if (!parsed.success) throw new AppError('network', 'The answer names no caller.', { about: { ...about, endpoint, code: 'MalformedAnswer' }, next: 'Check the endpoint of Sts.' })
    const { AccountId, Arn, IdentityType, PrincipalId } = parsed.output
    return { accountId: AccountId, arn: Arn, identityType: IdentityType, principalId: PrincipalId }
  }

  const verified = async (profile: Profile, signal: AbortSignal): Promise<Profile> => {
    const { accountId, arn } = await identify(profile, signal)
    return { ...profile, accountId, arn, verifiedAt: new Date(now()).toISOString() }
  }
  /** The profile's own account, asked for once where it is not known yet. */
  const ownAccount = async (profile: Profile, signal: AbortSignal): Promise<string> => {
    if (profile.accountId !== undefined) return profile.accountId
    const known = await verified(profile, signal)
    await profiles.update(known)
    return known.accountId ?? ''
  }

  const assume = (profile: Profile, meaning: SessionMeaning) => async (signal: AbortSignal) => {
    const credential = await profiles.credential(profile)
    const request = { ...meaning, endpoint: endpointOf(profile, 'Sts', `sts.${profile.regionId}.aliyuncs.com`) }
    // A second session harms nobody, so a lost answer may be asked for again.
    const assumed = await retrier.run(() => limiter.run(limitKey(profile.name, 'Sts'), () => assumeRole(request, { credential, signal }), signal), { mayRepeat: () => true, signal })
    redactor.learn(assumed.credential.accessKeySecret)
    redactor.learn(assumed.credential.securityToken)
    return assumed
  }

  const credentialFor = async (caller: Caller, signal: AbortSignal): Promise<Credential> => {
    const profile = await profiles.read(caller.profile)
    if (caller.role === undefined) return profiles.credential(profile)
    const meaning = sessionMeaning(caller, profile.name, await ownAccount(profile, signal), operator)
    return meaning === undefined ? profiles.credential(profile) : sessions.get(meaning, assume(profile, meaning), signal)
  }

  return {
    keychain: () => keychain.state(),
    list: () => profiles.list(),
    read: (name) => profiles.read(name),
    add: (profile) => profiles.add(profile),
    rename: async (name, newName) => {
      const before = await profiles.read(name)
      const renamed = await profiles.rename(name, newName)
      sessions.forgetProfile(before.name)
      await members.rename(before.name, renamed.name)
      return renamed
    },
    remove: async (name) => {
      const profile = await profiles.read(name)
      await profiles.remove(name)
      sessions.forgetProfile(profile.name)
      await members.remove(profile.name)
    },
    verify: async (name, signal) => profiles.update(await verified(await profiles.read(name), signal)),
    identity: async (name, signal) => identify(await profiles.read(name), signal),
    credentialFor,
    forget: (caller) => {
      profiles.forget(caller.profile)
      const meaning = sessionMeaning(caller, caller.profile, '', operator)
      if (meaning) sessions.forget(meaning)
    },
    sessions: () => sessions.list(),
    onSessions: (listener) => sessions.onChange(listener),
    directory: async (name, { refresh, signal }) => {
      const profile = await profiles.read(name)
      return members.read(profile.name, refresh, async () => {
        const endpoint = endpointOf(profile, 'ResourceManager', 'resourcemanager.aliyuncs.com')
        const about = { product: 'ResourceManager', version: '2020-03-31', endpoint }
        return listDirectory((operation, query) => ask(profile, { ...about, operation, query }, signal), await ownAccount(profile, signal))
      })
    },
    typeAccounts: async (name, uids) => members.type((await profiles.read(name)).name, uids),
    close: () => {
      sessions.close()
      profiles.close()
    },
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
