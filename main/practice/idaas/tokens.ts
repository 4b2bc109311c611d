/** Access and refresh tokens of the IDaaS instance, sealed. A refresh token serves once. */
import { randomUUID } from 'node:crypto'
import type { Seal } from '../seal'
import { refuseOAuth } from './oauthError'

export interface GrantedTokens {
  access_token: string
  refresh_token?: string
  token_type: 'Bearer'
  /** Seconds. */
  expires_in: number
  scope: string
}

export interface AccessToken {
  scopes: string[]
  isExpired: boolean
}

export interface IdaasTokens {
  /** With a refresh token where the scope asks for `offline_access`. */
  grant(scope: string): GrantedTokens
  /** @throws OAuth `invalid_grant`. */
  refresh(refreshToken: string): GrantedTokens
  /** Undefined where it is no access token of this instance. */
  read(accessToken: string): AccessToken | undefined
  /** The latest tokens given out; tests look for them where none may be. */
  issued: readonly string[]
}

interface Facts {
  use: 'access' | 'refresh'
  id: string
  scope: string
  /** Milliseconds since 1970. */
  expiresAt: number
}

const accessSeconds = 1200
const refreshSeconds = 30 * 24 * 3600
/** Tokens and spent refresh tokens remembered. */
const memory = 1000

export function createIdaasTokens({ seal, now }: { seal: Seal; now: () => number }): IdaasTokens {
  const issued: string[] = []
  const spent = new Set<string>()

  const issue = (use: Facts['use'], scope: string, seconds: number): string => {
    const token = seal.wrap({ use, id: randomUUID(), scope, expiresAt: now() + seconds * 1000 } satisfies Facts)
    if (issued.push(token) > memory) issued.shift()
    return token
  }
  const readFacts = (token: string, use: Facts['use']): Facts | undefined => {
    const facts = seal.unwrap(token) as Facts | undefined
    return facts?.use === use ? facts : undefined
  }
  const grant = (scope: string): GrantedTokens => ({
    access_token: issue('access', scope, accessSeconds),
    ...(scope.split(' ').includes('offline_access') ? { refresh_token: issue('refresh', scope, refreshSeconds) } : {}),
    token_type: 'Bearer',
    expires_in: accessSeconds,
    scope,
  })

  return {
    grant,
    refresh: (refreshToken) => {
      const facts = readFacts(refreshToken, 'refresh')
      if (!facts || facts.expiresAt <= now() || spent.has(facts.id)) throw refuseOAuth('invalid_grant', 'The refresh token is not valid.')
      spent.add(facts.id)
      const [oldest] = spent
      if (spent.size > memory && oldest !== undefined) spent.delete(oldest)
      return grant(facts.scope)
    },
    read: (accessToken) => {
      const facts = readFacts(accessToken, 'access')
      return facts && { scopes: facts.scope.split(' '), isExpired: facts.expiresAt <= now() }
    },
    issued,
  }
}
