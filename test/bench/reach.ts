/** How long a role takes to be tested on 200 members at 80 ms, how often STS had to refuse, and how far the event loop lagged, the practice cloud in the same process included. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { createCatalog } from '../../main/catalog/create'
import { findCatalogue } from '../../main/compose'
import { createCredentials } from '../../main/credentials/create'
import { createPermission } from '../../main/permission/create'
import { startPractice } from '../../main/practice/server'
import { createLimiter } from '../../main/wire/rate'
import { createRetrier } from '../../main/wire/retry'
import { createSend } from '../../main/wire/send'
import { createAssumeRole } from '../../main/wire/sts'
import { createRedactor } from '../../shared/redact'
import { createMemoryKeychain } from '../doubles/memoryKeychain'
import { spreadOf, timed, type Measurements } from './measure'

/** Source of the limit: STS, 100 calls a second for one account. */
const cloudOptions = { members: 200, latencyMs: 80, throttle: 100 }

export async function benchReach({ runs }: { runs: number }): Promise<Measurements> {
  const [times, refusals, lags]: [number[], number[], number[]] = [[], [], []]
  for (let run = 0; run < runs; run += 1) {
    const home = await mkdtemp(join(tmpdir(), 'rolecall-bench-reach-'))
    const cloud = await startPractice(cloudOptions)
    const send = createSend()
    const credentials = createCredentials({ home, keychain: createMemoryKeychain(), send, assumeRole: createAssumeRole({ send }), operator: 'bench', now: Date.now, env: {}, redactor: createRedactor() })
    await credentials.add({ name: 'ops', kind: 'accesskey', accessKeyId: cloud.accessKeyId, accessKeySecret: cloud.accessKeySecret, regionId: 'cn-hangzhou', endpoints: { '*': cloud.address }, keep: 'keychain' })
    const permission = createPermission({ credentials, catalog: createCatalog({ folder: findCatalogue(import.meta.dirname) }), send, limiter: createLimiter({ now: Date.now }), retrier: createRetrier({ now: Date.now, random: Math.random }), home, now: Date.now, speakersOf: () => Promise.resolve([]), protectedAccounts: () => [], redactor: createRedactor() })
    const signal = AbortSignal.timeout(120_000)
    await credentials.directory('ops', { refresh: true, signal })
    const delay = monitorEventLoopDelay({ resolution: 5 })
    delay.enable()
    times.push((await timed(() => permission.reach({ profile: 'ops', role: cloud.role }, { signal }))) / 1000)
    delay.disable()
    lags.push(delay.max / 1e6)
    refusals.push(cloud.traffic.throttled)
    credentials.close()
    await cloud.close()
    await rm(home, { recursive: true, force: true })
  }
  return { reach200MembersSeconds: spreadOf(times), reachThrottledCalls: spreadOf(refusals), reachWorstLagMs: spreadOf(lags) }
}
