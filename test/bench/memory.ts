/** The most memory that an export takes, each in a process of its own; and how far main's event loop lags while results are stored, shown and exported in theirs. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { promisify } from 'node:util'
import { startNodeChild } from '../../main/nodeChild'
import { createResultStore } from '../../main/result/store'
import { spreadOf, type Measurements } from './measure'
import { leaves, pageText } from './pages'
import { callIdOf, exportSpec, fillResult, spec, target } from './store'

const run = promisify(execFile)
const never = new AbortController().signal

export async function benchMemory({ rows, columns, runs }: { rows: number; columns: number; runs: number }): Promise<Measurements> {
  const home = await mkdtemp(join(tmpdir(), 'rolecall-bench-memory-'))
  try {
    await fillResult(home, 1, rows, columns)
    const found: Measurements = {}
    for (const format of ['csv', 'parquet', 'xlsx'] as const) {
      const peaks: number[] = []
      for (let at = 0; at < runs; at += 1) peaks.push(await peakOf(home, format))
      found[`${format}ExportPeakMegabytes`] = spreadOf(peaks)
    }
    const lags: number[] = []
    for (let at = 0; at < runs; at += 1) lags.push(await worstLag(Math.min(rows, 30_000), columns))
    return { ...found, mainWorstLagMs: spreadOf(lags) }
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}

/** Megabytes that a fresh process had in memory at most, itself included. */
async function peakOf(home: string, format: string): Promise<number> {
  const { stdout } = await run(process.execPath, ['--import', 'tsx', resolve(import.meta.dirname, 'memoryChild.ts'), home, callIdOf(1), format])
  return Number(stdout) / 1000
}

async function worstLag(rows: number, columns: number): Promise<number> {
  const home = await mkdtemp(join(tmpdir(), 'rolecall-bench-lag-'))
  const store = createResultStore({ home, startChild: startNodeChild, modulePath: resolve(import.meta.dirname, '../../main/result/process.ts') })
  const shape = leaves(columns)
  const pages = Array.from({ length: Math.ceil(rows / 100) }, (_, page) => pageText(shape, page, 100, rows))
  const callId = callIdOf(3)
  await store.create(callId, spec, [target], '2026-11-22T00:00:00.000Z')
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  for (const [page, body] of pages.entries()) await store.appendPage({ callId, target, page: page + 1, body })
  await store.window({ callId, offset: 0, limit: 200, sort: [{ column: 'c1', descending: true }], filters: [], search: '' })
  await store.export(exportSpec(callId), join(home, 'out.csv'), { signal: never })
  delay.disable()
  await store.close()
  await rm(home, { recursive: true, force: true })
  return delay.max / 1e6
}
