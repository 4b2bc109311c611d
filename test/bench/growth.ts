/** How the memory of the process that stores grows with the rows of one call, once it has what it needs to work; and the most that it has. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Growth } from './growthChild'
import { spreadOf, type Measurements } from './measure'

const run = promisify(execFile)
/** Part of the rows after which memory is steady. */
const warmShare = 1 / 3

export async function benchGrowth({ rows, columns, runs }: { rows: number; columns: number; runs: number }): Promise<Measurements> {
  const [slopes, peaks]: [number[], number[]] = [[], []]
  for (let at = 0; at < runs; at += 1) {
    const { samples, peakKilobytes } = await growthOf(rows, columns)
    slopes.push(slopeOf(samples.filter((sample) => sample.rows > rows * warmShare)) * 100)
    peaks.push(peakKilobytes / 1000)
  }
  return { growthMegabytesPer100000Rows: spreadOf(slopes), growthPeakMegabytes: spreadOf(peaks) }
}

async function growthOf(rows: number, columns: number): Promise<Growth> {
  const home = await mkdtemp(join(tmpdir(), 'rolecall-bench-growth-'))
  try {
    const { stdout } = await run(process.execPath, ['--import', 'tsx', resolve(import.meta.dirname, 'growthChild.ts'), home, String(rows), String(columns)], { maxBuffer: 64_000_000 })
    return JSON.parse(stdout) as Growth
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}

/** Kilobytes a row, of the straight line that fits best. */
function slopeOf(samples: Growth['samples']): number {
  const mean = (of: (sample: Growth['samples'][number]) => number): number => samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length
  const [rows, kilobytes] = [mean((one) => one.rows), mean((one) => one.kilobytes)]
  const [along, across] = samples.reduce(([xy, xx], one) => [xy + (one.rows - rows) * (one.kilobytes - kilobytes), xx + (one.rows - rows) ** 2], [0, 0])
  return along / across
}
