/** ResourceManager 2020-03-31: the directory itself, its members and folders, for the management account alone. */
import type { OperationCall, PracticeOperation } from '../cloud'
import { writeJson, writeList, writeObject, type JsonText } from '../json'
import type { Organisation, PracticeAccount } from '../organisation'
import { isTrue, readNumber } from '../parameters'
import { refuse } from '../requestError'

const pageRule = { standard: 10, least: 1, most: 100 }

/** Folder IDs from the root down to this folder. */
function pathOf({ folders }: Organisation, folderId: string): string[] {
  const parentId = folders.find((folder) => folder.folderId === folderId)?.parentId
  return [...(parentId === undefined ? [] : pathOf({ folders } as Organisation, parentId)), folderId]
}

export const accountRow = (organisation: Organisation, account: PracticeAccount, hasTags = false): JsonText =>
  writeJson({
    AccountId: account.accountId,
    DisplayName: account.displayName,
    FolderId: account.folderId,
    JoinMethod: account.joinMethod,
    JoinTime: account.joinTime,
    ModifyTime: account.joinTime,
    ResourceDirectoryId: organisation.directoryId,
    ResourceDirectoryPath: [organisation.directoryId, ...pathOf(organisation, account.folderId), account.accountId].join('/'),
    Status: account.joinMethod === 'invited' ? 'InviteSuccess' : 'CreateSuccess',
    Type: account.type,
    Tags: hasTags ? { Tag: [{ Key: 'owner', Value: account.displayName }] } : undefined,
  })

/** One page of a list that is short enough to be written whole. No faults: without members there is nothing to test them on. */
function paged(call: OperationCall, rows: JsonText[], wrap: (page: JsonText[]) => Record<string, JsonText>): Record<string, JsonText> {
  const number = readNumber(call.parameters, 'PageNumber', { standard: 1, least: 1, most: Number.MAX_SAFE_INTEGER })
  const size = readNumber(call.parameters, 'PageSize', pageRule)
  return { ...wrap(rows.slice((number - 1) * size, number * size)), TotalCount: String(rows.length), PageNumber: String(number), PageSize: String(size) }
}

const listed = (call: OperationCall, accounts: PracticeAccount[]): Record<string, JsonText> => {
  const { organisation } = call.cloud.sample
  const rows = accounts.map((account) => accountRow(organisation, account, isTrue(call.parameters, 'IncludeTags')))
  return paged(call, rows, (page) => ({ Accounts: writeObject({ Account: writeList(page) }) }))
}

/** The folder a call names; the root folder where it names none. */
function folderOf({ cloud, parameters }: OperationCall): string {
  const { folders, rootFolderId } = cloud.sample.organisation
  const folderId = parameters.ParentFolderId || rootFolderId
  if (!folders.some((folder) => folder.folderId === folderId)) throw refuse(404, 'EntityNotExists.Folder', 'The specified folder does not exist.')
  return folderId
}

const fits = (name: string, keyword: string | undefined): boolean => !keyword || name.toLowerCase().includes(keyword.toLowerCase())

function listAccountsForParent(call: OperationCall): Record<string, JsonText> {
  const folderId = folderOf(call)
  return listed(call, call.cloud.sample.organisation.members.filter((account) => account.folderId === folderId && fits(account.displayName, call.parameters.QueryKeyword)))
}

function listFoldersForParent(call: OperationCall): Record<string, JsonText> {
  const folderId = folderOf(call)
  const found = call.cloud.sample.organisation.folders.filter((folder) => folder.parentId === folderId && fits(folder.name, call.parameters.QueryKeyword))
  const rows = found.map((folder) => writeJson({ FolderId: folder.folderId, FolderName: folder.name, CreateTime: folder.createTime }))
  return paged(call, rows, (page) => ({ Folders: writeObject({ Folder: writeList(page) }) }))
}

function getResourceDirectory({ cloud }: OperationCall): Record<string, JsonText> {
  const { directoryId, rootFolderId, management, folders } = cloud.sample.organisation
  const createTime = folders.find(({ folderId }) => folderId === rootFolderId)?.createTime
  return {
    ResourceDirectory: writeJson({
      ResourceDirectoryId: directoryId,
      RootFolderId: rootFolderId,
      MasterAccountId: management.accountId,
      MasterAccountName: management.displayName,
      CreateTime: createTime,
      MemberDeletionStatus: 'Disabled',
      ControlPolicyStatus: 'Disabled',
    }),
  }
}

const common = { product: 'ResourceManager', version: '2020-03-31', style: 'RPC', deniedCode: 'NoPermission', isManagementOnly: true, required: [] } as const
export const operations: PracticeOperation[] = [
  { ...common, name: 'GetResourceDirectory', ramAction: 'resourcemanager:GetResourceDirectory', answer: getResourceDirectory },
  { ...common, name: 'ListAccounts', ramAction: 'resourcemanager:ListAccounts', answer: (call) => listed(call, call.cloud.sample.organisation.members) },
  { ...common, name: 'ListAccountsForParent', ramAction: 'resourcemanager:ListAccountsForParent', answer: listAccountsForParent },
  { ...common, name: 'ListFoldersForParent', ramAction: 'resourcemanager:ListFoldersForParent', answer: listFoldersForParent },
]
