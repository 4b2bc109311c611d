/** The window's one way out: asks and tells of the contract. It holds no rule; a failed reply comes back as the AppError it was. */
import { isProxy, toRaw } from 'vue'
import type { AskInput, AskName, AskReply, Bridge, TellName, Tells } from '../shared/bridge'
import { AppError } from '../shared/errors'
import { readable } from './told'

declare global {
  interface Window {
    bridge?: Bridge
  }
}

/** A plain deep copy: what Vue makes reactive cannot be cloned across the bridge, and absent values must stay absent. */
export function plain<T>(value: T): T {
  const raw: unknown = isProxy(value) ? toRaw(value) : value
  if (Array.isArray(raw)) return raw.map((item: unknown) => plain(item)) as T
  if (typeof raw !== 'object' || raw === null) return raw as T
  const entries = Object.entries(raw as Record<string, unknown>).filter(([, item]) => item !== undefined)
  return Object.fromEntries(entries.map(([key, item]) => [key, plain(item)])) as T
}

function bridge(): Bridge {
  if (window.bridge) return window.bridge
  throw new AppError('bug', 'The window has no bridge to the main process.', { next: 'Start Rolecall again with npm start.' })
}

/** Sends one ask and answers with its value. @throws AppError as main made it. */
export async function ask<N extends AskName>(name: N, input: AskInput<N>): Promise<AskReply<N>> {
  const reply = await bridge().ask(name, plain(input))
  if (reply.ok) return reply.value
  throw readable(reply.error)
}

/** Listens to one kind of tell; returns the function that stops. */
export function onTell<N extends TellName>(name: N, listener: (payload: Tells[N]) => void): () => void {
  return bridge().onTell(name, listener)
}
