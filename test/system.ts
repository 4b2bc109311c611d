/** What the tests need of the system beyond npm's packages: what is there, what can be installed, what a test says when it has to be skipped. */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { findBrowser } from '../main/host/browserPath'
import { canInstall, installCommand, installPackages, isDebian } from '../main/host/packages'

export type Part = 'chromium' | 'keyring' | 'openssl'

const isOnPath = (program: string): boolean => (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)))
const libraryFolders = ['/usr/lib', '/usr/lib64', `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`]

/** Debian packages a part comes from, and whether what they bring is here. */
const parts: Record<Part, { packages: string[]; isHere: () => boolean }> = {
  chromium: { packages: ['chromium'], isHere: () => findBrowser() !== undefined },
  // Makes the certificates of tests that speak TLS.
  openssl: { packages: ['openssl'], isHere: () => isOnPath('openssl') },
  keyring: {
    packages: ['libsecret-1-0', 'gnome-keyring', 'dbus'],
    isHere: () =>
      process.platform === 'linux' &&
      ['gnome-keyring-daemon', 'dbus-run-session', 'dbus-send'].every(isOnPath) &&
      libraryFolders.some((folder) => existsSync(join(folder, 'libsecret-1.so.0'))),
  },
}
const names = Object.keys(parts) as Part[]

/** Name of the environment variable in which the test run hands its findings to the tests. */
export const missingVariable = 'ROLECALL_MISSING'
/** Set to 1 inside a keyring made for the tests; the operator's own is never written to. */
export const keyringVariable = 'ROLECALL_TEST_KEYRING'

function reasonOf(part: Part): string {
  const { packages } = parts[part]
  if (part === 'keyring' && process.platform !== 'linux') return 'the keychain tests use a keyring of their own, which exists on Linux only'
  return `${part} is not installed: ${isDebian() || part === 'chromium' ? installCommand(packages) : `install ${packages.join(', ')}`}`
}

/** Installs what is missing where this process may. Gives the parts that are missing afterwards, each with its reason. */
export async function prepareSystem(): Promise<Map<Part, string>> {
  const absent = names.filter((name) => !parts[name].isHere())
  const wanted = absent.flatMap((name) => parts[name].packages)
  if (wanted.length > 0 && canInstall()) await installPackages(wanted, `The tests need ${absent.join(' and ')}`)
  return new Map(names.filter((name) => !parts[name].isHere()).map((name) => [name, reasonOf(name)]))
}

/** For `it.skipIf(missing('chromium'))`: why tests of this part cannot run, false where they can. */
export function missing(part: Part): string | false {
  const told = process.env[missingVariable]
  if (told?.split(',').includes(part) || !parts[part].isHere()) return reasonOf(part)
  if (part === 'keyring' && process.env[keyringVariable] !== '1') return 'this run has no keyring of its own: run npm test'
  return false
}
