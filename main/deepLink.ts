/** Reads a `rolecall://call?…` link into a call for the form. A link runs nothing, names no endpoint, carries no secret and reads no environment; whatever it holds besides the known keys is refused. */
import * as v from 'valibot'
import { CallSpec } from '../shared/call'
import { AppError } from '../shared/errors'
import { isSecretName } from '../shared/maskParameters'
import { sayIssue } from '../shared/issueWords'
import { say, type Said } from '../shared/words'

export const linkScheme = 'rolecall'
/** Characters of a whole link. */
const maxLength = 8000
const maxParameters = 100
const parameterPrefix = 'parameter.'

const one = v.pipe(v.array(v.pipe(v.string(), v.minLength(1))), v.length(1))
const many = v.pipe(v.array(v.pipe(v.string(), v.minLength(1))), v.minLength(1), v.maxLength(1000))
/** Each key with all its values, as the query gives them. */
const fields = {
  product: one,
  version: one,
  operation: one,
  name: v.optional(one),
  profile: v.optional(one),
  role: v.optional(one),
  /** `all`, `self`, or a UID once for each account. */
  account: v.optional(many),
  /** `all`, or a region once for each. */
  region: v.optional(many),
}
type FieldName = keyof typeof fields
const isField = (key: string): key is FieldName => Object.hasOwn(fields, key)

const refuse = (text: Said, field?: string, cause?: unknown): AppError =>
  new AppError('input', say`The link is wrong: ${text}`, { next: say`Nothing was opened. Ask whoever made the link to correct it.`, about: field === undefined ? {} : { field }, cause })

/** A key as a message may show it. */
const shown = (key: string): string => JSON.stringify(key.slice(0, 60))

/** A word on the command line that is meant as a link, right or wrong. */
export const isLink = (word: string): boolean => word.slice(0, linkScheme.length + 1).toLowerCase() === `${linkScheme}:`

/**
 * The call that a link describes; `profile` is used where it names none.
 * Keys: product, version, operation; name, profile, role; account and region, repeated for several; `parameter.NAME` for texts.
 * @throws AppError `input` that says what is wrong, with the key in `about.field`.
 */
export function readLink(link: string, profile: string): CallSpec {
  if (link.length > maxLength) throw refuse(say`it has ${link.length} characters, and ${maxLength} are allowed.`)
  // The browser's parser drops tabs and line ends, so they are looked for before it.
  if (/[\u0000-\u0020\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/.test(link)) throw refuse(say`it holds blanks or control characters.`)
  if (!isLink(link) || !URL.canParse(link)) throw refuse(say`it is no address.`)
  const address = new URL(link)
  if (address.host !== 'call' || address.username !== '' || address.password !== '' || !['', '/'].includes(address.pathname) || address.hash !== '') throw refuse(say`it does not begin with rolecall://call?`)
  try {
    // Broken %-sequences would silently become other characters.
    decodeURIComponent(address.search)
  } catch (cause) {
    throw refuse(say`it holds a broken %-sequence.`, undefined, cause)
  }

  const given: Partial<Record<FieldName, string[]>> = {}
  const parameters = new Map<string, string>()
  for (const [key, value] of address.searchParams) {
    if (/[\u0000-\u001f\u007f]/.test(key) || /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(value)) throw refuse(say`it holds control characters.`, key.slice(0, 60))
    if (/\$\{\s*env\b/i.test(value)) throw refuse(say`${shown(key)} asks for a variable of the environment, and a link may not.`, key)
    if (isField(key)) (given[key] ??= []).push(value)
    else if (!key.startsWith(parameterPrefix)) throw refuse(say`${shown(key)} is no key of a link. Known are ${[...Object.keys(fields), `${parameterPrefix}NAME`].join(', ')}.`, key.slice(0, 60))
    else {
      const name = key.slice(parameterPrefix.length)
      if (!/^[A-Za-z0-9_.-]{1,128}$/.test(name) || name === '__proto__') throw refuse(say`${shown(key)} names no parameter.`, key.slice(0, 60))
      if (isSecretName(name)) throw refuse(say`${shown(key)} is a secret by its name, and a link carries none.`, key)
      if (parameters.has(name)) throw refuse(say`${shown(key)} stands twice.`, key)
      parameters.set(name, value)
      if (parameters.size > maxParameters) throw refuse(say`it has more than ${maxParameters} parameters.`)
    }
  }

  const read = v.safeParse(v.strictObject(fields), given)
  if (!read.success) {
    const key = v.getDotPath(read.issues[0])?.split('.')[0] ?? ''
    const count = given[key as FieldName]?.length ?? 0
    throw refuse(count === 0 ? say`${key} is missing.` : count > 1 && !['account', 'region'].includes(key) ? say`${key} stands twice.` : say`${key} is empty or too long.`, key)
  }
  const { product, version, operation, name, profile: named, role, account, region } = read.output
  const spec = v.safeParse(CallSpec, {
    rolecall: 1,
    product: product[0],
    version: version[0],
    operation: operation[0],
    profile: named?.[0] ?? profile,
    ...(name === undefined ? {} : { name: name[0] }),
    ...(role === undefined ? {} : { role: role[0] }),
    ...(account === undefined ? {} : { accounts: account.length === 1 && ['all', 'self'].includes(account[0] ?? '') ? account[0] : account }),
    ...(region === undefined ? {} : { regions: region.length === 1 && region[0] === 'all' ? 'all' : region }),
    parameters: Object.fromEntries(parameters),
  })
  if (spec.success) return spec.output
  const issue = spec.issues[0]
  const key = v.getDotPath(issue)?.split('.')[0] ?? ''
  throw refuse(say`${key}: ${sayIssue(issue)}`, key)
}
