/** Pushes from main to the window, typed by the contract; a window that is gone is no error. */
import type { WebContents } from 'electron'
import type { TellName, Tells } from '../../shared/bridge'

export type Tell = <N extends TellName>(name: N, payload: Tells[N]) => void

/** Tells whatever window is there at the time. */
export function createTell(target: () => WebContents | undefined): Tell {
  return (name, payload) => {
    const contents = target()
    if (contents && !contents.isDestroyed()) contents.send(name, payload)
  }
}
