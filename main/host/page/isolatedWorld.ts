/** Runs in a world of its own beside the page, before the page's scripts: ipcRenderer, contextBridge and the application's preload. */
import { showBox } from './box'
import { createContextBridge } from './contextBridge'
import { createIpcRenderer } from './ipcRenderer'
import type { PageHost } from './pageHost'

export interface IsolatedSetup {
  secret: string
  /** What the preload may see of `process`. */
  process: { platform: string; arch: string; versions: Record<string, string | undefined> }
}

type Preload = (require: (name: string) => unknown, module: { exports: object }, exports: object, process: object) => void

declare global {
  var rolecallPost: ((text: string) => void) | undefined
  var rolecallHost: PageHost | undefined
}

function chooseFiles(many: boolean): Promise<File[] | null> {
  return new Promise((resolve) => {
    const input = document.createElement('input')
    input.type = 'file'
    input.multiple = many
    input.addEventListener('change', () => resolve([...(input.files ?? [])]))
    input.addEventListener('cancel', () => resolve(null))
    input.click()
  })
}

/** Through the copy event and not navigator.clipboard, which is a permission, and permissions are refused. */
function copyText(text: string): boolean {
  const write = (event: ClipboardEvent): void => {
    event.clipboardData?.setData('text/plain', text)
    event.preventDefault()
    event.stopImmediatePropagation()
  }
  window.addEventListener('copy', write, { capture: true, once: true })
  const isCopied = document.execCommand('copy')
  window.removeEventListener('copy', write, { capture: true })
  return isCopied
}

/** Stops what the guard of requests would not see: blank, blob: and other programs' addresses, for which a browser would even ask to start those. */
function guardNavigation(tell: (url: string) => void): void {
  navigation.addEventListener('navigate', (event) => {
    const { url } = event.destination
    if (/^https?:/.test(url) || !event.cancelable) return
    event.preventDefault()
    tell(url)
  })
}

export function start(setup: IsolatedSetup, preload: Preload): void {
  const post = globalThis.rolecallPost
  globalThis.rolecallPost = undefined
  // A blank or blob: page is none that main serves; it gets no preload.
  if (window !== window.top || !post || !/^https?:$/.test(location.protocol)) return
  const { ipcRenderer, receive } = createIpcRenderer(post)
  globalThis.rolecallHost = { receive, showBox, chooseFiles, copyText, language: () => document.documentElement.lang }

  guardNavigation((url) => post(`stray ${url}`))
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const tellTheme = (): void => post(`theme ${dark.matches ? 'dark' : 'light'}`)
  dark.addEventListener('change', tellTheme)
  tellTheme()

  const electron: Record<string, unknown> = { ipcRenderer, contextBridge: createContextBridge(setup.secret) }
  const require = (name: string): unknown => {
    if (name !== 'electron') throw new Error(`A sandboxed preload cannot load ${name}.`)
    return new Proxy(electron, {
      get: (target, key): unknown => {
        if (typeof key === 'symbol' || key in target || key === '__esModule') return Reflect.get(target, key) as unknown
        throw new Error(`electron.${key} is not offered to a preload by the Chromium host.`)
      },
    })
  }
  const module = { exports: {} }
  try {
    preload(require, module, module.exports, { ...setup.process, type: 'renderer', sandboxed: true, contextIsolated: true, env: {}, argv: [] })
  } catch (error) {
    post(`fault ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  }
}
