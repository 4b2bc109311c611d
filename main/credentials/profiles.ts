/** Profiles and where their secrets are: keychain, memory of this run, or the official environment variables. It refuses to write a secret into any file. */
import * as v from 'valibot'
import { NewProfile, ProfileName, type Profile, type ProfileSummary, type SecretState } from '../../shared/credentials'
import { AppError, asAppError } from '../../shared/errors'
import { maskKeyId, type Redactor } from '../../shared/redact'
import { readEndpoint } from '../wire/endpointHost'
import type { Credential } from '../wire/wire'
import type { Keychain } from './keychain'
import { createProfileFile } from './profileFile'

export interface Profiles {
  list(): Promise<ProfileSummary[]>
  /** @throws AppError `input` naming the profile and those that exist. */
  read(name: string): Promise<Profile>
  add(profile: NewProfile): Promise<ProfileSummary>
  rename(name: string, newName: string): Promise<ProfileSummary>
  remove(name: string): Promise<void>
  /** Keeps what a verification learned. */
  update(profile: Profile): Promise<ProfileSummary>
  /** The long-lived key. @throws AppError `keychain` (locked, unavailable) or `credentials` (no secret). */
  credential(profile: Profile): Promise<Credential>
  /** Reads the keychain again at the next need. */
  forget(name: string): void
  /** Forgets the secrets held in memory. */
  close(): void
}

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
  const held = new Map<string, string>()
  /** What the keychain gave, so that it is not asked for every page of a call; by entry and key ID. */
  const read = new Map<string, Credential>()
  const cacheKey = ({ name, accessKeyId }: Profile): string => `${entryOf(name)}/${accessKeyId}`

  const learn = (secret: string): string => {
    redactor.learn(secret)
    return secret
  }
  const fromEnv = ({ accessKeyId }: Profile): Credential | undefined => {
    const { ALIBABA_CLOUD_ACCESS_KEY_ID: id, ALIBABA_CLOUD_ACCESS_KEY_SECRET: secret, ALIBABA_CLOUD_SECURITY_TOKEN: token } = env
    if (id !== accessKeyId || !secret) return undefined
    return { accessKeyId, accessKeySecret: learn(secret), ...(token ? { securityToken: learn(token) } : {}) }
  }
  const summary = async (profile: Profile, keychainState?: 'ready' | 'locked' | 'unavailable'): Promise<ProfileSummary> => {
    const { accessKeyId, ...rest } = profile
    return { ...rest, maskedKeyId: maskKeyId(accessKeyId), secret: await secretState(profile, keychainState ?? (await keychain.state()).state) }
  }
  const secretState = async (profile: Profile, state: 'ready' | 'locked' | 'unavailable'): Promise<SecretState> => {
    if (held.has(entryOf(profile.name))) return 'session'
    if (state === 'ready') {
      const isKept = await keychain.read(entryOf(profile.name)).then((secret) => secret !== undefined, () => false)
      if (isKept) return 'keychain'
    }
    if (fromEnv(profile)) return 'session'
    return state === 'ready' ? 'missing' : state
  }
  /** The keychain's secret; undefined where it has none or there is no keychain. @throws where it is locked. */
  const kept = (name: string): Promise<string | undefined> =>
    keychain.read(entryOf(name)).catch((thrown: unknown) => {
      if (asAppError(thrown).about.code === 'KeychainUnavailable') return undefined
      throw thrown
    })

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

    add: async (input) => {
      const { accessKeySecret, keep, ...profile } = checked(input)
      learn(accessKeySecret)
      forget(profile.name)
      await file.add(profile)
      try {
        if (keep === 'keychain') await keychain.write(entryOf(profile.name), accessKeySecret)
        else held.set(entryOf(profile.name), accessKeySecret)
      } catch (thrown) {
        await file.remove(profile.name)
        throw thrown
      }
      return summary(profile)
    },

    rename: async (name, newName) => {
      const profile = await file.find(name)
      forget(profile.name)
      const renamed = { ...profile, name: checkedName(newName) }
      const inMemory = held.get(entryOf(profile.name))
      const secret = inMemory === undefined ? await kept(profile.name) : undefined
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
      if (!held.delete(entryOf(profile.name)) && (await kept(profile.name)) !== undefined) await keychain.remove(entryOf(profile.name))
      await file.remove(profile.name)
    },

    update: async (profile) => {
      await file.replace(profile.name, profile)
      return summary(profile)
    },

    credential: async (profile) => {
      const { accessKeyId, name } = profile
      const inMemory = held.get(entryOf(name))
      if (inMemory !== undefined) return { accessKeyId, accessKeySecret: inMemory }
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
      throw new AppError('credentials', `The AccessKey secret of the profile ${name} is not in the keychain.`, {
        next: 'Remove the profile and add it again with its secret, or set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET.',
      })
    },
    forget,
    close: () => {
      held.clear()
      read.clear()
    },
  }
}

function checked(input: NewProfile): NewProfile {
  const parsed = v.safeParse(NewProfile, input)
  if (!parsed.success) {
    const issue = parsed.issues[0]
    throw new AppError('input', issue.message, { about: { field: v.getDotPath(issue) ?? 'profile' }, next: 'Correct the field and try again.' })
  }
  for (const [product, endpoint] of Object.entries(parsed.output.endpoints)) readEndpoint(endpoint.replaceAll('${region}', 'region'), `endpoints.${product}`)
  return parsed.output
}

function checkedName(name: string): string {
  const parsed = v.safeParse(ProfileName, name)
  if (parsed.success) return parsed.output
  throw new AppError('input', parsed.issues[0].message, { about: { field: 'newName' }, next: 'Choose another name.' })
}
