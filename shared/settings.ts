/** What the operator sets for this machine: its names, defaults and bounds. The window and the command line read the same file. */
import * as v from 'valibot'
import { AppError } from './errors'

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

/** What may stand in a field, in words. */
const bounds: Record<SettingName, string> = {
  lockAfterMinutes: 'a whole number from 0 to 1440',
  connectTimeoutMs: 'a whole number from 500 to 300000',
  readTimeoutMs: 'a whole number from 1000 to 600000',
  targetsAtOnce: 'a whole number from 1 to 256',
  requestsInFlight: 'a whole number from 1 to 256',
  resultKeepDays: 'a whole number from 0 to 36500',
  resultKeepCount: 'a whole number from 0 to 1000000',
  resultKeepGigabytes: 'a whole number from 0 to 100000',
  auditFileMegabytes: 'a whole number from 1 to 1000',
  protectedAccounts: 'a list of account UIDs with 16 digits each',
  proxyMode: 'system, none or manual',
  proxyUrl: 'http://host:port or https://host:port without a password, or nothing',
  extraCaFile: 'the path of a PEM file, or nothing',
  savedFolder: 'the whole path of a folder that is there, or nothing',
  updateFeedUrl: 'an https address without a password, or nothing',
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
    if (!isSettingName(name)) throw new AppError('input', `${JSON.stringify(name)} is no setting.`, { next: `Use one of ${settingNames.join(', ')}.`, about: { field: name } })
    if (!v.safeParse(fields[name], value).success) throw new AppError('input', `${name} cannot be ${shown(name, value)}.`, { next: `Give ${bounds[name]}.`, about: { field: name } })
  }
  const next = { ...now, ...change }
  if (next.proxyMode === 'manual' && next.proxyUrl === '') throw new AppError('input', 'No proxy is named.', { next: `Give ${bounds.proxyUrl.replace(', or nothing', '')}.`, about: { field: 'proxyUrl' } })
  return next
}

export const isSettingName = (name: string): name is SettingName => Object.hasOwn(settingDefaults, name)

/** An address may hold a password: it is not said back. */
const shown = (name: SettingName, value: unknown): string => (name === 'proxyUrl' || name === 'updateFeedUrl' ? 'this' : (JSON.stringify(value)?.slice(0, 100) ?? 'nothing'))
