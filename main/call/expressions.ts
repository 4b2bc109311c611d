/** `${…}` in a call file: plain look-ups of known names, never code. It refuses unknown names before anything is sent, and environment variables that look like secrets. */
import type { ParameterValue } from '../../shared/call'
import { isSecretVariable } from '../../shared/environments'
import { AppError } from '../../shared/errors'
import { say } from '../../shared/words'
import { columnOfName, lookUpPattern } from '../../shared/lookUps'

/** The names a call may look up; those of one target are absent where no target is chosen yet. */
export interface ExpressionScope {
  account?: { id: string; name: string }
  region?: string
  /** The value of a column of the row that the target is made for, of a call over rows. */
  row?: (column: string) => string | undefined
  profile: { name: string; accountId?: string }
  operator: string
  /** The start of the call; every target sees the same. */
  now: Date
  env: Readonly<Record<string, string | undefined>>
}

export const expressionNames = ['account.id', 'account.name', 'region', 'row.COLUMN', 'profile.name', 'profile.accountId', 'operator', 'now', 'today', 'env.NAME', 'event._tenant_id'] as const

const envName = /^env\.([A-Za-z_][A-Za-z0-9_]*)$/

/**
 * Replaces every expression of one text.
 * @throws AppError `input` with the field, the unknown name and the known ones.
 */
export function resolveText(text: string, scope: ExpressionScope, field: string): string {
  return text.replace(lookUpPattern, (whole: string, name: string | undefined, end: string) => {
    if (name === undefined) return '${'
    if (end === '') throw new AppError('input', say`${field}: the expression ${shown(whole)} has no closing brace.`, { next: say`Close it with }, or write $\${ for the characters themselves.`, about: { field } })
    return lookUp(name.trim(), scope, field)
  })
}

/** The same value with every text in it resolved; keys, numbers and lists stay as they are, and what was text stays text. */
export function resolveValue(value: ParameterValue, scope: ExpressionScope, field: string): ParameterValue {
  if (typeof value === 'string') return resolveText(value, scope, field)
  if (Array.isArray(value)) return value.map((item, index) => resolveValue(item, scope, `${field}[${index}]`))
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolveValue(item, scope, `${field}.${key}`)]))
  return value
}

function lookUp(name: string, scope: ExpressionScope, field: string): string {
  switch (name) {
    case 'account.id':
      return present(scope.account?.id, name, field)
    case 'account.name':
      return present(scope.account?.name, name, field)
    case 'region':
      return present(scope.region, name, field)
    case 'profile.name':
      return scope.profile.name
    case 'profile.accountId':
    case 'event._tenant_id':
      return present(scope.profile.accountId, name, field)
    case 'operator':
      return scope.operator
    case 'now':
      return scope.now.toISOString().replace(/\.\d+Z$/, 'Z')
    case 'today':
      return scope.now.toISOString().slice(0, 10)
  }
  const column = columnOfName(name)
  if (column !== undefined) return presentInRow(scope.row?.(column), name, field)
  const variable = envName.exec(name)?.[1]
  if (variable === undefined) {
    throw new AppError('input', say`${field}: ${shown(name)} is not a name that can be looked up. Known names: ${expressionNames.join(', ')}.`, {
      next: say`Use one of the known names, or write $\${ for the characters themselves.`,
      about: { field },
    })
  }
  if (isSecretVariable(variable)) {
    throw new AppError('input', say`${field}: the environment variable ${variable} looks like a secret and is not put into a call.`, { next: say`Use a variable with another name for what is not secret.`, about: { field } })
  }
  const value = Object.hasOwn(scope.env, variable) ? scope.env[variable] : undefined
  if (value === undefined) throw new AppError('input', say`${field}: the environment variable ${variable} is not set.`, { next: say`Set ${variable}, or write it into an env.yaml beside the call file, and run the call again.`, about: { field } })
  return value
}

function present(value: string | undefined, name: string, field: string): string {
  if (value !== undefined) return value
  throw new AppError('input', say`${field}: ${name} is not known here.`, { next: name.startsWith('profile') || name.startsWith('event') ? say`Verify the profile first.` : say`Name accounts and regions in the call.`, about: { field } })
}

function presentInRow(value: string | undefined, name: string, field: string): string {
  if (value !== undefined) return value
  throw new AppError('input', say`${field}: ${name} is not known here.`, { next: say`Say in over: which rows are meant; parameters, and nothing else, take values from them.`, about: { field } })
}

const shown = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
