/** A hundred kills at random moments: after each the result opens, no page that was told to be safe is lost, and going on ends in exactly the rows of the cloud. */
import { fork, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { startPractice, type PracticeServer } from '../../../main/practice/server'
import { truthRows, type TruthName } from '../../../main/practice/truth'
import { createResultCore } from '../../../main/result/core'
import { readOwner } from '../../../main/result/owner'
import { targetKey, type CallSpecInput } from '../../../shared/call'
import { product } from './engine'
import type { KilledWork } from './killedRun'

const manyKills = 50
const someKills = 6
/** Milliseconds within which a run is killed. */
const longest = 140
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href

type Told = { kind: 'page'; callId: string; key: string } | { kind: 'running' | 'ended'; callId: string }

const children = new Set<ChildProcess>()
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
})

/** Runs until it is killed or has ended; answers what it told. */
function runAndKill(work: KilledWork, delayMs: number): Promise<Told[]> {
  const child = fork(join(import.meta.dirname, 'killedRun.ts'), [JSON.stringify(work)], { execArgv: ['--import', tsx], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  children.add(child)
  const told: Told[] = []
  let timer: NodeJS.Timeout | undefined
  child.on('message', (message: Told) => {
    told.push(message)
    // The clock runs from the first sign of the call, so that the start of the process is not what is killed.
    timer ??= setTimeout(() => child.kill('SIGKILL'), delayMs)
  })
  return new Promise((resolve) =>
    child.on('exit', () => {
      clearTimeout(timer)
      children.delete(child)
      resolve(told)
    }),
  )
}

const cases: [string, CallSpecInput, TruthName, number][] = [
  ['page numbers side by side', { rolecall: 1, ...product.vpc, profile: 'ops', regions: ['cn-hangzhou', 'cn-shanghai'], pagination: { pageSize: 10 } }, 'Vpc/DescribeVpcs', manyKills],
  ['cursors', { rolecall: 1, ...product.ecs, profile: 'ops', regions: ['cn-hangzhou', 'cn-shanghai'], pagination: { pageSize: 10 } }, 'Ecs/DescribeInstances', manyKills],
  // The file is gone after the first start: the call goes on with the rows it was begun with.
  ['one call for each row of a file', { rolecall: 1, ...product.ecs, operation: 'DescribeInstanceAttribute', profile: 'ops', over: { file: 'rows.csv' }, parameters: { InstanceId: '${row.InstanceId}' } }, 'Ecs/DescribeInstanceAttribute', someKills],
]

describe('a run that is killed again and again', () => {
  it.concurrent.each(cases)(
    'loses nothing that was safe and ends whole: %s',
    async (_name, spec, name, kills) => {
      const scale = 200
      const cloud: PracticeServer = await startPractice({ seed: 1, scale, latencyMs: 15 })
      const home = await mkdtemp(join(tmpdir(), 'rolecall-kill-'))
      const file = join(home, 'rows.csv')
      const work: KilledWork = { home, address: cloud.address, accessKeyId: cloud.accessKeyId, accessKeySecret: cloud.accessKeySecret, spec: spec.over === undefined ? spec : { ...spec, over: { file } } }
      const rowsOf = (region: string): string[] => [...truthRows({ seed: 1, scale }, name, cloud.accountId, region)]
      const truth = ['cn-hangzhou', 'cn-shanghai'].flatMap(rowsOf).sort()
      const table = ['InstanceId,_region', ...['cn-hangzhou', 'cn-shanghai'].flatMap((region) => rowsOf(region).map((row) => `${/"InstanceId":"([^"]*)"/.exec(row)?.[1] ?? ''},${region}`))].join('\n')
      const owner = readOwner(process.pid)
      if (!owner) throw new Error('This process has no owner entry.')
      let callId: string | undefined
      let safe = new Set<string>()
      let whole = 0
      try {
        for (let kill = 0; kill < kills || callId !== undefined; kill += 1) {
          if (spec.over !== undefined) await (callId === undefined ? writeFile(file, table) : rm(file, { force: true }))
          const told = await runAndKill({ ...work, ...(callId === undefined ? {} : { callId }) }, kill < kills ? Math.random() * longest : 60_000)
          callId ??= told[0]?.callId
          for (const one of told) if (one.kind === 'page') safe.add(one.key)
          if (callId === undefined) continue

          const store = createResultCore({ home, owner })
          const { summary } = await store.read(callId)
          expect(summary.state).not.toBe('running')
          const logged = (await Promise.all(summary.targets.map(async (target) => (await store.pages(callId ?? '', target)).map(({ page }) => `${targetKey(target)}/${page}`)))).flat()
          expect([...safe].filter((key) => !logged.includes(key))).toEqual([])
          expect(summary.rows).toBeLessThanOrEqual(truth.length)
          if (summary.complete) {
            const rows = await Promise.all(Array.from({ length: summary.rows }, (_, seq) => store.row(callId ?? '', seq)))
            // An answer that is one row itself names its request.
            expect(rows.map((row) => row.replace(/"RequestId":"[^"]*",?/, '').replace(',}', '}')).sort()).toEqual(truth)
            expect(summary.duplicates).toBe(0)
            whole += 1
            callId = undefined
            safe = new Set()
          }
          await store.close()
        }
        expect(whole).toBeGreaterThan(0)
      } finally {
        await cloud.close()
        await rm(home, { recursive: true, force: true, maxRetries: 3 })
      }
    },
    480_000,
  )
})
