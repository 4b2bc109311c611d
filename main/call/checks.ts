/** What can be said against a call before anything is sent: names that cannot be looked up, parameters that are missing, a role that does not fit. It reads no network and no clock. */
import type { CallSpec, PlanWarning, SessionChoice } from '../../shared/call'
import type { Operation } from '../../shared/catalog'
import { AppError } from '../../shared/errors'
import { say, sayList } from '../../shared/words'
import { isHardRequired } from '../catalog/required'
import { resolveText, resolveValue, type ExpressionScope } from './expressions'
import type { PagingPlan } from './paging'

/** The region parameter that follows the target: always where the operation demands it, else where the call or its rows name regions; without it some operations list every region at once. */
const regionParameter = (spec: CallSpec, operation: Operation | undefined): string | undefined => {
  const isNamed = spec.regions !== undefined || (spec.over !== undefined && spec.over.region !== false)
  return operation?.parameters.find(({ name, required }) => (required !== undefined || isNamed) && /^region_?id$/i.test(name))?.name
}

export const clientTokenParameter = (operation: Operation | undefined): string | undefined => operation?.parameters.find(({ name }) => /^client_?token$/i.test(name))?.name

/** A dry run that the operation itself offers: it changes nothing. Source: `DryRun` of 535 operations. */
export function isDryRun(spec: CallSpec, operation: Operation | undefined): boolean {
  const name = operation?.parameters.find((parameter) => parameter.name.toLowerCase() === 'dryrun')?.name
  return name !== undefined && [true, 'true'].includes(spec.parameters[name] as boolean | string)
}

/** Parameters that are marked as required and set by neither the call, the region nor paging. The SDK's marks only warn (see main/catalog/required.ts). @throws AppError `input` about `parameters.X` where the wire demands one. */
export function checkRequired(spec: CallSpec, operation: Operation, paging: PagingPlan): PlanWarning[] {
  const filled = new Set([...Object.keys(spec.parameters).filter((name) => !isEmpty(spec.parameters[name])), regionParameter(spec, operation), clientTokenParameter(operation)])
  for (const name of [paging.pageField, paging.size === undefined ? undefined : paging.sizeField, ...Object.keys(paging.extra)]) filled.add(name)
  const unset = operation.parameters.filter((parameter) => parameter.default === undefined && !filled.has(parameter.name))
  const missing = unset.filter((parameter) => isHardRequired(parameter, operation)).map(({ name }) => name)
  if (missing.length > 0) {
    throw new AppError('input', missing.length === 1 ? say`${`parameters.${missing[0] ?? ''}`}: ${operation.name} demands this parameter.` : say`${sayList(missing.map((name) => `parameters.${name}`))}: ${operation.name} demands these parameters.`, {
      next: say`Give ${sayList(missing)} a value.`,
      about: { field: `parameters.${missing[0] ?? ''}`, product: operation.product, version: operation.version, operation: operation.name },
    })
  }
  return unset.filter(({ required }) => required === 'yes').map(({ name }) => ({ field: `parameters.${name}`, message: say`${operation.name} probably demands ${name}.` }))
}

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === ''

/** Names the operation does not have; they are sent all the same, for metadata can be behind. */
export function unknownParameters(spec: CallSpec, operation: Operation): PlanWarning[] {
  const known = new Set(operation.parameters.map(({ name }) => name))
  const whole = operation.parameters.some(({ isWholeBody }) => isWholeBody)
  return Object.keys(spec.parameters)
    .filter((name) => !known.has(name) && !known.has(name.split('.')[0] ?? '') && !whole)
    .map((name) => {
      const alike = operation.parameters.find((parameter) => parameter.name.toLowerCase() === name.toLowerCase())
      return { field: `parameters.${name}`, message: alike === undefined ? say`${operation.name} has no parameter ${name}. It is sent as it is.` : say`${operation.name} has no parameter ${name}; ${alike.name} is meant? It is sent as it is.` }
    })
}

/** A session with its expressions resolved and checked by today's rules. Source: Sts 2015-04-01 AssumeRole. @throws AppError `input` about `session.…`. */
export function resolveSession(session: SessionChoice | undefined, scope: ExpressionScope): SessionChoice | undefined {
  if (session === undefined) return undefined
  const name = session.name === undefined ? undefined : resolveText(session.name, scope, 'session.name')
  const sourceIdentity = session.sourceIdentity === undefined ? undefined : resolveText(session.sourceIdentity, scope, 'session.sourceIdentity')
  if (name !== undefined && !/^[A-Za-z0-9.@_-]{2,64}$/.test(name)) {
    throw new AppError('input', say`session.name: ${JSON.stringify(name)} is not a role session name.`, { next: say`Use 2 to 64 letters, digits and . @ - _`, about: { field: 'session.name' } })
  }
  if (sourceIdentity !== undefined && !/^(?!acs:|aliyun:|alibabacloud:)[\w+=,.@-]{2,64}$/i.test(sourceIdentity)) {
    throw new AppError('input', say`session.sourceIdentity: ${JSON.stringify(sourceIdentity)} is not a source identity.`, {
      next: say`Use 2 to 64 letters, digits and _ + = , . @ - that do not begin with acs:, aliyun: or alibabacloud:`,
      about: { field: 'session.sourceIdentity' },
    })
  }
  const { policy } = session
  if (policy !== undefined && policy !== 'least' && policy !== 'none' && !isPolicy(policy)) {
    throw new AppError('input', say`session.policy: this text is no policy in JSON.`, { next: say`Write least, none, or a policy such as {"Version":"1","Statement":[…]}.`, about: { field: 'session.policy' } })
  }
  return { ...session, ...(name === undefined ? {} : { name }), ...(sourceIdentity === undefined ? {} : { sourceIdentity }) }
}

function isPolicy(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && 'Statement' in value
  } catch {
    return false
  }
}

/** Parameters of one target: expressions resolved, the region filled in where the operation demands it, what does not fit the paging left out. */
export function resolveParameters(spec: CallSpec, operation: Operation | undefined, paging: PagingPlan, scope: ExpressionScope): CallSpec['parameters'] {
  const kept = Object.entries(spec.parameters).filter(([name]) => !paging.dropped.includes(name))
  const parameters = Object.fromEntries(kept.map(([name, value]) => [name, resolveValue(value, scope, `parameters.${name}`)]))
  const region = regionParameter(spec, operation)
  if (region !== undefined && isEmpty(parameters[region]) && scope.region !== undefined) parameters[region] = scope.region
  return parameters
}

export const roleMove = say`Name the role, such as ResourceDirectoryAccountAccessRole, or set accounts to self.`

/** The account whose role a call assumes must be the account it names: rows of one account may not appear under another. @throws AppError `input` about `role`. */
export function checkRole(role: string | undefined, accountId: string, ownAccountId: string): void {
  if (role === undefined) {
    if (accountId === ownAccountId) return
    throw new AppError('input', say`role: the account ${accountId} is not the profile's own, so a role must be assumed in it.`, {
      next: roleMove,
      about: { field: 'role', accountId },
    })
  }
  const fixed = /^acs:ram::(\d{16}):/.exec(role)?.[1]
  if (fixed === undefined || fixed === accountId) return
  throw new AppError('input', say`role: ${role} belongs to the account ${fixed}, and the call names ${accountId}.`, {
    next: say`Write acs:ram::\${account.id}:role/name, or name only that account.`,
    about: { field: 'role', accountId },
  })
}
