/** What reaches the operator while the window is out of sight: progress on its icon, a word at the end, and a question before a running call is closed away. The only user of Electron's `Notification`. */
import { app, Notification, type BrowserWindow } from 'electron'
import type { ClosingWay } from '../shared/bridge'
import type { CallId, CallProgress } from '../shared/call'

export interface AttentionParts {
  window: () => BrowserWindow | undefined
  /** The window asks the operator how it is to close. */
  onClosing: (running: number) => void
}

export interface Attention {
  heard: (progress: CallProgress) => void
  notify: (text: { title: string; body: string }) => void
  /** Asks before the window closes while calls run; a second close that comes while it asks is taken as a wish to pause. */
  guard: (window: BrowserWindow) => void
  /** The operator's answer. */
  close: (how: ClosingWay) => void
}

export function createAttention({ window, onClosing }: AttentionParts): Attention {
  /** By running call: the part that is done, 0 … 1; below 0 where nothing can be said. */
  const shares = new Map<CallId, number>()
  let isAsking = false
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
        if (shares.size === 0 || isAsking) return
        event.preventDefault()
        isAsking = true
        onClosing(shares.size)
      })
    },
    close: (how) => {
      // What quits is paused on the way, and offered at the next start.
      if (how === 'pause') return app.quit()
      isAsking = false
      if (how === 'background') window()?.minimize()
    },
  }
}
