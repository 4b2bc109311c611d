/** Every operation the practice cloud knows, and how a request finds its own. */
import type { PracticeOperation } from './cloud'
import { operations as actiontrail } from './products/actiontrail'
import { operations as cs } from './products/cs'
import { operations as ecs } from './products/ecs'
import { operations as ram } from './products/ram'
import { operations as ramPolicies } from './products/ramPolicies'
import { operations as ramRoles } from './products/ramRoles'
import { operations as rds } from './products/rds'
import { operations as resourceManager } from './products/resourceManager'
import { operations as sas } from './products/sas'
import { operations as sts } from './products/sts'
import { operations as tag } from './products/tag'
import { operations as vpc } from './products/vpc'
import type { IncomingRequest } from './request'
import { missing, refuse } from './requestError'

export const operations: readonly PracticeOperation[] = [...sts, ...resourceManager, ...ecs, ...vpc, ...ram, ...ramRoles, ...ramPolicies, ...rds, ...tag, ...actiontrail, ...sas, ...cs]

/** One address serves all products, so an operation is found by name and version, or by path and version. @throws RequestError `InvalidAction.NotFound` | `InvalidVersion`. */
export function findOperation(request: IncomingRequest): PracticeOperation {
  const version = request.headers['x-acs-version'] ?? request.parameters.Version
  const named = isRoa(request) ? findByPath(request) : findByName(request)
  if (named.length === 0) throw refuse(404, 'InvalidAction.NotFound', 'Specified api is not found, please check your url and method.')
  if (!version) throw missing('Version')
  const found = named.find((operation) => operation.version === version)
  if (!found) throw refuse(400, 'InvalidVersion', 'Specified parameter Version is not valid.')
  return found
}

/** RPC knows only the path `/`. */
export const isRoa = ({ path }: IncomingRequest): boolean => path !== '/'

const findByPath = ({ path, method }: IncomingRequest): PracticeOperation[] => operations.filter(({ route }) => route?.path === path && route.method === method)

function findByName({ headers, parameters }: IncomingRequest): PracticeOperation[] {
  const name = headers['x-acs-action'] ?? parameters.Action
  if (!name) throw missing('Action')
  return operations.filter((operation) => operation.style === 'RPC' && operation.name.toLowerCase() === name.toLowerCase())
}
