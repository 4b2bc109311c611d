/** Electron's `dialog`: opening files goes through the browser's own chooser; saving, choosing a folder and asking through a box over the page, since a browser's chooser of folders hides empty ones. It writes no file. */
import { existsSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import type { Dialog, MessageBoxOptions, MessageBoxReturnValue, OpenDialogOptions, OpenDialogReturnValue, SaveDialogOptions, SaveDialogReturnValue } from 'electron'
import type { WindowControl } from './browserWindow'
import type { BoxAnswer, BoxOptions } from './page/pageHost'
import { dialogWords, type DialogWords } from './dialogWords'
import type { Session } from './pipe'
import { offerOnly } from './refuse'
import type { WindowIpc } from './windowIpc'

export interface DialogDeps {
  windows: WindowControl
  downloads: () => string
}

/** Every dialog may be given a window first; there is only one. */
const optionsOf = <T>(args: unknown[]): T => (args.length > 1 ? args[1] : (args[0] ?? {})) as T

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory()

/** The path to offer: absolute, in a folder that exists. */
function suggestPath({ defaultPath = 'untitled' }: SaveDialogOptions, downloads: string): string {
  const fallback = isFolder(downloads) ? downloads : homedir()
  if (!isAbsolute(defaultPath)) return join(fallback, defaultPath)
  return isFolder(dirname(defaultPath)) ? defaultPath : join(fallback, basename(defaultPath))
}

/** As a person types it: from the home folder, `~/` or not. */
const typedPath = (typed: string): string => resolve(homedir(), typed.startsWith('~/') ? typed.slice(2) : typed)

function withExtension(path: string, { filters }: SaveDialogOptions): string {
  const extension = filters?.[0]?.extensions[0]
  return extension === undefined || extension === '*' || basename(path).includes('.') ? path : `${path}.${extension}`
}

export function createDialog({ windows, downloads }: DialogDeps): object {
  const page = async (): Promise<{ ipc: WindowIpc; session: Session }> => {
    const open = windows.current()
    if (!open) throw new Error('A dialog needs a window to be shown in.')
    const session = await open.contents.ready
    return { ipc: open.contents.ipc(), session }
  }
  /** A page that cannot say its language is answered in English. */
  const words = async (): Promise<DialogWords> => {
    const { ipc } = await page()
    const answer = await ipc.call('language', []).catch(() => ({ value: '' }))
    return dialogWords(String(answer.value))
  }
  /** A page that goes away under the box cancels it. */
  const showBox = async (options: BoxOptions): Promise<BoxAnswer> => {
    const { ipc } = await page()
    const answer = await ipc.call('showBox', [options]).catch(() => ({ value: { response: options.cancelId, value: '' } }))
    return answer.value as BoxAnswer
  }

  const showMessageBox = async (...args: unknown[]): Promise<MessageBoxReturnValue> => {
    const { title = '', message, detail, buttons = [], cancelId, defaultId = 0 } = optionsOf<MessageBoxOptions>(args)
    const names = buttons.length === 0 ? ['OK'] : buttons
    const { response } = await showBox({ title, message, ...(detail === undefined ? {} : { detail }), buttons: names, defaultId, cancelId: cancelId ?? names.length - 1 })
    return { response, checkboxChecked: false }
  }

  const showSaveDialog = async (...args: unknown[]): Promise<SaveDialogReturnValue> => {
    const options = optionsOf<SaveDialogOptions>(args)
    let path = suggestPath(options, downloads())
    let problem = options.message ?? ''
    const says = await words()
    for (;;) {
      const asked = { title: options.title ?? says.saveAs, message: problem, buttons: [says.cancel, options.buttonLabel ?? says.save], defaultId: 1, cancelId: 0 }
      const answer = await showBox({ ...asked, field: { label: says.file, value: path } })
      if (answer.response !== 1) return { canceled: true, filePath: '' }
      const typed = answer.value.trim()
      path = withExtension(typedPath(typed), options)
      if (typed === '' || isFolder(path)) problem = says.nameFile
      else if (!isFolder(dirname(path))) problem = says.noFolder(dirname(path))
      else if (!existsSync(path)) return { canceled: false, filePath: path }
      else {
        const replace = await showMessageBox({ message: says.isThere(basename(path)), buttons: [says.cancel, says.replace], cancelId: 0, defaultId: 0 })
        if (replace.response === 1) return { canceled: false, filePath: path }
        problem = ''
      }
    }
  }

  const chooseFolder = async ({ title, defaultPath = homedir() }: OpenDialogOptions): Promise<OpenDialogReturnValue> => {
    const says = await words()
    let path = defaultPath
    let problem = ''
    for (;;) {
      const answer = await showBox({ title: title ?? says.chooseFolder, message: problem, buttons: [says.cancel, says.choose], defaultId: 1, cancelId: 0, field: { label: says.folder, value: path } })
      if (answer.response !== 1) return { canceled: true, filePaths: [] }
      path = typedPath(answer.value.trim())
      if (isFolder(path)) return { canceled: false, filePaths: [path] }
      problem = says.noFolder(path)
    }
  }

  const showOpenDialog = async (...args: unknown[]): Promise<OpenDialogReturnValue> => {
    const options = optionsOf<OpenDialogOptions>(args)
    const { properties = [] } = options
    if (properties.includes('openDirectory')) return chooseFolder(options)
    const { ipc, session } = await page()
    const chosen = await ipc.call('chooseFiles', [properties.includes('multiSelections')], false)
    if (chosen.objectId === undefined) return { canceled: true, filePaths: [] }
    const listed = await session.send('Runtime.getProperties', { objectId: chosen.objectId, ownProperties: true })
    const files = listed.result.filter(({ name, value }) => /^\d+$/.test(name) && value?.objectId !== undefined)
    // The page's world sees only names; the browser itself tells the path.
    const filePaths = await Promise.all(files.map(async ({ value }) => (await session.send('DOM.getFileInfo', { objectId: value?.objectId ?? '' })).path))
    return { canceled: false, filePaths }
  }

  const offered: Pick<Dialog, 'showMessageBox' | 'showSaveDialog' | 'showOpenDialog' | 'showErrorBox'> = {
    showMessageBox,
    showSaveDialog,
    showOpenDialog,
    showErrorBox: (title, content) => {
      process.stderr.write(`${title}\n${content}\n`)
      if (windows.current()) void showMessageBox({ title, message: content }).catch(() => undefined)
    },
  }
  return offerOnly('dialog', offered)
}
