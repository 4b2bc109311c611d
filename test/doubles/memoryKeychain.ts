/** A keychain in memory, for tests of what stands behind one. It can be locked and taken away as a real one can. */
import type { Keychain } from '../../main/credentials/keychain'
import type { KeychainState } from '../../shared/credentials'
import { AppError } from '../../shared/errors'

export interface MemoryKeychain extends Keychain {
  entries: Map<string, string>
  /** How it behaves from now on. */
  become(state: KeychainState['state']): void
}

export function createMemoryKeychain(first: KeychainState['state'] = 'ready'): MemoryKeychain {
  const entries = new Map<string, string>()
  let state = first
  const check = (): void => {
    if (state !== 'ready') throw new AppError('keychain', `The keychain is ${state}.`, { about: { code: state === 'locked' ? 'KeychainLocked' : 'KeychainUnavailable' }, next: 'Unlock it.' })
  }
  return {
    entries,
    become: (next) => {
      state = next
    },
    state: async () => (state === 'ready' ? { state } : { state, next: 'Unlock it.' }),
    read: async (name) => {
      check()
      return entries.get(name)
    },
    write: async (name, secret) => {
      check()
      entries.set(name, secret)
    },
    remove: async (name) => {
      check()
      entries.delete(name)
    },
  }
}
