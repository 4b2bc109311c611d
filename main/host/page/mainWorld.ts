/** Runs in the page before its own scripts: builds there what the preload exposes. It reaches nothing but that. */
import { eventNames, type Node, type PageCall, type ToPage } from './bridgeNodes'

interface Waiting {
  resolve: (value: unknown) => void
  reject: (error: Error) => void
}

export function start({ secret }: { secret: string }): void {
  if (window !== window.top || !/^https?:$/.test(location.protocol)) return
  // Taken now, before a script of the page could put its own in their place.
  const Event = CustomEvent
  const dispatch = document.dispatchEvent.bind(document)
  const names = eventNames(secret)
  const callbacks = new Map<number, (...args: unknown[]) => unknown>()
  const callbackIds = new WeakMap<object, number>()
  const waiting = new Map<number, Waiting>()
  let lastCallback = 0
  let answer: Node | undefined

  const packArgument = (arg: unknown): PageCall['args'][number] => {
    if (typeof arg !== 'function') return { value: arg }
    const callback = callbackIds.get(arg) ?? ++lastCallback
    callbackIds.set(arg, callback)
    callbacks.set(callback, arg as (...args: unknown[]) => unknown)
    return { callback }
  }

  const call = (id: number, args: unknown[]): unknown => {
    answer = undefined
    const detail: PageCall = { id, args: args.map(packArgument) }
    dispatch(new Event(names.toPreload, { detail }))
    const node: Node | undefined = answer
    if (node === undefined) throw new Error('An object could not be cloned.')
    return build(node)
  }

  const build = (node: Node): unknown => {
    switch (node.kind) {
      case 'value':
        return node.value
      case 'object':
        return Object.freeze(Object.fromEntries(node.fields.map(([key, inner]) => [key, build(inner)])))
      case 'function':
        return (...args: unknown[]) => call(node.id, args)
      case 'promise':
        return new Promise((resolve, reject) => waiting.set(node.id, { resolve, reject }))
      case 'error':
        throw new Error(node.message)
    }
  }

  document.addEventListener(names.toPage, (event) => {
    event.stopImmediatePropagation()
    const message = (event as CustomEvent<ToPage>).detail
    switch (message.kind) {
      case 'expose':
        Object.defineProperty(window, message.name, { value: build(message.node), enumerable: true })
        break
      case 'answer':
        answer = message.node
        break
      case 'callback':
        callbacks.get(message.id)?.(...message.args.map(build))
        break
      case 'settle': {
        const waiter = waiting.get(message.id)
        waiting.delete(message.id)
        if (message.node.kind === 'error') waiter?.reject(new Error(message.node.message))
        else waiter?.resolve(build(message.node))
      }
    }
  })
}
