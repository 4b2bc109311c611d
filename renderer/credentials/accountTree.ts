/** The tree of member accounts with tri-state selection. Pure; it holds no selection of its own. */
import type { AccountChoice } from '../../shared/call'
import type { Directory, MemberAccount } from '../../shared/credentials'

export type Ticked = 'true' | 'false' | 'mixed'

export interface TreeNode {
  id: string
  name: string
  depth: number
  account?: MemberAccount
  children: TreeNode[]
  /** UIDs of every account at or below this node. */
  accountIds: string[]
}

export interface TreeRow {
  node: TreeNode
  ticked: Ticked
  tickedCount: number
  isOpen: boolean
  parentId?: string
  /** Its place among its siblings, from 1, and how many they are. */
  position: number
  size: number
}

/** `Member 9` stands before `Member 10`. */
const collator = new Intl.Collator(undefined, { numeric: true })
const byName = (left: TreeNode, right: TreeNode): number => collator.compare(left.name, right.name)

function accountNode(account: MemberAccount, depth: number): TreeNode {
  return { id: account.accountId, name: account.displayName || account.accountId, depth, account, children: [], accountIds: [account.accountId] }
}

/** The management account first, then folders by name, then the accounts beside them; the root folder itself is not shown. An account or folder without a known parent stands at the top. */
export function buildTree(directory: Directory): TreeNode[] {
  const known = new Map(directory.folders.map((folder) => [folder.folderId, folder]))
  const roots = new Set(directory.folders.filter((folder) => folder.parentId === undefined).map((folder) => folder.folderId))
  const isTop = (parentId: string | undefined): boolean => parentId === undefined || roots.has(parentId) || !known.has(parentId)
  const members = directory.accounts.filter((account) => !account.isManagement)
  const seen = new Set<string>()

  const level = (belongs: (parentId: string | undefined) => boolean, depth: number): TreeNode[] => {
    const folders = directory.folders.filter((folder) => !roots.has(folder.folderId) && !seen.has(folder.folderId) && belongs(folder.parentId))
    for (const folder of folders) seen.add(folder.folderId)
    const folderNodes = folders.map((folder): TreeNode => {
      const children = level((parentId) => parentId === folder.folderId, depth + 1)
      return { id: folder.folderId, name: folder.name, depth, children, accountIds: children.flatMap((child) => child.accountIds) }
    })
    const accountNodes = members.filter((account) => belongs(account.folderId)).map((account) => accountNode(account, depth))
    return [...folderNodes.sort(byName), ...accountNodes.sort(byName)]
  }
  const management = directory.accounts.filter((account) => account.isManagement).map((account) => accountNode(account, 0))
  return [...management, ...level(isTop, 0)]
}

export function tickedState(accountIds: readonly string[], selected: ReadonlySet<string>): Ticked {
  const count = accountIds.filter((id) => selected.has(id)).length
  if (count === 0 || accountIds.length === 0) return 'false'
  return count === accountIds.length ? 'true' : 'mixed'
}

/** The selection after a click on a node: all of its accounts on, or all off where all were on. Order of the directory is kept out; UIDs seen first stay first. */
export function toggle(selected: readonly string[], accountIds: readonly string[]): string[] {
  const set = new Set(selected)
  const turnOff = tickedState(accountIds, set) === 'true'
  for (const id of accountIds) {
    if (turnOff) set.delete(id)
    else set.add(id)
  }
  return [...set]
}

const matches = (node: TreeNode, query: string): boolean =>
  node.name.toLowerCase().includes(query) || (node.account?.accountId.includes(query.replace(/\s/g, '')) ?? false)

/** The tree cut down to what a query finds: a matching folder keeps all of its members. */
export function searchTree(nodes: readonly TreeNode[], query: string): TreeNode[] {
  const text = query.trim().toLowerCase()
  if (text === '') return [...nodes]
  return nodes.flatMap((node) => {
    if (matches(node, text)) return [node]
    const children = searchTree(node.children, text)
    return children.length === 0 ? [] : [{ ...node, children, accountIds: children.flatMap((child) => child.accountIds) }]
  })
}

/** The rows on screen, top to bottom. */
export function visibleRows(nodes: readonly TreeNode[], selected: ReadonlySet<string>, closed: ReadonlySet<string>, parentId?: string): TreeRow[] {
  return nodes.flatMap((node, place) => {
    const isOpen = !closed.has(node.id)
    const tickedCount = node.accountIds.filter((id) => selected.has(id)).length
    const row: TreeRow = { node, ticked: tickedState(node.accountIds, selected), tickedCount, isOpen, position: place + 1, size: nodes.length, ...(parentId === undefined ? {} : { parentId }) }
    return isOpen ? [row, ...visibleRows(node.children, selected, closed, node.id)] : [row]
  })
}

/** The accounts a rule of a call file stands for in this directory. */
export function chosenAccounts(choice: AccountChoice, directory: Directory): string[] {
  const all = directory.accounts.map((account) => account.accountId)
  if (choice === 'all') return all
  if (choice === 'self') return []
  if (Array.isArray(choice)) return choice
  if ('except' in choice) return all.filter((id) => !choice.except.includes(id))
  const inside = new Set([choice.folder])
  for (let grew = true; grew; ) {
    const before = inside.size
    for (const folder of directory.folders) if (folder.parentId !== undefined && inside.has(folder.parentId)) inside.add(folder.folderId)
    grew = inside.size > before
  }
  return directory.accounts.filter((account) => account.folderId !== undefined && inside.has(account.folderId)).map((account) => account.accountId)
}
