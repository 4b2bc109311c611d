/** The errors of the token endpoints, as OAuth 2.0 (RFC 6749, RFC 8628) names them; thrown inside, written at the edge. */

const codes = new WeakMap<Error, string>()

export function refuseOAuth(code: string, description: string): Error {
  const error = new Error(description)
  codes.set(error, code)
  return error
}

export const oauthCodeOf = (thrown: unknown): string | undefined => (thrown instanceof Error ? codes.get(thrown) : undefined)
