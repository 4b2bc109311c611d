/** `npm run bench`: measures and prints; it judges nothing. `--json` prints one object with median, min, max and runs for each key. */
import { parseArgs } from 'node:util'
import type { Measurements } from './measure'
import { benchSearch } from './catalog'
import { benchEngine } from './engine'
import { benchGrowth } from './growth'
import { benchMemory } from './memory'
import { benchOver } from './over'
import { benchRate } from './rate'
import { benchReach } from './reach'
import { benchIngest, benchReading } from './store'
import { benchTargets } from './targets'
import { benchWindow } from './window'

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    /** One of the names below; absent: all. */
    only: { type: 'string' },
    runs: { type: 'string', default: '3' },
    columns: { type: 'string', default: '80' },
    'ingest-rows': { type: 'string', default: '10000' },
    'reading-rows': { type: 'string', default: '30000' },
    'engine-rows': { type: 'string', default: '10000' },
    'growth-rows': { type: 'string', default: '300000' },
    'over-rows': { type: 'string', default: '10000' },
    'window-rows': { type: 'string', default: '30000' },
  },
})

const common = { runs: Number(values.runs), columns: Number(values.columns) }
const benches: Record<string, () => Promise<Measurements>> = {
  ingest: () => benchIngest({ ...common, rows: Number(values['ingest-rows']) }),
  reading: () => benchReading({ ...common, rows: Number(values['reading-rows']) }),
  memory: () => benchMemory({ ...common, rows: Number(values['reading-rows']) }),
  growth: () => benchGrowth({ ...common, runs: 1, rows: Number(values['growth-rows']) }),
  window: () => benchWindow({ ...common, rows: Number(values['window-rows']) }),
  reach: () => benchReach({ runs: common.runs }),
  engine: () => benchEngine({ ...common, rows: Number(values['engine-rows']) }),
  rate: benchRate,
  targets: benchTargets,
  over: () => benchOver({ rows: Number(values['over-rows']) }),
  search: () => benchSearch({ runs: common.runs }),
}

const all: Measurements = {}
for (const [name, bench] of Object.entries(benches)) {
  if (values.only !== undefined && values.only !== name) continue
  const found = await bench()
  Object.assign(all, found)
  if (values.json) continue
  for (const [key, { median, min, max, runs }] of Object.entries(found)) process.stdout.write(`${key.padEnd(28)} ${String(median).padStart(10)}   ${min} … ${max}   (${runs} runs)\n`)
}
if (values.json) process.stdout.write(`${JSON.stringify(all)}\n`)
