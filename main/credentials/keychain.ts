/** The one door to the keychain of the operating system. It loads the native part only when asked, tells its states apart, and refuses to hold a secret anywhere else. */
import { AppError } from '../../shared/errors'
import type { KeychainState } from '../../shared/credentials'
import { say } from '../../shared/words'

/** What is used of `@github/keytar`. */
export interface NativeKeychain {
  getPassword(service: string, account: string): Promise<string | null>
  setPassword(service: string, account: string, password: string): Promise<void>
  deletePassword(service: string, account: string): Promise<boolean>
}

/** Errors are AppError `keychain` with code `KeychainUnavailable`, `KeychainLocked` or `KeychainTimeout`. */
export interface Keychain {
  /** Asks the keychain for an entry of Rolecall's own; answers within 5 seconds. */
  state(): Promise<KeychainState>
  /** Undefined where the entry does not exist. */
  read(name: string): Promise<string | undefined>
  write(name: string, secret: string): Promise<void>
  /** Does nothing where the entry does not exist. */
  remove(name: string): Promise<void>
}

export interface KeychainDeps {
  load?: () => Promise<NativeKeychain>
  platform?: NodeJS.Platform
  /** Milliseconds for one access; the system may be asking the operator. */
  timeoutMs?: number
  stateTimeoutMs?: number
}

/** The name under which the system's own keychain program lists the entries. */
const service = 'Rolecall'
/** An entry that is always there once the keychain has worked: a locked keyring answers "nothing" for it. No profile can have this name. */
const witness = '(keychain check)'

export function createKeychain({ load = loadKeytar, platform = process.platform, timeoutMs = 60_000, stateTimeoutMs = 5_000 }: KeychainDeps = {}): Keychain {
  let loaded: Promise<NativeKeychain> | undefined
  /** Calls given up on that still wait inside the system; each holds a thread, so no further one is started behind them. */
  let stuck = 0

  const within = async <T>(ms: number, access: (native: NativeKeychain) => Promise<T>): Promise<T> => {
    if (stuck > 0) throw timedOut()
    loaded ??= load()
    const native = await loaded.catch((thrown: unknown) => {
      loaded = undefined
      throw unavailable(platform, thrown)
    })
    const running = access(native)
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        stuck += 1
        running.catch(() => undefined).finally(() => (stuck -= 1))
        reject(timedOut())
      }, ms)
    })
    return Promise.race([running, late]).finally(() => clearTimeout(timer))
  }

  const probe = async (): Promise<void> => {
    const seen = await within(stateTimeoutMs, (native) => native.getPassword(service, witness)).catch((thrown: unknown) => {
      throw thrown instanceof AppError ? thrown : unavailable(platform, thrown)
    })
    if (seen !== null) return
    await within(stateTimeoutMs, (native) => native.setPassword(service, witness, 'ready')).catch((thrown: unknown) => {
      throw thrown instanceof AppError ? thrown : locked(platform, thrown)
    })
  }

  /** A failed access is explained by the state that a probe finds. */
  const access = async <T>(use: (native: NativeKeychain) => Promise<T>): Promise<T> => {
    try {
      return await within(timeoutMs, use)
    } catch (thrown) {
      if (thrown instanceof AppError) throw thrown
      await probe()
      throw new AppError('keychain', say`The keychain refused the entry.`, { about: { code: 'KeychainRefused' }, next: say`Look at the entry Rolecall in the keychain program of this system.`, cause: thrown })
    }
  }

  return {
    state: async () => {
      try {
        await probe()
        return { state: 'ready' }
      } catch (thrown) {
        const error = thrown as AppError
        return { state: error.about.code === 'KeychainUnavailable' ? 'unavailable' : 'locked', ...(error.words.next === undefined ? {} : { next: error.words.next }) }
      }
    },
    read: async (name) => {
      const secret = await access((native) => native.getPassword(service, name))
      // A locked keyring answers as if the entry were not there.
      if (secret === null) await probe()
      return secret ?? undefined
    },
    write: (name, secret) => access((native) => native.setPassword(service, name, secret)),
    remove: async (name) => {
      const isRemoved = await access((native) => native.deletePassword(service, name))
      if (!isRemoved) await probe()
    },
  }
}

async function loadKeytar(): Promise<NativeKeychain> {
  const keytar = await import('@github/keytar')
  // Node hands a CommonJS module over as the default export; a bundler may have unwrapped it.
  return 'default' in keytar ? keytar.default : keytar
}

function unavailable(platform: NodeJS.Platform, cause: unknown): AppError {
  const next =
    platform === 'linux'
      ? say`Install libsecret and a keyring (Debian: apt-get install libsecret-1-0 gnome-keyring) and start Rolecall inside a desktop session, or keep the key for this session only.`
      : say`Sign in to this computer again, or keep the key for this session only.`
  return new AppError('keychain', say`No keychain can be reached on this computer.`, { about: { code: 'KeychainUnavailable' }, next, cause })
}

function locked(platform: NodeJS.Platform, cause: unknown): AppError {
  const next = platform === 'linux' ? say`Unlock the login keyring, then try again.` : say`Unlock the keychain, then try again.`
  return new AppError('keychain', say`The keychain is locked.`, { about: { code: 'KeychainLocked' }, next, cause })
}

function timedOut(): AppError {
  return new AppError('keychain', say`The keychain does not answer.`, { about: { code: 'KeychainTimeout' }, next: say`Answer the prompt of the keychain, then try again.` })
}
