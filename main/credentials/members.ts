/** The member accounts a profile can name: listed by the resource directory or typed, both kept on disk and apart. It holds no secret. */
import { join } from 'node:path'
import * as v from 'valibot'
import type { Directory, MemberAccount } from '../../shared/credentials'
import { say } from '../../shared/words'
import { readAccountIds } from './accountIds'
import { createJsonFile, type JsonFile } from './jsonFile'
import type { Listing } from './resourceDirectory'

const StoredAccount = v.object({
  accountId: v.string(),
  displayName: v.string(),
  type: v.string(),
  status: v.string(),
  folderId: v.exactOptional(v.string()),
  joinMethod: v.exactOptional(v.string()),
  isManagement: v.exactOptional(v.boolean()),
})
const StoredDirectory = v.object({
  profile: v.string(),
  source: v.picklist(['directory', 'typed']),
  folders: v.array(v.object({ folderId: v.string(), name: v.string(), parentId: v.exactOptional(v.string()) })),
  accounts: v.array(StoredAccount),
  fetchedAt: v.string(),
})
const Stored = v.object({ directory: v.exactOptional(StoredDirectory), typed: v.exactOptional(StoredDirectory) })
type Stored = v.InferOutput<typeof Stored>

export interface Members {
  /** What was listed or typed last; `list` is called where there is nothing, or for a refresh. */
  read(profile: string, refresh: boolean, list: () => Promise<Listing>): Promise<Directory>
  /** @throws AppError `input` naming each wrong UID; nothing is kept then. */
  type(profile: string, uids: string): Promise<Directory>
  rename(profile: string, newName: string): Promise<void>
  remove(profile: string): Promise<void>
}

/** One file per profile: `<home>/directories/<profile>.json`. */
export function createMembers(home: string, now: () => number): Members {
  const fileOf = (profile: string): JsonFile<Stored> =>
    createJsonFile({ path: join(home, 'directories', `${profile.toLowerCase()}.json`), schema: Stored, now, next: say`List the member accounts again.` })

  const keep = async (directory: Directory): Promise<Directory> => {
    const file = fileOf(directory.profile)
    await file.write({ ...(await file.read()), [directory.source]: directory })
    return directory
  }

  return {
    read: async (profile, refresh, list) => {
      const { directory, typed } = refresh ? {} : ((await fileOf(profile).read()) ?? {})
      const known = typed && (!directory || typed.fetchedAt > directory.fetchedAt) ? typed : directory
      if (known) return { ...known, profile }
      const { accounts, folders } = await list()
      return keep({ profile, source: 'directory', folders, accounts, fetchedAt: new Date(now()).toISOString() })
    },
    type: async (profile, uids) => {
      const listed = new Map<string, MemberAccount>(((await fileOf(profile).read())?.directory?.accounts ?? []).map((account) => [account.accountId, account]))
      const accounts = readAccountIds(uids).map((accountId) => listed.get(accountId) ?? { accountId, displayName: accountId, type: '', status: '' })
      return keep({ profile, source: 'typed', folders: [], accounts, fetchedAt: new Date(now()).toISOString() })
    },
    rename: async (profile, newName) => {
      const known = await fileOf(profile).read()
      if (!known || profile.toLowerCase() === newName.toLowerCase()) return
      await fileOf(newName).write(known)
      await fileOf(profile).remove()
    },
    remove: (profile) => fileOf(profile).remove(),
  }
}
