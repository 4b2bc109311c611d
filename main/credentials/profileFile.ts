/** `profiles.json`: named identities without their secrets. Changes follow one another, so that none is lost between a read and a write. */
import { join } from 'node:path'
import * as v from 'valibot'
import { AccountId, EndpointMap, ProfileName, RegionId, RoleArn, RoleHop, SessionSeconds, type Profile } from '../../shared/credentials'
import { AppError } from '../../shared/errors'
import { say } from '../../shared/words'
import { createJsonFile } from './jsonFile'

const anyKind = {
  name: ProfileName,
  regionId: RegionId,
  endpoints: EndpointMap,
  accountId: v.exactOptional(AccountId),
  arn: v.exactOptional(v.string()),
  verifiedAt: v.exactOptional(v.string()),
  isReadOnly: v.exactOptional(v.boolean()),
}
const StoredProfile = v.variant('kind', [
  v.object({ ...anyKind, kind: v.picklist(['accesskey', 'sts']), accessKeyId: v.string() }),
  v.object({ ...anyKind, kind: v.literal('idaas'), instanceId: v.string(), roleArn: RoleArn, idaasRegionId: RegionId, durationSeconds: v.exactOptional(SessionSeconds), signIn: v.exactOptional(v.object({ clientId: v.string(), tokenUrl: v.string(), deviceUrl: v.string() })) }),
  v.object({ ...anyKind, kind: v.literal('role'), source: ProfileName, hops: v.pipe(v.array(RoleHop), v.minLength(1), v.maxLength(5)), sourceIdentity: v.exactOptional(v.string()) }),
])
const Stored = v.object({ rolecall: v.literal(1), profiles: v.array(StoredProfile) })

export interface ProfileFile {
  list(): Promise<Profile[]>
  /** Names are compared without letter case. @throws AppError `input` naming the profile and those that exist. */
  find(name: string): Promise<Profile>
  /** @throws AppError `input` where the name is taken. */
  add(profile: Profile): Promise<void>
  /** Puts `changed` in the place of the profile of that name; role profiles behind it follow a new name. */
  replace(name: string, changed: Profile): Promise<void>
  /** @throws AppError `input` where a role profile stands on it. */
  remove(name: string): Promise<void>
}

/** Milliseconds for which a profile that was read is taken as it is: every request of a call asks for it. Another process's change is seen later by no more. */
const freshMs = 250

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

export function createProfileFile(home: string, now: () => number): ProfileFile {
  const file = createJsonFile({ path: join(home, 'profiles.json'), schema: Stored, now, next: say`Correct that file and put it back, or add the profiles again; the keys in the keychain are untouched.` })
  let last: Promise<unknown> = Promise.resolve()

  let recent: { profiles: Promise<Profile[]>; until: number } | undefined

  const list = async (): Promise<Profile[]> => (await file.read())?.profiles ?? []
  const listRecent = (): Promise<Profile[]> => {
    if (recent === undefined || performance.now() > recent.until) {
      const reading = { profiles: list(), until: performance.now() + freshMs }
      recent = reading
      reading.profiles.catch(() => {
        if (recent === reading) recent = undefined
      })
    }
    return recent.profiles
  }
  const change = (edit: (profiles: Profile[]) => Profile[]): Promise<void> => {
    const turn = last.then(async () => {
      try {
        await file.write({ rolecall: 1, profiles: edit(await list()) })
      } finally {
        recent = undefined
      }
    })
    last = turn.catch(() => undefined)
    return turn
  }
  const refuseTaken = (profiles: Profile[], name: string, except?: string): void => {
    const taken = profiles.find((one) => isSame(one.name, name) && (except === undefined || !isSame(one.name, except)))
    if (taken) throw new AppError('input', say`A profile named ${taken.name} exists.`, { about: { field: 'name' }, next: say`Choose another name; letter case makes no difference.` })
  }
  const pick = (profiles: Profile[], name: string): Profile => {
    const found = profiles.find((one) => isSame(one.name, name))
    if (found) return found
    const names = profiles.map((one) => one.name)
    throw new AppError('input', say`There is no profile named ${name}.`, {
      about: { field: 'profile' },
      next: names.length === 0 ? say`Add a profile first.` : say`Choose one of: ${names.join(', ')}.`,
    })
  }

  return {
    list,
    find: async (name) => pick(await listRecent(), name),
    add: (profile) =>
      change((profiles) => {
        refuseTaken(profiles, profile.name)
        return [...profiles, profile]
      }),
    replace: (name, changed) =>
      change((profiles) => {
        pick(profiles, name)
        refuseTaken(profiles, changed.name, name)
        return profiles.map((one) => {
          if (isSame(one.name, name)) return changed
          return one.kind === 'role' && isSame(one.source, name) ? { ...one, source: changed.name } : one
        })
      }),
    remove: (name) =>
      change((profiles) => {
        pick(profiles, name)
        const users = profiles.filter((one) => one.kind === 'role' && isSame(one.source, name)).map((one) => one.name)
        if (users.length > 0) throw new AppError('input', say`The profile ${name} is the source of ${users.join(', ')}.`, { about: { field: 'profile' }, next: say`Remove those first.` })
        return profiles.filter((one) => !isSame(one.name, name))
      }),
  }
}
