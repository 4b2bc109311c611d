/** Electron's `app`: paths, readiness, the way out. It starts no browser and opens no window. */
import { EventEmitter } from 'node:events'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App, CommandLine } from 'electron'
import { isPrevented } from './events'
import { createInstanceLock } from './instanceLock'
import { offerOnly, refuse } from './refuse'

type Offered = Pick<
  App,
  | 'whenReady' | 'isReady' | 'getPath' | 'setPath' | 'quit' | 'exit' | 'getVersion' | 'getName' | 'getAppPath' | 'getLocale' | 'focus' | 'isPackaged' | 'name'
  | 'requestSingleInstanceLock' | 'hasSingleInstanceLock' | 'releaseSingleInstanceLock' | 'setAppUserModelId' | 'disableHardwareAcceleration'
>
type OfferedCommandLine = Pick<CommandLine, 'appendSwitch' | 'appendArgument' | 'hasSwitch' | 'getSwitchValue' | 'removeSwitch'>
export type HostApp = EventEmitter & Offered & { commandLine: OfferedCommandLine }

export interface AppDeps {
  name: string
  version: string
  path: string
  switches: Map<string, string>
  /** Closes every window that does not object; false where one did. */
  closeWindows: () => boolean
  /** Ends the browser and then this process. */
  end: (code: number) => void
}

export interface AppControl {
  app: HostApp
  becomeReady: () => void
  /** Emits `window-all-closed`, and quits where nobody listens, as Electron does. */
  lastWindowClosed: () => void
}

function defaultPaths(name: string, env: NodeJS.ProcessEnv, platform: NodeJS.Platform): Record<string, () => string> {
  const home = homedir()
  const appData = (): string => {
    if (platform === 'win32') return env['APPDATA'] ?? join(home, 'AppData', 'Roaming')
    return platform === 'darwin' ? join(home, 'Library', 'Application Support') : env['XDG_CONFIG_HOME'] || join(home, '.config')
  }
  return {
    home: () => home,
    temp: () => tmpdir(),
    appData,
    userData: () => join(appData(), name),
    downloads: () => join(home, 'Downloads'),
    documents: () => join(home, 'Documents'),
  }
}

export function createApp(deps: AppDeps): AppControl {
  const { name, version, path, switches } = deps
  const paths = defaultPaths(name, process.env, process.platform)
  const emitter = new EventEmitter()
  let isReady = false
  let isQuitting = false
  let announceReady: () => void = () => undefined
  const ready = new Promise<void>((resolve) => (announceReady = resolve))
  const lock = createInstanceLock(
    () => app.getPath('userData'),
    ({ words, folder }) => void app.emit('second-instance', {}, words, folder),
    () => ({ words: process.argv, folder: process.cwd() }),
  )

  const exit = (code = 0): void => {
    isQuitting = true
    lock.release()
    app.emit('quit', {}, code)
    deps.end(code)
  }
  const offered: Offered = {
    name,
    isPackaged: false,
    isReady: () => isReady,
    whenReady: () => ready,
    getVersion: () => version,
    getName: () => name,
    getAppPath: () => path,
    getLocale: () => Intl.DateTimeFormat().resolvedOptions().locale,
    getPath: (which) => (paths[which] ?? (() => refuse(`app.getPath('${which}')`)))(),
    setPath: (which, folder) => void (paths[which] = () => folder),
    focus: () => undefined,
    setAppUserModelId: () => undefined,
    // The browser's flags are fixed.
    disableHardwareAcceleration: () => undefined,
    requestSingleInstanceLock: () => lock.request(),
    hasSingleInstanceLock: () => lock.has(),
    releaseSingleInstanceLock: () => lock.release(),
    exit,
    quit: () => {
      if (isQuitting) return
      isQuitting = true
      const goes = !isPrevented(app, 'before-quit') && deps.closeWindows() && !isPrevented(app, 'will-quit')
      if (goes) exit(0)
      else isQuitting = false
    },
  }
  const commandLine: OfferedCommandLine = {
    // Kept for reading back; the browser's own flags are fixed.
    appendSwitch: (key, value = '') => void switches.set(key, value),
    appendArgument: () => undefined,
    hasSwitch: (key) => switches.has(key),
    getSwitchValue: (key) => switches.get(key) ?? '',
    removeSwitch: (key) => void switches.delete(key),
  }
  const app: HostApp = offerOnly('app', Object.assign(emitter, offered, { commandLine: offerOnly('app.commandLine', commandLine) }))

  return {
    app,
    becomeReady: () => {
      isReady = true
      announceReady()
      app.emit('ready', {}, {})
    },
    lastWindowClosed: () => {
      if (!isQuitting && !app.emit('window-all-closed')) app.quit()
    },
  }
}
