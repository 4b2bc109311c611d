/** Puts the credentials module together: who a request is signed as, and which accounts a profile can name. A secret leaves it only as a Credential handed to the wire. */
import { homedir } from 'node:os'
import * as v from 'valibot'
import type { IdaasProfile, Identity, LockState, Profile, ProfileSummary } from '../../shared/credentials'
import { AppError } from '../../shared/errors'
import type { Redactor } from '../../shared/redact'
import { say } from '../../shared/words'
import type { CloudClock } from '../wire/cloudClock'
import { checkTrusted } from '../wire/endpointHost'
import { createLimiter, limitKey } from '../wire/rate'
import { createRetrier } from '../wire/retry'
import type { ApiRequest, AssumedRole, AssumeRole, Credential, Send } from '../wire/wire'
import { sessionMeaning } from './callerRole'
import type { Caller, Credentials } from './credentials'
import type { Keychain } from './keychain'
import { createDeviceFlow } from './deviceFlow'
import { createDurations } from './duration'
import { exchangeToken } from './idaas'
import { createIdaasTokens } from './idaasTokens'
import { importProfiles } from './import'
import { listImportable } from './importing'
import { createLock } from './lock'
import { createMembers } from './members'
import { createProfiles } from './profiles'
import { createProviders, withFreshToken } from './providers'
import { listDirectory } from './resourceDirectory'
import { createSessions, type Obtained, type SessionMeaning } from './sessions'

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
  /** The cloud's time, where it is known to differ. */
  clock?: CloudClock
  /** Minutes without use until memory is emptied; 0, and where nothing is given: never. */
  lockAfterMinutes?: () => number
  /** Where the official tools keep their files. */
  userHome?: string
}

/** STS takes 100 AssumeRole calls a second of one account; another Rolecall may run beside this one. */
const stsCallsPerSecond = 90

const CallerIdentity = v.object({ AccountId: v.string(), Arn: v.string(), IdentityType: v.optional(v.string(), ''), PrincipalId: v.optional(v.string(), '') })

/** The endpoint a profile names for a product (in any letter case), for all, or the published one. */
function endpointOf(profile: Profile, product: string, published: string): string {
  const own = Object.entries(profile.endpoints).find(([name]) => name.toLowerCase() === product.toLowerCase())?.[1]
  return (own ?? profile.endpoints['*'] ?? published).replaceAll('${region}', profile.regionId)
}

export function createCredentials({ home, keychain, send, assumeRole, operator, now, env, redactor, random = Math.random, clock, lockAfterMinutes = () => 0, userHome = homedir() }: CredentialsDeps): Credentials {
  /** Expirations are the cloud's moments. */
  const cloudNow = (): number => clock?.now() ?? now()
  const profiles = createProfiles({ home, keychain, env, now: cloudNow, redactor })
  const sessions = createSessions({ now: cloudNow })
  const tokens = createIdaasTokens({ profiles, flow: createDeviceFlow({ send, now: cloudNow }) })
  const durations = createDurations()
  const lock = createLock({
    minutes: lockAfterMinutes,
    now,
    empty: () => {
      sessions.forgetAll()
      tokens.close()
      profiles.close()
    },
  })
  const members = createMembers(home, now)
  const retrier = createRetrier({ now, random })
  const limiter = createLimiter({ now, ceilings: { sts: stsCallsPerSecond } })

  /** One read operation as the profile itself, paced and repeated where that helps. */
  const ask = async (profile: Profile, request: Pick<ApiRequest, 'product' | 'version' | 'operation' | 'endpoint' | 'query'>, signal: AbortSignal): Promise<string> => {
    checkTrusted(request.endpoint, { profileEndpoints: profile.endpoints })
    const credential = await credentialOf(profile, signal)
    const whole: ApiRequest = { ...request, style: 'RPC', method: 'POST', path: '/', headers: {}, body: { kind: 'none' } }
    const attempt = async (): Promise<string> => (await limiter.run(limitKey(profile.name, request.product), () => send(whole, { credential, signal }), signal)).body
    return retrier.run(attempt, { mayRepeat: () => true, signal })
  }

  const identify = async (profile: Profile, signal: AbortSignal): Promise<Identity> => {
    const endpoint = endpointOf(profile, 'Sts', `sts.${profile.regionId}.aliyuncs.com`)
    const about = { product: 'Sts', version: '2015-04-01', operation: 'GetCallerIdentity' }
    const body = await ask(profile, { ...about, endpoint, query: {} }, signal)
    const parsed = v.safeParse(CallerIdentity, readJson(body))
    if (!parsed.success) throw new AppError('network', say`The answer names no caller.`, { about: { ...about, endpoint, code: 'MalformedAnswer' }, next: say`Check the endpoint of Sts.` })
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

  const learnSecrets = <T extends { credential: Credential }>(obtained: T): T => {
    redactor.learn(obtained.credential.accessKeySecret)
    redactor.learn(obtained.credential.securityToken ?? '')
    return obtained
  }
  const assumeWith = async (profile: Profile, meaning: SessionMeaning, credential: Credential, signal: AbortSignal): Promise<Obtained> => {
    const request = { ...meaning, endpoint: endpointOf(profile, 'Sts', `sts.${profile.regionId}.aliyuncs.com`) }
    // A second session harms nobody, so a lost answer may be asked for again.
    const paced = (seconds: number | undefined): Promise<AssumedRole> => {
      const timed = seconds === undefined ? request : { ...request, durationSeconds: seconds }
      return retrier.run(() => limiter.run(limitKey(profile.name, 'Sts'), () => assumeRole(timed, { credential, signal }), signal), { mayRepeat: () => true, signal })
    }
    const { answer, shortened } = await durations.assume(meaning.roleArn, meaning.durationSeconds, paced)
    return learnSecrets(shortened === undefined ? answer : { ...answer, shortened })
  }
  const exchange = (profile: IdaasProfile, signal: AbortSignal): Promise<Obtained> => {
    const endpoint = endpointOf(profile, 'Eiam-developerapi', `eiam-developerapi.${profile.idaasRegionId}.aliyuncs.com`)
    checkTrusted(endpoint, { profileEndpoints: profile.endpoints })
    const ask = async (): Promise<Obtained> => {
      const accessToken = await tokens.accessToken(profile, signal)
      const attempt = () => limiter.run(limitKey(profile.name, 'Eiam-developerapi'), () => exchangeToken(send, profile, { endpoint, accessToken, signal }), signal)
      return learnSecrets(await retrier.run(attempt, { mayRepeat: () => true, signal }))
    }
    return withFreshToken(ask, () => tokens.drop(profile))
  }
  const providers = createProviders({ profiles, sessions, exchange, assume: assumeWith, operator })
  const credentialOf = (profile: Profile, signal: AbortSignal): Promise<Credential> => {
    lock.check()
    return providers.credentialOf(profile, signal)
  }

  const assume = (profile: Profile, meaning: SessionMeaning) => async (signal: AbortSignal) => assumeWith(profile, meaning, await credentialOf(profile, signal), signal)

  const credentialFor = async (caller: Caller, signal: AbortSignal): Promise<Credential> => {
    lock.check()
    const profile = await profiles.read(caller.profile)
    if (caller.role === undefined) return credentialOf(profile, signal)
    const meaning = sessionMeaning(caller, profile.name, await ownAccount(profile, signal), operator)
    return meaning === undefined ? credentialOf(profile, signal) : sessions.get(meaning, assume(profile, meaning), signal)
  }

  /** A change of a profile ends its sessions, and those of the roles that stand on it. */
  const forgetSessions = async (name: string): Promise<void> => {
    for (const each of [name, ...(await profiles.behind(name))]) sessions.forgetProfile(each)
  }
  const lockState = (): LockState => {
    const clockSkewMs = clock?.skewMs() ?? 0
    return { isLocked: lock.isLocked(), afterMinutes: lockAfterMinutes(), ...(clockSkewMs === 0 ? {} : { clockSkewMs }) }
  }
  const idaasProfile = async (name: string): Promise<IdaasProfile> => {
    const profile = await profiles.read(name)
    if (profile.kind === 'idaas') return profile
    throw new AppError('input', say`The profile ${profile.name} is of kind ${profile.kind}.`, { about: { field: 'profile' }, next: say`Choose a profile of kind idaas.` })
  }

  const tryRole = async (caller: Caller, signal: AbortSignal): Promise<void> => {
    const profile = await profiles.read(caller.profile)
    const meaning = sessionMeaning(caller, profile.name, await ownAccount(profile, signal), operator)
    if (meaning !== undefined) await assume(profile, meaning)(signal)
  }

  return {
    keychain: () => keychain.state(),
    list: () => profiles.list(),
    read: (name) => profiles.read(name),
    add: (profile) => profiles.add(profile),
    rename: async (name, newName) => {
      const before = await profiles.read(name)
      await forgetSessions(before.name)
      const renamed = await profiles.rename(name, newName)
      await members.rename(before.name, renamed.name)
      return renamed
    },
    remove: async (name) => {
      const profile = await profiles.read(name)
      await profiles.remove(name)
      tokens.cancel(profile.name)
      sessions.forgetProfile(profile.name)
      await members.remove(profile.name)
    },
    verify: async (name, signal) => profiles.update(await verified(await profiles.read(name), signal)),
    identity: async (name, signal) => identify(await profiles.read(name), signal),
    credentialFor,
    tryRole,
    forget: (caller) => {
      profiles.forget(caller.profile)
      providers.forget(caller.profile)
      const meaning = sessionMeaning(caller, caller.profile, '', operator)
      if (meaning) sessions.forget(meaning)
    },
    setReadOnly: async (name, isReadOnly) => {
      const profile = await profiles.read(name)
      await forgetSessions(profile.name)
      return profiles.update({ ...profile, isReadOnly })
    },
    supply: async (secret): Promise<ProfileSummary> => {
      const supplied = await profiles.supply(secret)
      await forgetSessions(supplied.name)
      return supplied
    },
    signIn: async (name, signal) => {
      lock.check()
      return tokens.signIn(await idaasProfile(name), signal)
    },
    signInState: (name) => tokens.state(name),
    signInEnded: (name) => tokens.ended(name),
    cancelSignIn: (name) => tokens.cancel(name),
    importable: async () => (await listImportable({ env, userHome })).map(({ candidate }) => candidate),
    importProfiles: async (ids, keep) => importProfiles(await listImportable({ env, userHome }), { ids, keep, add: (profile) => profiles.add(profile) }),
    lockState,
    lock: () => {
      lock.now()
      return lockState()
    },
    unlock: async () => {
      // A locked keychain keeps Rolecall locked; where there is none, nothing can be asked.
      const { state, next } = await keychain.state()
      if (state === 'locked') throw new AppError('keychain', say`The keychain is locked.`, { about: { code: 'KeychainLocked' }, next: next ?? say`Unlock the keychain, then try again.` })
      lock.open()
      return lockState()
    },
    touch: () => lock.touch(),
    onLock: (listener) => lock.onChange(() => listener(lockState())),
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
      lock.close()
      tokens.close()
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
