/** The application's only entry, and composition root of the window: builds everything in order, shuts down in reverse. Started with the words of a command line it opens none and hands over to packagedCli.ts. */
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app, session, type BrowserWindow } from 'electron'
import { createRedactor } from '../shared/redact'
import { createAttention } from './attention'
import { createHandlers } from './bridge/asks'
import { redactedProgress } from './bridge/redacted'
import { serveAsks } from './bridge/serve'
import { createTell } from './bridge/tells'
import { commandLineWords } from './cli/words'
import { composeEngine, findCatalogue } from './compose'
import { createDesktop } from './dialogs'
import { startElectronChild } from './electronChild'
import { findHome } from './home'
import { linkScheme } from './deepLink'
import { createLog } from './log'
import { paced } from './paced'
import { createPracticeConnection, practiceProfile } from './practice/connection'
import { createOpenings } from './openings'
import { operatorName } from './operator'
import { createPreferenceFile } from './preferences'
import { keepWithin } from './result/keeping'
import { createSaved } from './saved/saved'
import { createSettings } from './settings'
import { createUpdates } from './updates'
import { leaveWithSystem } from './systemEnd'
import { createTrust, createWindow, registerScheme, showWindow } from './window'

/** Milliseconds between two lists of sessions for the window. */
const tellSessionsEveryMs = 500

/** Milliseconds a shutdown may take before the process ends anyway. */
const shutdownTimeout = 5_000

const here = dirname(fileURLToPath(import.meta.url))
const home = findHome(process.env)
const redactor = createRedactor()
const log = createLog(home, redactor)
const operator = operatorName(process.env)

const shown: { window?: BrowserWindow } = {}
const tell = createTell(() => shown.window?.webContents)
// Nothing is fetched until the operator's wish is known.
const metadata = { isOffline: true }
const preferences = createPreferenceFile(home, () => new Date(), ({ isOffline }) => (metadata.isOffline = isOffline))
const openings = createOpenings({ onWaiting: () => tell('opening.waiting', {}), profile: async () => (await preferences.read()).profile ?? 'none' })

const words = commandLineWords(process.argv, app.isPackaged)
if (words === undefined) start()
else await import('./packagedCli').then(({ startPackagedCli }) => startPackagedCli(words, here))

/** What must be in place before the application is ready. */
function start(): void {
  process.on('uncaughtException', (thrown) => {
    log.error({ error: thrown }, 'the main process failed')
    log.flush()
    app.exit(1)
  })
  process.on('unhandledRejection', (thrown) => log.error({ error: thrown }, 'a promise was left without a handler'))
  openings.addWords(process.argv.slice(1), process.cwd())
  // macOS tells of these by events, the first of them before the application is ready.
  app.on('open-file', (event, path) => {
    event.preventDefault()
    openings.addFile(path)
  })
  app.on('open-url', (event, link) => {
    event.preventDefault()
    openings.addLink(link)
  })
  app.setPath('userData', join(home, 'window'))
  registerScheme()
  if (app.requestSingleInstanceLock()) void app.whenReady().then(run)
  else app.quit()
}

async function run(): Promise<void> {
  const host = process.versions.electron?.includes('chromium') ? 'chromium' : 'electron'
  const settings = createSettings(home, () => new Date())
  await settings.read()
  const engine = composeEngine({ home, operator, env: process.env, redactor, startChild: startElectronChild, resultProcess: join(here, 'resultProcess.js'), catalogue: findCatalogue(here), refreshesCatalogue: true, isOffline: () => metadata.isOffline, settings: () => settings.now(), onAuditFailure: (thrown) => log.error({ error: thrown }, 'the audit log could not be written; its lines wait'), lockAfterMinutes: () => settings.now().lockAfterMinutes, ...(host === 'electron' ? { askSystemProxy: (address: string) => session.defaultSession.resolveProxy(address) } : {}) })
  const { credentials, catalog, calls, history, results, audit, permission } = engine
  const practice = createPracticeConnection({ credentials, startChild: startElectronChild, modulePath: join(here, 'practiceProcess.js'), options: {} })
  const desktop = createDesktop(() => shown.window, { path: app.getPath('downloads') })
  const saved = createSaved({
    folder: () => settings.now().savedFolder,
    trash: desktop.trash,
    onChange: () => tell('saved.changed', {}),
    onWatchFailure: (thrown) => log.warn({ error: thrown }, 'the folder of saved calls is not watched'),
  })

  const attention = createAttention({ window: () => shown.window, onClosing: (running) => tell('window.closing', { running }) })

  const stopServing = serveAsks({
    handlers: createHandlers({
      state: async () => {
        const address = practice.address()
        return {
          version: app.getVersion(),
          host,
          platform: process.platform,
          keychain: await credentials.keychain(),
          operator,
          home,
          ...(address === undefined ? {} : { practice: { address, profile: practiceProfile } }),
        }
      },
      preferences,
      settings,
      desktop,
      attention,
      credentials,
      practice,
      catalog,
      calls,
      history,
      results,
      audit,
      permission,
      openings,
      saved,
      ownSavedFolder: join(home, 'calls'),
      updates: createUpdates({ route: engine.route, version: app.getVersion(), feed: () => settings.now().updateFeedUrl, isOffline: () => metadata.isOffline || !['', '0'].includes(process.env['ROLECALL_OFFLINE'] ?? '') }),
      tell,
      redactor,
    }),
    isTrusted: createTrust(() => shown.window),
    log,
    redactor,
    onAsk: () => credentials.touch(),
  })
  const keeping = keepWithin({ results, limits: () => settings.now(), log })
  calls.onProgress((progress) => {
    tell('call.progress', redactedProgress(progress, redactor))
    attention.heard(progress)
    if (progress.state !== 'running') keeping.soon()
  })
  catalog.onChange?.(throttled(() => tell('catalog.changed', {})))
  credentials.onLock((state) => tell('lock.changed', state))
  engine.cloudClock.onSkew((skewMs) => {
    log.warn({ skewMs }, 'the clock of this computer is wrong; requests carry the corrected time')
    tell('lock.changed', credentials.lockState())
  })
  const sessionsChanged = paced(tellSessionsEveryMs, Date.now, () => tell('session.changed', credentials.sessions()))
  credentials.onSessions(sessionsChanged.ask)

  let isClosing = false
  const close = async (): Promise<void> => {
    stopServing()
    sessionsChanged.stop()
    await preferences.settle()
    keeping.stop()
    await saved.close()
    practice.close()
    await engine.close()
    log.info({}, 'closed')
    log.flush()
  }
  app.on('window-all-closed', () => app.quit())
  app.on('before-quit', (event) => {
    if (isClosing) return
    event.preventDefault()
    if (attention.closing.holds()) return
    isClosing = true
    const late = new Promise((resolve) => setTimeout(resolve, shutdownTimeout))
    void Promise.race([close(), late]).finally(() => app.exit(0))
  })
  leaveWithSystem(() => attention.closing.leave(), host)
  app.on('second-instance', (_event, words, folder) => {
    openings.addWords(words.slice(1), folder)
    shown.window?.focus()
  })
  // Linux and macOS read the scheme from the package; a checkout registers nothing.
  if (app.isPackaged && process.platform === 'win32') app.setAsDefaultProtocolClient(linkScheme)

  if (process.argv.includes('--practice')) await practice.connect()
  shown.window = createWindow({ renderer: join(here, '../renderer'), preload: join(here, '../preload') })
  attention.guard(shown.window)
  await showWindow(shown.window)
  // After the first paint: the search index, and what was called before.
  void catalog.warm?.().catch((thrown: unknown) => log.warn({ error: thrown }, 'the search index was not built ahead'))
  void engine.countUses().catch((thrown: unknown) => log.warn({ error: thrown }, 'the history was not counted'))
  log.info({ version: app.getVersion(), host }, 'opened')
}

/** Many documents may arrive at once; the window hears of them once a second at most. */
function throttled(work: () => void): () => void {
  let timer: NodeJS.Timeout | undefined
  return () => {
    timer ??= setTimeout(() => {
      timer = undefined
      work()
    }, 1000)
  }
}
