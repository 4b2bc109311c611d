/** Masks key ids, secrets and tokens in any text or value, so that a log line, an error or an audit record cannot carry them. It knows shapes and field names, and any literal secret it has been told of. */

const secretNames =
  /^(access_?key_?secret|secret|secret_?key|security_?token|x-acs-security-token|sts_?token|token|access_?token|refresh_?token|authorization|signature|password|passwd|pwd|private_?key|credential|encoded_?diagnostic_?message)$/i

/** LTAI…, STS.… and TMP.… key ids: the first four and last four characters stay, so that an operator still recognises the key. */
const keyIdShape = /\b(?:LTAI|STS\.|TMP\.)[A-Za-z0-9]{8,}\b/g
/** Header and query spellings inside free text. */
const inText =
  /((?:access_?key_?secret|secret|security_?token|x-acs-security-token|signature|password|authorization)["']?\s*[:=]\s*["']?)((?:bearer\s+|acs3-hmac-sha256\s+)?[^\s"',&}]+)/gi

export const mask = '••••'

/** `LTAI5t…x9Qd`: enough to recognise, not enough to use. */
export function maskKeyId(accessKeyId: string): string {
  return accessKeyId.length <= 10 ? mask : `${accessKeyId.slice(0, 6)}…${accessKeyId.slice(-4)}`
}

export interface Redactor {
  /** Remembers a literal secret of at least 6 characters; it is masked wherever it stands. */
  learn(secret: string): void
  text(text: string): string
  /** A deep copy with every secret masked; functions and cycles become text. */
  value(value: unknown): unknown
}

export function createRedactor(): Redactor {
  const known = new Set<string>()
  const text = (input: string): string => {
    let out = input
    for (const secret of known) if (out.includes(secret)) out = out.split(secret).join(mask)
    return out.replace(inText, (_all, name: string) => name + mask).replace(keyIdShape, maskKeyId)
  }
  /** `within`: the objects that hold this one. What stands in two places is no cycle. */
  const value = (input: unknown, within: readonly object[] = []): unknown => {
    if (typeof input === 'string') return text(input)
    if (typeof input === 'function' || typeof input === 'symbol') return String(input)
    if (typeof input !== 'object' || input === null) return input
    if (within.includes(input)) return '[cycle]'
    const inside = [...within, input]
    if (Array.isArray(input)) return input.map((item) => value(item, inside))
    if (input instanceof Error) {
      return { name: input.name, message: text(input.message), stack: text(input.stack ?? ''), ...(value({ ...input }, inside) as object) }
    }
    if (input instanceof Date) return input
    return Object.fromEntries(
      Object.entries(input).map(([key, item]) => [key, secretNames.test(key) && item != null && item !== '' ? mask : value(item, inside)]),
    )
  }
  return {
    learn: (secret) => {
      if (secret.length >= 6) known.add(secret)
    },
    text,
    value: (input) => value(input),
  }
}
