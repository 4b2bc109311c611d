/** Work that is asked for often and done now and then. */

/** Runs `work` soon, then at most once in the interval however often it is asked for; what was asked for last is never lost. `stop`: what was asked for and not done yet is left undone. */
export function paced(everyMs: number, clock: () => number, work: () => void): { ask: () => void; now: () => void; stop: () => void } {
  let timer: NodeJS.Timeout | undefined
  let lastAt = -Infinity
  const stop = (): void => {
    clearTimeout(timer)
    timer = undefined
  }
  const now = (): void => {
    stop()
    lastAt = clock()
    work()
  }
  return {
    now,
    stop,
    ask: () => {
      timer ??= setTimeout(now, Math.max(0, Math.min(everyMs, lastAt + everyMs - clock())))
    },
  }
}
