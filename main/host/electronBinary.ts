/** Electron's own executable: whether it is there and runs, and one try to fetch it. Its package downloads nothing by itself since release 42. */
import { existsSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { root } from './root'
import { runTool, say, seconds } from './runTool'

const packageFolder = join(root, 'node_modules', 'electron')
const reachTimeoutMs = 3_000
const fetchTimeoutMs = 180_000
const tryTimeoutMs = 15_000
/** @electron/get's own default; a mirror is set as its documentation says. */
export const electronAddress = process.env['ELECTRON_MIRROR'] ?? process.env['npm_config_electron_mirror'] ?? 'https://github.com'

/** Path of the executable; undefined where it has not been fetched. The package's install script leaves its name in path.txt. */
export function findElectron(): string | undefined {
  const nameFile = join(packageFolder, 'path.txt')
  if (!existsSync(nameFile)) return undefined
  const path = join(packageFolder, 'dist', readFileSync(nameFile, 'utf8'))
  return existsSync(path) ? path : undefined
}

/** Why it does not start here, for instance a system library that is missing; undefined where it does. */
export async function electronFault(path: string): Promise<string | undefined> {
  const tried = await runTool(path, ['--version', '--no-sandbox'], { timeoutMs: tryTimeoutMs })
  return tried.code === 0 ? undefined : (tried.output.trim().split('\n')[0] ?? 'it does not start')
}

/** Whether the download server answers at all; a firewall that swallows packets must not cost minutes. */
export function isReachable(address: string): Promise<boolean> {
  if (process.env['HTTPS_PROXY'] ?? process.env['https_proxy']) return Promise.resolve(true)
  const { hostname, port, protocol } = new URL(address)
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) || (protocol === 'http:' ? 80 : 443) })
    const end = (reached: boolean) => (): void => {
      socket.destroy()
      resolve(reached)
    }
    socket.setTimeout(reachTimeoutMs, end(false))
    socket.on('connect', end(true))
    socket.on('error', end(false))
  })
}

/** One try. The path, or why there is none. */
export async function fetchElectron(): Promise<{ path: string } | { reason: string }> {
  if (!existsSync(join(packageFolder, 'install.js'))) return { reason: 'its package is not installed' }
  if (!(await isReachable(electronAddress))) return { reason: `${new URL(electronAddress).hostname} cannot be reached` }
  say('Fetching Electron …')
  const run = await runTool(process.execPath, [join(packageFolder, 'install.js')], { timeoutMs: fetchTimeoutMs })
  const path = findElectron()
  if (path !== undefined) {
    say(`  fetched in ${seconds(run.elapsedMs)}`)
    return { path }
  }
  return { reason: run.code === undefined ? `the download took longer than ${seconds(fetchTimeoutMs)}` : 'the download failed' }
}
