#!/usr/bin/env node
/** Starts the built command line, building it once where it has not been built. Output of the build goes to standard error. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const built = join(root, 'out', 'main', 'cli.js')

if (!existsSync(built)) {
  process.stderr.write('Building Rolecall once …\n')
  const isWindows = process.platform === 'win32'
  const { status, error } = spawnSync(isWindows ? 'npm.cmd' : 'npm', ['run', '--silent', 'build'], { cwd: root, stdio: ['ignore', 2, 2], shell: isWindows })
  if (status !== 0 || !existsSync(built)) {
    process.stderr.write(`rolecall: the build failed${error ? ` (${error.message})` : ''}.\n  next: run npm ci, then npm run build, in ${root}\n`)
    process.exit(1)
  }
}
await import(pathToFileURL(built).href)
