/** What the window knows of its host: version, keychain, practice cloud, clipboard and links; and the last error nobody handled closer. */
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { AppState, ClosingWay, Update } from '../../shared/bridge'
import { asAppError, type AppError } from '../../shared/errors'
import { ask, onTell } from '../bridge'

export const useApp = defineStore('app', () => {
  const state = shallowRef<AppState>()
  const error = shallowRef<AppError>()
  /** A newer version, where the operator lets it be asked for. */
  const update = shallowRef<Update>()
  const isFinding = ref(false)
  const showsShortcuts = ref(false)
  /** The view of the result, or `form` of the call, that was asked for; each wish is a new object. */
  const wantedView = shallowRef<{ view: string }>()
  /** So many calls run while the window is to close. */
  const closing = ref<number>()
  /** Bumped to move the keyboard to the operation search. */
  const searchCalls = ref(0)

  async function load(): Promise<void> {
    state.value = await ask('app.state', {})
  }

  function report(thrown: unknown): AppError {
    const known = asAppError(thrown)
    if (known.kind !== 'cancelled') error.value = known
    return known
  }

  /** Runs an action; what it throws is shown in the banner and undefined comes back. */
  async function attempt<T>(action: () => Promise<T>): Promise<T | undefined> {
    try {
      const value = await action()
      return value
    } catch (thrown) {
      report(thrown)
      return undefined
    }
  }

  const dismiss = (): void => {
    error.value = undefined
  }
  const copy = (text: string): Promise<unknown> => attempt(() => ask('clipboard.write', { text }))
  const openLink = (url: string): Promise<unknown> => attempt(() => ask('link.open', { url }))
  /** @throws AppError `network` where the feed cannot be asked. */
  async function checkUpdate(): Promise<void> {
    update.value = (await ask('update.check', {})) ?? undefined
  }
  const openUpdate = (): Promise<unknown> => attempt(() => ask('update.open', {}))
  const focusSearch = (): void => {
    searchCalls.value += 1
  }

  const showView = (view: string): void => {
    wantedView.value = { view }
  }

  const listen = (): (() => void) => onTell('window.closing', ({ running }) => (closing.value = running))
  async function close(how: ClosingWay): Promise<void> {
    await ask('window.close', { how })
    // Not before main has heard it: a close meanwhile would be taken for a wish to pause.
    closing.value = undefined
  }
  const notify = (title: string, body: string): Promise<unknown> => ask('attention.notify', { title: title.slice(0, 256), body: body.slice(0, 1000) })

  return { closing, listen, close, notify, state, error, update, checkUpdate, openUpdate, isFinding, showsShortcuts, wantedView, showView, searchCalls, load, report, attempt, dismiss, copy, openLink, focusSearch }
})
