#!/usr/bin/env node
/** Starts the built command line, building it once where it has not been built; a second start meanwhile waits for that build. Output of the build goes to standard error. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const built = join(root, 'out', 'main', 'cli.js')
const lock = join(root, 'out', '.building')
/** Milliseconds after which a build that left its lock behind is taken for dead. */
const staleAfter = 300_000

function isBuilding() {
  try {
    if (Date.now() - statSync(lock).mtimeMs > staleAfter) return false
    const pid = Number(readFileSync(lock, 'utf8'))
    // A lock that is empty is being written at this moment.
    if (pid > 0) process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** False where another process holds the lock; one that was left behind is removed for the next try. */
function takeLock() {
  mkdirSync(dirname(lock), { recursive: true })
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    if (!isBuilding()) rmSync(lock, { force: true })
    return false
  }
}

function build() {
  process.stderr.write('Building Rolecall once …\n')
  const isWindows = process.platform === 'win32'
  const { status, signal, error } = spawnSync(isWindows ? 'npm.cmd' : 'npm', ['run', '--silent', 'build'], { cwd: root, stdio: ['ignore', 2, 2], shell: isWindows })
  rmSync(lock, { force: true })
  if (status === 0 && existsSync(built)) return
  process.stderr.write(`rolecall: the build failed${error ? ` (${error.message})` : signal ? ` (${signal})` : ''}.\n  next: run npm ci, then npm run build, in ${root}\n`)
  process.exit(1)
}

if (isBuilding()) process.stderr.write('Waiting for the build of Rolecall …\n')
while (isBuilding() || !existsSync(built)) {
  if (!isBuilding() && takeLock()) build()
  else await pause(200)
}
await import(pathToFileURL(built).href)
