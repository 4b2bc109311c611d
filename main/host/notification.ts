/** Electron's `Notification`: a browser window may show none by itself, so the system's own command does where there is one. What was shown is kept, so that it can be proved. */
import { spawn } from 'node:child_process'
import { EventEmitter } from 'node:events'
import type { Notification, NotificationConstructorOptions } from 'electron'
import { offerOnly } from './refuse'

export interface Shown {
  title: string
  body: string
}

type Offered = Pick<Notification, 'show' | 'close'>

/** `notify-send` is a freedesktop system's; elsewhere nothing is shown. */
function showBySystem({ title, body }: Shown, env: NodeJS.ProcessEnv): void {
  if (process.platform !== 'linux' || env['ROLECALL_HEADLESS'] === '1' || env['DBUS_SESSION_BUS_ADDRESS'] === undefined) return
  const child = spawn('notify-send', ['--', title, body], { stdio: 'ignore' })
  child.on('error', () => undefined) // not installed
  child.unref()
}

export function createNotification(env: NodeJS.ProcessEnv = process.env): object {
  const shown: Shown[] = []
  const make = ({ title = '', body = '' }: NotificationConstructorOptions = {}): EventEmitter & Offered => {
    const offered: Offered = {
      show: () => {
        shown.push({ title, body })
        showBySystem({ title, body }, env)
      },
      close: () => undefined,
    }
    return offerOnly('Notification', Object.assign(new EventEmitter(), offered))
  }
  // A function that returns an object gives that object to `new`.
  return offerOnly('Notification', Object.assign(function Notification(options?: NotificationConstructorOptions) {
    return make(options)
  }, { isSupported: () => true, shown }))
}
