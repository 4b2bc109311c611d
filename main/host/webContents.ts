/** Electron's `webContents` of the one window: its page, its events, its wire to main. It can only show what main serves. */
import { EventEmitter } from 'node:events'
import type { NativeImage, WebContents, WebFrameMain, WindowOpenHandlerResponse } from 'electron'
import { originOf, type Addresses } from './addresses'
import { isPrevented } from './events'
import type { IpcMainControl } from './ipcMain'
import type { Session } from './pipe'
import { offerOnly } from './refuse'
import { guardRequests } from './requests'
import type { HostSession, SchemeControl } from './schemes'
import { createWindowIpc, type WindowIpc } from './windowIpc'

type Offered = Pick<WebContents, 'id' | 'loadURL' | 'reload' | 'getURL' | 'send' | 'setWindowOpenHandler' | 'isDestroyed' | 'isCrashed' | 'focus' | 'close' | 'capturePage'>
type HostFrame = Pick<WebFrameMain, 'url' | 'origin' | 'parent' | 'send'> & { top: object }
export type HostWebContents = EventEmitter & Offered & { session: HostSession; mainFrame: HostFrame }

export interface PageTarget {
  targetId: string
  session: Session
  isPaused: boolean
}

export interface WebContentsDeps {
  id: number
  /** Resolves once the browser has a page for us. */
  target: Promise<PageTarget>
  addresses: Addresses
  schemes: SchemeControl
  main: IpcMainControl
  preload: string
  developmentOrigin: string | undefined
  onTheme: (isDark: boolean) => void
  close: () => void
}

export interface WebContentsControl {
  contents: HostWebContents
  targetId: () => string | undefined
  ipc: () => WindowIpc
  /** Resolves once the page is guarded and the scripts are installed. */
  ready: Promise<Session>
  markDestroyed(): void
}

const levels: Record<string, 'info' | 'warning' | 'error' | 'debug'> = { error: 'error', assert: 'error', warning: 'warning', debug: 'debug', verbose: 'debug' }

/** Reports what the page writes to its console, and what the browser reports about it, in Electron's form. */
function reportConsole(session: Session, emitter: EventEmitter, frame: object): void {
  const report = (level: string, message: string, lineNumber = 0, sourceId = ''): void => {
    emitter.emit('console-message', { level: levels[level] ?? 'info', message, lineNumber, sourceId, frame })
  }
  session.on('Runtime.consoleAPICalled', ({ type, args, stackTrace }) => {
    const at = stackTrace?.callFrames[0]
    report(type, args.map((arg) => (arg.type === 'string' ? String(arg.value) : (arg.description ?? JSON.stringify(arg.value) ?? arg.type))).join(' '), at?.lineNumber, at?.url)
  })
  session.on('Log.entryAdded', ({ entry }) => report(entry.level, entry.text, entry.lineNumber, entry.url))
}

/** The part of Electron's image that a caller can save. */
const imageOf = (base64: string): NativeImage => offerOnly('NativeImage', { toPNG: () => Buffer.from(base64, 'base64'), isEmpty: () => base64 === '' }) as NativeImage

export function createWebContents(deps: WebContentsDeps): WebContentsControl {
  const { addresses } = deps
  const emitter = new EventEmitter()
  let session: Session | undefined
  let ipc: WindowIpc | undefined
  let targetId: string | undefined
  let url = ''
  let ownNavigation: string | undefined
  let isDestroyed = false
  let isCrashed = false
  let openHandler: Parameters<WebContents['setWindowOpenHandler']>[0] | undefined

  const frame: HostFrame = offerOnly('WebFrameMain', {
    get url() {
      return url
    },
    get origin() {
      return originOf(url)
    },
    parent: null,
    get top(): object {
      return frame
    },
    send: (channel: string, ...args: unknown[]) => contents.send(channel, ...args),
  })

  const prepare = async (): Promise<Session> => {
    const target = await deps.target
    const page = target.session
    targetId = target.targetId
    session = page
    const wire = createWindowIpc({
      session: page,
      main: deps.main,
      mainFrameId: target.targetId,
      preload: deps.preload,
      createEvent: () => ({ type: 'frame', sender: contents, senderFrame: frame, processId: 1, frameId: 1, reply: (channel: string, ...args: unknown[]) => contents.send(channel, ...args) }),
      onTheme: deps.onTheme,
      onPreloadFault: (message) => {
        process.stderr.write(`The preload failed: ${message}\n`)
        emitter.emit('preload-error', {}, '', new Error(message))
      },
      onStray: (to) => {
        const isAllowed = !isPrevented(emitter, 'will-navigate', { url: to, isMainFrame: true, isSameDocument: false, frame }, to)
        // Only what main serves under its own scheme has another name in the browser.
        if (isAllowed && addresses.toBrowser(to) !== to) void navigate(to).catch(() => undefined)
      },
    })
    ipc = wire
    const isOwnNavigation = (to: string): boolean => {
      const isOwn = ownNavigation === to
      if (isOwn) ownNavigation = undefined
      return isOwn
    }
    guardRequests({ session: page, addresses, schemes: deps.schemes, emitter, mainFrameId: target.targetId, mainFrame: frame, isOwnNavigation, developmentOrigin: deps.developmentOrigin })
    reportConsole(page, emitter, frame)
    page.on('Page.frameNavigated', ({ frame: { parentId, url: shown } }) => {
      if (parentId !== undefined) return
      const to = addresses.toMain(shown)
      if (isLost(shown, to)) return void leadBack(to)
      url = to
      emitter.emit('did-navigate', {}, url)
    })
    page.on('Page.loadEventFired', () => emitter.emit('did-finish-load'))
    page.on('Page.windowOpen', (asked) => {
      const details = { url: addresses.toMain(asked.url), frameName: asked.windowName, features: asked.windowFeatures.join(), disposition: 'new-window' as const, referrer: { url: '', policy: 'default' as const } }
      const answer: WindowOpenHandlerResponse | undefined = openHandler?.(details)
      if (answer?.action === 'allow') process.stderr.write(`A second window is not offered by the Chromium host: ${details.url} was not opened.\n`)
    })
    // Leaving is decided by main's before-quit; every other dialog of the page is dismissed.
    page.on('Page.javascriptDialogOpening', ({ type }) => void page.send('Page.handleJavaScriptDialog', { accept: type === 'beforeunload' }).catch(() => undefined))
    page.on('Inspector.targetCrashed', () => {
      isCrashed = true
      emitter.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 })
    })
    await Promise.all([
      page.send('Page.enable', {}),
      page.send('Runtime.enable', {}),
      page.send('Log.enable', {}),
      page.send('Inspector.enable', {}),
      wire.install(),
      page.send('Fetch.enable', { patterns: [{ urlPattern: '*', requestStage: 'Request' }] }),
      ...(target.isPaused ? [page.send('Runtime.runIfWaitingForDebugger', {})] : []),
    ])
    return page
  }
  /** about:blank and blob: pass by the guard of requests; should they pass by the one in the page too, the page is already there. */
  const isLost = (shown: string, to: string): boolean => {
    const isServed = shown !== to || (deps.developmentOrigin !== undefined && shown.startsWith(`${deps.developmentOrigin}/`))
    return !isServed && ownNavigation !== to && url !== ''
  }
  /** Tells main where the page went and brings it back, whatever main says. */
  const leadBack = async (strayed: string): Promise<void> => {
    isPrevented(emitter, 'will-navigate', { url: strayed, isMainFrame: true, isSameDocument: false, frame }, strayed)
    ownNavigation = url
    await session?.send('Page.navigate', { url: addresses.toBrowser(url) }).catch(() => undefined)
  }

  const ready = prepare()
  // Whoever loads a page hears of a failure there.
  ready.catch(() => undefined)

  const navigate = async (to: string): Promise<void> => {
    const page = await ready
    ownNavigation = to
    const isLoaded = new Promise<void>((resolve) => emitter.once('did-finish-load', () => resolve()))
    const { errorText } = await page.send('Page.navigate', { url: addresses.toBrowser(to) })
    if (errorText !== undefined) {
      ownNavigation = undefined
      emitter.emit('did-fail-load', {}, -2, errorText, to, true, 1, 1)
      throw new Error(`${errorText} loading '${to}'`)
    }
    await isLoaded
  }

  const offered: Offered = {
    id: deps.id,
    loadURL: navigate,
    reload: () => {
      ownNavigation = url
      void session?.send('Page.reload', {}).catch(() => undefined)
    },
    getURL: () => url,
    send: (channel, ...args: unknown[]) => {
      if (!isDestroyed) void ready.then(() => ipc?.push(channel, args)).catch(() => undefined)
    },
    setWindowOpenHandler: (handler) => void (openHandler = handler),
    isDestroyed: () => isDestroyed,
    isCrashed: () => isCrashed,
    focus: () => void session?.send('Page.bringToFront', {}).catch(() => undefined),
    close: () => deps.close(),
    capturePage: async () => imageOf((await (await ready).send('Page.captureScreenshot', { format: 'png' })).data),
  }
  const contents: HostWebContents = offerOnly('webContents', Object.assign(emitter, offered, { session: deps.schemes.session.defaultSession, mainFrame: frame }))

  return {
    contents,
    targetId: () => targetId,
    ipc: () => {
      if (!ipc) throw new Error('The window shows no page yet.')
      return ipc
    },
    ready,
    markDestroyed: () => {
      isDestroyed = true
      emitter.emit('destroyed')
    },
  }
}
