/** Events that a listener can stop, as Electron's can. */
import type { EventEmitter } from 'node:events'

export interface StoppableEvent {
  preventDefault(): void
  readonly defaultPrevented: boolean
}

/** Emits `name` with an event that carries `facts`; true where a listener stopped it. */
export function isPrevented(emitter: EventEmitter, name: string, facts: object = {}, ...rest: unknown[]): boolean {
  let defaultPrevented = false
  const event = {
    ...facts,
    preventDefault: () => void (defaultPrevented = true),
    get defaultPrevented() {
      return defaultPrevented
    },
  } satisfies StoppableEvent
  emitter.emit(name, event, ...rest)
  return defaultPrevented
}
