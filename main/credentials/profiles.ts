/** Profiles and where their secrets are: keychain, memory of this run, or the official environment variables. It refuses to write a secret into any file. */
import type { NewProfile, IdaasProfile, KeyProfile, NewSecret, Profile, ProfileSummary, RoleProfile, SecretState } from '../../shared/credentials'
import { AppError, asAppError } from '../../shared/errors'
import { maskKeyId, type Redactor } from '../../shared/redact'
import { say } from '../../shared/words'
import type { Credential } from '../wire/wire'
import type { Keychain } from './keychain'
import { checked, checkedName, secretOf, split } from './newProfile'
import { createProfileFile } from './profileFile'

export interface Profiles {
  list(): Promise<ProfileSummary[]>
  /** @throws AppError `input` naming the profile and those that exist. */
  read(name: string): Promise<Profile>
  add(profile: NewProfile): Promise<ProfileSummary>
  /** Names of the role profiles that stand on one. */
  behind(name: string): Promise<string[]>
  rename(name: string, newName: string): Promise<ProfileSummary>
  remove(name: string): Promise<void>
  /** Keeps what a verification learned. */
  update(profile: Profile): Promise<ProfileSummary>
  /** The long-lived key, or the pasted session. @throws AppError `keychain` (locked, unavailable) or `credentials` (no secret, or a session that has ended). */
  credential(profile: KeyProfile): Promise<Credential>
  /** Takes a secret that lives in memory only. @throws AppError `input` where the profile is of another kind. */
  supply(secret: NewSecret): Promise<ProfileSummary>
  /** The IDaaS access token of memory or of the environment; undefined where there is none that lives on. */
  accessToken(profile: IdaasProfile): HeldSecret | undefined
  holdAccessToken(name: string, held: HeldSecret): void
  dropAccessToken(name: string): void
  /** The refresh token of the keychain; undefined where it has none. @throws where it is locked. */
  refreshToken(name: string): Promise<string | undefined>
  /** False where there is no keychain: the sign-in then lasts as long as its access token. */
  keepRefreshToken(name: string, token: string): Promise<boolean>
  /** Reads the keychain again at the next need. */
  forget(name: string): void
  /** Forgets the secrets held in memory. */
  close(): void
}

/** A secret of memory: of a key, of a pasted session, or an access token. */
export interface HeldSecret {
  secret: string
  securityToken?: string
  /** Absent: not known. */
  expiresAt?: Date
}

/** The environment variable that holds an IDaaS access token. */
export const accessTokenVariable = 'ROLECALL_IDAAS_TOKEN'
/** Milliseconds: what ends sooner is not handed out. */
const uselessBelowMs = 60_000

export interface ProfilesDeps {
  home: string
  keychain: Keychain
  env: NodeJS.ProcessEnv
  now: () => number
  redactor: Redactor
}

/** Names differ in more than letter case, and so do entries: some keychains fold it. */
const entryOf = (name: string): string => name.toLowerCase()

export function createProfiles({ home, keychain, env, now, redactor }: ProfilesDeps): Profiles {
  const file = createProfileFile(home, now)
  /** Secrets of this run only, by entry. */
  const held = new Map<string, HeldSecret>()
  /** What the keychain gave, so that it is not asked for every page of a call; by entry and key ID. */
  const read = new Map<string, Credential>()
  const cacheKey = ({ name, accessKeyId }: KeyProfile): string => `${entryOf(name)}/${accessKeyId}`

  const learn = (secret: string): string => {
    redactor.learn(secret)
    return secret
  }
  const fromEnv = ({ accessKeyId }: KeyProfile): Credential | undefined => {
    const { ALIBABA_CLOUD_ACCESS_KEY_ID: id, ALIBABA_CLOUD_ACCESS_KEY_SECRET: secret, ALIBABA_CLOUD_SECURITY_TOKEN: token } = env
    if (id !== accessKeyId || !secret) return undefined
    return { accessKeyId, accessKeySecret: learn(secret), ...(token ? { securityToken: learn(token) } : {}) }
  }
  const isAlive = ({ expiresAt }: HeldSecret): boolean => expiresAt === undefined || expiresAt.getTime() - now() >= uselessBelowMs
  const accessToken = ({ name }: IdaasProfile): HeldSecret | undefined => {
    const inMemory = held.get(entryOf(name))
    if (inMemory && isAlive(inMemory)) return inMemory
    const given = env[accessTokenVariable]
    return given ? { secret: learn(given) } : undefined
  }
  const summary = async (profile: Profile, keychainState?: 'ready' | 'locked' | 'unavailable'): Promise<ProfileSummary> => {
    const secret = await secretState(profile, keychainState ?? (await keychain.state()).state)
    if (profile.kind === 'idaas' || profile.kind === 'role') return { ...profile, maskedKeyId: '', secret }
    const { accessKeyId, ...rest } = profile
    return { ...rest, maskedKeyId: maskKeyId(accessKeyId), secret }
  }
  const secretState = async (profile: Profile, state: 'ready' | 'locked' | 'unavailable'): Promise<SecretState> => {
    if (profile.kind === 'role') return secretState(await file.find(profile.source), state)
    const inMemory = held.get(entryOf(profile.name))
    if (inMemory && isAlive(inMemory)) return 'session'
    const isGiven = profile.kind === 'idaas' ? accessToken(profile) !== undefined : fromEnv(profile) !== undefined
    if (profile.kind === 'sts') return isGiven ? 'session' : 'missing'
    if (state === 'ready') {
      const isKept = await keychain.read(entryOf(profile.name)).then((secret) => secret !== undefined, () => false)
      if (isKept) return 'keychain'
    }
    if (isGiven) return 'session'
    return state === 'ready' || (profile.kind === 'idaas' && profile.signIn === undefined) ? 'missing' : state
  }
  /** The keychain's secret; undefined where it has none or there is no keychain. @throws where it is locked. */
  const kept = (name: string): Promise<string | undefined> =>
    keychain.read(entryOf(name)).catch((thrown: unknown) => {
      if (asAppError(thrown).about.code === 'KeychainUnavailable') return undefined
      throw thrown
    })

  /** A role profile without endpoints of its own speaks to its source's. */
  const onSource = async (profile: RoleProfile): Promise<RoleProfile> => {
    const source = await file.find(profile.source)
    if (source.kind === 'role') throw new AppError('input', say`${source.name} is a role itself.`, { about: { field: 'source' }, next: say`Choose a profile with a key, a session or IDaaS, and name every role of the chain here.` })
    return { ...profile, source: source.name, endpoints: Object.keys(profile.endpoints).length > 0 ? profile.endpoints : source.endpoints }
  }

  const forget = (name: string): void => {
    for (const key of read.keys()) if (key.startsWith(`${entryOf(name)}/`)) read.delete(key)
  }

  return {
    list: async () => {
      const profiles = await file.list()
      if (profiles.length === 0) return []
      const { state } = await keychain.state()
      return Promise.all(profiles.map((profile) => summary(profile, state)))
    },
    read: (name) => file.find(name),
    behind: async (name) => (await file.list()).filter((one) => one.kind === 'role' && entryOf(one.source) === entryOf(name)).map((one) => one.name),

    add: async (input) => {
      const given = split(checked(input))
      const { secret, keep } = given
      const profile = given.profile.kind === 'role' ? await onSource(given.profile) : given.profile
      if (secret) for (const text of [secret.secret, secret.securityToken ?? '']) learn(text)
      forget(profile.name)
      await file.add(profile)
      try {
        if (secret && keep === 'keychain') await keychain.write(entryOf(profile.name), secret.secret)
        else if (secret) held.set(entryOf(profile.name), secret)
      } catch (thrown) {
        await file.remove(profile.name)
        throw thrown
      }
      return summary(profile)
    },

    supply: async (given) => {
      const profile = await file.find(given.name)
      if (profile.kind !== given.kind) throw new AppError('input', say`The profile ${profile.name} is of kind ${profile.kind}, the secret of kind ${given.kind}.`, { about: { field: 'kind' }, next: say`Give the secret of a profile of kind ${profile.kind}.` })
      const secret = secretOf(given)
      for (const text of [secret.secret, secret.securityToken ?? '']) learn(text)
      forget(profile.name)
      held.set(entryOf(profile.name), secret)
      if (given.kind !== 'sts' || profile.kind !== 'sts') return summary(profile)
      const changed = { ...profile, accessKeyId: given.accessKeyId }
      await file.replace(profile.name, changed)
      return summary(changed)
    },
    accessToken,
    holdAccessToken: (name, token) => {
      learn(token.secret)
      held.set(entryOf(name), token)
    },
    dropAccessToken: (name) => void held.delete(entryOf(name)),
    refreshToken: async (name) => {
      const token = await kept(name)
      return token === undefined ? undefined : learn(token)
    },
    keepRefreshToken: async (name, token) => {
      learn(token)
      return keychain.write(entryOf(name), token).then(
        () => true,
        () => false,
      )
    },

    rename: async (name, newName) => {
      const profile = await file.find(name)
      forget(profile.name)
      const renamed = { ...profile, name: checkedName(newName) }
      const inMemory = held.get(entryOf(profile.name))
      const secret = profile.kind === 'idaas' || inMemory === undefined ? await kept(profile.name) : undefined
      await file.replace(profile.name, renamed)
      if (entryOf(renamed.name) === entryOf(profile.name)) return summary(renamed)
      if (secret !== undefined) {
        await keychain.write(entryOf(renamed.name), secret).catch(async (thrown: unknown) => {
          await file.replace(renamed.name, profile)
          throw thrown
        })
        // The old entry goes last: a stop half way leaves the secret in one place or in both, never in none.
        await keychain.remove(entryOf(profile.name))
      }
      if (inMemory !== undefined) {
        held.delete(entryOf(profile.name))
        held.set(entryOf(renamed.name), inMemory)
      }
      return summary(renamed)
    },

    remove: async (name) => {
      const profile = await file.find(name)
      forget(profile.name)
      const wasHeld = held.get(entryOf(profile.name))
      // Of its own keychain entry nothing stays; what stands on the profile is looked for first.
      await file.remove(profile.name)
      held.delete(entryOf(profile.name))
      try {
        if ((profile.kind === 'idaas' || !wasHeld) && (await kept(profile.name)) !== undefined) await keychain.remove(entryOf(profile.name))
      } catch (thrown) {
        await file.add(profile)
        throw thrown
      }
    },

    update: async (profile) => {
      await file.replace(profile.name, profile)
      return summary(profile)
    },

    credential: async (profile) => {
      const { accessKeyId, name } = profile
      const inMemory = held.get(entryOf(name))
      if (inMemory !== undefined && isAlive(inMemory)) {
        const { secret: accessKeySecret, ...rest } = inMemory
        return { accessKeyId, accessKeySecret, ...rest }
      }
      if (profile.kind === 'sts') return fromEnv(profile) ?? refuseEnded(name, inMemory !== undefined)
      const known = read.get(cacheKey(profile))
      if (known) return known
      const fallback = fromEnv(profile)
      const secret = await keychain.read(entryOf(name)).catch((thrown: unknown) => {
        if (fallback) return undefined
        throw thrown
      })
      if (secret !== undefined) {
        const credential = { accessKeyId, accessKeySecret: learn(secret) }
        read.set(cacheKey(profile), credential)
        return credential
      }
      if (fallback) return fallback
      throw new AppError('credentials', say`The AccessKey secret of the profile ${name} is not in the keychain.`, {
        next: say`Remove the profile and add it again with its secret, or set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET.`,
      })
    },
    forget,
    close: () => {
      held.clear()
      read.clear()
    },
  }
}

function refuseEnded(name: string, wasThere: boolean): never {
  throw new AppError('credentials', wasThere ? say`The STS session of the profile ${name} has ended.` : say`The STS session of the profile ${name} is not in memory.`, {
    about: { code: 'SessionGone' },
    next: say`Paste a new one, or set ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET and ALIBABA_CLOUD_SECURITY_TOKEN.`,
  })
}
