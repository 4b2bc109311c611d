/** Which databases are open, and for how long; the files are real. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createOpenCalls, type OpenCall, type OpenCalls } from '../../../main/result/openCalls'
import { atEnd, callId, makeHome, spec, target } from './fixtures'

async function ended(): Promise<{ calls: OpenCalls; path: string }> {
  const path = join(makeHome(), `${callId}.duckdb`)
  const calls = createOpenCalls({ pathOf: () => path, has: async () => existsSync(path), now: Date.now })
  atEnd(() => calls.closeAll())
  await calls.create(callId, { spec, targets: [target], startedAt: '2026-11-22T19:45:30.000Z' })
  return { calls, path }
}

const opened = (calls: OpenCalls): Promise<OpenCall> => calls.use(callId, 'read', async (call) => call)

describe('a call that has ended', () => {
  it('is closed once its log is in its file, then opened for reading and kept open for the next that asks', async () => {
    const { calls, path } = await ended()
    expect(existsSync(`${path}.wal`)).toBe(true)
    await calls.settle(callId)
    expect(existsSync(`${path}.wal`)).toBe(false)
    const first = await opened(calls)
    expect(first.write).toBeUndefined()
    expect(await opened(calls)).toBe(first)
  })

  it('stays open for who reads it meanwhile', async () => {
    const { calls } = await ended()
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    let isClosed = false
    const reading = calls.use(callId, 'read', async (call) => {
      await held
      return call.reader.run('SELECT count(*) FROM rows')
    })
    const settling = calls.settle(callId).then(() => (isClosed = true))
    expect((await opened(calls)).write).toBeDefined()
    expect(isClosed).toBe(false)
    release()
    expect(await reading).toEqual([[0n]])
    await settling
    expect((await opened(calls)).write).toBeUndefined()
  })
})
