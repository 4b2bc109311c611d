/** What the permission module offers beside the sessions of calls: what an operation needs and what a role has of it, where a role can be reached, why something was denied. It asks STS and RAM as the operator's own identities, and changes nothing but by a plan that was shown. */
import type { Denial, DenialSpec, OperationNeeds, ReachMatrix, ReachResult, ReachSpec } from '../../shared/permission'
import type { AccountPermission, MendOutcome, MendPlan, MendSpec, Preflight, PreflightSpec } from '../../shared/preflight'
import type { OperationName } from './needs'

export interface ReachOptions {
  signal: AbortSignal
  /** Told as each account ends. */
  onResult?: (result: ReachResult, total: number) => void
}

export interface PreflightOptions {
  signal: AbortSignal
  /** Told as each account ends. */
  onResult?: (result: AccountPermission, total: number) => void
}

export interface Permission {
  /** Sends nothing. */
  needs(name: OperationName): Promise<OperationNeeds>
  /** What each account's identity has of what the call needs; a cancel keeps what is known by then. @throws AppError `input`, `credentials`, or what listing the directory meets. */
  preflight(spec: Omit<PreflightSpec, 'checkId'>, options: PreflightOptions): Promise<Preflight>
  /** Reads what is missing now and draws up the requests that would give it; changes nothing. @throws AppError `input`, `cancelled`. */
  planMend(mend: MendSpec, signal: AbortSignal): Promise<MendPlan>
  /** Sends the requests of a plan that was shown, each once. @throws AppError `input` where the plan is not the one that was shown. */
  applyMend(plan: MendPlan, signal: AbortSignal): Promise<MendOutcome[]>
  /** Tests a role on accounts and remembers what came out; a cancel keeps what is known by then. @throws AppError `input`, `credentials`, or what listing the directory meets. */
  reach(spec: Omit<ReachSpec, 'reachId'>, options: ReachOptions): Promise<ReachMatrix>
  /** The last test of each role, newest first. */
  reached(profile: string): Promise<ReachMatrix[]>
  /** A refusal in words, decoded where the caller may. */
  explain(spec: DenialSpec, signal: AbortSignal): Promise<Denial>
}
