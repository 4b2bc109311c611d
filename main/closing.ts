/** Whether the application may close while calls run: it asks the operator first, once, and never when the system ends. It knows no window. */
import type { ClosingWay } from '../shared/bridge'

export interface ClosingParts {
  /** Calls that run. */
  running: () => number
  /** Asks the operator; false where there is no window to ask in. */
  ask: (running: number) => boolean
  /** Asks the application to quit; what runs is paused on the way, and offered at the next start. */
  quit: () => void
  /** Puts the window out of sight. */
  hide: () => void
}

export interface Closing {
  /** A close of the window or a quit of the application: true where it has to wait, because the operator is asked. A second one while the question stands is taken as a wish to pause. */
  holds(): boolean
  /** The operator's answer. */
  answer(how: ClosingWay): void
  /** The system ends this process or the whole session: nobody is asked any more, and what runs is paused. */
  leave(): void
}

export function createClosing({ running, ask, quit, hide }: ClosingParts): Closing {
  let isAsking = false
  let isLeaving = false
  const leave = (): void => {
    isLeaving = true
    quit()
  }
  return {
    holds: () => {
      const count = running()
      if (count === 0 || isAsking || isLeaving) return false
      isAsking = ask(count)
      return isAsking
    },
    answer: (how) => {
      if (how === 'pause') return leave()
      isAsking = false
      if (how === 'background') hide()
    },
    leave,
  }
}
