/** Hears that the system ends this process or shuts down; Windows tells the window (`session-end`, in attention.ts). */
import { powerMonitor } from 'electron'

/** Call once the application is ready: until then Chromium takes the signals for itself, and makes a quit of them that asks. */
export function leaveWithSystem(leave: () => void, host: 'electron' | 'chromium'): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, leave)
  // A browser window is told of nothing more.
  if (host !== 'electron' || process.platform === 'win32') return
  // Electron gives an event here, which its types leave out: stopped, it holds the shutdown back until this process has ended.
  const shutdown = powerMonitor as NodeJS.EventEmitter
  shutdown.on('shutdown', (event: { preventDefault: () => void }) => {
    event.preventDefault()
    leave()
  })
}
