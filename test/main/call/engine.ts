/** A whole engine for tests of calls: the practice cloud over real HTTP, real wire, credentials, catalogue and store; only the pauses between tries are shortened. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { createCalls, type CallsDeps } from '../../../main/call/runner'
import type { Calls } from '../../../main/call/calls'
import { createCatalog } from '../../../main/catalog/create'
import { findCatalogue } from '../../../main/compose'
import { createCredentials } from '../../../main/credentials/create'
import type { Credentials } from '../../../main/credentials/credentials'
import type { PracticeOptions } from '../../../main/practice/practice'
import { startPractice, type PracticeServer } from '../../../main/practice/server'
import { truthRows, type TruthName } from '../../../main/practice/truth'
import { createResultCore } from '../../../main/result/core'
import { readOwner } from '../../../main/result/owner'
import type { KeptResults } from '../../../main/result/result'
import { createLimiter } from '../../../main/wire/rate'
import { createRetrier } from '../../../main/wire/retry'
import { createSend } from '../../../main/wire/send'
import { createAssumeRole } from '../../../main/wire/sts'
import { CallSpec, type CallSpecInput, type CallSummary } from '../../../shared/call'
import { createRedactor } from '../../../shared/redact'
import { createMemoryKeychain } from '../../doubles/memoryKeychain'

export interface TestEngine {
  cloud: PracticeServer
  calls: Calls
  credentials: Credentials
  results: KeptResults
  home: string
  /** Starts a call and waits for its end. */
  run(spec: CallSpec, confirmed?: boolean): Promise<CallSummary>
  /** Rows of a call as the API wrote them, sorted. */
  rowTexts(callId: string): Promise<string[]>
  /** Rows that the practice cloud holds, sorted. */
  truth(name: TruthName, accountId: string, regionId: string): string[]
  close(): Promise<void>
}

export const product = {
  ecs: { product: 'Ecs', version: '2014-05-26', operation: 'DescribeInstances' },
  vpc: { product: 'Vpc', version: '2016-04-28', operation: 'DescribeVpcs' },
  cs: { product: 'CS', version: '2015-12-15', operation: 'DescribeClustersV1' },
} as const

export const callSpec = (more: Partial<CallSpecInput> = {}): CallSpec => v.parse(CallSpec, { rolecall: 1, ...product.ecs, profile: 'ops', ...more })

export async function openEngine(options: PracticeOptions = {}, more: Partial<CallsDeps> = {}): Promise<TestEngine> {
  const home = await mkdtemp(join(tmpdir(), 'rolecall-call-'))
  const cloud = await startPractice({ seed: 1, ...options })
  const send = createSend()
  const assumeRole = createAssumeRole()
  // Sessions and the directory are asked for with the same patience as pages.
  const patience = more.readTimeoutMs === undefined ? {} : { readTimeoutMs: more.readTimeoutMs }
  const credentials = createCredentials({ home, keychain: createMemoryKeychain(), send: (request, given) => send(request, { ...given, ...patience }), assumeRole: (request, given) => assumeRole(request, { ...given, ...patience }), operator: 'lin', now: Date.now, env: {}, redactor: createRedactor(), random: () => 0 })
  await credentials.add({ name: 'ops', kind: 'accesskey', accessKeyId: cloud.accessKeyId, accessKeySecret: cloud.accessKeySecret, regionId: 'cn-hangzhou', endpoints: { '*': cloud.address }, keep: 'keychain' })
  const owner = readOwner(process.pid)
  if (!owner) throw new Error('This process has no owner entry.')
  const results = createResultCore({ home, owner })
  const soon = async (): Promise<void> => undefined
  const calls = createCalls({
    credentials,
    catalog: createCatalog({ folder: findCatalogue(import.meta.dirname) }),
    send,
    results,
    limiter: createLimiter({ now: Date.now }),
    retrier: createRetrier({ now: Date.now, random: () => 0, sleep: soon }),
    now: () => new Date(),
    random: Math.random,
    operator: 'lin',
    env: { STAGE: 'prod' },
    ...more,
  })
  const run = async (spec: CallSpec, confirmed = false): Promise<CallSummary> => calls.ended(await calls.start(spec, { confirmed }))
  return {
    cloud,
    calls,
    credentials,
    results,
    home,
    run,
    rowTexts: async (callId) => {
      const { total } = await results.window({ callId, offset: 0, limit: 1, sort: [], filters: [], search: '' })
      return (await Promise.all(Array.from({ length: total }, (_, seq) => results.row(callId, seq)))).sort()
    },
    truth: (name, accountId, regionId) => [...truthRows({ seed: options.seed ?? 1, scale: options.scale ?? 120 }, name, accountId, regionId)].sort(),
    close: async () => {
      await calls.close()
      await results.close()
      credentials.close()
      await cloud.close()
      await rm(home, { recursive: true, force: true })
    },
  }
}
