/** Proves the packaging without Electron's binary: packages every target with a stand-in for it, looks into the result, and weighs it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Configuration } from 'app-builder-lib'
import { inspect } from './inspect'
import { gatherNatives } from './natives'
import { pack } from './pack'
import { packageInputs } from './prepare'
import { makeStandIn } from './standIn'
import { nameOf, type Target } from './targets'

/** Megabytes that Rolecall may add to Electron, unpacked, with DuckDB's native code: a little above what was measured. */
const budgets: Readonly<Record<string, number>> = { 'linux-x64': 90, 'linux-arm64': 82, 'mac-x64': 138, 'mac-arm64': 138, 'win-x64': 56, 'win-arm64': 62 }

export interface Checked {
  name: string
  problems: string[]
  megabytes: number
  budget: number
  files: number
  /** False where DuckDB's native code for the target was neither here nor fetched; the weight is then without it. */
  isWhole: boolean
}

export interface CheckOptions {
  configuration: Configuration
  target: Target
  /** Native code that npm did not install may be fetched. */
  mayFetch: boolean
  budget?: number
  /** Gets the application's folder before it goes. */
  onPacked?: (folder: string) => Promise<void> | void
}

/** Packages one target in a temporary folder. What stops electron-builder is a problem like any other. */
export async function check({ configuration, target, mayFetch, budget = budgets[nameOf(target)] ?? 0, onPacked }: CheckOptions): Promise<Checked> {
  const checked: Checked = { name: nameOf(target), problems: [], megabytes: 0, budget, files: 0, isWhole: false }
  const place = mkdtempSync(join(tmpdir(), 'rolecall-check-'))
  try {
    checked.isWhole = await gatherNatives(join(packageInputs, 'native'), target, mayFetch)
    const electronDist = join(place, 'electron')
    makeStandIn(electronDist, target.system)
    const { folder } = await pack({ ...configuration, electronDist, directories: { ...configuration.directories, output: join(place, 'dist') } }, target, true)
    const { problems, bytes, files } = await inspect(folder, { target, isWhole: checked.isWhole, icons: packageInputs })
    checked.problems.push(...problems)
    checked.megabytes = bytes / 1e6
    checked.files = files
    if (checked.megabytes > budget) checked.problems.push(`it weighs ${checked.megabytes.toFixed(1)} MB, and ${budget} MB are allowed`)
    await onPacked?.(folder)
  } catch (error) {
    checked.problems.push((error as Error).message)
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
  return checked
}

/** One line for each target, under a head. */
export function table(all: readonly Checked[]): string {
  const rows = [['target', 'files', 'MB', 'allowed', 'native code', 'verdict'], ...all.map(({ name, files, megabytes, budget, isWhole, problems }) => [name, String(files), megabytes.toFixed(1), String(budget), isWhole ? 'all' : 'without DuckDB', problems.length === 0 ? 'good' : `${problems.length} problems`])]
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  return rows.map((row) => row.map((cell, column) => (column >= 1 && column <= 3 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0))).join('  ').trimEnd()).join('\n')
}
