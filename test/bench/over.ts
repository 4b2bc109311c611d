/** One call for each row of a file, to the end: how many a second, what main needs of memory, and how far its event loop lags. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { startBenchCloud } from './benchCloud'
import { openBenchEngine } from './benchEngine'
import { spreadOf, timed, type Measurements } from './measure'

const latencyMs = 20

export async function benchOver({ rows }: { rows: number }): Promise<Measurements> {
  const folder = await mkdtemp(join(tmpdir(), 'rolecall-bench-over-'))
  const cloud = await startBenchCloud({ rows: 1, columns: 10, latencyMs })
  const engine = await openBenchEngine(cloud.address)
  const delay = monitorEventLoopDelay({ resolution: 5 })
  try {
    const file = join(folder, 'instances.csv')
    await writeFile(file, ['InstanceId', ...Array.from({ length: rows }, (_, index) => `i-bench${String(index).padStart(12, '0')}`)].join('\n'))
    delay.enable()
    const ms = await timed(async () => {
      const { complete, rows: got, targets } = await engine.run({ over: { file }, parameters: { InstanceIds: '["${row.InstanceId}"]' }, pagination: { mode: 'none' } })
      if (!complete || got !== rows) throw new Error(`The engine brought ${got} of ${rows} rows: ${targets.find(({ complete: isWhole }) => !isWhole)?.reason ?? ''}`)
    })
    delay.disable()
    return { overCallsPerSecond: spreadOf([(rows / ms) * 1000]), overMainPeakMegabytes: spreadOf([process.resourceUsage().maxRSS / 1000]), overWorstLagMs: spreadOf([delay.max / 1e6]) }
  } finally {
    await engine.close()
    cloud.close()
    await rm(folder, { recursive: true, force: true })
  }
}
