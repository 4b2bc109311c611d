/** Reads parameters as text, by today's rules of the operations: numbers within limits, repeated lists as `Tag.1.Key`. */
import { invalid } from './requestError'

/** Query and form parameters by name. */
export type Parameters = Readonly<Record<string, string>>

export const has = (parameters: Parameters, name: string): boolean => (parameters[name] ?? '') !== ''

/** @throws RequestError `InvalidParameter` outside the limits. */
export function readNumber(parameters: Parameters, name: string, rule: { standard: number; least: number; most: number; code?: string }): number {
  const text = parameters[name] ?? ''
  if (text === '') return rule.standard
  const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN
  if (!(value >= rule.least && value <= rule.most)) throw invalid(name, rule.code)
  return value
}

export const isTrue = (parameters: Parameters, name: string): boolean => parameters[name]?.toLowerCase() === 'true'

/** `InstanceId.1`, `InstanceId.2` … in order. */
export function readList(parameters: Parameters, name: string): string[] {
  const values: string[] = []
  for (let at = 1; parameters[`${name}.${at}`] !== undefined; at += 1) values.push(parameters[`${name}.${at}`] as string)
  return values
}

/** `Tag.1.Key`, `Tag.1.Value` …; a key without a value matches any. */
export function readTags(parameters: Parameters): { key: string; value: string | undefined }[] {
  const tags: { key: string; value: string | undefined }[] = []
  for (let at = 1; parameters[`Tag.${at}.Key`] !== undefined; at += 1) tags.push({ key: parameters[`Tag.${at}.Key`] as string, value: parameters[`Tag.${at}.Value`] })
  return tags
}
