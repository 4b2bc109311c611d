import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { createKeychain, type NativeKeychain } from '../../../main/credentials/keychain'
import { inWords } from '../../../shared/words'
import { withKeyring } from '../../keyring'
import { missing as missingPart } from '../../system'

const missing = missingPart('keyring')
const because = missing ? ` (skipped: ${missing})` : ''
const probe = [process.execPath, '--import', 'tsx', join(import.meta.dirname, 'keychainProbe.ts')]
interface Met {
  before: Record<string, string>
  after: Record<string, string>
}
async function run([program = '', ...args]: string[], env: NodeJS.ProcessEnv = process.env): Promise<Met> {
  const { stdout } = await promisify(execFile)(program, args, { env, timeout: 15_000 })
  return JSON.parse(stdout) as Met
}

describe.skipIf(missing !== false)(`a real keyring${because}`, () => {
  it('is ready, and keeps, gives back and forgets an entry', async () => {
    const keychain = createKeychain()
    expect(await keychain.state()).toEqual({ state: 'ready' })
    await keychain.write('keyring test', 'sécret 密 "quoted"')
    expect(await keychain.read('keyring test')).toBe('sécret 密 "quoted"')
    await keychain.write('keyring test', 'a newer one')
    expect(await keychain.read('keyring test')).toBe('a newer one')
    await keychain.remove('keyring test')
    expect(await keychain.read('keyring test')).toBeUndefined()
    await keychain.remove('keyring test')
  })

  it('is told to be locked, although it answers a locked entry with nothing', async () => {
    const { before, after } = await run(withKeyring([...probe, '--lock']))
    expect(before).toEqual({ state: 'ready', write: 'nothing' })
    expect(after).toMatchObject({ state: 'locked', read: 'KeychainLocked', write: 'KeychainLocked', remove: 'KeychainLocked' })
    expect(inWords(after.next ?? '')).toContain('Unlock')
  })
})

describe('a computer without a keychain', () => {
  it.skipIf(process.platform !== 'linux')('is a state with a next move where there is no session bus', async () => {
    const env = { ...process.env, XDG_RUNTIME_DIR: tmpdir(), DBUS_SESSION_BUS_ADDRESS: '', DISPLAY: '' }
    const { after } = await run(probe, env)
    expect(after).toMatchObject({ state: 'unavailable', read: 'KeychainUnavailable', write: 'KeychainUnavailable', remove: 'KeychainUnavailable' })
    expect(inWords(after.next ?? '')).toContain('session')
  })

  it('is a state, not a crash, where the native part cannot be loaded', async () => {
    const keychain = createKeychain({ load: () => Promise.reject(new Error('libsecret-1.so.0: cannot open shared object file')), platform: 'linux' })
    expect(await keychain.state()).toMatchObject({ state: 'unavailable' })
    await expect(keychain.read('ops')).rejects.toMatchObject({ kind: 'keychain', about: { code: 'KeychainUnavailable' } })
  })
})

it('gives up on a prompt that nobody answers, and starts no further access behind it', async () => {
  let answer = (): void => undefined
  let asked = 0
  const native: NativeKeychain = {
    getPassword: () => {
      asked += 1
      return new Promise((resolve) => (answer = () => resolve('late')))
    },
    setPassword: async () => undefined,
    deletePassword: async () => true,
  }
  const keychain = createKeychain({ load: async () => native, timeoutMs: 20, stateTimeoutMs: 20 })
  await expect(keychain.read('ops')).rejects.toMatchObject({ kind: 'keychain', about: { code: 'KeychainTimeout' } })
  expect(await keychain.state()).toMatchObject({ state: 'locked' })
  expect(asked).toBe(1)
  answer()
  await expect.poll(() => keychain.write('ops', 'secret').then(() => 'written', () => 'refused')).toBe('written')
})
