/** Calls whose process died while they ran: each is settled once, when it is next looked at. */
import type { CallSummary } from '../../shared/call'
import { asAppError } from '../../shared/errors'
import type { OpenCall, OpenCalls } from './openCalls'
import { isAlive, type Owner } from './owner'
import type { Sidecar, Sidecars } from './sidecar'
import { lineOf } from './summary'
import { isOver, putOutcomes, putSummary, readSummary } from './tables'
import { wordsOf, writeWords } from './words'

export interface DeadCallsParts {
  /** The process that runs the calls of this store. */
  owner: Owner
  folder: string
  sidecars: Sidecars
  calls: Pick<OpenCalls, 'use' | 'release'>
  sumUpCall: (call: OpenCall, state: CallSummary['state']) => Promise<CallSummary>
}

export interface DeadCalls {
  /** True where the call was begun by this process. */
  isOurs: (sidecar: Sidecar | undefined) => boolean
  /** The sidecar as it is, or of the settled call where it says that a process runs it which is gone. */
  current: (sidecar: Sidecar) => Promise<Sidecar>
}

export function createDeadCalls({ owner, folder, sidecars, calls, sumUpCall }: DeadCallsParts): DeadCalls {
  const isOurs: DeadCalls['isOurs'] = (sidecar) => sidecar?.owner.pid === owner.pid && sidecar.owner.began === owner.began

  /** Its counts come from its pages, and are written down so that this happens once. */
  const settle = async (sidecar: Sidecar): Promise<Sidecar> => {
    const { callId } = sidecar.line
    try {
      const line = await calls.use(callId, 'write', async (call) => {
        const summary = (await readSummary(call.reader, call.head)) ?? (await sumUpCall(call, 'interrupted'))
        await call.write?.(async (session) => {
          if (isOver(call.head)) await putOutcomes(session, summary.targets)
          await putSummary(session, summary, call.head)
        })
        await writeWords(folder, callId, wordsOf(call.head.spec, summary.targets))
        return lineOf(summary, call.head)
      })
      await calls.release(callId)
      const settled: Sidecar = { ...sidecar, line }
      await sidecars.write(settled)
      return settled
    } catch (thrown) {
      // The dead process's own child may still hold the file for a moment: then the counts of the sidecar must do for now.
      if (asAppError(thrown).kind !== 'storage' && asAppError(thrown).kind !== 'input') throw thrown
      return { ...sidecar, line: { ...sidecar.line, state: 'interrupted', complete: false } }
    }
  }

  return { isOurs, current: async (sidecar) => (sidecar.line.state !== 'running' || isOurs(sidecar) || isAlive(sidecar.owner) ? sidecar : settle(sidecar)) }
}
