/** The errors a product answers with, thrown inside the practice cloud and written in its shape at the edge. They never leave it as exceptions. */

/** What `AccessDeniedDetail` says (RAM's explanation of a 403). */
export interface AccessDenied {
  AuthAction: string
  AuthPrincipalType: string
  AuthPrincipalOwnerId: string
  AuthPrincipalDisplayName: string
  NoPermissionType: 'ImplicitDeny' | 'ExplicitDeny'
  PolicyType: string
  EncodedDiagnosticMessage: string
}

export interface RequestError {
  code: string
  httpStatus: number
  detail?: AccessDenied
  /** `x-acs-retry-after`, milliseconds. */
  retryAfterMs?: number
}

const refusals = new WeakMap<Error, RequestError>()

/** An error to throw; `findRequestError` reads it back. */
export function refuse(httpStatus: number, code: string, message: string, more: Pick<RequestError, 'detail' | 'retryAfterMs'> = {}): Error {
  const error = new Error(message)
  refusals.set(error, { code, httpStatus, ...more })
  return error
}

export const findRequestError = (thrown: unknown): (RequestError & { message: string }) | undefined => {
  const known = thrown instanceof Error ? refusals.get(thrown) : undefined
  return known && { ...known, message: (thrown as Error).message }
}

/** The gateway's code for a parameter that was left out: `MissingRegionId`. */
export const missing = (name: string): Error => refuse(400, `Missing${name}`, `${name} is mandatory for this action.`)
export const invalid = (name: string, code = 'InvalidParameter'): Error => refuse(400, code, `The specified parameter ${name} is not valid.`)
