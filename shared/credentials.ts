/** Profiles, member accounts and sessions as both processes see them. A secret appears here only as the input of one ask. */
import * as v from 'valibot'
import type { WireError } from './errors'
import { phrase, type Said, type Words } from './words'

/** An Alibaba Cloud account UID: 16 digits, always text (a number would lose digits in a spreadsheet). */
export const AccountId = v.pipe(v.string(), v.regex(/^\d{16}$/, phrase('An account UID has exactly 16 digits.')))

/** Profile names are file-safe and fit in a role session name. */
export const ProfileName = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, phrase('A profile name has 1 to 64 letters, digits, dots, dashes or underscores, and begins with a letter or digit.')),
)

export const RegionId = v.pipe(v.string(), v.regex(/^[a-z]{2,}-[a-z0-9-]+$/, phrase('A region ID looks like cn-hangzhou.')))

/** RAM role names: 1–64 letters, digits, dots, dashes. Source: RAM CreateRole. */
const roleName = /^[A-Za-z0-9.-]{1,64}$/
const roleArn = /^acs:ram::(\d{16}|\$\{account\.id\}):role\/[A-Za-z0-9.-]{1,64}$/

/** A role name, or an ARN in which the account may be `${account.id}`. */
export const RoleTemplate = v.pipe(
  v.string(),
  v.check((text) => roleName.test(text) || roleArn.test(text), phrase('A role is a role name (letters, digits, dots, dashes) or acs:ram::${account.id}:role/name.')),
)

/** `acs:ram::<accountId>:role/<name>` of a role template in one account. */
export function roleArnIn(template: string, accountId: string): string {
  return template.startsWith('acs:') ? template.replaceAll('${account.id}', accountId) : `acs:ram::${accountId}:role/${template}`
}

/** The directory's own administrator role in members it created: offered with that label, never used silently. */
export const directoryRole = 'ResourceDirectoryAccountAccessRole'

/** Product code, or "*" for all → endpoint: a host (https) or a URL; plain http for loopback only. */
export const EndpointMap = v.record(v.string(), v.string())

/** What every kind of profile has, as stored on disk: no secret in it. */
interface AnyProfile {
  name: string
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

/** `accesskey`: a long-lived key. `sts`: a pasted STS session, whose secret and token live in memory only. */
export interface KeyProfile extends AnyProfile {
  kind: 'accesskey' | 'sts'
  accessKeyId: string
}

/** An IDaaS access token, exchanged for the credential of one cloud role. */
export interface IdaasProfile extends AnyProfile {
  kind: 'idaas'
  instanceId: string
  roleArn: string
  /** Region of the IDaaS instance; its developer endpoint is `eiam-developerapi.<region>.aliyuncs.com` unless the profile names another. */
  idaasRegionId: string
  /** 900 … 43200; absent: what IDaaS gives. */
  durationSeconds?: number
  /** Absent: the token is pasted. */
  signIn?: IdaasSignIn
}

/** Where and as which application the device-code flow (RFC 8628) signs in. */
export interface IdaasSignIn {
  clientId: string
  /** `https://<id>.aliyunidaas.com/api/v2/iauths_system/oauth2/token` */
  tokenUrl: string
  deviceUrl: string
}

/** A RAM role behind another profile, over 1 to 5 hops; the last is who the profile is. */
export interface RoleProfile extends AnyProfile {
  kind: 'role'
  /** Name of the profile that assumes the first role; no role profile itself. */
  source: string
  hops: RoleHop[]
  /** The same along the whole chain. */
  sourceIdentity?: string
}

export interface RoleHop {
  roleArn: string
  sessionName?: string
  durationSeconds?: number
  externalId?: string
}

/** A named identity. */
export type Profile = KeyProfile | IdaasProfile | RoleProfile
export type ProfileKind = Profile['kind']

/** Where the secret of a profile is right now; that of a role profile is its source's. */
export type SecretState = 'keychain' | 'session' | 'missing' | 'locked' | 'unavailable'

/** A profile as the window shows it: key id masked, empty where the kind has none. */
export type ProfileSummary = (Omit<KeyProfile, 'accessKeyId'> | IdaasProfile | RoleProfile) & { maskedKeyId: string; secret: SecretState }

/** An ARN of one role, without a template. */
export const RoleArn = v.pipe(v.string(), v.trim(), v.regex(/^acs:ram::\d{16}:role\/[A-Za-z0-9.-]{1,64}$/, phrase('A role ARN is acs:ram::<16-digit UID>:role/<name>.')))
/** Seconds of a session. Source: API metadata of Sts 2015-04-01. */
export const SessionSeconds = v.pipe(v.number(), v.integer(phrase('Seconds are a whole number.')), v.minValue(900, phrase('A session lasts 900 to 43200 seconds.')), v.maxValue(43_200, phrase('A session lasts 900 to 43200 seconds.')))
const SourceIdentity = v.pipe(v.string(), v.regex(/^(?!(?:acs|aliyun|alibabacloud):)[\w+=,.@-]{2,64}$/i, phrase('A source identity has 2 to 64 letters, digits and + = , . @ - _')))
/** A token without white space; `what` is said of one that is too short, too long, or holds another character. */
const token = (what: { short: string; long: string; odd: string }) => v.pipe(v.string(), v.trim(), v.minLength(8, what.short), v.maxLength(20_000, what.long), v.regex(/^[\x21-\x7e]*$/, what.odd))
const SecurityToken = token({ short: phrase('The security token is too short.'), long: phrase('The security token is too long.'), odd: phrase('The security token holds a space or another character that no token has.') })
const AccessToken = token({ short: phrase('The access token is too short.'), long: phrase('The access token is too long.'), odd: phrase('The access token holds a space or another character that no token has.') })

const AccessKeyId = v.pipe(v.string(), v.trim(), v.regex(/^[A-Za-z0-9._-]{8,128}$/, phrase('An AccessKey ID has 8 to 128 letters and digits, such as LTAI5t….')))
const AccessKeySecret = v.pipe(v.string(), v.trim(), v.minLength(8, phrase('The AccessKey secret is too short.')), v.maxLength(256, phrase('The AccessKey secret is too long.')))
/** Moment as ISO text. */
const Moment = v.pipe(v.string(), v.isoTimestamp(phrase('A moment is written like 2026-11-27T08:00:00Z.')))

export const IdaasSignIn = v.strictObject({
  clientId: v.pipe(v.string(), v.trim(), v.regex(/^[\w.-]{1,256}$/, phrase('A client ID has letters, digits, dots, dashes and underscores.'))),
  tokenUrl: v.pipe(v.string(), v.trim(), v.url(phrase('The token endpoint is an https address.'))),
  /** Absent: beside the token endpoint. */
  deviceUrl: v.exactOptional(v.pipe(v.string(), v.trim(), v.url(phrase('The device endpoint is an https address.')))),
})
export const RoleHop = v.strictObject({
  roleArn: RoleArn,
  sessionName: v.exactOptional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9.@_-]{2,64}$/, phrase('A session name has 2 to 64 letters, digits and . @ - _')))),
  durationSeconds: v.exactOptional(SessionSeconds),
  externalId: v.exactOptional(v.pipe(v.string(), v.regex(/^[\w+=,.@:/-]{2,1224}$/, phrase('An external ID has 2 to 1224 letters, digits and + = , . @ : / - _')))),
})

const newOfAnyKind = {
  name: ProfileName,
  regionId: v.optional(RegionId, 'cn-hangzhou'),
  endpoints: v.optional(EndpointMap, {}),
  isReadOnly: v.exactOptional(v.boolean()),
}
/** `session` keeps the secret in memory until Rolecall ends; the operator's choice where there is no keychain. */
const keep = v.optional(v.picklist(['keychain', 'session']), 'keychain')

/** What the window or the command line gives to make a profile; a secret crosses only here and in {@link NewSecret}. */
export const NewProfile = v.variant('kind', [
  v.strictObject({ ...newOfAnyKind, kind: v.literal('accesskey'), accessKeyId: AccessKeyId, accessKeySecret: AccessKeySecret, keep }),
  v.strictObject({ ...newOfAnyKind, kind: v.literal('sts'), accessKeyId: AccessKeyId, accessKeySecret: AccessKeySecret, securityToken: SecurityToken, expiresAt: v.exactOptional(Moment) }),
  v.strictObject({
    ...newOfAnyKind,
    kind: v.literal('idaas'),
    instanceId: v.pipe(v.string(), v.trim(), v.regex(/^[\w-]{1,128}$/, phrase('An IDaaS instance ID looks like idaas_ue2jvisn35ea5lmthk267xxxxx.'))),
    roleArn: RoleArn,
    idaasRegionId: v.optional(RegionId, 'cn-hangzhou'),
    durationSeconds: v.exactOptional(SessionSeconds),
    /** Kept in memory only. */
    accessToken: v.exactOptional(AccessToken),
    signIn: v.exactOptional(IdaasSignIn),
  }),
  v.strictObject({
    ...newOfAnyKind,
    kind: v.literal('role'),
    source: ProfileName,
    hops: v.pipe(v.array(RoleHop), v.minLength(1, phrase('A role profile has at least one role.')), v.maxLength(5, phrase('A chain has at most 5 roles.'))),
    sourceIdentity: v.exactOptional(SourceIdentity),
  }),
])
export type NewProfile = v.InferOutput<typeof NewProfile>

/** A secret given again, after a lock or an end: for memory only. */
export const NewSecret = v.variant('kind', [
  v.strictObject({ kind: v.literal('accesskey'), name: ProfileName, accessKeySecret: AccessKeySecret }),
  v.strictObject({ kind: v.literal('sts'), name: ProfileName, accessKeyId: AccessKeyId, accessKeySecret: AccessKeySecret, securityToken: SecurityToken, expiresAt: v.exactOptional(Moment) }),
  v.strictObject({ kind: v.literal('idaas'), name: ProfileName, accessToken: AccessToken }),
])
export type NewSecret = v.InferOutput<typeof NewSecret>

/** How far a device-code sign-in has come. */
export type SignInState =
  | { state: 'none' }
  | { state: 'waiting'; userCode: string; verificationUri: string; verificationUriComplete?: string; expiresAt: string }
  | { state: 'signedIn'; expiresAt?: string; isKept: boolean }
  | { state: 'failed'; error: WireError }

/** Whether memory has been emptied; nothing is sent until the operator unlocks. */
export interface LockState {
  isLocked: boolean
  /** Minutes without use after which it locks; 0: never. */
  afterMinutes: number
  /** Milliseconds that Alibaba Cloud's clock is ahead of this computer's; absent until a request was refused for it. */
  clockSkewMs?: number
}

/** A profile of the official tools that can be taken over; its secret stays in main. */
export interface ImportCandidate {
  /** Given back to import it. */
  id: string
  /** `ALIBABA_CLOUD_ACCESS_KEY_ID` and the like, or the path of the file. */
  from: string
  name: string
  kind: ProfileKind
  maskedKeyId: string
  regionId?: string
  roleArn?: string
  /** Why it cannot be taken over. */
  problem?: Said
}

/** What an import made, and where the secret still lies in plain text. */
export interface ImportOutcome {
  profiles: ProfileSummary[]
  warning: Said
}

/** Is the OS keychain usable, and if not, which of the known reasons. */
export interface KeychainState {
  state: 'ready' | 'locked' | 'unavailable'
  /** What to do about it, in one sentence; absent when ready. */
  next?: Words
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
  /** Where the role allows less time than was asked for. */
  shortened?: Shortened
}

export interface Shortened {
  askedSeconds: number
  grantedSeconds: number
}
