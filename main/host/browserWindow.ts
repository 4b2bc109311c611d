/** Electron's `BrowserWindow`, for one window that is sandboxed and isolated. Another window, and a window with Node in it, are refused. */
import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle } from 'electron'
import { isPrevented } from './events'
import type { Pipe } from './pipe'
import { offerOnly, refuse } from './refuse'
import { createWebContents, type HostWebContents, type PageTarget, type WebContentsControl, type WebContentsDeps } from './webContents'

type Offered = Pick<
  BrowserWindow,
  | 'id' | 'loadURL' | 'show' | 'hide' | 'focus' | 'close' | 'destroy' | 'isDestroyed' | 'isVisible' | 'isFocused' | 'isMinimized' | 'restore' | 'minimize' | 'maximize'
  | 'getBounds' | 'capturePage' | 'setBackgroundColor' | 'setMenuBarVisibility' | 'setProgressBar'
>
export type HostWindow = EventEmitter & Offered & { webContents: HostWebContents }

export interface WindowDeps extends Omit<WebContentsDeps, 'id' | 'preload' | 'close'> {
  pipe: Pipe
  onOpened: (window: HostWindow) => void
  onClosed: () => void
}

export interface WindowControl {
  /** What main calls with `new`. */
  BrowserWindow: object
  /** What a test driver asks for the window of a page. */
  webContents: object
  current(): { window: HostWindow; contents: WebContentsControl } | undefined
  /** The browser has closed this page, by a person's hand or ours. */
  pageGone(targetId: string): void
  /** Closes the window where it does not object; true where none is left. */
  closeAll(): boolean
}

const defaultSize = { width: 800, height: 600 }

function checkPreferences(preferences: BrowserWindowConstructorOptions['webPreferences'] = {}): void {
  if (preferences.nodeIntegration) refuse('BrowserWindow with nodeIntegration')
  if (preferences.contextIsolation === false) refuse('BrowserWindow without contextIsolation')
  if (preferences.sandbox === false) refuse('BrowserWindow without sandbox')
  if (preferences.webSecurity === false) refuse('BrowserWindow without webSecurity')
}

export function createWindows(deps: WindowDeps): WindowControl {
  const { pipe } = deps
  let wasOpened = false
  let open: { window: HostWindow; contents: WebContentsControl } | undefined

  const gone = (): void => {
    if (!open) return
    const { window, contents } = open
    open = undefined
    contents.markDestroyed()
    window.emit('closed')
    deps.onClosed()
  }
  const all = (): HostWindow[] => (open ? [open.window] : [])

  const openWindow = (options: BrowserWindowConstructorOptions = {}): HostWindow => {
    if (wasOpened) refuse('a second BrowserWindow')
    wasOpened = true
    checkPreferences(options.webPreferences)
    const size = { width: options.width ?? defaultSize.width, height: options.height ?? defaultSize.height }
    const preloadPath = options.webPreferences?.preload
    const contents = createWebContents({
      ...deps,
      id: 1,
      preload: preloadPath === undefined ? '' : readFileSync(preloadPath, 'utf8'),
      close: () => window.close(),
    })
    const setBounds = async (bounds: Parameters<typeof applyBounds>[1]): Promise<void> => {
      const page = await contents.ready
      await applyBounds(page, bounds)
    }
    const tryBounds = (bounds: Parameters<typeof applyBounds>[1]): void => void setBounds(bounds).catch(() => undefined)
    const offered: Offered = {
      id: 1,
      loadURL: async (url) => {
        await contents.contents.loadURL(url)
      },
      // The browser shows its window at once and offers no way to hide it.
      show: () => contents.contents.focus(),
      hide: () => tryBounds({ windowState: 'minimized' }),
      focus: () => contents.contents.focus(),
      restore: () => tryBounds({ windowState: 'normal' }),
      minimize: () => tryBounds({ windowState: 'minimized' }),
      maximize: () => tryBounds({ windowState: 'maximized' }),
      close: () => {
        if (open && !isPrevented(window, 'close')) window.destroy()
      },
      destroy: () => {
        const targetId = contents.targetId()
        gone()
        if (targetId !== undefined) pipe.send('Target.closeTarget', { targetId }).catch(() => undefined)
      },
      isDestroyed: () => open === undefined,
      isVisible: () => all().length > 0,
      isFocused: () => all().length > 0,
      isMinimized: () => false,
      getBounds: (): Rectangle => ({ x: 0, y: 0, ...size }),
      capturePage: () => contents.contents.capturePage(),
      setBackgroundColor: () => undefined,
      setMenuBarVisibility: () => undefined,
      // The page's title tells the progress: a browser offers no bar on its icon.
      setProgressBar: () => undefined,
    }
    const window: HostWindow = offerOnly('BrowserWindow', Object.assign(new EventEmitter(), offered, { webContents: contents.contents }))
    open = { window, contents }
    tryBounds(size)
    // A page that objects to its end is asked about by main, as in Electron.
    void contents.ready.then((page) => page.on('Page.javascriptDialogOpening', ({ type }) => {
      if (type === 'beforeunload') page.send('Page.handleJavaScriptDialog', { accept: !isPrevented(window, 'close') }).catch(() => undefined)
    }), () => undefined)
    contents.contents.once('did-finish-load', () => window.emit('ready-to-show'))
    deps.onOpened(window)
    return window
  }

  const ofContents = (contents: unknown): HostWindow | null => all().find((window) => window.webContents === contents) ?? null
  const statics = {
    getAllWindows: all,
    getFocusedWindow: () => open?.window ?? null,
    fromId: (id: number) => all().find((window) => window.id === id) ?? null,
    fromWebContents: ofContents,
  }
  const fromDevToolsTargetId = (targetId: string): HostWebContents | undefined => (open?.contents.targetId() === targetId ? open.window.webContents : undefined)

  return {
    // A function that returns an object gives that object to `new`.
    BrowserWindow: offerOnly('BrowserWindow', Object.assign(function BrowserWindow(options?: BrowserWindowConstructorOptions) {
      return openWindow(options)
    }, statics)),
    webContents: offerOnly('webContents', {
      getAllWebContents: () => all().map((window) => window.webContents),
      getFocusedWebContents: () => open?.window.webContents ?? null,
      fromId: (id: number) => all().find((window) => window.webContents.id === id)?.webContents,
      fromDevToolsTargetId,
    }),
    current: () => open,
    pageGone: (targetId) => {
      if (open?.contents.targetId() === targetId) gone()
    },
    closeAll: () => {
      open?.window.close()
      return all().length === 0
    },
  }
}

async function applyBounds(page: PageTarget['session'], bounds: { width: number; height: number } | { windowState: 'normal' | 'minimized' | 'maximized' }): Promise<void> {
  const { windowId } = await page.send('Browser.getWindowForTarget', {})
  await page.send('Browser.setWindowBounds', { windowId, bounds })
}
