/** The wire between main and one window's preload: it follows that world from page to page and carries calls both ways. It hands nothing on from any other world. */
import { randomBytes } from 'node:crypto'
import isolatedWorld from './page/isolatedWorld?page'
import mainWorld from './page/mainWorld?page'
import type { PageHost, Receive } from './page/pageHost'
import { createCodec } from './codec'
import type { IpcMainControl } from './ipcMain'
import type { Session } from './pipe'
import type { RemoteValue } from './protocol'

export interface WindowIpcDeps {
  session: Session
  main: IpcMainControl
  mainFrameId: string
  /** The preload's source text; empty where there is none. */
  preload: string
  /** The event object handlers get. */
  createEvent: () => object
  onTheme: (isDark: boolean) => void
  onPreloadFault: (message: string) => void
  /** The page wanted to leave for an address that is no page of ours, and was stopped. */
  onStray: (url: string) => void
}

export interface WindowIpc {
  /** Installs both scripts for every page from now on. */
  install(): Promise<unknown>
  push(channel: string, args: unknown[]): void
  /** Calls one function of the preload's world; `value` is undefined for what cannot be copied, `objectId` then names it. */
  call<N extends keyof PageHost>(name: N, args: Parameters<PageHost[N]>, byValue?: boolean): Promise<RemoteValue>
  hasPage(): boolean
}

const { encode, decode } = createCodec({
  toText: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
  toBytes: (text) => new Uint8Array(Buffer.from(text, 'base64')),
})

export function createWindowIpc(deps: WindowIpcDeps): WindowIpc {
  const { session, main, mainFrameId } = deps
  // Neither the page nor a frame in it can guess these.
  const worldName = `preload-${randomBytes(12).toString('hex')}`
  const secret = `bridge-${randomBytes(12).toString('hex')}`
  let contextId: number | undefined
  let queued: [channel: string, text: string][] = []

  const receive: Receive = (kind, id, channel, text) => {
    if (contextId === undefined) return
    session
      .send('Runtime.callFunctionOn', {
        functionDeclaration: 'function (kind, id, channel, text) { rolecallHost.receive(kind, id, channel, text) }',
        arguments: [{ value: kind }, { value: id }, { value: channel }, { value: text }],
        executionContextId: contextId,
        silent: true,
      })
      // The page went away in the meantime, and its waiting calls with it.
      .catch(() => undefined)
  }

  const answer = async (id: number, channel: string, text: string): Promise<void> => {
    try {
      const args = decode(text) as unknown[]
      receive('answer', id, channel, encode(await main.answer(channel, deps.createEvent(), args)))
    } catch (error) {
      receive('failure', id, channel, encode(String(error)))
    }
  }

  const take = (payload: string): void => {
    const [, kind, rest = ''] = /^(\S+) (.*)$/s.exec(payload) ?? []
    if (kind === 'theme') return deps.onTheme(rest === 'dark')
    if (kind === 'fault') return deps.onPreloadFault(rest)
    if (kind === 'stray') return deps.onStray(rest)
    const [, id, name = '', text = ''] = /^(\d+) (\S*) (.*)$/s.exec(rest) ?? []
    const channel = decodeURIComponent(name)
    if (kind === 'invoke') void answer(Number(id), channel, text)
    else main.ipcMain.emit(channel, deps.createEvent(), ...(decode(text) as unknown[]))
  }

  session.on('Runtime.executionContextCreated', ({ context }) => {
    if (context.name !== worldName || context.auxData?.frameId !== mainFrameId) return
    contextId = context.id
    const waiting = queued
    queued = []
    // The page's own listeners come with its load event; until then a push has nobody to hear it, as in Electron.
    for (const [channel, text] of waiting) receive('push', 0, channel, text)
  })
  const forget = (): void => {
    contextId = undefined
  }
  session.on('Runtime.executionContextsCleared', forget)
  session.on('Runtime.executionContextDestroyed', ({ executionContextId }) => executionContextId === contextId && forget())
  session.on('Runtime.bindingCalled', ({ executionContextId, payload }) => {
    if (executionContextId === contextId) take(payload)
  })

  return {
    install: () => {
      const { platform, arch, versions } = process
      const setup = JSON.stringify({ secret, process: { platform, arch, versions } })
      return Promise.all([
        session.send('Runtime.addBinding', { name: 'rolecallPost', executionContextName: worldName }),
        session.send('Page.addScriptToEvaluateOnNewDocument', { source: `${mainWorld}.start(${JSON.stringify({ secret })})` }),
        session.send('Page.addScriptToEvaluateOnNewDocument', {
          source: `${isolatedWorld}.start(${setup}, function (require, module, exports, process) {\n${deps.preload}\n})`,
          worldName,
        }),
      ])
    },
    push: (channel, args) => {
      const text = encode(args)
      if (contextId === undefined) queued.push([channel, text])
      else receive('push', 0, channel, text)
    },
    call: async (name, args, byValue = true) => {
      if (contextId === undefined) throw new Error('The window shows no page yet.')
      const reply = await session.send('Runtime.callFunctionOn', {
        functionDeclaration: `function (...args) { return rolecallHost.${name}(...args) }`,
        arguments: args.map((value) => ({ value })),
        executionContextId: contextId,
        awaitPromise: true,
        returnByValue: byValue,
        userGesture: true,
      })
      if (reply.exceptionDetails) throw new Error(reply.exceptionDetails.exception?.description ?? reply.exceptionDetails.text)
      return reply.result
    },
    hasPage: () => contextId !== undefined,
  }
}
