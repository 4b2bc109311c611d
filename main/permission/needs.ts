/** What an operation needs of RAM, from the best source there is, and the policies that follow. It sends nothing. */
import type { Operation, OperationKind } from '../../shared/catalog'
import type { NeededAction, OperationNeeds } from '../../shared/permission'
import { kindOf } from '../catalog/kind'
import { guessedAction, systemPolicyOf } from '../catalog/overlay/permissions'

export interface OperationName {
  product: string
  version: string
  operation: string
}

/** Source: Sts AssumeRole, `Policy`. */
const longestSessionPolicy = 2048

/** `known`: the catalogue's entry; `learned`: actions that refusals named, for an operation without one. */
export function needsOf({ product, version, operation }: OperationName, known: Operation | undefined, learned: readonly string[] = []): OperationNeeds {
  const actions = actionsOf(product, operation, known, learned)
  const kind: OperationKind = known?.kind ?? kindOf(operation)
  const systemPolicy = systemPolicyOf(product, kind)
  const names = actions.map(({ action }) => action)
  const dryRun = known?.parameters.find(({ name }) => name.toLowerCase() === 'dryrun')?.name
  return {
    product: known?.product ?? product,
    version: known?.version ?? version,
    operation: known?.name ?? operation,
    isRead: kind === 'read',
    actions,
    pagingActions: [],
    ...(systemPolicy === undefined ? {} : { systemPolicy }),
    customPolicy: JSON.stringify(allowing(names), null, 2),
    sessionPolicy: sessionPolicyOf(names),
    ...(dryRun === undefined ? {} : { dryRun }),
  }
}

function actionsOf(product: string, operation: string, known: Operation | undefined, learned: readonly string[]): NeededAction[] {
  if (known === undefined && learned.length > 0) return learned.map((action) => ({ action, source: 'learned' }))
  const { action, source, more = [] } = known?.ram ?? { action: guessedAction(known?.product ?? product, known?.name ?? operation), source: 'guess' as const }
  return [{ action, source }, ...more.map((one): NeededAction => ({ action: one, source: source === 'guess' ? 'learned' : source }))]
}

const allowing = (actions: readonly string[]) => ({ Version: '1', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] })

/** Allows these actions alone, in the fewest characters; of too many, those that fit, in their order. An empty list allows nothing. */
export function sessionPolicyOf(actions: readonly string[]): string {
  if (actions.length === 0) return inertPolicy
  const text = JSON.stringify(allowing(actions))
  return text.length <= longestSessionPolicy || actions.length === 1 ? text : sessionPolicyOf(actions.slice(0, -1))
}

/** A session that carries it can do nothing at all. */
export const inertPolicy = '{"Version":"1","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}'

/** True where the name after the colon is a reading verb: `ecs:DescribeInstances`, `oss:Get*`; never for `ecs:*`. */
export function isReadAction(action: string): boolean {
  const name = action.slice(action.indexOf(':') + 1).replace(/\*$/, '')
  return name !== '' && !name.includes('*') && kindOf(name) === 'read'
}
