/** The one window: sandboxed, isolated, locked to app://console, with a strict CSP. It opens nothing else and grants no permission. */
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { app, BrowserWindow, protocol, session, type IpcMainInvokeEvent } from 'electron'
import { contentSecurityPolicy } from './contentSecurityPolicy'

export const origin = 'app://console'
const startPage = `${origin}/index.html`

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** Must run before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }])
}

/** Serves the built renderer, and only it, at app://console/. */
function serveRenderer(folder: string): void {
  protocol.handle('app', async (request) => {
    const url = new URL(request.url)
    const path = normalize(join(folder, decodeURIComponent(url.pathname)))
    if (url.host !== 'console' || request.method !== 'GET' || !path.startsWith(folder + sep)) return new Response('Refused', { status: 403 })
    const bytes = await readFile(path).catch(() => undefined)
    if (bytes === undefined) return new Response('Not found', { status: 404 })
    const type = contentTypes[extname(path)] ?? 'application/octet-stream'
    const headers: Record<string, string> = { 'content-type': type, 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' }
    if (extname(path) !== '.html') return new Response(new Uint8Array(bytes), { headers })
    const nonce = randomBytes(16).toString('base64')
    headers['content-security-policy'] = contentSecurityPolicy(nonce)
    return new Response(bytes.toString('utf8').replaceAll('__NONCE__', nonce), { headers })
  })
}

/** True only for the top frame of our own window showing our own page. */
export function createTrust(window: () => BrowserWindow | undefined): (event: IpcMainInvokeEvent) => boolean {
  return (event) => {
    const frame = event.senderFrame
    return event.sender === window()?.webContents && frame !== null && frame.parent === null && frame.url.startsWith(`${origin}/`)
  }
}

export interface WindowFolders {
  renderer: string
  preload: string
}

/** Makes the window, still empty and hidden; call once the app is ready. */
export function createWindow(folders: WindowFolders): BrowserWindow {
  serveRenderer(normalize(folders.renderer))
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, decide) => decide(false))
  session.defaultSession.setPermissionCheckHandler(() => false)
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 1024,
    minHeight: 640,
    title: 'Rolecall',
    show: false,
    backgroundColor: '#ffffff',
    webPreferences: {
      preload: join(folders.preload, 'index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    },
  })
  lock(window)
  return window
}

/** Loads the start page; whoever answers its asks must know the window by then. */
export async function showWindow(window: BrowserWindow): Promise<void> {
  await window.loadURL(startPage)
  window.show()
}

/** Refuses every way out of the start page. */
function lock(window: BrowserWindow): void {
  const contents = window.webContents
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  const stay = (event: { preventDefault: () => void; url: string }): void => {
    if (event.url !== startPage) event.preventDefault()
  }
  contents.on('will-navigate', stay)
  contents.on('will-frame-navigate', stay)
  contents.on('will-redirect', stay)
  app.on('web-contents-created', (_event, other) => {
    if (other !== contents) other.setWindowOpenHandler(() => ({ action: 'deny' }))
    other.on('will-attach-webview', (attach) => attach.preventDefault())
  })
}
