/** Builds Rolecall when its sources are newer than `out/`. It knows no bundler: the build script of package.json does. */
import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root'
import { runTool, say, seconds } from './runTool'

const sources = ['main', 'preload', 'renderer', 'shared', 'electron.vite.config.ts', 'package.json', 'package-lock.json']
const products = ['out/main/index.js', 'out/preload/index.cjs', 'out/renderer/index.html', 'out/host/boot.js', 'resources/catalogue']
const stamp = join(root, 'out', '.built')
const buildTimeoutMs = 300_000

function newestChange(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) return 0
  if (!stat.isDirectory()) return stat.mtimeMs
  // A removed file changes its folder's own time.
  return readdirSync(path).reduce((newest, name) => Math.max(newest, newestChange(join(path, name))), stat.mtimeMs)
}

function isBuilt(): boolean {
  const builtAt = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0
  return products.every((path) => existsSync(join(root, path))) && sources.every((path) => newestChange(join(root, path)) <= builtAt)
}

/** Says one line. True where `out/` is fresh afterwards; otherwise the build's own words have been shown. */
export async function buildWhereOlder(): Promise<boolean> {
  if (isBuilt()) return true
  say('Building Rolecall …')
  const began = new Date()
  const built = await runTool('npm', ['run', '--silent', 'build'], { timeoutMs: buildTimeoutMs, cwd: root })
  if (built.code !== 0) {
    say(`${built.output.trim()}\nThe build failed.`)
    return false
  }
  writeFileSync(stamp, began.toISOString())
  // A source saved while the build ran is newer than this.
  utimesSync(stamp, began, began)
  say(`  built in ${seconds(built.elapsedMs)}`)
  return true
}
