/** Masks what a request's parameters may hold of secrets, by name anywhere in it and inside JSON, before a request is written down or shown. No digit and no other character changes. */
import { mask } from './redact'

/** Anywhere in a name: `RootPassword`, `Accounts.1.AccountPassword`, `UserData` (a start script often holds one). */
const secretName = /passw(or)?d|passphrase|pwd|secret|token|credential|private_?key|signature|authorization|user_?data|plain_?text/i
/** Tokens that open nothing: cursors and the mark of a repeated request. */
const openToken = /(^|\.)(next|client|page|continuation)_?token$/i

export const isSecretName = (name: string): boolean => secretName.test(name) && !openToken.test(name)

/** A member of an object in JSON text: its name as it is spelled, and a value that is no object and no list. */
const member = /"((?:[^"\\]|\\.)*)"(\s*:\s*)("(?:[^"\\]|\\.)*"|[^\s,\]}[{"]+)/g
const nested = /"((?:[^"\\]|\\.)*)"\s*:\s*[[{]/g
/** A name in JSON text that is itself a text in JSON. */
const quoted = /\\"((?:[^"\\])*)\\+"\s*:/g

/** Secrets inside JSON text; where one holds more than a plain value, or stands in text within text, all of it is masked. */
export function maskJson(text: string): string {
  const hides = (pattern: RegExp): boolean => [...text.matchAll(pattern)].some(([, name = '']) => isSecretName(name))
  if (hides(nested) || hides(quoted)) return mask
  return text.replace(member, (all, name: string, between: string) => (isSecretName(name) ? `"${name}"${between}"${mask}"` : all))
}

/** Parameters by name; JSON in a value is looked into. An empty value is no secret. */
export function maskParameters(fields: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value !== '' && isSecretName(name) ? mask : /^\s*[[{]/.test(value) ? maskJson(value) : value]))
}
