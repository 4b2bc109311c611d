/** Run in a process of its own: uses the keychain of its environment, locks it half way if told to, and prints what it met as JSON. */
import { execFileSync } from 'node:child_process'
import { createKeychain } from '../../../main/credentials/keychain'
import { toWire } from '../../../shared/errors'

const keychain = createKeychain()
const met = (asked: Promise<unknown>): Promise<unknown> => asked.then((value) => value ?? 'nothing', (thrown: unknown) => toWire(thrown).about.code)

const before = { state: (await keychain.state()).state, write: await met(keychain.write('probe', 'a-secret-of-the-probe')) }
if (process.argv.includes('--lock')) {
  execFileSync('dbus-send', ['--session', '--print-reply', '--dest=org.freedesktop.secrets', '/org/freedesktop/secrets', 'org.freedesktop.Secret.Service.Lock', 'array:objpath:/org/freedesktop/secrets/collection/login'])
}
const state = await keychain.state()
const after = { state: state.state, next: state.next, read: await met(keychain.read('probe')), write: await met(keychain.write('probe', 'another-secret')), remove: await met(keychain.remove('probe')) }
process.stdout.write(JSON.stringify({ before, after }))
