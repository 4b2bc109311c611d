/** A saved call against the form: whether the form changed it, and what is written. Pure. */
import type { CallSpec, CallSpecInput } from '../../shared/call'

/** Equal as call files are: in any order of keys, and a key without a value is no key. */
export function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return Object.is(one, other)
  if (Array.isArray(one) || Array.isArray(other)) return Array.isArray(one) && Array.isArray(other) && one.length === other.length && one.every((item, index) => isSame(item, other[index]))
  const [left, right] = [one as Record<string, unknown>, other as Record<string, unknown>]
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((key) => isSame(left[key], right[key]))
}

/**
 * The opened call with what the form changed since. What the form does not show, or shows otherwise than the file writes it, stays as it was opened.
 * `before` is the form right after opening, `now` as it is.
 */
export function editedSpec(opened: CallSpec, before: CallSpecInput, now: CallSpecInput): CallSpec {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])] as (keyof CallSpecInput)[]
  const changed = keys.filter((key) => !isSame(before[key], now[key]))
  return { ...opened, ...Object.fromEntries(changed.map((key) => [key, now[key]])) }
}
