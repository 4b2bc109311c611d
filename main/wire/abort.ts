/** What every wait of the wire shares: the error of a cancel, and a timer that a cancel ends at once. */
import { setMaxListeners } from 'node:events'
import { AppError } from '../../shared/errors'
import { say } from '../../shared/words'

export const cancelled = (): AppError => new AppError('cancelled', say`The call was cancelled.`)

/** One signal stands for a whole call, with a listener for each request in flight: that is no leak. */
export function expectMany(signal: AbortSignal): void {
  setMaxListeners(0, signal)
}

/** Resolves after the milliseconds. @throws AppError `cancelled`. */
export function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(cancelled())
    const onAbort = (): void => {
      clearTimeout(timer)
      reject(cancelled())
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    signal.addEventListener('abort', onAbort, { once: true })
  })
}
