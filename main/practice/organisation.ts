/** The sample organisation of the practice cloud: one management account, twelve members in nested folders, three regions. A pure function of the seed; it holds no rows. */
import { directoryRole } from '../../shared/credentials'
import { digits, mixedAlnum, rollDice } from './dice'

/** Whether the management account reaches a member, and if not, why. */
export type Access =
  | 'ready'
  /** It has no role: AssumeRole answers 404 EntityNotExist.Role. */
  | 'roleMissing'
  /** The role trusts another account: AssumeRole answers 403 NoPermission. */
  | 'notTrusted'
  /** Nothing is attached to the role: AssumeRole works, every data call then answers 403 with AccessDeniedDetail. */
  | 'notAllowed'

export interface PracticeAccount {
  /** 16 digits. */
  accountId: string
  displayName: string
  folderId: string
  type: 'ResourceAccount' | 'CloudAccount'
  joinMethod: 'created' | 'invited'
  joinTime: string
  access: Access
  /** It has the role of Security Center's SOAR. */
  hasSoarRole: boolean
  /** Longest session of the role, in seconds. */
  maxSessionSeconds: number
  /** Rows per list by region, as a share of the scale. */
  shares: Record<string, number>
}

export interface PracticeFolder {
  folderId: string
  name: string
  /** Absent for the root folder. */
  parentId?: string
  createTime: string
}

export interface PracticeRegion {
  regionId: string
  names: { en: string; zh: string }
  /** What resource IDs of the region begin with. */
  idPrefix: string
}

export interface Organisation {
  seed: number
  directoryId: string
  rootFolderId: string
  folders: PracticeFolder[]
  management: PracticeAccount
  /** Twelve; the management account is not among them, as in ListAccounts. */
  members: PracticeAccount[]
  regions: readonly PracticeRegion[]
  /** Long-lived key of the RAM user `operator` of the management account. */
  accessKeyId: string
  accessKeySecret: string
  userId: string
  role: string
}

export const regions: readonly PracticeRegion[] = [
  { regionId: 'cn-hangzhou', names: { en: 'China (Hangzhou)', zh: '华东1（杭州）' }, idPrefix: 'bp1' },
  { regionId: 'cn-shanghai', names: { en: 'China (Shanghai)', zh: '华东2（上海）' }, idPrefix: 'uf6' },
  { regionId: 'ap-southeast-1', names: { en: 'Singapore', zh: '新加坡' }, idPrefix: 't4n' },
]
/** Where a call that names no region lands. */
export const homeRegion = 'cn-hangzhou'
const longestSession = 43_200
const shortestMaximum = 3_600

interface MemberPlan {
  name: string
  folder: string
  access?: Access
  isInvited?: boolean
  hasShortSessions?: boolean
  hasSoarRole?: boolean
  /** Regions in which the account owns nothing. */
  emptyIn?: string[]
}

const folderPlan: [path: string, name: string][] = [
  ['Production', 'Production'],
  ['Production/Shop', 'Shop'],
  ['Production/Pay', 'Pay'],
  ['Staging', 'Staging'],
  ['Shared', 'Shared'],
  ['Shared/Security', 'Security'],
  ['Sandbox', 'Sandbox'],
]

const memberPlan: MemberPlan[] = [
  { name: 'Shop Web', folder: 'Production/Shop' },
  { name: 'Shop Stock', folder: 'Production/Shop', hasSoarRole: true },
  { name: 'Pay Core', folder: 'Production/Pay', hasShortSessions: true },
  { name: 'Pay Risk', folder: 'Production/Pay', access: 'notTrusted' },
  { name: '支付对账', folder: 'Production/Pay' },
  { name: 'Shop Staging', folder: 'Staging' },
  { name: 'Pay Staging', folder: 'Staging' },
  { name: 'Network Hub', folder: 'Shared' },
  { name: 'Log Archive', folder: 'Shared', hasSoarRole: true },
  { name: 'Security Audit', folder: 'Shared/Security', access: 'notAllowed' },
  { name: 'Sandbox Lab', folder: 'Sandbox', emptyIn: ['ap-southeast-1'] },
  { name: 'Harbour Logistics', folder: '', access: 'roleMissing', isInvited: true },
]

/** Members of the sample organisation as it comes, and at most. */
export const usualMembers = memberPlan.length
export const mostMembers = 2000

/** The organisation of a seed; every call gives an equal one. More members than usual follow the usual ones and are all alike; of fewer, the first are left. */
export function createOrganisation(seed: number, members = usualMembers): Organisation {
  const dice = rollDice(seed, 'organisation')
  const uid = (): string => `1${dice.text(digits, 15)}`
  const time = (): string => new Date(Date.UTC(2021 + dice.below(4), dice.below(12), 1 + dice.below(28), dice.below(24), dice.below(60), dice.below(60))).toISOString()
  const rootFolderId = `r-${dice.text(mixedAlnum, 6)}`
  const folders: PracticeFolder[] = [{ folderId: rootFolderId, name: 'root', createTime: time() }]
  const idsByPath = new Map([['', rootFolderId]])
  for (const [path, name] of folderPlan) {
    const folderId = `fd-${dice.text(mixedAlnum, 10)}`
    idsByPath.set(path, folderId)
    folders.push({ folderId, name, parentId: idsByPath.get(path.slice(0, Math.max(0, path.lastIndexOf('/')))) ?? rootFolderId, createTime: time() })
  }
  const shares = (emptyIn: string[] = []): Record<string, number> =>
    Object.fromEntries(regions.map(({ regionId }) => [regionId, emptyIn.includes(regionId) ? 0 : (30 + dice.below(141)) / 100]))
  const member = (plan: MemberPlan): PracticeAccount => ({
    accountId: uid(),
    displayName: plan.name,
    folderId: idsByPath.get(plan.folder) ?? rootFolderId,
    type: plan.isInvited ? 'CloudAccount' : 'ResourceAccount',
    joinMethod: plan.isInvited ? 'invited' : 'created',
    joinTime: time(),
    access: plan.access ?? 'ready',
    hasSoarRole: plan.hasSoarRole ?? false,
    maxSessionSeconds: plan.hasShortSessions ? shortestMaximum : longestSession,
    shares: shares(plan.emptyIn),
  })
  const organisation: Organisation = {
    seed,
    directoryId: `rd-${dice.text(mixedAlnum, 6)}`,
    rootFolderId,
    folders,
    management: {
      accountId: uid(),
      displayName: 'Rolecall Practice',
      folderId: rootFolderId,
      type: 'CloudAccount',
      joinMethod: 'invited',
      joinTime: time(),
      access: 'ready',
      hasSoarRole: false,
      maxSessionSeconds: longestSession,
      shares: Object.fromEntries(regions.map(({ regionId }) => [regionId, 1])),
    },
    members: memberPlan.map(member),
    regions,
    accessKeyId: `LTAI5t${dice.text(mixedAlnum, 18)}`,
    accessKeySecret: dice.text(mixedAlnum, 30),
    userId: `2${dice.text(digits, 17)}`,
    role: directoryRole,
  }
  // Drawn last, so that nobody's number depends on how many there are.
  const more = Array.from({ length: Math.max(0, members - usualMembers) }, (_, index) => member({ name: `Member ${String(usualMembers + index + 1).padStart(4, '0')}`, folder: 'Sandbox' }))
  return { ...organisation, members: [...organisation.members, ...more].slice(0, members) }
}

/** The member or management account of this UID. */
export function findAccount(organisation: Organisation, accountId: string): PracticeAccount | undefined {
  return accountId === organisation.management.accountId ? organisation.management : organisation.members.find((one) => one.accountId === accountId)
}
