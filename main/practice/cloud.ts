/** What the operations of the practice cloud work with: the sample, the caller, the memory of what was changed. Types and small readers only. */
import type { FaultPlan } from './faults'
import type { JsonText } from './json'
import { homeRegion, regions } from './organisation'
import { has, type Parameters } from './parameters'
import type { Ram } from './ram/memory'
import { refuse } from './requestError'
import type { Sample } from './rows'
import type { Session, Sessions } from './sessions'

/** Who signed the request. */
export interface Caller {
  accountId: string
  accessKeyId: string
  identityType: 'RAMUser' | 'AssumedRoleUser'
  arn: string
  /** As GetCallerIdentity writes it. */
  principalId: string
  /** RAM user or role ID. */
  identityId: string
  /** Of a role's session. */
  roleName?: string
  session?: Session
}

/** A change that a request asked for; rows never change by it, roles and policies do. */
export interface Mutation {
  operation: string
  accountId: string
  regionId: string
  parameters: Parameters
}

/** A request that passed the gate: who asked what, under which session policy, and how it ended. */
export interface CallRecord {
  /** `Ecs/DescribeInstances` */
  operation: string
  accountId: string
  /** Of the caller. */
  arn: string
  accessKeyId: string
  sessionPolicy?: string
  /** Code of the refusal; absent where it was answered. */
  refusedWith?: string
}

export interface Cloud {
  sample: Sample
  faults: FaultPlan
  sessions: Sessions
  ram: Ram
  /** Milliseconds since 1970. */
  now: () => number
  /** The latest 1000. */
  mutations: Mutation[]
  /** The latest 5000. */
  calls: CallRecord[]
  /** The latest session that was issued. */
  lastSession?: Session
}

export interface OperationCall {
  cloud: Cloud
  caller: Caller
  parameters: Parameters
  /** The host the client believes it called; a region in its name counts where no parameter names one. */
  host: string
}

export interface PracticeOperation {
  product: string
  version: string
  name: string
  style: 'RPC' | 'ROA'
  /** ROA only. */
  route?: { method: string; path: string }
  /** Absent where anybody may call it. */
  ramAction?: string
  /** The ARN that policies are asked about; absent: everything of the product in the account and the region. */
  resource?: (accountId: string, parameters: Parameters) => string
  /** Code of a 403 of this product. */
  deniedCode: string
  /** Refused for every account but the management account. */
  isManagementOnly?: boolean
  required: readonly string[]
  /** Fields of the answer without `RequestId`. */
  answer: (call: OperationCall) => Record<string, JsonText | undefined>
}

/** Changes remembered. */
const mutationMemory = 1000

/** Notes a change that was asked for. */
export function remember(call: OperationCall, operation: string): void {
  const { mutations } = call.cloud
  mutations.push({ operation, accountId: call.caller.accountId, regionId: regionOf(call), parameters: call.parameters })
  if (mutations.length > mutationMemory) mutations.shift()
}

export const operationName = ({ product, name }: PracticeOperation): string => `${product}/${name}`

/** @throws RequestError `InvalidRegionId.NotFound` for a region the sample does not have. */
export function regionOf({ parameters, host }: OperationCall, name = 'RegionId'): string {
  if (!has(parameters, name)) return regions.find(({ regionId }) => host.includes(`.${regionId}.`))?.regionId ?? homeRegion
  const known = regions.find(({ regionId }) => regionId === parameters[name])
  if (!known) throw refuse(404, 'InvalidRegionId.NotFound', 'The specified RegionId does not exist.')
  return known.regionId
}

/** The named region alone, or all of them where none is named. */
export const regionsOf = (call: OperationCall, name = 'RegionId'): string[] => (has(call.parameters, name) ? [regionOf(call, name)] : regions.map(({ regionId }) => regionId))
