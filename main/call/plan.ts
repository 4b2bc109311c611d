/** From a CallSpec to what will be done: accounts × regions, endpoint, parameters and paging of every target. It sends nothing but the profile's own identity and the directory's listing, and refuses a wrong call before either. */
import { planTargetLimit, targetKey, type CallPlan, type CallSpec, type PlanWarning, type RowPlan, type Target, type TargetRef } from '../../shared/call'
import type { Operation } from '../../shared/catalog'
import type { Profile } from '../../shared/credentials'
import { AppError } from '../../shared/errors'
import { namesIn } from '../../shared/lookUps'
import { say, sayList, type Words } from '../../shared/words'
import type { Catalog } from '../catalog/catalog'
import type { Credentials } from '../credentials/credentials'
import { createLeastAccess, leastSession, type LeastAccess } from '../permission/least'
import { needsOf } from '../permission/needs'
import { checkTrusted } from '../wire/endpointHost'
import { placedParameters } from '../wire/request'
import type { ChosenAccount } from './accounts'
import { checkRequired, checkRole, isDryRun, resolveParameters, resolveSession, roleMove, unknownParameters } from './checks'
import { checkManualEndpoint, chooseEndpoint, isManual, type ChosenEndpoint } from './endpoints'
import { resolveText, type ExpressionScope } from './expressions'
import { effectOf } from './mutating'
import { checkRowTypes, findRows, forEachInTurns, rowColumns, targetsOfRows, withRowAccounts, type FoundRows, type RowResults } from './overRows'
import { choosePaging, stepFields, type PagingPlan } from './paging'
import type { ApiRequest } from '../wire/wire'
import { createSpeakers, roleFor } from './speakers'
import { requestOf, type PreparedTarget } from './targetRequest'

export interface PlannerDeps {
  credentials: Pick<Credentials, 'read' | 'verify' | 'directory'>
  catalog: Pick<Catalog, 'operation' | 'endpoints' | 'regions' | 'learn' | 'learnedActions'>
  /** Where the rows of a call over rows are. */
  results: RowResults
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
  targets: Target[]
  /** What the requests of a target need; undefined where the call does not reach it. Made when it is wanted, for a call over rows has many. */
  prepared: (target: TargetRef) => PreparedTarget | undefined
  paging: PagingPlan
  /** Narrows each session to what the call needs. */
  access: LeastAccess
  plan: CallPlan
}

export interface PrepareOptions {
  /** The moment that `${now}` stands for; absent: now. */
  at?: Date
  /** Targets of a call over rows that was begun: its rows are not read again. */
  kept?: readonly Target[]
}

export type Prepare = (spec: CallSpec, signal: AbortSignal, options?: PrepareOptions) => Promise<PreparedCall>

export function createPlanner(deps: PlannerDeps): Prepare {
  const { credentials, catalog } = deps
  const speakers = createSpeakers(deps)

  const prepare: Prepare = async (spec, signal, { at = deps.now(), kept } = {}) => {
    const profile = await credentials.read(spec.profile)
    const { isReadOnly = false } = profile
    const operation = await catalog.operation(spec.product, spec.version, spec.operation)
    const effect = effectOf(spec.operation, operation)
    const isDry = isDryRun(spec, operation)
    if (isReadOnly && effect.isMutating && !isDry) throw readOnlyRefusal(spec, effect.isUnknown)
    const choice = choosePaging(spec, operation, effect.isMutating)
    const scope: ExpressionScope = { profile: scopedProfile(profile), operator: deps.operator, now: at, env: deps.env }
    checkOffline({ spec, ...(operation === undefined ? {} : { operation }) }, profile, scope, choice.paging)

    const found = spec.over === undefined || kept !== undefined ? undefined : await findRows(spec, spec.over, deps.results)
    const own = await speakers.own(profile, signal)
    scope.profile.accountId = own
    // Named accounts need no listing to tell that a role is missing.
    if (Array.isArray(spec.accounts)) for (const accountId of spec.accounts) checkRole(roleFor(spec, accountId, own), accountId, own)
    const chosen = kept === undefined ? await speakers.accounts(withRowAccounts(spec, found), own, signal) : { accounts: accountsIn(kept), warnings: [] }
    const { targets, regionIds, over } = await reachOf(spec, profile, chosen.accounts, found, kept, signal)
    const reached = accountsIn(targets)
    for (const { accountId } of reached) checkRole(roleFor(spec, accountId, own), accountId, own)
    if (effect.isMutating && !isDry) checkProtected(spec, reached, deps.protectedAccounts?.() ?? [])
    const everywhere = await Promise.all(
      regionIds.map((regionId) => chooseEndpoint(spec, profile, regionId, isManual(spec) ? resolveText(spec.endpoint, { ...scope, region: regionId }, 'endpoint') : undefined, catalog)),
    )
    for (const { host } of everywhere) checkTrusted(host, { profileEndpoints: profile.endpoints })
    // One host that is told no region gives the same rows for each: "all" then means that one.
    const endpoints = spec.over === undefined && spec.regions === 'all' && isRegionless(spec, operation, everywhere) ? everywhere.slice(0, 1) : everywhere
    const hosts = new Map(endpoints.map(({ regionId, host }) => [regionId, host]))
    const callers = new Map<string, PreparedTarget['caller']>()

    const prepareTarget = (target: Target): PreparedTarget => {
      const { accountId, accountName, regionId, rowValues } = target
      const here: ExpressionScope = { ...scope, account: { id: accountId, name: accountName ?? accountId }, region: regionId }
      const key = `${accountId}/${regionId}`
      const caller = callers.get(key) ?? callerOf(here, accountId)
      callers.set(key, caller)
      return { target, caller, endpoint: hosts.get(regionId) ?? '', parameters: resolveParameters(spec, operation, choice.paging, rowValues === undefined ? here : { ...here, row: (column) => rowValues[column] }) }
    }
    const callerOf = (here: ExpressionScope, accountId: string): PreparedTarget['caller'] => {
      const role = roleFor(spec, accountId, own)
      const session = role === undefined ? resolveSession(spec.session, here) : leastSession(resolveSession(spec.session, here), isReadOnly)
      return { profile: profile.name, accountId, ...(role === undefined ? {} : { role }), ...(session === undefined ? {} : { session }) }
    }
    const called = targets.filter(({ regionId }) => hosts.has(regionId))
    const byKey = new Map<string, Target>()
    const prepared = (ref: TargetRef): PreparedTarget | undefined => {
      const target = byKey.get(targetKey(ref))
      return target === undefined ? undefined : prepareTarget(target)
    }
    const call = { spec, ...(operation === undefined ? {} : { operation }), isSingle: effect.isMutating, targets: called, prepared, paging: choice.paging, access: await accessOf(spec, operation, isReadOnly) }
    if (spec.over !== undefined) checkRowTypes(spec, operation, called)
    // Every request is built once here, so that a wrong one is refused before the first is sent.
    let first: ApiRequest | undefined
    await forEachInTurns(called, signal, (target) => {
      byKey.set(targetKey(target), target)
      const request = requestOf(call, prepareTarget(target), stepFields(choice.paging, 1, 0, undefined))
      first ??= request
    })
    const warnings = [
      ...(operation === undefined
        ? [{ field: 'operation', message: say`The catalogue does not know ${spec.product} ${spec.version} ${spec.operation}; it is sent as written.` }]
        : [...unknownParameters(spec, operation), ...checkRequired(spec, operation, choice.paging), ...deprecation(operation)]),
      ...choice.warnings,
      ...chosen.warnings,
      ...(found?.warnings ?? []),
      ...(spec.role !== undefined && reached.some(({ accountId }) => accountId === own) ? [{ field: 'role', message: say`${own} is the profile's own account and is called without a role.` }] : []),
      ...aboutEndpoints(spec, operation, endpoints),
    ]
    const plan: CallPlan = {
      targets: over === undefined ? called : called.slice(0, planTargetLimit),
      targetCount: called.length,
      ...(over === undefined ? {} : { over }),
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

  /** Accounts × regions, or what the rows of a call ask for. */
  const reachOf = async (spec: CallSpec, profile: Profile, accounts: readonly ChosenAccount[], found: FoundRows | undefined, kept: readonly Target[] | undefined, signal: AbortSignal): Promise<{ targets: Target[]; regionIds: string[]; over?: RowPlan }> => {
    if (kept !== undefined) return { targets: [...kept], regionIds: regionsIn(kept) }
    if (found === undefined) {
      const regionIds = await regionsOf(spec, profile)
      return { targets: accounts.flatMap((account) => regionIds.map((regionId) => ({ ...account, regionId }))), regionIds }
    }
    const { targets, plan } = await targetsOfRows(found, accounts, found.regionColumn !== undefined && (spec.regions === undefined || spec.regions === 'all') ? 'any' : await regionsOf(spec, profile), signal)
    return { targets, regionIds: regionsIn(targets), over: plan }
  }

  const accessOf = async ({ product, version, operation }: CallSpec, known: Operation | undefined, isReadOnly: boolean): Promise<LeastAccess> => {
    const needs = needsOf({ product, version, operation }, known, known === undefined ? await catalog.learnedActions?.(product, version, operation) : undefined)
    // A lesson that cannot be kept is only a guess more, next time.
    return createLeastAccess({ needs, isReadOnly, learn: (lesson) => void catalog.learn?.({ product, version, operation, ...lesson }).catch(() => undefined) })
  }

  const regionsOf = async (spec: CallSpec, profile: Profile): Promise<string[]> => {
    if (spec.regions === undefined) return [profile.regionId]
    if (spec.regions !== 'all') return [...new Set(spec.regions)]
    const known = (await catalog.regions(spec.product, spec.version)).map(({ regionId }) => regionId)
    return known.length === 0 ? [profile.regionId] : known
  }

  return prepare
}

const accountsIn = (targets: readonly Target[]): ChosenAccount[] => [...new Map(targets.map(({ accountId, accountName }) => [accountId, { accountId, ...(accountName === undefined ? {} : { accountName }) }])).values()]
const regionsIn = (targets: readonly Target[]): string[] => [...new Set(targets.map(({ regionId }) => regionId))]

const readOnlyRefusal = ({ product, operation, profile }: CallSpec, isUnknown: boolean): AppError =>
  new AppError('input', isUnknown ? say`operation: the profile ${profile} only reads, and ${product} ${operation} may change something.` : say`operation: the profile ${profile} only reads, and ${product} ${operation} changes something.`, {
    next: say`Choose another profile, or an operation that reads.`,
    about: { field: 'operation', product, operation },
  })

/** @throws AppError `input` about `accounts` where one of them is protected. */
function checkProtected({ product, operation }: CallSpec, accounts: readonly { accountId: string; accountName?: string }[], guarded: readonly string[]): void {
  const named = accounts.filter(({ accountId }) => guarded.includes(accountId))
  const [first] = named
  if (first === undefined) return
  const names = named.slice(0, 5).map(({ accountId, accountName }) => (accountName === undefined ? accountId : `${accountName} (${accountId})`))
  const which = named.length > names.length ? say`${sayList(names)} and ${named.length - names.length} more` : sayList(names)
  throw new AppError('input', named.length === 1 ? say`accounts: ${which} is protected, and ${product} ${operation} changes something.` : say`accounts: ${which} are protected, and ${product} ${operation} changes something.`, {
    next: say`Leave protected accounts out, or take them off the list protectedAccounts in the settings.`,
    about: { field: 'accounts', accountId: first.accountId, product, operation },
  })
}

/** Everything that can be refused without a network: looked up with stand-ins for what only the directory knows. */
function checkOffline(call: Pick<PreparedCall, 'spec' | 'operation'>, profile: Profile, scope: ExpressionScope, paging: PagingPlan): void {
  const { spec, operation } = call
  const regionId = Array.isArray(spec.regions) ? (spec.regions[0] ?? profile.regionId) : profile.regionId
  const accountId = Array.isArray(spec.accounts) ? (spec.accounts[0] ?? standIn) : standIn
  const here: ExpressionScope = { ...scope, region: regionId, account: { id: accountId, name: accountId }, profile: { name: profile.name, accountId: profile.accountId ?? standIn } }
  if (spec.over !== undefined) rowColumns(spec)
  const regionOnly: ExpressionScope = { ...scope, region: regionId }
  if (isManual(spec)) checkManualEndpoint(resolveText(spec.endpoint, regionOnly, 'endpoint'), profile)
  resolveSession(spec.session, here)
  const parameters = resolveParameters(spec, operation, paging, spec.over === undefined ? here : { ...here, row: () => '0' })
  if (operation) checkRequired(spec, operation, paging)
  requestOf(call, { target: { accountId, regionId }, caller: { profile: profile.name }, endpoint: 'stand-in.aliyuncs.com', parameters }, stepFields(paging, 1, 0, undefined))
  if (spec.role === undefined && spec.accounts !== 'self' && !Array.isArray(spec.accounts)) {
    throw new AppError('input', say`role: the call names accounts of the organisation, so a role must be assumed in them.`, { next: roleMove, about: { field: 'role' } })
  }
}

const standIn = '0000000000000000'

const scopedProfile = ({ name, accountId }: Profile): ExpressionScope['profile'] => ({ name, ...(accountId === undefined ? {} : { accountId }) })

function deprecation({ deprecated, name, replacedBy }: Operation): PlanWarning[] {
  if (deprecated !== true) return []
  return [{ field: 'operation', message: replacedBy === undefined || replacedBy.length === 0 ? say`${name} is deprecated.` : say`${name} is deprecated; use ${replacedBy.map((one): Words => one).reduce((all, one) => say`${all} or ${one}`)}.` }]
}

function aboutEndpoints(spec: CallSpec, operation: Operation | undefined, endpoints: ChosenEndpoint[]): PlanWarning[] {
  const guesses = endpoints.filter(({ isGuess }) => isGuess).map(({ host }) => ({ field: 'endpoint', message: say`${host} is a guess; no source publishes it.` }))
  return isRegionless(spec, operation, endpoints) ? [...guesses, { field: 'regions', message: say`One endpoint serves all of these regions and the operation takes no region: each may give the same rows.` }] : guesses
}

/** Several regions, one host, and nothing in the request that names the region. */
function isRegionless(spec: CallSpec, operation: Operation | undefined, endpoints: ChosenEndpoint[]): boolean {
  const takesRegion = operation === undefined || operation.parameters.some(({ name }) => /^region_?id$/i.test(name)) || namesIn(spec.parameters).includes('region')
  return !takesRegion && endpoints.length > 1 && new Set(endpoints.map(({ host }) => host)).size === 1
}
