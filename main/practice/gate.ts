/** The gate: who signed a request, and may it pass. It checks key, session token, clock, signature and nonce as the real gateway does, in this order, and knows no operation. */
import { createHash } from 'node:crypto'
import type { Caller } from './cloud'
import { sameText } from './compare'
import type { Organisation } from './organisation'
import { operatorUser, roleIdOf } from './ram/sampleRoles'
import { missing, refuse } from './requestError'
import type { IncomingRequest } from './request'
import type { Session, Sessions } from './sessions'
import { signAcs3, signRoa, signRpc, type Signed } from './signature'

/** How far a request's clock may be off, in milliseconds. Source: the error InvalidTimeStamp.Expired. */
const clockTolerance = 15 * 60 * 1000

interface Proof {
  accessKeyId: string
  securityToken: string | undefined
  time: string
  nonce: string
  signature: string
  sign: (secret: string) => Signed
}

export type Gate = (request: IncomingRequest) => Caller

export function createGate({ organisation, sessions, now }: { organisation: Organisation; sessions: Sessions; now: () => number }): Gate {
  const isNew = createNonceMemory(now)
  return (request) => {
    const proof = readProof(request)
    const session = findSession(proof, organisation, sessions)
    checkClock(proof.time, now())
    const signed = proof.sign(session ? sessions.secretOf(proof.accessKeyId) : organisation.accessKeySecret)
    if (!sameText(signed.signature, proof.signature)) {
      throw refuse(400, 'SignatureDoesNotMatch', `Specified signature does not match our calculation. server string to sign is: ${signed.stringToSign}`)
    }
    if (!isNew(`${proof.accessKeyId}/${proof.nonce}`)) throw refuse(400, 'SignatureNonceUsed', 'Specified signature nonce was used already.')
    return session ? roleCaller(organisation, session) : userCaller(organisation)
  }
}

function readProof(request: IncomingRequest): Proof {
  const authorization = request.headers.authorization ?? ''
  if (authorization.startsWith('ACS3-')) return readAcs3(request, authorization)
  if (authorization.startsWith('acs ')) return readRoa(request, authorization)
  return readRpc(request)
}

const incomplete = (): Error => refuse(400, 'IncompleteSignature', 'The request signature does not conform to Alibaba Cloud standards.')

function readAcs3(request: IncomingRequest, authorization: string): Proof {
  const parts = /^ACS3-HMAC-SHA256 Credential=([^,]+),\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]{64})$/.exec(authorization)
  const [, accessKeyId, list, signature] = parts ?? []
  if (accessKeyId === undefined || list === undefined || signature === undefined) throw incomplete()
  const { headers } = request
  const signedHeaders = list.split(';')
  const mustBeSigned = ['host', ...Object.keys(headers).filter((name) => name.startsWith('x-acs-'))]
  if (!mustBeSigned.every((name) => signedHeaders.includes(name))) throw incomplete()
  const time = headers['x-acs-date']
  const nonce = headers['x-acs-signature-nonce']
  const bodyHash = headers['x-acs-content-sha256']
  if (!time) throw missing('Timestamp')
  if (!nonce) throw missing('SignatureNonce')
  if (bodyHash !== createHash('sha256').update(request.body).digest('hex')) {
    throw refuse(400, 'SignatureDoesNotMatch', 'Specified signature does not match our calculation. The body does not have the hash that x-acs-content-sha256 names.')
  }
  return { accessKeyId, securityToken: headers['x-acs-security-token'], time, nonce, signature, sign: (secret) => signAcs3(request, signedHeaders, secret) }
}

function readRoa(request: IncomingRequest, authorization: string): Proof {
  const [, accessKeyId, signature] = /^acs ([^:]+):(.+)$/.exec(authorization) ?? []
  const { headers } = request
  const nonce = headers['x-acs-signature-nonce']
  const time = headers.date
  if (accessKeyId === undefined || signature === undefined) throw incomplete()
  if (!time) throw missing('Timestamp')
  if (!nonce) throw missing('SignatureNonce')
  return { accessKeyId, securityToken: headers['x-acs-security-token'], time, nonce, signature, sign: (secret) => signRoa(request, secret) }
}

function readRpc(request: IncomingRequest): Proof {
  const { parameters } = request
  const need = (name: string): string => {
    const value = parameters[name]
    if (!value) throw missing(name)
    return value
  }
  const accessKeyId = need('AccessKeyId')
  const signature = need('Signature')
  if (need('SignatureMethod') !== 'HMAC-SHA1') throw refuse(400, 'InvalidSignatureMethod', 'Specified signature method is not valid.')
  return { accessKeyId, securityToken: parameters.SecurityToken, time: need('Timestamp'), nonce: need('SignatureNonce'), signature, sign: (secret) => signRpc(request, secret) }
}

/** Undefined for the long-lived key. */
function findSession({ accessKeyId, securityToken }: Proof, organisation: Organisation, sessions: Sessions): Session | undefined {
  const isLongLived = accessKeyId === organisation.accessKeyId
  if (!isLongLived && !accessKeyId.startsWith('STS.')) throw refuse(404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.')
  if (securityToken) return sessions.read(accessKeyId, securityToken)
  if (!isLongLived) throw missing('SecurityToken')
  return undefined
}

function checkClock(time: string, now: number): void {
  const at = Date.parse(time)
  if (Number.isNaN(at)) throw refuse(400, 'InvalidTimeStamp.Format', 'Specified time stamp or date value is not well formatted.')
  if (Math.abs(now - at) > clockTolerance) throw refuse(400, 'InvalidTimeStamp.Expired', 'Specified time stamp or date value is expired.')
}

/** Remembers nonces for as long as their time stamps could still pass: a nonce lives in one of two sets, and the older set is dropped whole. */
function createNonceMemory(now: () => number): (nonce: string) => boolean {
  let young = new Set<string>()
  let old = new Set<string>()
  let turned = now()
  return (nonce) => {
    if (now() - turned > 2 * clockTolerance) {
      old = young
      young = new Set()
      turned = now()
    }
    if (young.has(nonce) || old.has(nonce)) return false
    young.add(nonce)
    return true
  }
}

function userCaller({ management, userId, accessKeyId }: Organisation): Caller {
  return { accountId: management.accountId, accessKeyId, identityType: 'RAMUser', arn: `acs:ram::${management.accountId}:user/${operatorUser}`, principalId: userId, identityId: userId }
}

function roleCaller(organisation: Organisation, session: Session): Caller {
  const { accountId, accessKeyId, roleName, roleSessionName } = session
  const identityId = roleIdOf(organisation.seed, accountId, roleName)
  return {
    accountId,
    accessKeyId,
    identityType: 'AssumedRoleUser',
    arn: `acs:ram::${accountId}:assumed-role/${roleName}/${roleSessionName}`,
    principalId: `${identityId}:${roleSessionName}`,
    identityId,
    roleName,
    session,
  }
}
