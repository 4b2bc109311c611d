/** STS sessions of the practice cloud: tokens that carry their own facts under a seal, so that none is stored. It accepts only tokens sealed with its own key. */
import { createHmac, randomBytes } from 'node:crypto'
import { sameBytes } from './compare'
import { mixedAlnum } from './dice'
import { refuse } from './requestError'

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
const sealLength = 32
const secretLength = 44
const keyTail = 22
/** Sessions remembered for tests. */
const mostIssued = 1000

export function createSessions({ sealKey, now }: { sealKey: string; now: () => number }): Sessions {
  const hmac = (text: string | Buffer): Buffer => createHmac('sha256', sealKey).update(text).digest()
  const secretOf = (accessKeyId: string): string => hmac(`secret of ${accessKeyId}`).toString('hex').slice(0, secretLength)
  const issued: IssuedSession[] = []
  return {
    secretOf,
    issued,
    issue: (facts) => {
      const accessKeyId = `STS.N${Array.from(randomBytes(keyTail), (byte) => mixedAlnum.charAt(byte % mixedAlnum.length)).join('')}`
      const body = Buffer.from(JSON.stringify({ accessKeyId, ...facts } satisfies Session))
      const session = { accessKeyId, accessKeySecret: secretOf(accessKeyId), securityToken: prefix + Buffer.concat([hmac(body), body]).toString('base64') }
      if (issued.push(session) > mostIssued) issued.shift()
      return session
    },
    read: (accessKeyId, securityToken) => {
      const bytes = Buffer.from(securityToken.slice(prefix.length), 'base64')
      const body = bytes.subarray(sealLength)
      if (!securityToken.startsWith(prefix) || !sameBytes(bytes.subarray(0, sealLength), hmac(body))) {
        throw refuse(400, 'InvalidSecurityToken.Malformed', 'Specified SecurityToken is malformed.')
      }
      const session = JSON.parse(body.toString()) as Session
      if (session.accessKeyId !== accessKeyId) {
        throw refuse(400, 'InvalidSecurityToken.MismatchWithAccessKey', 'Specified SecurityToken mismatch with the AccessKey.')
      }
      if (session.expiresAt <= now()) throw refuse(400, 'InvalidSecurityToken.Expired', 'Specified SecurityToken is expired.')
      return session
    },
  }
}
