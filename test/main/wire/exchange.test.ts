/** The watch over one HTTP exchange: what it leaves behind. What it refuses and measures is told in send.test.ts. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { setTimeout } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { createSend } from '../../../main/wire/send'
import { json, startLocalServer } from '../../doubles/localServer'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** In a frame of its own, so that nothing of it stays on the stack. */
async function sendMany(count: number, sideBySide: number): Promise<WeakRef<object>[]> {
  const server = await startLocalServer()
  const made: WeakRef<object>[] = []
  const see = (message: unknown): void => void made.push(new WeakRef((message as { request: object }).request))
  subscribe('http.client.request.start', see)
  try {
    server.answer(json(200, '{}'))
    const send = createSend()
    const never = new AbortController().signal
    const caller = async (): Promise<void> => {
      for (let sent = 0; sent < count / sideBySide; sent += 1) {
        await send({ product: 'Ecs', version: '2014-05-26', operation: 'DescribeInstances', style: 'RPC', method: 'POST', path: '/', endpoint: server.address, query: {}, headers: {}, body: { kind: 'none' } }, { credential: { accessKeyId: 'LTAI5tTestKey0001', accessKeySecret: 'a-secret-of-the-test-0001' }, signal: never })
      }
    }
    await Promise.all(Array.from({ length: sideBySide }, caller))
    return made
  } finally {
    unsubscribe('http.client.request.start', see)
    await server.close()
  }
}

describe('an exchange that is over', () => {
  it('leaves no request in memory, though its connection serves the next one', async () => {
    const made = await sendMany(200, 16)
    expect(made.length).toBeGreaterThanOrEqual(200)
    const kept = async (): Promise<number> => {
      await setTimeout(0)
      collectGarbage()
      return made.filter((request) => request.deref() !== undefined).length
    }
    // The last of each connection may stay with it, and the collector takes the others when it likes, long before the 40 s of a time limit.
    await expect.poll(kept).toBeLessThanOrEqual(20)
  })
})
