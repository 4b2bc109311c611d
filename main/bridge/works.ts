/** Work that the window named when it asked for it, so that a later ask can cancel it. */
import { AppError } from '../../shared/errors'
import { say } from '../../shared/words'

export interface Works {
  /** @throws AppError `input` where work of this name is under way. */
  run<T>(id: string, work: (signal: AbortSignal) => Promise<T>): Promise<T>
  /** Of work that has ended nothing is left to cancel: no error. */
  cancel(id: string): void
}

export function createWorks(): Works {
  const running = new Map<string, AbortController>()
  return {
    async run(id, work) {
      if (running.has(id)) throw new AppError('input', say`Work ${id} is under way already.`, { next: say`Wait for it, or cancel it.` })
      const controller = new AbortController()
      running.set(id, controller)
      try {
        return await work(controller.signal)
      } finally {
        running.delete(id)
      }
    },
    cancel: (id) => running.get(id)?.abort(),
  }
}
