/** From a CallSpec to what will be done: accounts × regions, endpoint, parameters and paging of every target. It sends nothing but the profile's own identity and the directory's listing, and refuses a wrong call before either. */
import type { CallPlan, CallSpec, ParameterValue } from '../../shared/call'
import type { Operation } from '../../shared/catalog'
import type { Directory, Profile } from '../../shared/credentials'
import { AppError } from '../../shared/errors'
import type { Catalog } from '../catalog/catalog'
import type { Credentials } from '../credentials/credentials'
import { createLeastAccess, leastSession, type LeastAccess } from '../permission/least'
import { needsOf } from '../permission/needs'
import { checkTrusted } from '../wire/endpointHost'
import { placedParameters } from '../wire/request'
import { chooseAccounts, listAccounts, type AccountsOutcome } from './accounts'
import { checkRequired, checkRole, isDryRun, resolveParameters, resolveSession, roleMove, unknownParameters, type Warning } from './checks'
import { checkManualEndpoint, chooseEndpoint, isManual, type ChosenEndpoint } from './endpoints'
import { namesIn, resolveText, type ExpressionScope } from './expressions'
import { effectOf } from './mutating'
import { choosePaging, stepFields, type PagingPlan } from './paging'
import { requestOf, type PreparedTarget } from './targetRequest'

export interface PlannerDeps {
  credentials: Pick<Credentials, 'read' | 'verify' | 'directory'>
  catalog: Pick<Catalog, 'operation' | 'endpoints' | 'regions' | 'learn' | 'learnedActions'>
  now: () => Date
  operator: string
  env: Readonly<Record<string, string | undefined>>
  /** UIDs of accounts in which nothing is changed, whoever confirms it. */
  protectedAccounts?: () => readonly string[]
}

export interface PreparedCall {
  spec: CallSpec
  /** The catalogue's entry, where it has one. */
  operation?: Operation
  /** Sent exactly once per target: never paged, never repeated. */
  isSingle: boolean
  targets: PreparedTarget[]
  paging: PagingPlan
  /** Narrows each session to what the call needs. */
  access: LeastAccess
  plan: CallPlan
}

/** `at`: the moment that `${now}` stands for; absent: now. */
export type Prepare = (spec: CallSpec, signal: AbortSignal, at?: Date) => Promise<PreparedCall>

export function createPlanner(deps: PlannerDeps): Prepare {
  const { credentials, catalog } = deps

  const prepare: Prepare = async (spec, signal, at = deps.now()) => {
    const profile = await credentials.read(spec.profile)
    const { isReadOnly = false } = profile
    const operation = await catalog.operation(spec.product, spec.version, spec.operation)
    const effect = effectOf(spec.operation, operation)
    const isDry = isDryRun(spec, operation)
    if (isReadOnly && effect.isMutating && !isDry) throw readOnlyRefusal(spec, effect.isUnknown)
    const choice = choosePaging(spec, operation, effect.isMutating)
    const scope: ExpressionScope = { profile: scopedProfile(profile), operator: deps.operator, now: at, env: deps.env }
    checkOffline({ spec, ...(operation === undefined ? {} : { operation }) }, profile, scope, choice.paging)

    const own = await ownAccount(profile, signal)
    scope.profile.accountId = own
    // Named accounts need no listing to tell that a role is missing.
    if (Array.isArray(spec.accounts)) for (const accountId of spec.accounts) checkRole(roleFor(spec, accountId, own), accountId, own)
    const chosen = await accountsOf(spec, own, signal)
    for (const { accountId } of chosen.accounts) checkRole(roleFor(spec, accountId, own), accountId, own)
    if (effect.isMutating && !isDry) checkProtected(spec, chosen.accounts, deps.protectedAccounts?.() ?? [])
    const regionIds = await regionsOf(spec, profile)
    const everywhere = await Promise.all(
      regionIds.map((regionId) => chooseEndpoint(spec, profile, regionId, isManual(spec) ? resolveText(spec.endpoint, { ...scope, region: regionId }, 'endpoint') : undefined, catalog)),
    )
    for (const { host } of everywhere) checkTrusted(host, { profileEndpoints: profile.endpoints })
    // One host that is told no region gives the same rows for each: "all" then means that one.
    const endpoints = spec.regions === 'all' && isRegionless(spec, operation, everywhere) ? everywhere.slice(0, 1) : everywhere

    const targets = chosen.accounts.flatMap((account) =>
      endpoints.map(({ regionId, host }): PreparedTarget => {
        const here: ExpressionScope = { ...scope, account: { id: account.accountId, name: account.accountName ?? account.accountId }, region: regionId }
        const role = roleFor(spec, account.accountId, own)
        const session = role === undefined ? resolveSession(spec.session, here) : leastSession(resolveSession(spec.session, here), isReadOnly)
        return {
          target: { ...account, regionId },
          caller: { profile: profile.name, accountId: account.accountId, ...(role === undefined ? {} : { role }), ...(session === undefined ? {} : { session }) },
          endpoint: host,
          parameters: resolveParameters(spec, operation, choice.paging, here),
        }
      }),
    )
    const call = { spec, ...(operation === undefined ? {} : { operation }), isSingle: effect.isMutating, targets, paging: choice.paging, access: await accessOf(spec, operation, isReadOnly) }
    // Every request is built once here, so that a wrong one is refused before the first is sent.
    const [first] = targets.map((target) => requestOf(call, target, stepFields(choice.paging, 1, 0, undefined)))
    const warnings = [
      ...(operation === undefined
        ? [{ field: 'operation', message: `The catalogue does not know ${spec.product} ${spec.version} ${spec.operation}; it is sent as written.` }]
        : [...unknownParameters(spec, operation), ...checkRequired(spec, operation, choice.paging), ...deprecation(operation)]),
      ...choice.warnings,
      ...chosen.warnings,
      ...(spec.role !== undefined && targets.some(({ caller }) => caller.role === undefined) ? [{ field: 'role', message: `${own} is the profile's own account and is called without a role.` }] : []),
      ...aboutEndpoints(spec, operation, endpoints),
    ]
    const plan: CallPlan = {
      targets: targets.map(({ target }) => target),
      isMutating: effect.isMutating && !isDry,
      // Without a word on how it is sent, an operation outside the catalogue needs the operator's consent as well.
      isUnknownOperation: effect.isUnknown || (operation === undefined && spec.request === undefined),
      endpoints,
      paging: { mode: choice.paging.mode, describedAs: choice.describedAs },
      warnings,
      preview: first === undefined ? [] : placedParameters(first),
    }
    return { ...call, plan }
  }

  const accessOf = async ({ product, version, operation }: CallSpec, known: Operation | undefined, isReadOnly: boolean): Promise<LeastAccess> => {
    const needs = needsOf({ product, version, operation }, known, known === undefined ? await catalog.learnedActions?.(product, version, operation) : undefined)
    // A lesson that cannot be kept is only a guess more, next time.
    return createLeastAccess({ needs, isReadOnly, learn: (lesson) => void catalog.learn?.({ product, version, operation, ...lesson }).catch(() => undefined) })
  }

  const ownAccount = async (profile: Profile, signal: AbortSignal): Promise<string> => {
    const known = profile.accountId ?? (await credentials.verify(profile.name, signal)).accountId
    if (known !== undefined) return known
    throw new AppError('credentials', `The account of the profile ${profile.name} is not known.`, { next: 'Verify the profile.', about: { field: 'profile' } })
  }

  const accountsOf = async (spec: CallSpec, own: string, signal: AbortSignal): Promise<AccountsOutcome> => {
    const { accounts } = spec
    if (accounts !== 'self' && !Array.isArray(accounts)) return chooseAccounts(accounts, await freshDirectory(spec.profile, signal))
    const uids = accounts === 'self' ? [own] : accounts
    // Names are a courtesy here: the operator may lack the right to list, and the call does not need them.
    const isNameNeeded = namesIn([spec.parameters, { ...spec.session }] as ParameterValue).includes('account.name')
    const directory = accounts === 'self' && !isNameNeeded ? undefined : await namesOf(spec.profile, isNameNeeded, signal)
    return { accounts: listAccounts(uids, directory), warnings: [] }
  }

  /** "All" must mean all of now: an older listing is read again. */
  const freshDirectory = async (profile: string, signal: AbortSignal): Promise<Directory> => {
    const known = await credentials.directory(profile, { refresh: false, signal })
    const isOld = deps.now().getTime() - Date.parse(known.fetchedAt) > directoryMaxAgeMs
    return known.source === 'directory' && isOld ? credentials.directory(profile, { refresh: true, signal }) : known
  }

  const namesOf = async (profile: string, isNeeded: boolean, signal: AbortSignal): Promise<Directory | undefined> => {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(namesTimeoutMs)])
    return credentials.directory(profile, { refresh: false, signal: limited }).catch((thrown: unknown) => {
      if (isNeeded || signal.aborted) throw thrown
      return undefined
    })
  }

  const regionsOf = async (spec: CallSpec, profile: Profile): Promise<string[]> => {
    if (spec.regions === undefined) return [profile.regionId]
    if (spec.regions !== 'all') return [...new Set(spec.regions)]
    const known = (await catalog.regions(spec.product, spec.version)).map(({ regionId }) => regionId)
    return known.length === 0 ? [profile.regionId] : known
  }

  return prepare
}

const readOnlyRefusal = ({ product, operation, profile }: CallSpec, isUnknown: boolean): AppError =>
  new AppError('input', `operation: the profile ${profile} only reads, and ${product} ${operation} ${isUnknown ? 'may change something' : 'changes something'}.`, {
    next: 'Choose another profile, or an operation that reads.',
    about: { field: 'operation', product, operation },
  })

/** @throws AppError `input` about `accounts` where one of them is protected. */
function checkProtected({ product, operation }: CallSpec, accounts: readonly { accountId: string; accountName?: string }[], guarded: readonly string[]): void {
  const named = accounts.filter(({ accountId }) => guarded.includes(accountId))
  const [first] = named
  if (first === undefined) return
  const names = named.slice(0, 5).map(({ accountId, accountName }) => (accountName === undefined ? accountId : `${accountName} (${accountId})`))
  throw new AppError('input', `accounts: ${names.join(', ')}${named.length > names.length ? ` and ${named.length - names.length} more` : ''} ${named.length === 1 ? 'is' : 'are'} protected, and ${product} ${operation} changes something.`, {
    next: 'Leave protected accounts out, or take them off the list protectedAccounts in the settings.',
    about: { field: 'accounts', accountId: first.accountId, product, operation },
  })
}

const directoryMaxAgeMs = 600_000
/** Milliseconds spent on account names that only decorate. */
const namesTimeoutMs = 10_000

/** Everything that can be refused without a network: looked up with stand-ins for what only the directory knows. */
function checkOffline(call: Pick<PreparedCall, 'spec' | 'operation'>, profile: Profile, scope: ExpressionScope, paging: PagingPlan): void {
  const { spec, operation } = call
  const regionId = Array.isArray(spec.regions) ? (spec.regions[0] ?? profile.regionId) : profile.regionId
  const accountId = Array.isArray(spec.accounts) ? (spec.accounts[0] ?? standIn) : standIn
  const here: ExpressionScope = { ...scope, region: regionId, account: { id: accountId, name: accountId }, profile: { name: profile.name, accountId: profile.accountId ?? standIn } }
  const regionOnly: ExpressionScope = { ...scope, region: regionId }
  if (isManual(spec)) checkManualEndpoint(resolveText(spec.endpoint, regionOnly, 'endpoint'), profile)
  resolveSession(spec.session, here)
  const parameters = resolveParameters(spec, operation, paging, here)
  if (operation) checkRequired(spec, operation, paging)
  requestOf(call, { target: { accountId, regionId }, caller: { profile: profile.name }, endpoint: 'stand-in.aliyuncs.com', parameters }, stepFields(paging, 1, 0, undefined))
  if (spec.role === undefined && spec.accounts !== 'self' && !Array.isArray(spec.accounts)) {
    throw new AppError('input', 'role: the call names accounts of the organisation, so a role must be assumed in them.', { next: roleMove, about: { field: 'role' } })
  }
}

const standIn = '0000000000000000'

const scopedProfile = ({ name, accountId }: Profile): ExpressionScope['profile'] => ({ name, ...(accountId === undefined ? {} : { accountId }) })

/** The role of the members does not exist in the account that manages them: there the call is made as the profile itself. */
const roleFor = ({ role }: CallSpec, accountId: string, own: string): string | undefined => (accountId === own ? undefined : role)

function deprecation({ deprecated, name, replacedBy }: Operation): Warning[] {
  if (deprecated !== true) return []
  return [{ field: 'operation', message: `${name} is deprecated${replacedBy === undefined || replacedBy.length === 0 ? '' : `; use ${replacedBy.join(' or ')}`}.` }]
}

function aboutEndpoints(spec: CallSpec, operation: Operation | undefined, endpoints: ChosenEndpoint[]): Warning[] {
  const guesses = endpoints.filter(({ isGuess }) => isGuess).map(({ host }) => ({ field: 'endpoint', message: `${host} is a guess; no source publishes it.` }))
  return isRegionless(spec, operation, endpoints) ? [...guesses, { field: 'regions', message: 'One endpoint serves all of these regions and the operation takes no region: each may give the same rows.' }] : guesses
}

/** Several regions, one host, and nothing in the request that names the region. */
function isRegionless(spec: CallSpec, operation: Operation | undefined, endpoints: ChosenEndpoint[]): boolean {
  const takesRegion = operation === undefined || operation.parameters.some(({ name }) => /^region_?id$/i.test(name)) || namesIn(spec.parameters).includes('region')
  return !takesRegion && endpoints.length > 1 && new Set(endpoints.map(({ host }) => host)).size === 1
}
