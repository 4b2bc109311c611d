/** Watches the browser's targets: the first page is the application's, every further one is closed, every permission is refused. */
import type { Pipe } from './pipe'
import type { PageTarget } from './webContents'

export interface PagesDeps {
  pipe: Pipe
  onPageGone: (targetId: string) => void
}

/** Resolves with the application's page once the browser has one. */
export async function guardPages({ pipe, onPageGone }: PagesDeps): Promise<PageTarget> {
  let take: (page: PageTarget) => void = () => undefined
  const first = new Promise<PageTarget>((resolve) => (take = resolve))
  let taken: { targetId: string; sessionId: string } | undefined

  pipe.on('Target.attachedToTarget', ({ sessionId, targetInfo, waitingForDebugger }) => {
    const session = pipe.session(sessionId)
    const { type, targetId } = targetInfo
    if (type === 'page' && !taken) {
      taken = { targetId, sessionId }
      take({ targetId, session, isPaused: waitingForDebugger })
      return
    }
    // A target that waits cannot be closed: let it go first. Workers and frames of our page simply go on.
    if (waitingForDebugger) session.send('Runtime.runIfWaitingForDebugger', {}).catch(() => undefined)
    if (type === 'page') pipe.send('Target.closeTarget', { targetId }).catch(() => undefined)
  })
  pipe.on('Target.targetDestroyed', ({ targetId }) => onPageGone(targetId))
  pipe.on('Target.detachedFromTarget', ({ sessionId }) => {
    if (taken?.sessionId === sessionId) onPageGone(taken.targetId)
  })
  await Promise.all([
    // Granting none refuses all, for every origin, without asking the person.
    pipe.send('Browser.grantPermissions', { permissions: [] }),
    pipe.send('Browser.setDownloadBehavior', { behavior: 'deny' }),
    pipe.send('Target.setDiscoverTargets', { discover: true }),
    pipe.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true }),
  ])
  return first
}
