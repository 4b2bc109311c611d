/** Profiles, member accounts and sessions as both processes see them. A secret appears here only as the input of one ask. */
import * as v from 'valibot'

/** An Alibaba Cloud account UID: 16 digits, always text (a number would lose digits in a spreadsheet). */
export const AccountId = v.pipe(v.string(), v.regex(/^\d{16}$/, 'An account UID has exactly 16 digits.'))

/** Profile names are file-safe and fit in a role session name. */
export const ProfileName = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'A profile name has 1 to 64 letters, digits, dots, dashes or underscores, and begins with a letter or digit.'),
)

export const RegionId = v.pipe(v.string(), v.regex(/^[a-z]{2,}-[a-z0-9-]+$/, 'A region ID looks like cn-hangzhou.'))

/** RAM role names: 1–64 letters, digits, dots, dashes. Source: RAM CreateRole. */
const roleName = /^[A-Za-z0-9.-]{1,64}$/
const roleArn = /^acs:ram::(\d{16}|\$\{account\.id\}):role\/[A-Za-z0-9.-]{1,64}$/

/** A role name, or an ARN in which the account may be `${account.id}`. */
export const RoleTemplate = v.pipe(
  v.string(),
  v.check((text) => roleName.test(text) || roleArn.test(text), 'A role is a role name (letters, digits, dots, dashes) or acs:ram::${account.id}:role/name.'),
)

/** `acs:ram::<accountId>:role/<name>` of a role template in one account. */
export function roleArnIn(template: string, accountId: string): string {
  return template.startsWith('acs:') ? template.replaceAll('${account.id}', accountId) : `acs:ram::${accountId}:role/${template}`
}

/** The directory's own administrator role in members it created: offered with that label, never used silently. */
export const directoryRole = 'ResourceDirectoryAccountAccessRole'

/** Product code, or "*" for all → endpoint: a host (https) or a URL; plain http for loopback only. */
export const EndpointMap = v.record(v.string(), v.string())

/** A named identity as stored on disk: no secret in it. Further kinds join this union. */
export interface Profile {
  name: string
  kind: 'accesskey'
  accessKeyId: string
  regionId: string
  endpoints: Record<string, string>
  /** Known after the first successful verification. */
  accountId?: string
  /** ARN of the caller, from GetCallerIdentity. */
  arn?: string
  verifiedAt?: string
  /** It never changes anything: changes are refused, and its sessions carry reading actions alone. */
  isReadOnly?: boolean
}

/** Where the secret of a profile is right now. */
export type SecretState = 'keychain' | 'session' | 'missing' | 'locked' | 'unavailable'

/** A profile as the window shows it: key id masked. */
export interface ProfileSummary extends Omit<Profile, 'accessKeyId'> {
  maskedKeyId: string
  secret: SecretState
}

/** What the window or the command line gives to make a profile; the only shape that carries a secret. */
export const NewProfile = v.strictObject({
  name: ProfileName,
  kind: v.literal('accesskey'),
  accessKeyId: v.pipe(v.string(), v.trim(), v.regex(/^[A-Za-z0-9._-]{8,128}$/, 'An AccessKey ID has 8 to 128 letters and digits, such as LTAI5t….')),
  accessKeySecret: v.pipe(v.string(), v.trim(), v.minLength(8, 'The AccessKey secret is too short.'), v.maxLength(256, 'The AccessKey secret is too long.')),
  regionId: v.optional(RegionId, 'cn-hangzhou'),
  endpoints: v.optional(EndpointMap, {}),
  /** `session` keeps the secret in memory until Rolecall ends; the operator's choice where there is no keychain. */
  keep: v.optional(v.picklist(['keychain', 'session']), 'keychain'),
})
export type NewProfile = v.InferOutput<typeof NewProfile>

/** Is the OS keychain usable, and if not, which of the known reasons. */
export interface KeychainState {
  state: 'ready' | 'locked' | 'unavailable'
  /** What to do about it, in one sentence; absent when ready. */
  next?: string
}

/** Who a profile is, from Sts GetCallerIdentity. */
export interface Identity {
  accountId: string
  arn: string
  identityType: string
  principalId: string
}

export interface Folder {
  folderId: string
  name: string
  /** Absent for the root folder. */
  parentId?: string
}

export interface MemberAccount {
  accountId: string
  displayName: string
  /** `ResourceAccount`, `CloudAccount`; the management account is marked by `isManagement`. */
  type: string
  status: string
  folderId?: string
  joinMethod?: string
  isManagement?: boolean
}

/** The member accounts a profile can name. */
export interface Directory {
  profile: string
  /** `directory`: ListAccounts; `typed`: UIDs given by the operator. */
  source: 'directory' | 'typed'
  folders: Folder[]
  accounts: MemberAccount[]
  fetchedAt: string
}

/** One live set of STS credentials, without its secrets. */
export interface SessionState {
  profile: string
  roleArn: string
  accountId: string
  expiresAt: string
}
