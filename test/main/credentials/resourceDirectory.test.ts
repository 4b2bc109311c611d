import { describe, expect, it } from 'vitest'
import { listDirectory, type Ask } from '../../../main/credentials/resourceDirectory'
import { AppError } from '../../../shared/errors'

const own = '1000000000000001'
const refused = (): never => {
  throw new AppError('refused', 'no', { about: { code: 'NoPermission' } })
}
const uid = (index: number): string => `2${String(index).padStart(15, '0')}`

/** A directory of so many members and the given folder tree, with a hook for each answer. */
function directory(members: number, tree: Record<string, string[]>, change: (operation: string, page: number, answer: Record<string, unknown>) => Record<string, unknown> = (_operation, _page, answer) => answer): { ask: Ask; asked: string[] } {
  const asked: string[] = []
  const ask: Ask = async (operation, query) => {
    const page = Number(query.PageNumber)
    asked.push(`${operation} ${query.ParentFolderId ?? ''} ${page}`)
    if (operation === 'GetResourceDirectory') return refused()
    const all =
      operation === 'ListAccounts'
        ? Array.from({ length: members }, (_item, index) => ({ AccountId: uid(index), DisplayName: `m${index}`, FolderId: 'r-Root1', Status: 'CreateSuccess', Type: 'ResourceAccount' }))
        : (tree[query.ParentFolderId ?? 'r-Root1'] ?? []).map((FolderId) => ({ FolderId, FolderName: `name of ${FolderId}` }))
    const rows = all.slice((page - 1) * 100, page * 100)
    const list = operation === 'ListAccounts' ? { Accounts: { Account: rows } } : { Folders: { Folder: rows } }
    return JSON.stringify(change(operation, page, { ...list, TotalCount: all.length, PageNumber: page, PageSize: 100 }))
  }
  return { ask, asked }
}

describe('listing a resource directory', () => {
  it('reads every page of members and every folder below the root', async () => {
    const { ask } = directory(250, { 'r-Root1': ['fd-a', 'fd-b'], 'fd-a': ['fd-c'] })
    const { accounts, folders } = await listDirectory(ask, own)
    expect(accounts).toHaveLength(251)
    expect(accounts[0]).toMatchObject({ accountId: own, isManagement: true })
    expect(folders).toEqual([
      { folderId: 'r-Root1', name: 'Root' },
      { folderId: 'fd-a', name: 'name of fd-a', parentId: 'r-Root1' },
      { folderId: 'fd-b', name: 'name of fd-b', parentId: 'r-Root1' },
      { folderId: 'fd-c', name: 'name of fd-c', parentId: 'fd-a' },
    ])
  })

  it('marks no management account where a delegated member lists', async () => {
    const { ask } = directory(3, {})
    const { accounts } = await listDirectory(ask, uid(1))
    expect(accounts).toHaveLength(3)
    expect(accounts.filter(({ isManagement }) => isManagement)).toEqual([])
  })

  it('loses no member to an empty page in the middle or to a total that is too small or too large', async () => {
    const { ask: whole } = directory(250, {})
    const withHole: Ask = async (operation, query) => {
      const page = Number(query.PageNumber)
      if (operation !== 'ListAccounts' || page === 1) return whole(operation, query)
      return page === 2 ? '{"Accounts":{"Account":[]},"TotalCount":250}' : whole(operation, { ...query, PageNumber: String(page - 1) })
    }
    expect((await listDirectory(withHole, own)).accounts).toHaveLength(251)
    for (const TotalCount of [100, 9_999]) {
      const { ask } = directory(250, {}, (operation, _page, answer) => (operation === 'ListAccounts' ? { ...answer, TotalCount } : answer))
      expect((await listDirectory(ask, own)).accounts).toHaveLength(251)
    }
  })

  it('ends where folders point back at each other and where a page repeats for ever', async () => {
    const loop = directory(1, { 'r-Root1': ['fd-a'], 'fd-a': ['fd-b'], 'fd-b': ['fd-a', 'r-Root1'] })
    expect((await listDirectory(loop.ask, own)).folders).toHaveLength(3)
    const endless: Ask = async (operation) =>
      operation === 'GetResourceDirectory' ? refused() : JSON.stringify({ Accounts: { Account: Array.from({ length: 100 }, (_item, index) => ({ AccountId: uid(index) })) }, TotalCount: 1e9 })
    await expect(listDirectory(endless, own)).rejects.toMatchObject({ kind: 'network', about: { operation: 'ListAccounts' } })
  })

  it('passes on who may not list, and refuses an answer of another shape', async () => {
    await expect(listDirectory(async () => refused(), own)).rejects.toMatchObject({ kind: 'refused' })
    await expect(listDirectory(async () => '{}', own)).rejects.toMatchObject({ kind: 'network', about: { code: 'MalformedAnswer' } })
    await expect(listDirectory(async () => '{"Accounts":[]}', own)).rejects.toMatchObject({ kind: 'network', about: { code: 'MalformedAnswer' } })
  })
})
