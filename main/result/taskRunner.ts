/** Runs one task in a process of its own, so that neither a call nor the window waits for it; the process ends with the task. */
import type { StartChild } from '../children'
import { AppError, fromWire } from '../../shared/errors'
import { say } from '../../shared/words'
import { beatEvery, type FromChild, type ToChild } from './protocol'
import type { PreparedTask } from './result'
import type { DerivedFacts } from './tasks'

export interface TaskRunnerParts {
  startChild: StartChild
  /** Of the result process, which does tasks too. */
  modulePath: string
  /** Milliseconds that the process may be silent. */
  silenceTimeoutMs: number
}

export interface TaskRunner {
  /** @throws AppError of the task; `cancelled`; `storage` code `ResultProcessEnded`. */
  run(prepared: PreparedTask, signal: AbortSignal): Promise<DerivedFacts>
  /** Ends every task. */
  close(): void
}

/** A cancelled task that does not stop within this many milliseconds is ended with its process. */
const stopWithinMs = 2000

export function createTaskRunner({ startChild, modulePath, silenceTimeoutMs }: TaskRunnerParts): TaskRunner {
  const living = new Set<() => void>()
  return {
    run: ({ task, files }, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(cancelled())
        const child = startChild(modulePath, 'Rolecall query')
        let heardAt = performance.now()
        let stopTimer: NodeJS.Timeout | undefined
        const kill = (): void => child.kill()
        const watch = setInterval(() => {
          if (performance.now() - heardAt > silenceTimeoutMs) kill()
        }, beatEvery)
        const cancel = (): void => {
          child.post({ kind: 'cancel', id: 1 } satisfies ToChild)
          stopTimer = setTimeout(kill, stopWithinMs)
        }
        const end = (settle: () => void): void => {
          clearInterval(watch)
          clearTimeout(stopTimer)
          signal.removeEventListener('abort', cancel)
          living.delete(kill)
          settle()
          kill()
        }
        living.add(kill)
        signal.addEventListener('abort', cancel)
        child.onMessage((received) => {
          const message = received as FromChild
          heardAt = performance.now()
          if (message.kind === 'value') end(() => resolve(message.value as DerivedFacts))
          else if (message.kind === 'error') end(() => reject(fromWire(message.error)))
        })
        child.onExit(() => end(() => reject(signal.aborted ? cancelled() : gone())))
        child.post({ kind: 'task', id: 1, task, files } satisfies ToChild)
      }),
    close() {
      for (const kill of living) kill()
    },
  }
}

const cancelled = (): AppError => new AppError('cancelled', say`The work was cancelled.`)
const gone = (): AppError =>
  new AppError('storage', say`The process that did the work ended unexpectedly.`, { next: say`Try again with fewer rows or columns. If it happens again, report it with the log file.`, about: { code: 'ResultProcessEnded' } })
