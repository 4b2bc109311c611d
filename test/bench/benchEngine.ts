/** The engine as the app has it, with results in a process of their own as it is built, against a cloud of the benchmarks. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import * as v from 'valibot'
import { createCalls, type CallsDeps } from '../../main/call/runner'
import { createCatalog } from '../../main/catalog/create'
import { findCatalogue } from '../../main/compose'
import { createCredentials } from '../../main/credentials/create'
import { startNodeChild } from '../../main/nodeChild'
import { createResultStore } from '../../main/result/store'
import { createLimiter } from '../../main/wire/rate'
import { createRetrier } from '../../main/wire/retry'
import { createSend } from '../../main/wire/send'
import { createAssumeRole } from '../../main/wire/sts'
import { CallSpec, type CallSpecInput, type CallSummary } from '../../shared/call'
import { createRedactor } from '../../shared/redact'
import { createMemoryKeychain } from '../doubles/memoryKeychain'

export interface BenchEngine {
  run(spec: Partial<CallSpecInput>): Promise<CallSummary>
  /** Cancels after so many milliseconds; answers how many it took then until the window was told that it is cancelled, with every page that had arrived stored, and until the call was brought to its end. */
  runFor(spec: Partial<CallSpecInput>, ms: number): Promise<{ toldMs: number; endedMs: number }>
  close(): Promise<void>
}

/** The key is that of the practice cloud; the other clouds of the benchmarks take any. */
export async function openBenchEngine(address: string, key = { accessKeyId: 'LTAI5tBenchBenchBench12', accessKeySecret: 'benchBenchBenchBenchBenchBench' }, limiter: CallsDeps['limiter'] = createLimiter({ now: Date.now })): Promise<BenchEngine> {
  const home = await mkdtemp(join(tmpdir(), 'rolecall-bench-engine-'))
  const send = createSend()
  const credentials = createCredentials({ home, keychain: createMemoryKeychain(), send, assumeRole: createAssumeRole({ send }), operator: 'bench', now: Date.now, env: {}, redactor: createRedactor() })
  await credentials.add({ name: 'ops', kind: 'accesskey', ...key, regionId: 'cn-hangzhou', endpoints: { '*': address }, keep: 'keychain' })
  const results = createResultStore({ home, startChild: startNodeChild, modulePath: resolve(import.meta.dirname, '../../out/main/resultProcess.js') })
  const calls = createCalls({ credentials, catalog: createCatalog({ folder: findCatalogue(import.meta.dirname) }), send, results, limiter, retrier: createRetrier({ now: Date.now, random: Math.random }), now: () => new Date(), random: Math.random, operator: 'bench', env: {} })
  const start = (spec: Partial<CallSpecInput>): Promise<string> =>
    calls.start(v.parse(CallSpec, { rolecall: 1, product: 'Ecs', version: '2014-05-26', operation: 'DescribeInstances', profile: 'ops', regions: ['cn-hangzhou'], ...spec }), { confirmed: false })
  return {
    run: async (spec) => calls.ended(await start(spec)),
    runFor: async (spec, ms) => {
      const callId = await start(spec)
      let [cancelledAt, toldAt] = [Number.NaN, Number.NaN]
      const deafen = calls.onProgress((progress) => {
        if (progress.callId === callId && progress.state !== 'running') toldAt = performance.now()
      })
      const limit = setTimeout(() => {
        cancelledAt = performance.now()
        calls.cancel(callId)
      }, ms)
      await calls.ended(callId)
      clearTimeout(limit)
      deafen()
      return { toldMs: toldAt - cancelledAt, endedMs: performance.now() - cancelledAt }
    },
    close: async () => {
      await calls.close()
      await results.close()
      credentials.close()
      await rm(home, { recursive: true, force: true })
    },
  }
}
