/** How much of what a throttled server allows is reached, and how often it has to refuse: with a rate that is not known yet, and with one that is remembered. */
import { createLimiter } from '../../main/wire/rate'
import { openBenchEngine } from './benchEngine'
import { paged, startBenchCloud, type BenchCloudOptions } from './benchCloud'
import { spreadOf, type Measurements } from './measure'

/** More rows than any of them lets through in its time. */
const rows = 1_000_000
const latencyMs = 80

interface Limited {
  name: string
  limit: NonNullable<BenchCloudOptions['limit']>
  /** How long the new rate is looked for, and the remembered one is used. */
  seconds: number
  allowedPerSecond: number
}

const servers: Limited[] = [
  { name: 'Bucket20', limit: { kind: 'bucket', calls: 20, burst: 20 }, seconds: 30, allowedPerSecond: 20 },
  { name: 'Bucket100', limit: { kind: 'bucket', calls: 100, burst: 100 }, seconds: 30, allowedPerSecond: 100 },
  { name: 'Seconds20', limit: { kind: 'window', calls: 20, seconds: 1 }, seconds: 30, allowedPerSecond: 20 },
  { name: 'Seconds100', limit: { kind: 'window', calls: 100, seconds: 1 }, seconds: 30, allowedPerSecond: 100 },
  { name: 'Minute200', limit: { kind: 'window', calls: 200, seconds: 60 }, seconds: 180, allowedPerSecond: 200 / 60 },
]

export async function benchRate(): Promise<Measurements> {
  const found: Measurements = {}
  for (const { name, limit, seconds, allowedPerSecond } of servers) {
    // Few columns, so that storing is not what holds back.
    const cloud = await startBenchCloud({ rows, columns: 1, latencyMs, limit })
    const engine = await openBenchEngine(cloud.address, undefined, createLimiter({ now: Date.now }))
    try {
      for (const knowledge of ['New', 'Remembered']) {
        await cloud.counts()
        await engine.runFor({ pagination: paged }, seconds * 1000)
        const { passed, refused } = await cloud.counts()
        found[`share${name}${knowledge}`] = spreadOf([passed / (seconds * allowedPerSecond)])
        found[`refused${name}${knowledge}`] = spreadOf([refused / (passed + refused)])
      }
    } finally {
      await engine.close()
      cloud.close()
    }
  }
  return found
}
