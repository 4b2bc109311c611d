/** What the operator sets for this machine: its names, defaults and bounds. The window and the command line read the same file. */
import * as v from 'valibot'
import { AppError } from './errors'
import { say, type Said } from './words'

const whole = (least: number, most: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most))
const accountId = v.pipe(v.string(), v.regex(/^\d{16}$/))
const proxyUrl = v.pipe(v.string(), v.maxLength(500), v.regex(/^(https?:\/\/[^\s/@?#\\]+\/?)?$/))

const fields = {
  /** Minutes without use until memory is emptied of secrets; 0: never. */
  lockAfterMinutes: whole(0, 1440),
  /** Milliseconds until a connection stands. */
  connectTimeoutMs: whole(500, 300_000),
  /** Milliseconds until the whole answer is there. */
  readTimeoutMs: whole(1000, 600_000),
  /** Accounts × regions that are worked on side by side. */
  targetsAtOnce: whole(1, 256),
  /** Requests on their way at once for one account and product. */
  requestsInFlight: whole(1, 256),
  /** Days, number and gigabytes of results that are kept; 0: no limit. The oldest go first, never one that is pinned, runs or can go on. */
  resultKeepDays: whole(0, 36_500),
  resultKeepCount: whole(0, 1_000_000),
  resultKeepGigabytes: whole(0, 100_000),
  /** Megabytes after which the audit log begins another file. */
  auditFileMegabytes: whole(1, 1000),
  /** Accounts in which nothing may be changed. */
  protectedAccounts: v.pipe(v.array(accountId), v.maxLength(10_000)),
  proxyMode: v.picklist(['system', 'none', 'manual']),
  /** `http://host:port`, for the mode `manual`. No password: that would be a secret in a file. */
  proxyUrl,
  /** A PEM file with certificates to trust besides the system's; empty: none. */
  extraCaFile: v.pipe(v.string(), v.maxLength(4096)),
  /** The folder of saved calls; empty: none. */
  savedFolder: v.pipe(v.string(), v.maxLength(4096)),
  /** Where a newer version is asked for at each start; empty: nowhere. */
  updateFeedUrl: v.pipe(v.string(), v.maxLength(500), v.regex(/^((https:\/\/[A-Za-z0-9.-]+|http:\/\/(127\.0\.0\.1|localhost))(:\d{1,5})?(\/[^\s@#\\]*)?)?$/)),
} as const

export const settingDefaults = {
  lockAfterMinutes: 15,
  connectTimeoutMs: 10_000,
  readTimeoutMs: 30_000,
  targetsAtOnce: 16,
  requestsInFlight: 16,
  resultKeepDays: 0,
  resultKeepCount: 0,
  resultKeepGigabytes: 0,
  auditFileMegabytes: 20,
  protectedAccounts: [] as string[],
  proxyMode: 'system' as 'system' | 'none' | 'manual',
  proxyUrl: '',
  extraCaFile: '',
  savedFolder: '',
  updateFeedUrl: '',
}
export type Settings = typeof settingDefaults
export type SettingName = keyof Settings
export const settingNames = Object.keys(settingDefaults) as SettingName[]

/** What to give in a field. */
const moves: Record<SettingName, Said> = {
  lockAfterMinutes: wholeFrom(0, 1440),
  connectTimeoutMs: wholeFrom(500, 300_000),
  readTimeoutMs: wholeFrom(1000, 600_000),
  targetsAtOnce: wholeFrom(1, 256),
  requestsInFlight: wholeFrom(1, 256),
  resultKeepDays: wholeFrom(0, 36_500),
  resultKeepCount: wholeFrom(0, 1_000_000),
  resultKeepGigabytes: wholeFrom(0, 100_000),
  auditFileMegabytes: wholeFrom(1, 1000),
  protectedAccounts: say`Give a list of account UIDs with 16 digits each.`,
  proxyMode: say`Give system, none or manual.`,
  proxyUrl: say`Give http://host:port or https://host:port without a password, or nothing.`,
  extraCaFile: say`Give the path of a PEM file, or nothing.`,
  savedFolder: say`Give the whole path of a folder that is there, or nothing.`,
  updateFeedUrl: say`Give an https address without a password, or nothing.`,
}

function wholeFrom(least: number, most: number): Said {
  return say`Give a whole number from ${least} to ${most}.`
}

/** Each field as it stands in `value`, or its default where something else stands there. Unknown fields are left out. */
export function healSettings(value: unknown): Settings {
  const given = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  const healed = settingNames.map((name) => {
    const parsed = v.safeParse(fields[name], given[name])
    return [name, parsed.success && Object.hasOwn(given, name) ? parsed.output : settingDefaults[name]]
  })
  return Object.fromEntries(healed) as Settings
}

/** The settings after a change of some fields. @throws AppError `input` about the field that is unknown or out of its bounds, or `proxyUrl` where the mode asks for one. */
export function changeSettings(now: Settings, change: Readonly<Record<string, unknown>>): Settings {
  for (const [name, value] of Object.entries(change)) {
    if (!isSettingName(name)) throw new AppError('input', say`${JSON.stringify(name)} is no setting.`, { next: say`Use one of ${settingNames.join(', ')}.`, about: { field: name } })
    if (!v.safeParse(fields[name], value).success) throw new AppError('input', refusalOf(name, value), { next: moves[name], about: { field: name } })
  }
  const next = { ...now, ...change }
  if (next.proxyMode === 'manual' && next.proxyUrl === '') throw new AppError('input', say`No proxy is named.`, { next: say`Give http://host:port or https://host:port without a password.`, about: { field: 'proxyUrl' } })
  return next
}

export const isSettingName = (name: string): name is SettingName => Object.hasOwn(settingDefaults, name)

/** An address may hold a password: it is not said back. */
const refusalOf = (name: SettingName, value: unknown): Said =>
  say`${name}: ${name === 'proxyUrl' || name === 'updateFeedUrl' ? say`This cannot be taken.` : say`${JSON.stringify(value)?.slice(0, 100) ?? say`nothing`} cannot be taken.`}`
