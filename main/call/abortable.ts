/** Leaves a promise when a signal is aborted, for work that cannot be stopped itself. The late answer is dropped. */
import { AppError } from '../../shared/errors'
import { say } from '../../shared/words'

/** @throws AppError `cancelled` as soon as the signal is aborted; else what the promise throws. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(new AppError('cancelled', say`The call was cancelled.`))
    if (signal.aborted) leave()
    signal.addEventListener('abort', leave, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
  })
}
