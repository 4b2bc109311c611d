/** A process that runs a call until it is killed: engine and store in one, so that kill -9 takes both. Started by kill.test.ts with the work as JSON. */
import { createMemoryKeychain } from '../../doubles/memoryKeychain'
import { createCalls } from '../../../main/call/runner'
import { createCatalog } from '../../../main/catalog/create'
import { findCatalogue } from '../../../main/compose'
import { createCredentials } from '../../../main/credentials/create'
import { createResultCore } from '../../../main/result/core'
import { readOwner } from '../../../main/result/owner'
import { createLimiter } from '../../../main/wire/rate'
import { createRetrier } from '../../../main/wire/retry'
import { createSend } from '../../../main/wire/send'
import { createAssumeRole } from '../../../main/wire/sts'
import { targetKey } from '../../../shared/call'
import { createRedactor } from '../../../shared/redact'
import { callSpec } from './engine'

export interface KilledWork {
  home: string
  address: string
  accessKeyId: string
  accessKeySecret: string
  spec: Parameters<typeof callSpec>[0]
  /** Absent: a new call. */
  callId?: string
}

const work = JSON.parse(process.argv[2] ?? '{}') as KilledWork
const owner = readOwner(process.pid)
if (!owner) throw new Error('This process has no owner entry.')
const send = createSend()
const credentials = createCredentials({ home: work.home, keychain: createMemoryKeychain(), send, assumeRole: createAssumeRole(), operator: 'lin', now: Date.now, env: {}, redactor: createRedactor(), random: () => 0 })
if ((await credentials.list()).length > 0) await credentials.remove('ops')
await credentials.add({ name: 'ops', kind: 'accesskey', accessKeyId: work.accessKeyId, accessKeySecret: work.accessKeySecret, regionId: 'cn-hangzhou', endpoints: { '*': work.address }, keep: 'keychain' })
const results = createResultCore({ home: work.home, owner })
const calls = createCalls({
  credentials,
  catalog: createCatalog({ folder: findCatalogue(import.meta.dirname) }),
  send,
  results: {
    ...results,
    // What is told here is safe: the test holds the store to it.
    appendPages: async (callId, pages) => {
      const appended = await results.appendPages(callId, pages)
      for (const { target, page } of pages.slice(0, appended.facts.length)) process.send?.({ kind: 'page', callId, key: `${targetKey(target)}/${page}` })
      return appended
    },
  },
  limiter: createLimiter({ now: Date.now }),
  retrier: createRetrier({ now: Date.now, random: Math.random }),
  now: () => new Date(),
  random: Math.random,
  operator: 'lin',
  env: {},
})
let callId = work.callId
if (callId === undefined) callId = await calls.start(callSpec(work.spec), { confirmed: false })
else await calls.resume(callId, { confirmed: false })
process.send?.({ kind: 'running', callId })
await calls.ended(callId)
process.send?.({ kind: 'ended', callId })
setTimeout(() => process.exit(0), 20)
