/** Runs a command beside a real, unlocked keyring that lives only as long as the command. The operator's own keyring is never touched. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runTool } from '../main/host/runTool'
import { keyringVariable } from './system'

const readyTimeoutMs = 10_000
const askTimeoutMs = 2_000

/** The command that runs `command` beside a keyring, for spawning. */
export const withKeyring = (command: readonly string[]): string[] => ['dbus-run-session', '--', process.execPath, '--import', 'tsx', import.meta.filename, ...command]

async function isServing(): Promise<boolean> {
  const asked = await runTool(
    'dbus-send',
    ['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/', 'org.freedesktop.DBus.NameHasOwner', 'string:org.freedesktop.secrets'],
    { timeoutMs: askTimeoutMs },
  )
  return asked.output.includes('boolean true')
}

async function startDaemon(env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const daemon = spawn('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets'], { stdio: ['pipe', 'ignore', 'ignore'], env })
  // Without a password it would ask a prompter, and there is none.
  daemon.stdin.end('practice\n')
  const deadline = performance.now() + readyTimeoutMs
  while (!(await isServing())) {
    if (daemon.exitCode !== null || performance.now() > deadline) throw new Error('gnome-keyring-daemon did not offer the secret service in time.')
  }
  return daemon
}

/** Inside the session bus: keyring up, command, keyring down. Resolves with the command's exit status. */
async function run([program = '', ...args]: string[]): Promise<number> {
  const home = mkdtempSync(join(tmpdir(), 'rolecall-keyring-'))
  const runtime = join(home, 'runtime')
  mkdirSync(runtime, { mode: 0o700 })
  const env = { ...process.env, XDG_DATA_HOME: join(home, 'data'), XDG_CACHE_HOME: join(home, 'cache'), XDG_RUNTIME_DIR: runtime, [keyringVariable]: '1' }
  const daemon = await startDaemon(env)
  const child = spawn(program, args, { stdio: 'inherit', env })
  const code = await new Promise<number>((resolve) => {
    child.on('error', () => resolve(127))
    child.on('exit', (status) => resolve(status ?? 1))
  })
  daemon.kill()
  rmSync(home, { recursive: true, force: true })
  return code
}

if (process.argv[1] === import.meta.filename) process.exit(await run(process.argv.slice(2)))
