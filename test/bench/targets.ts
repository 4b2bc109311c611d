/** A thousand targets of the practice cloud, three pages each: how long they take, what main needs of memory, and how far its event loop lags. The cloud and the results have processes of their own. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { resolve } from 'node:path'
import { startNodeChild } from '../../main/nodeChild'
import type { PracticeCloud } from '../../main/practice/practice'
import { openBenchEngine } from './benchEngine'
import { spreadOf, timed, type Measurements } from './measure'

const members = 333
const regions = ['cn-hangzhou', 'cn-shanghai', 'ap-southeast-1']
const scale = 30
const startTimeoutMs = 30_000

function startCloud(): Promise<{ cloud: PracticeCloud; stop: () => void }> {
  const child = startNodeChild(resolve(import.meta.dirname, '../../main/practice/process.ts'), 'practice cloud')
  return new Promise((done, fail) => {
    const limit = setTimeout(() => fail(new Error('The practice cloud did not start.')), startTimeoutMs)
    child.onMessage((message) => {
      clearTimeout(limit)
      done({ cloud: message as PracticeCloud, stop: () => child.kill() })
    })
    child.post({ members, scale, latencyMs: 80 })
  })
}

export async function benchTargets(): Promise<Measurements> {
  const { cloud, stop } = await startCloud()
  const engine = await openBenchEngine(cloud.address, { accessKeyId: cloud.accessKeyId, accessKeySecret: cloud.accessKeySecret })
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  try {
    let ended: { targets: number; rows: number } = { targets: 0, rows: 0 }
    const ms = await timed(async () => {
      // Some members refuse by design; they are targets like any other.
      const { targets, rows } = await engine.run({ accounts: 'all', regions, role: cloud.role, pagination: { pageSize: scale / 3 } })
      ended = { targets: targets.length, rows }
    })
    delay.disable()
    return { targets: spreadOf([ended.targets]), targetRows: spreadOf([ended.rows]), targetsSeconds: spreadOf([ms / 1000]), targetsMainPeakMegabytes: spreadOf([process.resourceUsage().maxRSS / 1000]), targetsWorstLagMs: spreadOf([delay.max / 1e6]) }
  } finally {
    await engine.close()
    stop()
  }
}
