/** Electron's `nativeTheme`, `shell`, `clipboard` and `Menu`, as far as a browser window can stand in for them. */
import { spawn } from 'node:child_process'
import { EventEmitter } from 'node:events'
import type { Clipboard, Menu, NativeTheme, Shell } from 'electron'
import type { WindowControl } from './browserWindow'
import { offerOnly } from './refuse'

export interface ThemeControl {
  nativeTheme: object
  /** What the page's own media query says. */
  seen(isDark: boolean): void
}

/** The theme of the system is what the browser shows while nothing is forced on it. */
export function createTheme(windows: () => WindowControl): ThemeControl {
  let source: NativeTheme['themeSource'] = 'system'
  let isSystemDark = false
  const isDark = (): boolean => source === 'dark' || (source === 'system' && isSystemDark)
  const apply = async (): Promise<void> => {
    const page = await windows().current()?.contents.ready
    await page?.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: source === 'system' ? '' : source }] })
  }
  const emitter = new EventEmitter()
  const offered: Pick<NativeTheme, 'themeSource' | 'shouldUseDarkColors'> = Object.defineProperties(emitter as EventEmitter & Pick<NativeTheme, 'themeSource' | 'shouldUseDarkColors'>, {
    themeSource: {
      get: () => source,
      set: (value: NativeTheme['themeSource']) => {
        source = value
        emitter.emit('updated')
        apply().catch(() => undefined)
      },
    },
    shouldUseDarkColors: { get: isDark },
  })
  return {
    nativeTheme: offerOnly('nativeTheme', offered),
    seen: (value) => {
      if (source !== 'system') return void apply().catch(() => undefined)
      if (isSystemDark === value) return
      isSystemDark = value
      emitter.emit('updated')
    },
  }
}

/** The system's own way to open an address. */
function opener(platform: NodeJS.Platform, url: string): [string, string[]] {
  if (platform === 'darwin') return ['open', [url]]
  // Not `start`, which would read the address as a command line.
  return platform === 'win32' ? ['rundll32', ['url.dll,FileProtocolHandler', url]] : ['xdg-open', [url]]
}

export function createShell(platform: NodeJS.Platform = process.platform): object {
  const offered: Pick<Shell, 'openExternal'> = {
    openExternal: (url) =>
      new Promise((resolve, reject) => {
        if (!/^(https?|mailto):/i.test(url)) return reject(new Error(`Only web and mail addresses are opened, not ${url}.`))
        const [program, args] = opener(platform, url)
        const child = spawn(program, args, { detached: true, stdio: 'ignore' })
        child.on('error', () => reject(new Error(`${program} is missing, so ${url} could not be opened.`)))
        child.on('spawn', () => {
          child.unref()
          resolve()
        })
      }),
  }
  return offerOnly('shell', offered)
}

export function createClipboard(windows: WindowControl): object {
  const offered: Pick<Clipboard, 'writeText'> = {
    writeText: async (text) => {
      const open = windows.current()
      if (!open) throw new Error('The clipboard needs a window that shows a page.')
      const { value } = await open.contents.ipc().call('copyText', [text])
      if (value !== true) throw new Error('The browser did not take the text for the clipboard.')
    },
  }
  return offerOnly('clipboard', offered)
}

/** A browser window has no menu bar: setting one is accepted and shows nothing. */
export function createMenu(): object {
  const offered: Pick<typeof Menu, 'setApplicationMenu' | 'getApplicationMenu'> = { setApplicationMenu: () => undefined, getApplicationMenu: () => null }
  return offerOnly('Menu', offered)
}
