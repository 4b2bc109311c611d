/** Electron's `contextBridge` between the preload's world and the page, over events whose content the browser itself clones. */
import { eventNames, type Node, type PageCall, type ToPage } from './bridgeNodes'

type Callable = (...args: unknown[]) => unknown

const isPlain = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
const isPromise = (value: unknown): value is Promise<unknown> => value instanceof Promise
const holdsFunction = (value: Record<string, unknown>): boolean => Object.values(value).some((inner) => typeof inner === 'function' || (isPlain(inner) && holdsFunction(inner)))
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

export function createContextBridge(secret: string): { exposeInMainWorld(name: string, api: unknown): void } {
  const names = eventNames(secret)
  const functions: Callable[] = []
  const functionIds = new WeakMap<Callable, number>()
  let lastPromise = 0

  const tell = (detail: ToPage): void => void document.dispatchEvent(new CustomEvent(names.toPage, { detail }))

  const describe = (value: unknown): Node => {
    if (typeof value === 'function') {
      const callable = value as Callable
      const id = functionIds.get(callable) ?? functions.push(callable) - 1
      functionIds.set(callable, id)
      return { kind: 'function', id }
    }
    if (isPromise(value)) {
      const id = ++lastPromise
      value.then(
        (result) => tell({ kind: 'settle', id, node: describe(result) }),
        (error: unknown) => tell({ kind: 'settle', id, node: { kind: 'error', message: messageOf(error) } }),
      )
      return { kind: 'promise', id }
    }
    if (isPlain(value) && holdsFunction(value)) return { kind: 'object', fields: Object.entries(value).map(([key, inner]) => [key, describe(inner)]) }
    return { kind: 'value', value }
  }

  const unpack = (arg: PageCall['args'][number]): unknown => {
    if ('value' in arg) return arg.value
    return (...args: unknown[]) => tell({ kind: 'callback', id: arg.callback, args: args.map(describe) })
  }

  document.addEventListener(names.toPreload, (event) => {
    event.stopImmediatePropagation()
    const call = (event as CustomEvent<PageCall | null>).detail
    // The browser hands over null where the page's arguments could not be cloned.
    if (call === null) return
    let node: Node
    try {
      node = describe(functions[call.id]?.(...call.args.map(unpack)))
    } catch (error) {
      node = { kind: 'error', message: messageOf(error) }
    }
    tell({ kind: 'answer', node })
  })

  return {
    exposeInMainWorld: (name, api) => {
      // Called before the page's scripts, so the name is free unless the browser owns it.
      tell({ kind: 'expose', name, node: describe(api) })
    },
  }
}
