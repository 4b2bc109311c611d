/** The host's start: takes the place of the module `electron`, starts the browser and loads the application's main. */
import { readFileSync, statSync } from 'node:fs'
import { open as openInspector } from 'node:inspector'
import { createRequire, Module, register } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createAddresses } from './addresses'
import { createApp } from './app'
import { parseArguments } from './argv'
import { startBrowser } from './browser'
import { createWindows, type WindowControl } from './browserWindow'
import { createClipboard, createMenu, createShell, createTheme } from './desktop'
import { createDialog } from './dialog'
import { electron, fillParts } from './electronParts'
import { createIpcMain } from './ipcMain'
import { createNotification } from './notification'
import { guardPages } from './pages'
import { createSchemes } from './schemes'
import { createUtilityProcess } from './utilityProcess'

/** Electron's release whose behaviour the host follows; the suffix tells the host apart. */
const electronVersion = '45.0.0-chromium'
const startSize = { width: 1280, height: 800 }

interface PackageFile {
  name?: string
  productName?: string
  version?: string
  main?: string
}

const stop = (sentence: string): never => {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}

/** The application's folder, package and main file. */
function findApplication(named: string): { path: string; main: string; packageFile: PackageFile } {
  const entry = resolve(named)
  const isFolder = statSync(entry, { throwIfNoEntry: false })?.isDirectory()
  if (isFolder === undefined) return stop(`There is no application at ${entry}.`)
  if (!isFolder) return { path: dirname(entry), main: entry, packageFile: {} }
  const packageFile = JSON.parse(readFileSync(join(entry, 'package.json'), 'utf8')) as PackageFile
  return { path: entry, main: join(entry, packageFile.main ?? 'index.js'), packageFile }
}

/** Both ways of loading `electron` lead to our parts from here on. */
function takeElectronsName(): void {
  const loader = Module as unknown as { _load: (name: string, ...rest: unknown[]) => unknown }
  const load = loader._load.bind(Module)
  loader._load = (name, ...rest) => (name === 'electron' || name === 'electron/main' ? electron : load(name, ...rest))
  register(new URL('hook.js', import.meta.url))
}

function run(): void {
  const argv = process.argv.slice(2)
  const { requires, switches, inspectPort, application } = parseArguments(argv)
  const { path, main: mainFile, packageFile } = findApplication(application ?? '.')
  Object.defineProperty(process, 'versions', { value: Object.freeze({ ...process.versions, electron: electronVersion }), enumerable: true })
  Object.defineProperty(process, 'type', { value: 'browser', enumerable: true })
  process.argv = [process.argv[1] ?? '', ...argv]

  const title = packageFile.productName ?? packageFile.name ?? 'Application'
  const developmentUrl = process.env['ELECTRON_RENDERER_URL']
  const debuggingPort = switches.get('remote-debugging-port')
  const browser = ((): ReturnType<typeof startBrowser> => {
    try {
      return startBrowser({ title, ...startSize, allowsLoopback: developmentUrl !== undefined, ...(debuggingPort === undefined ? {} : { debuggingPort }) })
    } catch (error) {
      return stop((error as Error).message)
    }
  })()

  let hasEnded = false
  let failed = false
  const control = createApp({
    name: title,
    version: packageFile.version ?? '0.0.0',
    path,
    switches,
    closeWindows: () => windows.closeAll(),
    end: (code) => {
      const exit = (): never => process.exit(failed ? 1 : code)
      if (hasEnded) exit()
      browser.onEnd(exit)
      browser.close()
    },
  })
  const { app } = control
  const addresses = createAddresses()
  const schemes = createSchemes(addresses)
  const main = createIpcMain()
  const theme = createTheme(() => windows)
  const target = guardPages({ pipe: browser.pipe, onPageGone: (targetId) => windows.pageGone(targetId) })
  // Where there never is a page, the end of the browser says why.
  target.catch(() => undefined)
  const windows: WindowControl = createWindows({
    pipe: browser.pipe,
    target,
    addresses,
    schemes,
    main,
    developmentOrigin: developmentUrl === undefined ? undefined : new URL(developmentUrl).origin,
    onTheme: (isDark) => theme.seen(isDark),
    onOpened: (window) => {
      app.emit('browser-window-created', {}, window)
      app.emit('web-contents-created', {}, window.webContents)
    },
    onClosed: () => setImmediate(control.lastWindowClosed),
  })

  browser.onEnd(({ failure }) => {
    hasEnded = true
    if (failure !== undefined) {
      process.stderr.write(`${failure}\n`)
      failed = true
      process.exitCode = 1
    }
    const open = windows.current()
    if (open) open.window.destroy()
    else if (failure !== undefined) app.exit(1)
  })
  let signals = 0
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // An application that listens once it is ready has taken the signal over, as with Electron.
      if (process.listenerCount(signal) > 1) return
      if (++signals > 1) process.exit(130)
      app.quit()
    })
  }
  process.on('exit', () => hasEnded || browser.kill())

  fillParts({
    app, ipcMain: main.ipcMain, protocol: schemes.protocol, session: schemes.session, BrowserWindow: windows.BrowserWindow, webContents: windows.webContents,
    dialog: createDialog({ windows, downloads: () => app.getPath('downloads') }),
    nativeTheme: theme.nativeTheme, shell: createShell(), clipboard: createClipboard(windows), Menu: createMenu(), Notification: createNotification(), utilityProcess: createUtilityProcess(),
  })
  takeElectronsName()
  if (inspectPort !== undefined) openInspector(inspectPort, '127.0.0.1')
  const require = createRequire(import.meta.url)
  for (const file of requires) require(resolve(file))
  import(pathToFileURL(mainFile).href).then(
    () => target.then(control.becomeReady, () => undefined),
    (error: unknown) => stop(`${mainFile} could not be loaded: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
  )
}

run()
