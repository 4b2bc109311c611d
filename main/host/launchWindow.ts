/** Starts Rolecall under a test driver, in Electron where it can run and else on the Chromium host. The tour and the end-to-end tests both start here. */
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { hasDisplay } from './browserPath'
import { findElectron } from './electronBinary'
import { isRoot } from './packages'
import { hostFolder, root } from './root'

export interface LaunchOptions {
  /** The data folder. */
  home: string
  /** Default true. */
  headless?: boolean
  /** Added to this process's own environment. */
  env?: Record<string, string>
  /** Passed on to main: `--practice`. */
  args?: string[]
  /** Folder or main file of the application; default: Rolecall. */
  application?: string
}

export interface Launched {
  app: ElectronApplication
  page: Page
  /** Quits the application, pausing what runs, and waits for its end; resolves with its exit status. */
  close: () => Promise<number | null>
  /** What main wrote to standard error so far. */
  errors: () => string
}

const launchTimeoutMs = 30_000
const closeTimeoutMs = 15_000

/** The executable to launch: Electron cannot go without a display, the Chromium host can. */
export function windowExecutable(isHeadless: boolean): string {
  const electron = process.env['ROLECALL_HOST'] === 'chromium' || isHeadless || !hasDisplay() ? undefined : findElectron()
  return electron ?? join(hostFolder, 'electron')
}

export async function launchWindow({ home, headless = true, env = {}, args = [], application = root }: LaunchOptions): Promise<Launched> {
  const inherited = Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined))
  const app = await _electron.launch({
    executablePath: windowExecutable(headless),
    args: [application, ...args],
    env: { ...inherited, ...env, ROLECALL_HOME: home, ROLECALL_HEADLESS: headless ? '1' : '0' },
    // Only root has to go without; the driver would otherwise turn the sandbox off for everyone.
    chromiumSandbox: !isRoot(),
    timeout: launchTimeoutMs,
  })
  const main = app.process()
  let errors = ''
  main.stderr?.on('data', (text: Buffer) => (errors = (errors + text.toString()).slice(-20_000)))
  const ended = new Promise<number | null>((resolve) => main.once('exit', resolve))
  const close = async (): Promise<number | null> => {
    const timer = setTimeout(() => main.kill('SIGKILL'), closeTimeoutMs)
    // Where the first quit asks about a running call, the driver's own is the answer.
    await app.evaluate((electron) => electron.app.quit()).catch(() => undefined)
    await app.close().catch(() => undefined)
    const code = main.exitCode ?? (await ended)
    clearTimeout(timer)
    return code
  }
  try {
    const page = await app.firstWindow({ timeout: launchTimeoutMs })
    return { app, page, close, errors: () => errors }
  } catch (error) {
    await close()
    throw new Error(`The window did not open. Main said: ${errors.trim() || 'nothing'}`, { cause: error })
  }
}
