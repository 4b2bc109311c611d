/** Starts the installed browser on a debugging pipe and watches it to its end. It opens no window of its own accord and keeps no profile. */
import { spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { browserFlags } from './browserFlags'
import { findBrowser, hasDisplay } from './browserPath'
import { createPipe, type Pipe } from './pipe'
import { createProfileFolder, removeFolder } from './profileFolder'

export interface BrowserOptions {
  title: string
  width: number
  height: number
  debuggingPort?: string
  allowsLoopback: boolean
}

export interface BrowserEnd {
  /** The sentence to show where the browser failed; undefined where it ended as asked or because its window was closed. */
  failure?: string
}

export interface Browser {
  pipe: Pipe
  isHeadless: boolean
  /** Called once, when the process is gone and its profile folder removed. */
  onEnd(listener: (end: BrowserEnd) => void): void
  /** Asks the browser to end, and kills it where it has not within 5 s. */
  close(): void
  /** At once, for when our own process is ending. */
  kill(): void
}

const closeTimeoutMs = 5_000

/** What its error output tells, in words that name the next move. */
function explain(path: string, hasAnswered: boolean, how: string, output: string): string {
  if (hasAnswered) return `The browser ${path} ended unexpectedly (${how}), so the application ends too. Start it again.`
  const start = `The browser ${path} could not start (${how}).`
  if (/No usable sandbox|setuid_sandbox_host|Failed to move to new namespace/.test(output))
    return `${start} Its sandbox is not available to this user. Allow unprivileged user namespaces, or install chromium-sandbox.`
  if (/Missing X server|ozone_platform_x11|cannot open display/i.test(output)) return `${start} It cannot reach the display. Correct DISPLAY, or set ROLECALL_HEADLESS=1 to do without.`
  const lastLine = output.trim().split('\n').findLast((line) => /error|fatal|cannot/i.test(line))
  return lastLine === undefined ? `${start} Set ROLECALL_BROWSER to another Chromium, Chrome or Edge.` : `${start} It said: ${lastLine.trim().slice(0, 400)}`
}

/** @throws Error with one clear sentence where no browser is installed. */
export function startBrowser(options: BrowserOptions, env: NodeJS.ProcessEnv = process.env): Browser {
  const path = findBrowser(env)
  if (path === undefined) throw new Error('No Chromium, Chrome or Edge was found. Install one, or set ROLECALL_BROWSER to its path.')
  const isHeadless = env['ROLECALL_HEADLESS'] === '1' || !hasDisplay(env)
  const profileFolder = createProfileFolder()
  const flags = browserFlags({ ...options, profileFolder, isHeadless, isRoot: process.getuid?.() === 0 })
  // Chromium leaves the folder of its lock socket behind; in the profile folder it goes too. Elsewhere than on Linux that path could be too long for a socket.
  const ownEnv = process.platform === 'linux' ? { ...env, TMPDIR: profileFolder } : env
  const child = spawn(path, flags, { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'], env: ownEnv })
  const pipe = createPipe(child.stdio[3] as Writable, child.stdio[4] as Readable)

  let output = ''
  let wasAsked = false
  let hasAnswered = false
  child.stdio[4]?.once('data', () => (hasAnswered = true))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-8_000)
    // A test driver waits for this line, as it does with Electron.
    if (env['ROLECALL_HOST_LOG'] === '1' || text.includes('DevTools listening on')) process.stderr.write(text)
  })

  const listeners: ((end: BrowserEnd) => void)[] = []
  let end: BrowserEnd | undefined
  const finish = (how: string, isFailure: boolean): void => {
    if (end) return
    removeFolder(profileFolder)
    end = isFailure && !wasAsked ? { failure: explain(path, hasAnswered, how, output) } : {}
    for (const listener of listeners) listener(end)
  }
  child.on('error', (error: NodeJS.ErrnoException) => finish(error.code ?? error.message, true))
  // `close` comes after the last of its error output, `exit` does not.
  child.on('close', (code, signal) => finish(signal ?? `exit status ${code}`, code !== 0 || !hasAnswered))

  const kill = (): void => {
    wasAsked = true
    child.kill('SIGKILL')
    removeFolder(profileFolder)
  }
  return {
    pipe,
    isHeadless,
    onEnd: (listener) => void (end ? listener(end) : listeners.push(listener)),
    close: () => {
      wasAsked = true
      pipe.send('Browser.close', {}).catch(() => undefined)
      setTimeout(kill, closeTimeoutMs).unref()
    },
    kill,
  }
}
