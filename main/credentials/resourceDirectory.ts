/** Lists the member accounts and folders of a resource directory, all pages. It knows neither profiles nor files. Source of shapes: ResourceManager 2020-03-31. */
import PQueue from 'p-queue'
import * as v from 'valibot'
import type { Folder, MemberAccount } from '../../shared/credentials'
import { AppError, asAppError } from '../../shared/errors'

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
const Page = v.object({
  TotalCount: v.optional(v.number()),
  Accounts: v.optional(v.object({ Account: v.optional(v.array(v.record(v.string(), v.unknown())), []) })),
  Folders: v.optional(v.object({ Folder: v.optional(v.array(v.record(v.string(), v.unknown())), []) })),
})
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
  const parsed = answer === undefined ? undefined : v.safeParse(DirectoryAnswer, parse(answer))
  if (!parsed?.success) return {}
  const { RootFolderId, MasterAccountId, MasterAccountName } = parsed.output.ResourceDirectory
  return {
    ...(RootFolderId ? { folderId: RootFolderId } : {}),
    ...(MasterAccountId ? { managementId: MasterAccountId } : {}),
    ...(MasterAccountName ? { managementName: MasterAccountName } : {}),
  }
}

async function listAccounts(ask: Ask): Promise<MemberAccount[]> {
  const rows = await allPages(ask, 'ListAccounts', {}, (page) => page.Accounts?.Account ?? [])
  const accounts = rows.map((row): MemberAccount => {
    const { AccountId, DisplayName, Type, Status, FolderId, JoinMethod } = readRow(ListedAccount, row)
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
        const rows = await allPages(ask, 'ListFoldersForParent', parentId === undefined ? {} : { ParentFolderId: parentId }, (page) => page.Folders?.Folder ?? [])
        return rows.map((row): Folder => {
          const { FolderId, FolderName } = readRow(ListedFolder, row)
          return { folderId: FolderId, name: FolderName === '' ? FolderId : FolderName, ...(parentId === undefined ? {} : { parentId }) }
        })
      }),
    )
    const fresh = children.flat().filter((folder) => !found.has(folder.folderId))
    for (const folder of fresh) found.set(folder.folderId, folder)
    if (found.size > maxFolders) throw malformed('ListFoldersForParent', 'The folders of the directory do not end.')
    level = [...new Set(fresh.map(({ folderId }) => folderId))]
  }
  return [...found.values()]
}

/** Goes on while the total is not reached or pages come back full; a wrong total or an empty page in the middle loses nothing. */
async function allPages(ask: Ask, operation: string, query: Record<string, string>, rowsOf: (page: v.InferOutput<typeof Page>) => Record<string, unknown>[]): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = []
  let emptyPages = 0
  for (let number = 1; number <= maxPages; number += 1) {
    const parsed = v.safeParse(Page, parse(await ask(operation, { ...query, PageNumber: String(number), PageSize: String(pageSize) })))
    if (!parsed.success) throw malformed(operation, 'The answer is not in the published shape.')
    const received = rowsOf(parsed.output)
    rows.push(...received)
    const total = parsed.output.TotalCount ?? 0
    emptyPages = received.length === 0 ? emptyPages + 1 : 0
    const isAll = received.length < pageSize && rows.length >= total
    if (isAll || emptyPages >= maxEmptyPages) return rows
  }
  throw malformed(operation, 'The pages of the answer do not end.')
}

function readRow<S extends v.GenericSchema>(schema: S, row: unknown): v.InferOutput<S> {
  const parsed = v.safeParse(schema, row)
  if (!parsed.success) throw malformed('ListAccounts', 'A row of the answer is not in the published shape.')
  return parsed.output
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    throw malformed('ListAccounts', 'The answer is not JSON.')
  }
}

function malformed(operation: string, message: string): AppError {
  return new AppError('network', message, { about: { product: 'ResourceManager', version: '2020-03-31', operation, code: 'MalformedAnswer' }, next: 'Check the endpoint of ResourceManager, or type the UIDs.' })
}
