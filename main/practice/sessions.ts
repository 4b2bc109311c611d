/** STS sessions of the practice cloud: tokens that carry their own facts under a seal, so that none is stored. It accepts only tokens sealed with its own key. */
import { randomBytes } from 'node:crypto'
import { mixedAlnum } from './dice'
import { refuse } from './requestError'
import type { Seal } from './seal'

export interface Session {
  accessKeyId: string
  accountId: string
  roleName: string
  roleSessionName: string
  /** Milliseconds since 1970. */
  expiresAt: number
  policy?: string
  sourceIdentity?: string
}

export interface IssuedSession {
  accessKeyId: string
  accessKeySecret: string
  securityToken: string
}

export interface Sessions {
  issue(session: Omit<Session, 'accessKeyId'>): IssuedSession
  /** @throws RequestError `InvalidSecurityToken.Malformed` | `.MismatchWithAccessKey` | `.Expired`. */
  read(accessKeyId: string, securityToken: string): Session
  /** The latest sessions given out; tests look for their secrets where none may be. */
  issued: readonly IssuedSession[]
  /** The secret that belongs to a session's key id. */
  secretOf(accessKeyId: string): string
}

const prefix = 'CAIS'
const secretLength = 44
const keyTail = 22
/** Sessions remembered for tests. */
const mostIssued = 1000

export function createSessions({ seal, now }: { seal: Seal; now: () => number }): Sessions {
  const secretOf = (accessKeyId: string): string => seal.digest(`secret of ${accessKeyId}`).slice(0, secretLength)
  const issued: IssuedSession[] = []
  return {
    secretOf,
    issued,
    issue: (facts) => {
      const accessKeyId = `STS.N${Array.from(randomBytes(keyTail), (byte) => mixedAlnum.charAt(byte % mixedAlnum.length)).join('')}`
      const session = { accessKeyId, accessKeySecret: secretOf(accessKeyId), securityToken: prefix + seal.wrap({ accessKeyId, ...facts } satisfies Session) }
      if (issued.push(session) > mostIssued) issued.shift()
      return session
    },
    read: (accessKeyId, securityToken) => {
      const session = securityToken.startsWith(prefix) ? (seal.unwrap(securityToken.slice(prefix.length)) as Session | undefined) : undefined
      if (!session) throw refuse(400, 'InvalidSecurityToken.Malformed', 'Specified SecurityToken is malformed.')
      if (session.accessKeyId !== accessKeyId) {
        throw refuse(400, 'InvalidSecurityToken.MismatchWithAccessKey', 'Specified SecurityToken mismatch with the AccessKey.')
      }
      if (session.expiresAt <= now()) throw refuse(400, 'InvalidSecurityToken.Expired', 'Specified SecurityToken is expired.')
      return session
    },
  }
}
