/** The account tree: order, tri-state, search, and the rules of a call file as ticks. */
import { describe, expect, it } from 'vitest'
import { buildTree, chosenAccounts, searchTree, tickedState, toggle, visibleRows } from '../../renderer/credentials/accountTree'
import type { Directory, MemberAccount } from '../../shared/credentials'

const account = (accountId: string, displayName: string, folderId?: string, isManagement = false): MemberAccount => ({
  accountId, displayName, type: 'ResourceAccount', status: 'CreateSuccess', isManagement, ...(folderId === undefined ? {} : { folderId }),
})
const directory: Directory = {
  profile: 'ops', source: 'directory', fetchedAt: '2026-11-22T00:00:00Z',
  folders: [
    { folderId: 'r-1', name: 'Root' },
    { folderId: 'fd-prod', name: 'Production', parentId: 'r-1' },
    { folderId: 'fd-pay', name: 'Payments', parentId: 'fd-prod' },
    { folderId: 'fd-lost', name: 'Lost', parentId: 'fd-missing' },
  ],
  accounts: [
    account('1000000000000001', 'shop', 'fd-prod'),
    account('1000000000000002', 'pay', 'fd-pay'),
    account('1000000000000003', 'legacy', 'r-1'),
    account('1000000000000004', 'main', 'r-1', true),
    account('1000000000000005', 'stray', 'fd-missing'),
  ],
}
const names = (open = new Set<string>()): string[] => visibleRows(buildTree(directory), new Set(), open).map((row) => `${' '.repeat(row.node.depth)}${row.node.name}`)

describe('the account tree', () => {
  it('puts the management account first, folders before accounts, and hides the root folder', () => {
    expect(names()).toEqual(['main', 'Lost', 'Production', ' Payments', '  pay', ' shop', 'legacy', 'stray'])
  })

  it('shows every account exactly once, also those whose folder is unknown', () => {
    const ids = buildTree(directory).flatMap((node) => node.accountIds)
    expect([...ids].sort()).toEqual(directory.accounts.map((item) => item.accountId).sort())
  })

  it('hides what a closed folder holds', () => {
    expect(names(new Set(['fd-prod']))).toEqual(['main', 'Lost', 'Production', 'legacy', 'stray'])
  })

  it('ends on folders that name each other as parents', () => {
    const looped = { ...directory, folders: [{ folderId: 'a', name: 'a', parentId: 'b' }, { folderId: 'b', name: 'b', parentId: 'a' }] }
    expect(buildTree(looped).flatMap((node) => node.accountIds)).toHaveLength(5)
  })

  it('marks a folder mixed when some of its accounts are ticked, and never ticks an empty one', () => {
    expect(tickedState(['1', '2'], new Set(['1']))).toBe('mixed')
    expect(tickedState(['1', '2'], new Set(['1', '2', '3']))).toBe('true')
    expect(tickedState([], new Set(['1']))).toBe('false')
  })

  it('fills a mixed folder on a click and empties a full one, leaving others alone', () => {
    expect(toggle(['9', '1'], ['1', '2'])).toEqual(['9', '1', '2'])
    expect(toggle(['9', '1', '2'], ['1', '2'])).toEqual(['9'])
  })

  it('finds accounts by name and by a UID written with spaces, and keeps all members of a found folder', () => {
    const found = (query: string): string[] => searchTree(buildTree(directory), query).flatMap((node) => node.accountIds)
    expect(found('PAY')).toEqual(['1000000000000002'])
    expect(found('1000 0000 0000 0003')).toEqual(['1000000000000003'])
    expect(found('production')).toEqual(['1000000000000002', '1000000000000001'])
    expect(found('nothing')).toEqual([])
  })

  it('resolves the rules of a call file: all, a folder with its subfolders, and all except', () => {
    expect(chosenAccounts('all', directory)).toHaveLength(5)
    expect(chosenAccounts({ folder: 'fd-prod' }, directory)).toEqual(['1000000000000001', '1000000000000002'])
    expect(chosenAccounts({ except: ['1000000000000001'] }, directory)).not.toContain('1000000000000001')
    expect(chosenAccounts('self', directory)).toEqual([])
  })
})
