/** Runs a reachability test for the window and tells of it at most ten times a second. */
import type { ReachMatrix, ReachProgress, ReachResult, ReachSpec } from '../../shared/permission'
import type { Permission } from '../permission/permission'

const tellEveryMs = 100

export async function testReach(permission: Pick<Permission, 'reach'>, spec: Omit<ReachSpec, 'reachId'>, reachId: string, signal: AbortSignal, tell: (progress: ReachProgress) => void): Promise<ReachMatrix> {
  let waiting: ReachResult[] = []
  let ended = 0
  let of = 0
  const flush = (): void => {
    if (waiting.length === 0) return
    tell({ reachId, total: of, ended, results: waiting })
    waiting = []
  }
  const timer = setInterval(flush, tellEveryMs)
  try {
    return await permission.reach(spec, {
      signal,
      onResult: (result, total) => {
        waiting.push(result)
        ended += 1
        of = total
      },
    })
  } finally {
    clearInterval(timer)
    flush()
  }
}
