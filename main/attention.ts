/** What reaches the operator while the window is out of sight: progress on its icon, a word at the end, and a question before a running call is closed or quit away. The only user of Electron's `Notification`. */
import { app, Notification, type BrowserWindow } from 'electron'
import type { CallId, CallProgress } from '../shared/call'
import { createClosing, type Closing } from './closing'

export interface AttentionParts {
  window: () => BrowserWindow | undefined
  /** The window asks the operator how it is to close. */
  onClosing: (running: number) => void
}

export interface Attention {
  heard: (progress: CallProgress) => void
  notify: (text: { title: string; body: string }) => void
  /** Asks before the window closes while calls run, and leaves where the session of Windows ends. */
  guard: (window: BrowserWindow) => void
  closing: Closing
}

export function createAttention({ window, onClosing }: AttentionParts): Attention {
  /** By running call: the part that is done, 0 … 1; below 0 where nothing can be said. */
  const shares = new Map<CallId, number>()
  const closing = createClosing({
    running: () => shares.size,
    ask: (running) => {
      const shown = window()
      if (shown === undefined || shown.isDestroyed()) return false
      // A quit may come from the dock, a menu or another program, with the window out of sight.
      if (shown.isMinimized()) shown.restore()
      shown.focus()
      onClosing(running)
      return true
    },
    quit: () => app.quit(),
    hide: () => window()?.minimize(),
  })
  /** Electron draws no bar below 0 and a moving one above 1. */
  const draw = (): void => {
    const known = [...shares.values()]
    const least = known.length === 0 ? -1 : known.some((share) => share < 0) ? 2 : known.reduce((sum, share) => sum + share, 0) / known.length
    window()?.setProgressBar(least)
  }
  return {
    heard: ({ callId, state, totals }) => {
      if (state === 'running') shares.set(callId, totals.doneShare ?? -1)
      else shares.delete(callId)
      draw()
    },
    notify: ({ title, body }) => {
      if (!Notification.isSupported()) return
      const notification = new Notification({ title, body })
      notification.on('click', () => {
        window()?.restore()
        window()?.focus()
      })
      notification.show()
    },
    guard: (opened) => {
      opened.on('close', (event) => {
        if (closing.holds()) event.preventDefault()
      })
      opened.on('session-end', () => closing.leave())
    },
    closing,
  }
}
