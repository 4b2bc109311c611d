import { describe, expect, it } from 'vitest'
import { createOrganisation } from '../../../main/practice/organisation'

const seeds = [1, 2, 77]

describe('the sample organisation', () => {
  it('has as many members as it is told; the usual ones stay who they are', () => {
    const usual = createOrganisation(1)
    const many = createOrganisation(1, 200)
    expect(many.members).toHaveLength(200)
    expect(many.members.slice(0, 12)).toEqual(usual.members)
    expect({ ...many, members: [] }).toEqual({ ...usual, members: [] })
    expect(new Set(many.members.map(({ accountId }) => accountId)).size).toBe(200)
    expect(createOrganisation(1, 3).members).toEqual(usual.members.slice(0, 3))
  })

  it('is the same for a seed and another for another seed', () => {
    expect(createOrganisation(1)).toEqual(createOrganisation(1))
    const [one, two] = [createOrganisation(1), createOrganisation(2)]
    expect(two.accessKeySecret).not.toBe(one.accessKeySecret)
    expect(two.members.map((member) => member.accountId)).not.toEqual(one.members.map((member) => member.accountId))
  })

  it.each(seeds)('has 13 different UIDs of 16 digits, each exact as a number too (seed %i)', (seed) => {
    const { management, members } = createOrganisation(seed)
    const uids = [management, ...members].map((account) => account.accountId)
    expect(new Set(uids).size).toBe(13)
    for (const uid of uids) {
      expect(uid).toMatch(/^\d{16}$/)
      expect(String(Number(uid))).toBe(uid)
    }
  })

  it.each(seeds)('has one member broken in each way, nine whole ones, and one place without rows (seed %i)', (seed) => {
    const { members } = createOrganisation(seed)
    const broken = members.map((member) => member.access).filter((access) => access !== 'ready')
    expect(broken.sort()).toEqual(['notAllowed', 'notTrusted', 'roleMissing'])
    const empty = members.flatMap((member) => Object.values(member.shares).filter((share) => share === 0).map(() => member.access))
    expect(empty).toEqual(['ready'])
  })

  it.each(seeds)('hangs every folder below the root and every member in a folder (seed %i)', (seed) => {
    const { folders, members, rootFolderId } = createOrganisation(seed)
    const parents = new Map(folders.map((folder) => [folder.folderId, folder.parentId]))
    const depth = (folderId: string | undefined): number => (folderId === rootFolderId ? 0 : folderId === undefined ? Infinity : 1 + depth(parents.get(folderId)))
    expect(Math.max(...folders.map((folder) => depth(folder.folderId)))).toBe(2)
    expect(members.every((member) => parents.has(member.folderId))).toBe(true)
  })
})
