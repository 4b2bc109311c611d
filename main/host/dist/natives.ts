/** Brings the native code of one target to where electron-builder takes it from: DuckDB's binding and keytar's. What npm did not install for this system is fetched through npm and must have the lockfile's digest. */
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from '../root'
import { runTool } from '../runTool'
import { nameOf, nodeNameOf, type Target } from './targets'

const fetchTimeoutMs = 300_000
const keytarFolder = '@github/keytar'

interface Locked {
  version?: string
  integrity?: string
}

export const duckdbPackage = (target: Target): string => `@duckdb/node-bindings-${nodeNameOf(target)}`

/** What the lockfile says of a package; undefined where it names none. */
function lockedPackage(name: string, folder = root): Locked | undefined {
  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')) as { packages: Record<string, Locked> }
  return lock.packages[`node_modules/${name}`]
}

/** Why the native code of a target cannot come from the lockfile's packages; empty where it can. */
export function nativeFaults(target: Target, folder = root): string[] {
  const name = duckdbPackage(target)
  const locked = lockedPackage(name, folder)
  const faults: string[] = []
  if (locked?.version === undefined || locked.integrity === undefined) faults.push(`package-lock.json names no ${name} with a digest`)
  if (!existsSync(join(folder, 'node_modules', keytarFolder, 'prebuilds', nodeNameOf(target), 'keytar.node'))) faults.push(`${keytarFolder} has no prebuilt binary for ${nodeNameOf(target)}`)
  return faults
}

/** Fetches one package with npm's own client and unpacks it to `into`, once its digest is the lockfile's; whole or not at all. @throws Error that says which package and why. */
async function fetchPackage(name: string, into: string): Promise<void> {
  const { version = '', integrity = '' } = lockedPackage(name) ?? {}
  mkdirSync(dirname(into), { recursive: true })
  const folder = mkdtempSync(`${into}.part-`)
  const npm = async (...args: string[]): Promise<void> => {
    const run = await runTool('npm', [...args, '--silent'], { timeoutMs: fetchTimeoutMs, cwd: folder })
    if (run.code !== 0) throw new Error(`${name} ${version} could not be fetched: ${run.output.trim().split('\n')[0] ?? 'npm said nothing'}`)
  }
  try {
    await npm('pack', `${name}@${version}`)
    const file = readdirSync(folder).find((entry) => entry.endsWith('.tgz')) ?? ''
    const digest = createHash('sha512').update(readFileSync(join(folder, file))).digest('base64')
    if (`sha512-${digest}` !== integrity) throw new Error(`${name} ${version} as fetched is not what package-lock.json names.`)
    // Forced, because the package is for another system than this one.
    await npm('install', '--force', '--ignore-scripts', '--no-save', '--no-package-lock', '--no-audit', '--prefix', '.', `./${file}`)
    renameSync(join(folder, 'node_modules', name), into)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Fills `<folder>/<target>` with the target's native code in the shape of node_modules. `mayFetch` false: answers false where DuckDB's is not on this machine. @throws Error where it could not be had. */
export async function gatherNatives(folder: string, target: Target, mayFetch: boolean): Promise<boolean> {
  const [fault] = nativeFaults(target)
  if (fault !== undefined) throw new Error(`${fault}.`)
  const place = join(folder, nameOf(target))
  const prebuild = join(keytarFolder, 'prebuilds', nodeNameOf(target))
  cpSync(join(root, 'node_modules', prebuild), join(place, prebuild), { recursive: true })
  const name = duckdbPackage(target)
  const { version = '' } = lockedPackage(name) ?? {}
  const isCurrent = (path: string): boolean => existsSync(join(path, 'package.json')) && (JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as { version?: string }).version === version
  const wanted = join(place, name)
  if (isCurrent(wanted)) return true
  rmSync(wanted, { recursive: true, force: true })
  const installed = join(root, 'node_modules', name)
  if (isCurrent(installed)) cpSync(installed, wanted, { recursive: true })
  else if (!mayFetch) return false
  else await fetchPackage(name, wanted)
  return true
}
