/** Installs Debian packages where this process may, and elsewhere names the command. It removes and upgrades nothing. */
import { existsSync } from 'node:fs'
import { runTool, say, seconds } from './runTool'

const updateTimeoutMs = 180_000
const installTimeoutMs = 900_000

export const isRoot = (): boolean => process.getuid?.() === 0
export const isDebian = (): boolean => process.platform === 'linux' && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get')
export const canInstall = (): boolean => isRoot() && isDebian()

/** The command a person types for these packages. */
export function installCommand(packages: readonly string[]): string {
  if (isDebian()) return `sudo apt-get update && sudo apt-get install -y ${packages.join(' ')}`
  const browser = packages.includes('chromium')
  if (process.platform === 'darwin') return browser ? 'brew install --cask chromium' : 'nothing: macOS has what is needed'
  if (process.platform === 'win32') return browser ? 'winget install Google.Chrome' : 'nothing: Windows has what is needed'
  return `install ${packages.join(', ')} with your system's package tool`
}

/** Says what it does first. True where every package is in afterwards; false says why on standard output. */
export async function installPackages(packages: readonly string[], reason: string): Promise<boolean> {
  say(`${reason}: installing ${packages.join(', ')} with apt-get …`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const update = await runTool('apt-get', ['update', '-qq'], { timeoutMs: updateTimeoutMs, env })
  const install = await runTool('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { timeoutMs: installTimeoutMs, env })
  if (install.code === 0) {
    say(`  installed in ${seconds(update.elapsedMs + install.elapsedMs)}`)
    return true
  }
  const lines = `${update.output}\n${install.output}`.trim().split('\n')
  say(`  apt-get could not: ${lines.findLast((line) => line.startsWith('E:')) ?? lines.at(-1) ?? 'it gave no reason'}`)
  return false
}
