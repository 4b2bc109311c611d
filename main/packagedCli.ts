/** Composition root of the command line inside the application: the same program, with Electron's utility processes as children. It opens no window, takes no lock, and leaves links and files alone. */
import { spawn } from 'node:child_process'
import { createReadStream, mkdtempSync, rmSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { app } from 'electron'
import { exitStatus } from './cli/exit'
import type { Terminal } from './cli/terminal'
import { commandLineMarker, headlessSwitch, switchesInFront } from './cli/words'
import { runCliProcess } from './cliProcess'
import { startElectronChild } from './electronChild'

/** Call before the application is ready, and wait: it is not ready before main has loaded, so this resolves when all is prepared, not when the command ends. `folder`: where main and its children's modules lie. */
export async function startPackagedCli(words: readonly string[], folder: string): Promise<void> {
  if (needsNoDisplay(process.argv, process.env)) return app.exit(await startHeadless(words))
  // Two command lines and a window must not share what Chromium writes.
  const scratch = mkdtempSync(join(tmpdir(), 'rolecall-cli-'))
  const exit = (status: number): void => {
    rmSync(scratch, { recursive: true, force: true })
    app.exit(status)
  }
  app.setPath('userData', scratch)
  app.disableHardwareAcceleration()
  if (process.platform === 'darwin') app.setActivationPolicy('prohibited')
  const stop = new AbortController()
  // The end of a session and a quit by the system come as this, where no signal does.
  app.on('before-quit', (event) => {
    event.preventDefault()
    stop.abort()
  })
  void app
    .whenReady()
    // Chromium takes the signals for itself until then.
    .then(() => runCliProcess({ words, startChild: startElectronChild, resultProcess: join(folder, 'resultProcess.js'), folder, stdin: standardInput(), exit, stop }))
    .then(exit, (thrown: unknown) => {
      process.stderr.write(`rolecall: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`)
      exit(exitStatus.failed)
    })
}

/** Electron on Linux ends where it finds no display, unless told to show nothing. The resources' launcher tells it so. */
const needsNoDisplay = (argv: readonly string[], env: NodeJS.ProcessEnv): boolean =>
  app.isPackaged && process.platform === 'linux' && !argv.includes(headlessSwitch) && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']

/** Starts this program once more, showing nothing, and answers with its status. Signals to this process alone are handed on; the terminal's reach both. */
async function startHeadless(words: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [...switchesInFront(process.argv.slice(1)), headlessSwitch, commandLineMarker, '--', ...words], { stdio: 'inherit' })
  process.on('SIGINT', () => undefined)
  for (const name of ['SIGTERM', 'SIGHUP'] as const) process.on(name, () => void child.kill(name))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (status, signal) => resolve(status ?? 128 + (signal === null ? 0 : constants.signals[signal])))
  })
}

/** On Windows Electron puts an empty stream in the place of standard input; what is piped in is still there by its number, and where nothing is, it ends. */
function standardInput(): Terminal['stdin'] {
  if (process.platform !== 'win32') return process.stdin
  const piped = createReadStream('', { fd: 0 })
  piped.on('error', () => piped.push(null))
  return piped
}
