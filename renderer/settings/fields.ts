/** Which settings the window offers, in which order and group; how a field's text becomes a value. Its words are in the texts `setting.*`. */
import { settingDefaults, type SettingName } from '../../shared/settings'

export const groups = {
  safety: ['lockAfterMinutes', 'protectedAccounts'],
  network: ['proxyUrl', 'extraCaFile', 'updateFeedUrl', 'connectTimeoutMs', 'readTimeoutMs'],
  runs: ['targetsAtOnce', 'requestsInFlight', 'savedFolder'],
  results: ['resultKeepDays', 'resultKeepCount', 'resultKeepGigabytes', 'auditFileMegabytes'],
} as const satisfies Record<string, readonly SettingName[]>
export type GroupName = keyof typeof groups
export type TextSetting = (typeof groups)[GroupName][number]

export const isNumber = (name: TextSetting): boolean => typeof settingDefaults[name] === 'number'
export const isList = (name: TextSetting): boolean => Array.isArray(settingDefaults[name])

/** As it stands in the field. */
export const toText = (value: number | string | readonly string[]): string => (typeof value === 'object' ? value.join('\n') : String(value))

/** Text that is no number goes on as text, so that the refusal can say it. */
export function toValue(name: TextSetting, text: string): number | string | string[] {
  const trimmed = text.trim()
  if (isList(name)) return trimmed.split(/[\s,;]+/).filter((part) => part !== '')
  if (!isNumber(name)) return trimmed
  return /^-?\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : trimmed
}
