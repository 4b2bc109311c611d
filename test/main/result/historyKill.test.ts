/** Kill -9 while calls are named, deleted and taken back leaves each as it was before or after, never in between. */
import { fork } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { createResultCore } from '../../../main/result/core'
import { list, makeHome, spec, target, thisOwner } from './fixtures'
import type { HistoryWork } from './killedHistory'

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
const kills = 12
/** Milliseconds within which the process is killed. */
const longest = 250

function workAndKill(work: HistoryWork, delayMs: number): Promise<void> {
  const child = fork(join(import.meta.dirname, 'killedHistory.ts'), [JSON.stringify(work)], { execArgv: ['--import', tsx], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  child.on('message', () => setTimeout(() => child.kill('SIGKILL'), delayMs))
  return new Promise((resolve) => child.on('exit', () => resolve()))
}

it('loses no call, no name and no file to a kill -9', async () => {
  const home = makeHome()
  const callIds = Array.from({ length: 5 }, (_, n) => `20261122T19453${n}-kill`)
  const first = createResultCore({ home, owner: thisOwner() })
  for (const callId of callIds) {
    await first.create(callId, spec, [target], '2026-11-22T19:45:30.000Z')
    await first.appendPage({ callId, target, page: 1, body: list('{"a":1}', '{"a":2}') })
    const { summary } = await first.read(callId)
    await first.finish(callId, { ...summary, state: 'finished' })
  }
  await first.close()
  const names = new Set<string | undefined>()
  for (let kill = 0; kill < kills; kill += 1) {
    await workAndKill({ home, callIds }, Math.random() * longest)
    const store = createResultCore({ home, owner: thisOwner() })
    const { lines } = await store.history({ search: '', outcomes: [], isPinned: false })
    for (const callId of callIds) {
      const line = lines.find((one) => one.callId === callId)
      if (line) {
        names.add(line.name)
        expect((await store.window({ callId, offset: 0, limit: 10, sort: [], filters: [], search: '' })).total).toBe(2)
        expect(line.isPinned).toBe(line.name?.startsWith('name even') ?? false)
      } else {
        await expect(store.read(callId)).rejects.toMatchObject({ kind: 'input' })
        // It was being deleted and is not swept yet: whole once it is taken back.
        expect(await store.restore([callId])).toEqual({ done: [callId], failed: [] })
        expect((await store.read(callId)).summary.rows).toBe(2)
      }
    }
    await store.close()
  }
  expect([...names].every((name) => name === undefined || name === 'name odd' || name === `name ${'even'.repeat(20)}`)).toBe(true)
  const last = createResultCore({ home, owner: thisOwner() })
  await last.discard(callIds)
  await last.sweep(0)
  await last.close()
  // What a kill leaves of a file that was written beside its place is no name of a call.
  expect(readdirSync(join(home, 'results')).filter((name) => /\.(json|gone|duckdb|words|mark)$/.test(name))).toEqual([])
}, 120_000)
