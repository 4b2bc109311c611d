/** Electron's `ipcRenderer` over the browser's binding; it exists only in the preload's own world. */
import { createCodec, type Codec } from '../codec'
import type { Receive } from './pageHost'

type Listener = (event: object, ...args: unknown[]) => void
type Post = (text: string) => void

export interface IpcRenderer {
  invoke(channel: string, ...args: unknown[]): Promise<unknown>
  send(channel: string, ...args: unknown[]): void
  on(channel: string, listener: Listener): IpcRenderer
  once(channel: string, listener: Listener): IpcRenderer
  addListener(channel: string, listener: Listener): IpcRenderer
  off(channel: string, listener: Listener): IpcRenderer
  removeListener(channel: string, listener: Listener): IpcRenderer
  removeAllListeners(channel: string): IpcRenderer
}

const chunk = 0x8000
const pageCodec = (): Codec =>
  createCodec({
    toText: (bytes) => {
      let binary = ''
      for (let at = 0; at < bytes.length; at += chunk) binary += String.fromCharCode(...bytes.subarray(at, at + chunk))
      return btoa(binary)
    },
    toBytes: (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0)),
  })

export function createIpcRenderer(post: Post): { ipcRenderer: IpcRenderer; receive: Receive } {
  const { encode, decode } = pageCodec()
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  const listeners = new Map<string, Listener[]>()
  let lastId = 0

  const write = (kind: 'invoke' | 'send', id: number, channel: string, args: unknown[]): void => post(`${kind} ${id} ${encodeURIComponent(channel)} ${encode(args)}`)
  const remove = (channel: string, listener: Listener): IpcRenderer => {
    listeners.set(channel, (listeners.get(channel) ?? []).filter((known) => known !== listener))
    return ipcRenderer
  }
  const add = (channel: string, listener: Listener): IpcRenderer => {
    listeners.set(channel, [...(listeners.get(channel) ?? []), listener])
    return ipcRenderer
  }
  const ipcRenderer: IpcRenderer = {
    invoke: (channel, ...args) =>
      new Promise((resolve, reject) => {
        const id = ++lastId
        // Encoding may refuse the arguments; nothing waits then.
        write('invoke', id, channel, args)
        waiting.set(id, { resolve, reject })
      }),
    send: (channel, ...args) => write('send', 0, channel, args),
    on: add,
    addListener: add,
    once: (channel, listener) => {
      const first: Listener = (event, ...args) => {
        remove(channel, first)
        listener(event, ...args)
      }
      return add(channel, first)
    },
    off: remove,
    removeListener: remove,
    removeAllListeners: (channel) => {
      listeners.delete(channel)
      return ipcRenderer
    },
  }

  const receive: Receive = (kind, id, channel, text) => {
    if (kind === 'push') {
      const args = decode(text) as unknown[]
      for (const listener of listeners.get(channel) ?? []) {
        try {
          listener({ sender: ipcRenderer, ports: [] }, ...args)
        } catch (error) {
          // One listener's fault must not keep the others from hearing; the page's console shows it.
          reportError(error)
        }
      }
      return
    }
    const waiter = waiting.get(id)
    waiting.delete(id)
    if (kind === 'answer') waiter?.resolve(decode(text))
    else waiter?.reject(new Error(`Error invoking remote method '${channel}': ${String(decode(text))}`))
  }
  return { ipcRenderer, receive }
}
