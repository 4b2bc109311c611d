/** How the benchmarks measure: alternatives take turns, and what is printed is the spread, not one number. */

export interface Spread {
  median: number
  min: number
  max: number
  runs: number
}

export type Measurements = Record<string, Spread>

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((one, other) => one - other)
  const round = (value: number | undefined): number => Number((value ?? Number.NaN).toPrecision(4))
  return { median: round(sorted[Math.floor(sorted.length / 2)]), min: round(sorted[0]), max: round(sorted.at(-1)), runs: sorted.length }
}

/** Milliseconds that the work takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

/** Runs all alternatives in turn, `runs` times, and collects what each answers. */
export async function inTurn<K extends string>(runs: number, alternatives: Record<K, () => Promise<number>>): Promise<Record<K, number[]>> {
  const names = Object.keys(alternatives) as K[]
  const collected = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>
  for (let run = 0; run < runs; run += 1) for (const name of names) collected[name].push(await alternatives[name]())
  return collected
}

/** One figure divided by another, run by run. */
export const ratios = (over: readonly number[], under: readonly number[]): Spread => spreadOf(over.map((value, index) => value / (under[index] ?? Number.NaN)))
