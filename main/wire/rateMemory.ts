/** What limits were learned, by product, in one small file that the next run begins with. A file that cannot be read or written costs a few refused calls, never a call. */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { mkdir } from 'node:fs/promises'
import * as v from 'valibot'
import writeFileAtomic from 'write-file-atomic'
import type { LimiterDeps } from './rate'
import type { Learned } from './pace'

export interface RateMemory extends NonNullable<LimiterDeps['memory']> {
  /** Writes what is not written yet; never rejects. */
  close(): Promise<void>
}

const positive = v.pipe(v.number(), v.finite(), v.minValue(0.01), v.maxValue(1_000_000))
const Entry = v.union([v.strictObject({ rate: positive }), v.strictObject({ budget: v.pipe(positive, v.integer()), windowMs: v.pipe(v.number(), v.finite(), v.minValue(100), v.maxValue(86_400_000)) })])

/** Milliseconds between two writes. */
const writeEveryMs = 2000
/** Products remembered; more than there are. */
const most = 1000

/** @param home the data folder. */
export function createRateMemory(home: string): RateMemory {
  const path = join(home, 'rates.json')
  const known = read(path)
  let timer: NodeJS.Timeout | undefined
  let isChanged = false
  let writing: Promise<void> = Promise.resolve()

  const write = (): void => {
    timer = undefined
    if (!isChanged) return
    isChanged = false
    const text = `${JSON.stringify(Object.fromEntries([...known].slice(-most)), undefined, 1)}\n`
    writing = writing
      .then(() => mkdir(dirname(path), { recursive: true, mode: 0o700 }))
      .then(() => writeFileAtomic(path, text, { mode: 0o600 }))
      .catch(() => undefined)
  }
  return {
    recall: (product) => known.get(product),
    keep: (product, learned) => {
      const rounded = round(learned)
      if (JSON.stringify(known.get(product)) === JSON.stringify(rounded)) return
      known.delete(product) // the last learned stands last
      known.set(product, rounded)
      isChanged = true
      timer ??= setTimeout(write, writeEveryMs).unref()
    },
    close: async () => {
      clearTimeout(timer)
      write()
      await writing
    },
  }
}

/** Three digits say all there is to say, and a file is not written for less. */
const round = (learned: Learned): Learned => ('rate' in learned ? { rate: Number(learned.rate.toPrecision(3)) } : { budget: Math.round(learned.budget), windowMs: Math.round(learned.windowMs) })

/** Entries that are not what they should be are left out; the next write heals the file. */
function read(path: string): Map<string, Learned> {
  try {
    const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (typeof parsed !== 'object' || parsed === null) return new Map()
    return new Map(Object.entries(parsed).flatMap(([product, entry]): [string, Learned][] => (v.is(Entry, entry) ? [[product, entry]] : [])))
  } catch {
    return new Map() // there is none yet, or it is damaged
  }
}
