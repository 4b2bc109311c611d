/** Lists the member accounts and folders of a resource directory, all pages. It knows neither profiles nor files. Source of shapes: ResourceManager 2020-03-31. */
import PQueue from 'p-queue'
import * as v from 'valibot'
import type { Folder, MemberAccount } from '../../shared/credentials'
import { AppError, asAppError } from '../../shared/errors'
import { say, type Said } from '../../shared/words'

/** One ResourceManager operation with its query; answers the body's text. */
export type Ask = (operation: string, query: Record<string, string>) => Promise<string>

export interface Listing {
  accounts: MemberAccount[]
  folders: Folder[]
}

const pageSize = 100
/** A directory holds at most some thousand members; more pages than this are a loop. */
const maxPages = 1_000
const maxFolders = 10_000
const maxEmptyPages = 3
const foldersAtOnce = 4

const text = v.pipe(v.union([v.string(), v.number()]), v.transform(String))
const rows = v.array(v.record(v.string(), v.unknown()))
const total = v.optional(v.number(), 0)
const AccountPage = v.pipe(v.object({ TotalCount: total, Accounts: v.object({ Account: rows }) }), v.transform(({ TotalCount, Accounts }) => ({ total: TotalCount, rows: Accounts.Account })))
const FolderPage = v.pipe(v.object({ TotalCount: total, Folders: v.object({ Folder: rows }) }), v.transform(({ TotalCount, Folders }) => ({ total: TotalCount, rows: Folders.Folder })))
const ListedAccount = v.object({
  AccountId: text,
  DisplayName: v.optional(text, ''),
  Type: v.optional(text, ''),
  Status: v.optional(text, ''),
  FolderId: v.optional(text),
  JoinMethod: v.optional(text),
})
const ListedFolder = v.object({ FolderId: text, FolderName: v.optional(text, '') })
const DirectoryAnswer = v.object({
  ResourceDirectory: v.object({ MasterAccountId: v.optional(text), MasterAccountName: v.optional(text), RootFolderId: v.optional(text) }),
})

/** `ownAccountId`: who asks; only the management account or a delegated administrator may. */
export async function listDirectory(ask: Ask, ownAccountId: string): Promise<Listing> {
  const root = await readRoot(ask)
  const members = await listAccounts(ask)
  // Only the management account and its delegates, which are members, may list: who lists and is no member is the management account.
  const managementId = root.managementId ?? (members.some(({ accountId }) => accountId === ownAccountId) ? undefined : ownAccountId)
  const rootId = root.folderId ?? members.find(({ folderId }) => folderId?.startsWith('r-'))?.folderId
  const folders = await listFolders(ask, rootId)
  const accounts = members.map((account) => (account.accountId === managementId ? { ...account, isManagement: true } : account))
  if (managementId !== undefined && !accounts.some(({ accountId }) => accountId === managementId)) {
    accounts.unshift({
      accountId: managementId,
      displayName: root.managementName ?? managementId,
      type: 'CloudAccount',
      status: '',
      ...(rootId === undefined ? {} : { folderId: rootId }),
      isManagement: true,
    })
  }
  return { accounts, folders }
}

interface Root {
  folderId?: string
  managementId?: string
  managementName?: string
}

/** Who refuses to name the directory may still list it: then these facts are inferred. */
async function readRoot(ask: Ask): Promise<Root> {
  const answer = await ask('GetResourceDirectory', {}).catch((thrown: unknown) => {
    if (asAppError(thrown).kind === 'refused') return undefined
    throw thrown
  })
  const parsed = answer === undefined ? undefined : v.safeParse(DirectoryAnswer, parse('GetResourceDirectory', answer))
  if (!parsed?.success) return {}
  const { RootFolderId, MasterAccountId, MasterAccountName } = parsed.output.ResourceDirectory
  return {
    ...(RootFolderId ? { folderId: RootFolderId } : {}),
    ...(MasterAccountId ? { managementId: MasterAccountId } : {}),
    ...(MasterAccountName ? { managementName: MasterAccountName } : {}),
  }
}

async function listAccounts(ask: Ask): Promise<MemberAccount[]> {
  const listed = await allPages(ask, 'ListAccounts', {}, AccountPage)
  const accounts = listed.map((row): MemberAccount => {
    const { AccountId, DisplayName, Type, Status, FolderId, JoinMethod } = readRow('ListAccounts', ListedAccount, row)
    return {
      accountId: AccountId,
      displayName: DisplayName === '' ? AccountId : DisplayName,
      type: Type,
      status: Status,
      ...(FolderId === undefined ? {} : { folderId: FolderId }),
      ...(JoinMethod === undefined ? {} : { joinMethod: JoinMethod }),
    }
  })
  return [...new Map(accounts.map((account) => [account.accountId, account])).values()]
}

/** Breadth first from the root, a few parents at a time; a folder met before is not entered again. */
async function listFolders(ask: Ask, rootId: string | undefined): Promise<Folder[]> {
  const found = new Map<string, Folder>()
  if (rootId !== undefined) found.set(rootId, { folderId: rootId, name: 'Root' })
  const queue = new PQueue({ concurrency: foldersAtOnce })
  let level: (string | undefined)[] = [rootId]
  while (level.length > 0) {
    const children = await queue.addAll(
      level.map((parentId) => async () => {
        const listed = await allPages(ask, 'ListFoldersForParent', parentId === undefined ? {} : { ParentFolderId: parentId }, FolderPage)
        return listed.map((row): Folder => {
          const { FolderId, FolderName } = readRow('ListFoldersForParent', ListedFolder, row)
          return { folderId: FolderId, name: FolderName === '' ? FolderId : FolderName, ...(parentId === undefined ? {} : { parentId }) }
        })
      }),
    )
    const fresh = children.flat().filter((folder) => !found.has(folder.folderId))
    for (const folder of fresh) found.set(folder.folderId, folder)
    if (found.size > maxFolders) throw malformed('ListFoldersForParent', say`The folders of the directory do not end.`)
    level = [...new Set(fresh.map(({ folderId }) => folderId))]
  }
  return [...found.values()]
}

/** Goes on while the total is not reached or pages come back full; a wrong total or an empty page in the middle loses nothing. */
async function allPages(ask: Ask, operation: string, query: Record<string, string>, shape: typeof AccountPage | typeof FolderPage): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = []
  let emptyPages = 0
  for (let number = 1; number <= maxPages; number += 1) {
    const parsed = v.safeParse(shape, parse(operation, await ask(operation, { ...query, PageNumber: String(number), PageSize: String(pageSize) })))
    if (!parsed.success) throw malformed(operation, say`The answer is not in the published shape.`)
    const page = parsed.output
    found.push(...page.rows)
    emptyPages = page.rows.length === 0 ? emptyPages + 1 : 0
    const isAll = page.rows.length < pageSize && found.length >= page.total
    if (isAll || emptyPages >= maxEmptyPages) return found
  }
  throw malformed(operation, say`The pages of the answer do not end.`)
}

function readRow<S extends v.GenericSchema>(operation: string, schema: S, row: unknown): v.InferOutput<S> {
  const parsed = v.safeParse(schema, row)
  if (!parsed.success) throw malformed(operation, say`A row of the answer is not in the published shape.`)
  return parsed.output
}

function parse(operation: string, body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    throw malformed(operation, say`The answer is not JSON.`)
  }
}

function malformed(operation: string, message: Said): AppError {
  return new AppError('network', message, { about: { product: 'ResourceManager', version: '2020-03-31', operation, code: 'MalformedAnswer' }, next: say`Check the endpoint of ResourceManager, or type the UIDs.` })
}
