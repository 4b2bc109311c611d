/** Which accounts a call names, out of the directory. Pure; it refuses a folder or account that is not there rather than calling fewer than was meant. */
import type { AccountChoice, PlanWarning } from '../../shared/call'
import type { Directory, MemberAccount } from '../../shared/credentials'
import { AppError } from '../../shared/errors'
import { say, sayList } from '../../shared/words'

export interface ChosenAccount {
  accountId: string
  accountName?: string
}

export interface AccountsOutcome {
  accounts: ChosenAccount[]
  warnings: PlanWarning[]
}

/** States of ListAccounts in which an account cannot be called; one that was invited or is being promoted can. Source: ResourceManager 2020-03-31 ListAccounts, `Status`. */
const notYet = /^(Create(?!Success)\w+|Removed|Deleting\w*|Deleted)$/

/** `choice` is anything but `self` or a plain list. @throws AppError `input` about `accounts`. */
export function chooseAccounts(choice: Exclude<AccountChoice, 'self' | string[]>, directory: Directory): AccountsOutcome {
  const warnings: AccountsOutcome['warnings'] = []
  const named = choice === 'all' ? directory.accounts : 'folder' in choice ? inFolder(choice.folder, directory) : without(choice.except, directory, warnings)
  const callable = named.filter(({ isManagement, status }) => isManagement === true || !notYet.test(status))
  for (const { accountId, displayName, status } of named.filter((account) => !callable.includes(account))) {
    warnings.push({ field: 'accounts', message: say`${displayName || accountId} (${accountId}) is left out: its status is ${status}.` })
  }
  if (callable.length === 0) {
    throw new AppError('input', say`accounts: no account is left to call.`, { next: say`Choose other accounts, or read the directory again.`, about: { field: 'accounts' } })
  }
  return { accounts: callable.map(nameOf), warnings }
}

/** Accounts named one by one, each once, with the names the directory knows. */
export function listAccounts(uids: readonly string[], directory: Directory | undefined): ChosenAccount[] {
  const known = new Map(directory?.accounts.map((account) => [account.accountId, account]))
  return [...new Set(uids)].map((accountId) => {
    const account = known.get(accountId)
    return account === undefined ? { accountId } : nameOf(account)
  })
}

const nameOf = ({ accountId, displayName }: MemberAccount): ChosenAccount => ({ accountId, ...(displayName === '' ? {} : { accountName: displayName }) })

/** Accounts of a folder and of every folder below it; the management account stands in no folder. */
function inFolder(folder: string, { accounts, folders }: Directory): MemberAccount[] {
  if (!folders.some(({ folderId }) => folderId === folder)) {
    const known = folders.slice(0, 20).map(({ folderId, name }) => `${folderId} (${name})`)
    throw new AppError('input', say`accounts.folder: there is no folder ${folder}.`, {
      next: known.length === 0 ? say`The accounts were typed, so there are no folders: name the accounts.` : say`Choose one of ${sayList(known)}.`,
      about: { field: 'accounts.folder' },
    })
  }
  const inside = new Set([folder])
  for (let grown = true; grown; ) {
    const found = folders.filter(({ folderId, parentId }) => parentId !== undefined && inside.has(parentId) && !inside.has(folderId))
    for (const { folderId } of found) inside.add(folderId)
    grown = found.length > 0
  }
  return accounts.filter(({ folderId }) => folderId !== undefined && inside.has(folderId))
}

function without(except: readonly string[], { accounts }: Directory, warnings: AccountsOutcome['warnings']): MemberAccount[] {
  for (const [index, uid] of except.entries()) {
    if (!accounts.some(({ accountId }) => accountId === uid)) warnings.push({ field: `accounts.except[${index}]`, message: say`${uid} is not in the directory.` })
  }
  return accounts.filter(({ accountId }) => !except.includes(accountId))
}
