/** Electron's `ipcMain`: handlers by channel. It knows no window and no wire. */
import { EventEmitter } from 'node:events'
import type { IpcMain } from 'electron'
import { offerOnly } from './refuse'

type Handler = Parameters<IpcMain['handle']>[1]
export type HostIpcMain = EventEmitter & Pick<IpcMain, 'handle' | 'handleOnce' | 'removeHandler'>

export interface IpcMainControl {
  ipcMain: HostIpcMain
  /** Answers an invoke of the window. Rejects where nobody handles the channel. */
  answer(channel: string, event: object, args: unknown[]): Promise<unknown>
}

export function createIpcMain(): IpcMainControl {
  const handlers = new Map<string, Handler>()
  const offered: Pick<IpcMain, 'handle' | 'handleOnce' | 'removeHandler'> = {
    handle: (channel, handler) => {
      if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
      handlers.set(channel, handler)
    },
    handleOnce: (channel, handler) =>
      offered.handle(channel, (event, ...args: unknown[]): unknown => {
        handlers.delete(channel)
        return handler(event, ...args)
      }),
    removeHandler: (channel) => void handlers.delete(channel),
  }
  return {
    ipcMain: offerOnly('ipcMain', Object.assign(new EventEmitter(), offered)),
    answer: async (channel, event, args) => {
      const handler = handlers.get(channel)
      if (!handler) throw new Error(`No handler registered for '${channel}'`)
      return handler(event as Parameters<Handler>[0], ...args) as unknown
    },
  }
}
