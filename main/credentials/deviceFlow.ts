/** The device-code flow of OAuth (RFC 8628) and its refresh, as far as IDaaS offers them. It waits as the server says and keeps no token. */
import * as v from 'valibot'
import type { IdaasSignIn } from '../../shared/credentials'
import { AppError, asAppError } from '../../shared/errors'
import { say, type Said } from '../../shared/words'
import { wait } from '../wire/rate'
import type { Send } from '../wire/wire'
import { exchangeScope } from './idaas'

export interface Tokens {
  accessToken: string
  expiresAt?: Date
  refreshToken?: string
}

export interface DeviceCode {
  deviceCode: string
  userCode: string
  verificationUri: string
  verificationUriComplete?: string
  expiresAt: Date
  intervalMs: number
}

export interface DeviceFlow {
  /** Asks for a code to show. */
  begin(signIn: IdaasSignIn, signal: AbortSignal): Promise<DeviceCode>
  /** Asks until the operator has signed in. @throws AppError `credentials` with code `access_denied` or `expired_token`. */
  await(signIn: IdaasSignIn, code: DeviceCode, signal: AbortSignal): Promise<Tokens>
  /** @throws AppError `credentials` with code `invalid_grant` where the refresh token serves no more. */
  refresh(signIn: IdaasSignIn, refreshToken: string, signal: AbortSignal): Promise<Tokens>
}

const scope = `${exchangeScope} offline_access openid`
const Code = v.object({ device_code: v.string(), user_code: v.string(), verification_uri: v.string(), verification_uri_complete: v.optional(v.string()), expires_in: v.number(), interval: v.optional(v.number(), 5) })
const Granted = v.object({ access_token: v.string(), expires_in: v.optional(v.number()), refresh_token: v.optional(v.string()) })
/** What RFC 8628 adds to the pace at each `slow_down`. */
const slowDownMs = 5_000

export function createDeviceFlow({ send, now }: { send: Send; now: () => number }): DeviceFlow {
  const post = async (url: string, fields: Record<string, string>, signal: AbortSignal): Promise<unknown> => {
    const { origin, pathname } = new URL(url)
    const about = { product: 'IDaaS', version: '2.0', operation: 'oauth2' }
    const { body } = await send({ ...about, style: 'ROA', method: 'POST', path: pathname, endpoint: origin, query: {}, headers: {}, body: { kind: 'form', fields }, auth: 'Anonymous' }, { credential: { accessKeyId: '', accessKeySecret: '' }, signal })
    return readJson(body)
  }
  const readTokens = (answer: unknown): Tokens => {
    const parsed = v.safeParse(Granted, answer)
    if (!parsed.success) throw malformed()
    const { access_token: accessToken, expires_in: seconds, refresh_token: refreshToken } = parsed.output
    return { accessToken, ...(seconds === undefined ? {} : { expiresAt: new Date(now() + seconds * 1000) }), ...(refreshToken === undefined ? {} : { refreshToken }) }
  }

  return {
    begin: async ({ clientId, deviceUrl }, signal) => {
      const parsed = v.safeParse(Code, await post(deviceUrl, { client_id: clientId, scope }, signal).catch(explain))
      if (!parsed.success) throw malformed()
      const { device_code, user_code, verification_uri, verification_uri_complete, expires_in, interval } = parsed.output
      return {
        deviceCode: device_code,
        userCode: user_code,
        verificationUri: verification_uri,
        ...(verification_uri_complete === undefined ? {} : { verificationUriComplete: verification_uri_complete }),
        expiresAt: new Date(now() + expires_in * 1000),
        intervalMs: interval * 1000,
      }
    },
    await: async ({ clientId, tokenUrl }, { deviceCode, expiresAt, intervalMs }, signal) => {
      const fields = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: deviceCode, client_id: clientId }
      for (let pause = intervalMs; now() < expiresAt.getTime(); ) {
        await wait(pause, signal)
        try {
          return readTokens(await post(tokenUrl, fields, signal))
        } catch (thrown) {
          const { kind, about } = asAppError(thrown)
          if (about.code === 'slow_down') pause += slowDownMs
          else if (about.code !== 'authorization_pending' && kind !== 'throttled' && !(kind === 'network' && about.code !== 'MalformedAnswer')) explain(thrown)
        }
      }
      return explain(new AppError('credentials', say`The code has expired.`, { about: { code: 'expired_token' } }))
    },
    refresh: async ({ clientId, tokenUrl }, refreshToken, signal) => readTokens(await post(tokenUrl, { grant_type: 'refresh_token', refresh_token: refreshToken, client_id: clientId, scope }, signal).catch(explain)),
  }
}

const moves: Record<string, [message: Said, next: Said]> = {
  access_denied: [say`The sign-in was refused.`, say`Sign in again and allow it, or ask the administrator of IDaaS.`],
  expired_token: [say`The code of the sign-in has expired.`, say`Sign in again.`],
  invalid_grant: [say`The sign-in to IDaaS serves no more.`, say`Sign in again.`],
  invalid_client: [say`IDaaS does not know this application.`, say`Correct the client ID of the profile.`],
  unauthorized_client: [say`The application may not use the device-code flow.`, say`Allow it in the application’s settings in IDaaS, or choose another client ID.`],
  invalid_scope: [say`The application may not ask for this scope.`, say`Grant the scope ${exchangeScope} to the application in IDaaS.`],
}

/** Refusals of OAuth are codes; the rest passes. */
function explain(thrown: unknown): never {
  const error = asAppError(thrown)
  const said = moves[error.about.code ?? '']
  throw said ? new AppError('credentials', said[0], { about: error.about, next: said[1], cause: error.cause }) : error
}

const malformed = (): AppError => new AppError('network', say`The token endpoint answers something else.`, { about: { code: 'MalformedAnswer' }, next: say`Check the token endpoint of the profile.` })

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
