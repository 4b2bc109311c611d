/** What is told of every request that a call sends: the observer's view, for an audit trail. It carries no secret of its own; parameters are the request's and must be masked by who writes them down. */
import type { CallId, Target } from '../../shared/call'
import type { Caller } from '../credentials/credentials'
import type { ApiRequest } from '../wire/wire'

export interface SentRequest {
  callId: CallId
  /** Milliseconds since 1970 when it was sent. */
  time: number
  target: Target
  caller: Caller
  /** Whether it spoke as a session: in its own account a profile needs no role. */
  isSession: boolean
  request: ApiRequest
  /** 1 for the first try of a page. */
  attempt: number
  /** HTTP status, where an answer arrived. */
  status?: number
  /** Of the refusal or failure; absent where the answer was accepted. */
  code?: string
  requestId?: string
  /** Rows on the page, where it was read. */
  rows?: number
  /** Milliseconds until the answer or the failure. */
  ms: number
}

/** Told once for each request, after its answer was stored or its failure is known. It must not throw. */
export type OnRequest = (sent: SentRequest) => void
