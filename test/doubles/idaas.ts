/** An IDaaS of one role on loopback: it signs in by device code, gives and refreshes access tokens, and exchanges a live one for what `credential` says. Real HTTP; the sign-in waits until `allow` is called. */
import { json, startLocalServer, type Answering, type LocalServer } from './localServer'

export interface Idaas extends LocalServer {
  instanceId: string
  tokenUrl: string
  /** The person at the browser has allowed the sign-in. */
  allow(): void
  /** Access tokens that are accepted. */
  live: Set<string>
  /** Every token it gave out. */
  issued: string[]
  /** Replaces the exchange from now on. */
  exchange(answering: Answering): void
}

export interface StsToken {
  accessKeyId: string
  accessKeySecret: string
  securityToken: string
  expiration: string
}

export const exchanged = (token: StsToken, { vendor = 'alibaba_cloud', expiresAt }: { vendor?: string; expiresAt?: number } = {}): string =>
  JSON.stringify({
    cloudAccountVendorType: vendor,
    cloudAccountRoleAccessCredential: { accessCredentialExpiresAt: expiresAt ?? Math.floor(Date.parse(token.expiration) / 1000), ...(vendor === 'alibaba_cloud' ? { alibabaCloudStsToken: token } : {}) },
  })

export async function startIdaas(): Promise<Idaas> {
  let isAllowed = false
  let count = 0
  let exchange: Answering = json(404, '{"code":"ResourceNotFound.CloudAccountRole","message":"no role"}')
  const live = new Set<string>()
  const issued: string[] = []
  let refreshToken = ''
  const grant = (): string => {
    count += 1
    const access = `MARKER-ACCESS-TOKEN-${count}-abcdefghijkl`
    refreshToken = `MARKER-REFRESH-TOKEN-${count}-abcdefghijkl`
    live.add(access)
    issued.push(access, refreshToken)
    return JSON.stringify({ access_token: access, refresh_token: refreshToken, expires_in: 1200, token_type: 'Bearer' })
  }
  const refuse = (code: string): Answering => json(400, JSON.stringify({ error: code, error_description: `${code} was said` }))
  const server = await startLocalServer((request, response) => {
    const fields = Object.fromEntries(new URLSearchParams(request.body))
    if (request.path.endsWith('/device/code')) {
      return json(200, JSON.stringify({ device_code: 'device-1', user_code: 'WDJB-MJHT', verification_uri: 'https://example.aliyunidaas.com/device', expires_in: 60, interval: 0.02 }))(request, response)
    }
    if (request.path.endsWith('/oauth2/token')) {
      if (fields['grant_type'] === 'refresh_token') return (fields['refresh_token'] === refreshToken ? json(200, grant()) : refuse('invalid_grant'))(request, response)
      return (isAllowed ? json(200, grant()) : refuse('authorization_pending'))(request, response)
    }
    const token = (request.headers.authorization ?? '').replace(/^Bearer /, '')
    return (live.has(token) ? exchange : json(401, '{"code":"InvalidToken","message":"the token is not valid"}'))(request, response)
  })
  return {
    ...server,
    instanceId: 'idaas_test',
    tokenUrl: `${server.address}/api/v2/iauths_system/oauth2/token`,
    allow: () => {
      isAllowed = true
    },
    live,
    issued,
    exchange: (answering) => {
      exchange = answering
    },
  }
}
