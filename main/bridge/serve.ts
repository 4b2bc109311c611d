/** The only ipcMain: checks the sender, checks the input against the contract, runs the handler, answers a Reply. It throws nothing across. */
import { ipcMain, type IpcMainInvokeEvent } from 'electron'
import { askNames, type AskName, type AskReply, type AskValue, type Reply } from '../../shared/bridge'
import { AppError, toWire } from '../../shared/errors'
import type { Redactor } from '../../shared/redact'
import { say } from '../../shared/words'
import type { Log } from '../log'
import { checkInput } from './input'
import { redacted } from './redacted'

/** One handler per ask; each is one call into a module. */
export type Handlers = { [N in AskName]: (input: AskValue<N>) => Promise<AskReply<N>> }

export interface ServeDeps {
  handlers: Handlers
  isTrusted: (event: IpcMainInvokeEvent) => boolean
  log: Log
  redactor: Redactor
  /** The operator is there. */
  onAsk?: () => void
}

/** Registers every ask of the contract; returns the function that takes them away. */
export function serveAsks(deps: ServeDeps): () => void {
  for (const name of askNames) ipcMain.handle(name, (event, input: unknown) => answer(deps, name, event, input))
  return () => askNames.forEach((name) => ipcMain.removeHandler(name))
}

async function answer<N extends AskName>(deps: ServeDeps, name: N, event: IpcMainInvokeEvent, input: unknown): Promise<Reply<AskReply<N>>> {
  try {
    if (!deps.isTrusted(event)) throw new AppError('bug', say`An ask from outside the window was refused.`, { about: { operation: name } })
    deps.onAsk?.()
    const value = checkInput(name, input)
    return { ok: true, value: await deps.handlers[name](value) }
  } catch (thrown) {
    const error = toWire(thrown)
    if (error.kind === 'bug' || error.kind === 'storage') deps.log.error({ ask: name, error: thrown }, 'an ask failed')
    return { ok: false, error: redacted(error, deps.redactor) }
  }
}
