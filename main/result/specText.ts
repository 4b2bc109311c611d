/** Keeps values with whole numbers past 2^53 (call files have them) as JSON text and reads them back without losing a digit. */
import { parse, stringify } from 'json-custom-numbers'

/** A bigint becomes its bare digits; `indent` in spaces, for people to read. */
export function toText(value: unknown, indent?: number): string {
  return stringify(value, undefined, indent, (_key, item: unknown) => (typeof item === 'bigint' ? String(item) : undefined))
}

/** Whole numbers that a double would change come back as bigint. */
export function fromText(text: string): unknown {
  return parse(text, undefined, (_key, written) => (/^-?\d+$/.test(written) && !Number.isSafeInteger(Number(written)) ? BigInt(written) : Number(written))) as unknown
}
