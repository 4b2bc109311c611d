/** The access token of an IDaaS profile: pasted, from the environment, or by a sign-in whose refresh token the keychain keeps. One sign-in and one refresh at a time for each profile. */
import type { IdaasProfile, SignInState } from '../../shared/credentials'
import { AppError, asAppError, toWire } from '../../shared/errors'
import { say } from '../../shared/words'
import type { DeviceFlow, Tokens } from './deviceFlow'
import { accessTokenVariable, type Profiles } from './profiles'

export interface IdaasTokens {
  /** @throws AppError `credentials` where the operator must sign in or paste a token, `keychain` where it is locked. */
  accessToken(profile: IdaasProfile, signal: AbortSignal): Promise<string>
  /** The server refused it: it is not used again. */
  drop(profile: IdaasProfile): void
  /** Answers as soon as there is a code to show; goes on by itself until the code ends. @throws AppError */
  signIn(profile: IdaasProfile, signal: AbortSignal): Promise<SignInState>
  state(name: string): SignInState
  cancel(name: string): void
  /** Resolves when the sign-in has ended, either way. */
  ended(name: string): Promise<SignInState>
  close(): void
}

interface SignIn {
  state: SignInState
  cancel: AbortController
  ended: Promise<void>
}

export function createIdaasTokens({ profiles, flow }: { profiles: Profiles; flow: DeviceFlow }): IdaasTokens {
  const signIns = new Map<string, SignIn>()
  const refreshing = new Map<string, Promise<string>>()
  const keyOf = (name: string): string => name.toLowerCase()

  const hold = async (name: string, { accessToken, expiresAt, refreshToken }: Tokens): Promise<boolean> => {
    profiles.holdAccessToken(name, { secret: accessToken, ...(expiresAt === undefined ? {} : { expiresAt }) })
    return refreshToken !== undefined && (await profiles.keepRefreshToken(name, refreshToken))
  }
  const refresh = async (profile: IdaasProfile, signal: AbortSignal): Promise<string> => {
    const { name, signIn } = profile
    const refreshToken = signIn === undefined ? undefined : await profiles.refreshToken(name)
    if (signIn === undefined || refreshToken === undefined) {
      throw new AppError('credentials', say`There is no live access token for the profile ${name}.`, {
        about: { code: 'TokenGone' },
        next: signIn === undefined ? say`Paste a new access token, or set ${accessTokenVariable}.` : say`Sign in to IDaaS.`,
      })
    }
    const tokens = await flow.refresh(signIn, refreshToken, signal)
    await hold(name, tokens)
    return tokens.accessToken
  }
  const cancel = (name: string): void => {
    signIns.get(keyOf(name))?.cancel.abort()
    signIns.delete(keyOf(name))
  }

  return {
    accessToken: async (profile, signal) => {
      const held = profiles.accessToken(profile)
      if (held) return held.secret
      const key = keyOf(profile.name)
      const running = refreshing.get(key) ?? refresh(profile, signal).finally(() => refreshing.delete(key))
      refreshing.set(key, running)
      return running
    },
    drop: ({ name }) => profiles.dropAccessToken(name),
    signIn: async (profile, signal) => {
      const { name, signIn } = profile
      if (signIn === undefined) throw new AppError('input', say`The profile ${name} names no application to sign in with.`, { about: { field: 'signIn' }, next: say`Paste an access token, or add the profile again with a client ID and a token endpoint.` })
      cancel(name)
      const code = await flow.begin(signIn, signal)
      const { userCode, verificationUri, verificationUriComplete, expiresAt } = code
      const running: SignIn = {
        state: { state: 'waiting', userCode, verificationUri, ...(verificationUriComplete === undefined ? {} : { verificationUriComplete }), expiresAt: expiresAt.toISOString() },
        cancel: new AbortController(),
        ended: Promise.resolve(),
      }
      const waiting = async (): Promise<void> => {
        try {
          const tokens = await flow.await(signIn, code, running.cancel.signal)
          const isKept = await hold(name, tokens)
          running.state = { state: 'signedIn', isKept, ...(tokens.expiresAt === undefined ? {} : { expiresAt: tokens.expiresAt.toISOString() }) }
        } catch (thrown) {
          running.state = { state: 'failed', error: toWire(asAppError(thrown)) }
        }
      }
      running.ended = waiting()
      signIns.set(keyOf(name), running)
      return running.state
    },
    state: (name) => signIns.get(keyOf(name))?.state ?? { state: 'none' },
    cancel,
    ended: async (name) => {
      const running = signIns.get(keyOf(name))
      await running?.ended
      return running?.state ?? { state: 'none' }
    },
    close: () => {
      for (const { cancel: stop } of signIns.values()) stop.abort()
      signIns.clear()
    },
  }
}
