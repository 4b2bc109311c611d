/** The system's dialogs, clipboard and browser; nothing else of the desktop is used. */
import { basename } from 'node:path'
import { clipboard, dialog, shell, type BrowserWindow } from 'electron'
import { consoleHosts, documentationHosts } from '../shared/documentation'
import { AppError } from '../shared/errors'
import { say } from '../shared/words'

/** A kind of file as the system's dialogs offer it; the first extension is added to a name without one. */
export interface FileKind {
  name: string
  extensions: string[]
}

export interface Desktop {
  /** The first kind is the one that is offered. Undefined where the operator cancelled. */
  askWhereToSave(suggested: string, ...kinds: FileKind[]): Promise<string | undefined>
  askWhatToOpen(kind: FileKind): Promise<string | undefined>
  askWhichFolder(): Promise<string | undefined>
  /** Moves a file or a folder to the system's trash; undefined where the host has none. */
  trash: ((path: string) => Promise<void>) | undefined
  copy(text: string): void
  /** @throws AppError `input` for an address that is neither Alibaba Cloud's documentation nor its RAM console. */
  openLink(url: string): Promise<void>
  /** An https page that main itself has checked; never one that the window named. */
  openPage(url: string): Promise<void>
}

/** The desktop as seen from one window. */
export function createDesktop(window: () => BrowserWindow | undefined, lastFolder: { path: string }): Desktop {
  const parent = (): BrowserWindow => {
    const shown = window()
    if (!shown) throw new AppError('bug', say`There is no window to ask in.`)
    return shown
  }
  return {
    askWhereToSave: async (suggested, ...kinds) => {
      const answer = await dialog.showSaveDialog(parent(), {
        defaultPath: `${lastFolder.path}/${suggested}`,
        filters: kinds,
      })
      if (answer.canceled || answer.filePath === '') return undefined
      lastFolder.path = answer.filePath.slice(0, -basename(answer.filePath).length - 1) || lastFolder.path
      return answer.filePath
    },
    askWhatToOpen: async (kind) => {
      const answer = await dialog.showOpenDialog(parent(), { properties: ['openFile'], filters: [kind] })
      return answer.canceled ? undefined : answer.filePaths[0]
    },
    askWhichFolder: async () => {
      const answer = await dialog.showOpenDialog(parent(), { properties: ['openDirectory', 'createDirectory'] })
      return answer.canceled ? undefined : answer.filePaths[0]
    },
    trash: 'trashItem' in shell ? (path) => shell.trashItem(path) : undefined,
    copy: (text) => void clipboard.writeText(text),
    openPage: async (url) => {
      const address = URL.canParse(url) ? new URL(url) : undefined
      if (address?.protocol !== 'https:') throw new AppError('bug', say`${url} is no https page.`)
      await shell.openExternal(address.href)
    },
    openLink: async (url) => {
      const address = URL.canParse(url) ? new URL(url) : undefined
      if (address?.protocol !== 'https:' || !(documentationHosts.has(address.host) || consoleHosts.has(address.host))) {
        throw new AppError('input', say`${url} is neither a page of Alibaba Cloud's documentation nor of its RAM console.`, { about: { field: 'url' } })
      }
      await shell.openExternal(address.href)
    },
  }
}
