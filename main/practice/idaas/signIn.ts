/** The device-code flow of the IDaaS instance (RFC 8628): codes that wait until the person at the browser allows or refuses them. */
import { randomInt, randomUUID } from 'node:crypto'
import { refuseOAuth } from './oauthError'

export interface DeviceCode {
  deviceCode: string
  userCode: string
  scope: string
}

export interface SignIns {
  begin(scope: string): DeviceCode
  /** The person's answer; false where the code is not known, or too old. */
  answer(userCode: string, isAllowed: boolean): boolean
  /** The scope that was allowed; the code ends with it. @throws OAuth `authorization_pending` | `slow_down` | `access_denied` | `expired_token` | `invalid_grant`. */
  redeem(deviceCode: string): string
}

interface Waiting extends DeviceCode {
  /** Milliseconds since 1970. */
  expiresAt: number
  askedAt: number
  isAllowed?: boolean
}

export const codeSeconds = 600
export const intervalSeconds = 1
/** Asking sooner than this, in milliseconds, is too soon: half the interval, so that no clock decides. */
const tooSoonMs = 500
const mostWaiting = 100
/** No vowels and nothing that looks like a digit. */
const letters = 'BCDFGHJKLMNPQRSTVWXZ'

export function createSignIns({ now }: { now: () => number }): SignIns {
  const waiting = new Map<string, Waiting>()
  const word = (): string => Array.from({ length: 4 }, () => letters.charAt(randomInt(letters.length))).join('')
  return {
    begin: (scope) => {
      const code = { deviceCode: randomUUID(), userCode: `${word()}-${word()}`, scope }
      waiting.set(code.deviceCode, { ...code, expiresAt: now() + codeSeconds * 1000, askedAt: 0 })
      const [oldest] = waiting.keys()
      if (waiting.size > mostWaiting && oldest !== undefined) waiting.delete(oldest)
      return code
    },
    answer: (userCode, isAllowed) => {
      const code = [...waiting.values()].find((one) => one.userCode === userCode.trim().toUpperCase() && one.expiresAt > now())
      if (code) code.isAllowed = isAllowed
      return code !== undefined
    },
    redeem: (deviceCode) => {
      const code = waiting.get(deviceCode)
      if (!code) throw refuseOAuth('invalid_grant', 'The device code is not valid.')
      if (code.expiresAt <= now()) throw refuseOAuth('expired_token', 'The device code has expired.')
      if (code.isAllowed === undefined) {
        const isTooSoon = now() - code.askedAt < tooSoonMs
        code.askedAt = now()
        throw isTooSoon ? refuseOAuth('slow_down', 'The token is asked for too often.') : refuseOAuth('authorization_pending', 'The sign-in is not finished yet.')
      }
      waiting.delete(deviceCode)
      if (!code.isAllowed) throw refuseOAuth('access_denied', 'The sign-in was refused.')
      return code.scope
    },
  }
}
