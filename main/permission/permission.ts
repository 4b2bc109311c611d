/** What the permission module offers beside the sessions of calls: what an operation needs, where a role can be reached, why something was denied. It asks STS and RAM as the operator's own identities and changes nothing. */
import type { Denial, DenialSpec, OperationNeeds, ReachMatrix, ReachResult, ReachSpec } from '../../shared/permission'
import type { OperationName } from './needs'

export interface ReachOptions {
  signal: AbortSignal
  /** Told as each account ends. */
  onResult?: (result: ReachResult, total: number) => void
}

export interface Permission {
  /** Sends nothing. */
  needs(name: OperationName): Promise<OperationNeeds>
  /** Tests a role on accounts and remembers what came out; a cancel keeps what is known by then. @throws AppError `input`, `credentials`, or what listing the directory meets. */
  reach(spec: Omit<ReachSpec, 'reachId'>, options: ReachOptions): Promise<ReachMatrix>
  /** The last test of each role, newest first. */
  reached(profile: string): Promise<ReachMatrix[]>
  /** A refusal in words, decoded where the caller may. */
  explain(spec: DenialSpec, signal: AbortSignal): Promise<Denial>
}
