/** `rolecall resume` and `retry` as a person uses them: after Ctrl-C, after kill -9, after a failure that has passed. */
import { afterEach, describe, expect, it } from 'vitest'
import { truthCount } from '../../../main/practice/truth'
import { openBench, type Bench } from './rolecall'

let bench: Bench
afterEach(() => bench.close())
const slow = 90_000
const scale = 300

interface Summary {
  callId: string
  complete: boolean
  rows: number
  duplicates: number
}

const lines = ['regions: [cn-hangzhou]', 'pagination: { pageSize: 10 }']

describe('a run that was stopped', () => {
  it.each(['SIGINT', 'SIGKILL'] as const)('goes on after its last page: %s', async (signal) => {
    bench = await openBench({ scale, latencyMs: 40 })
    const { child, ended } = bench.start(['run', await bench.callFile(lines)])
    await expect.poll(() => bench.cloud.traffic.requests['Ecs/DescribeInstances'] ?? 0, { timeout: 30_000 }).toBeGreaterThan(5)
    child.kill(signal)
    const stopped = await ended
    const { stdout } = await bench.run(['results', '--json'])
    const { callId } = (JSON.parse(stdout) as Summary[])[0] ?? { callId: '' }
    if (signal === 'SIGINT') {
      expect(stopped.status).toBe(130)
      expect(stopped.stderr).toContain(`next: rolecall resume ${callId}`)
    }
    const resumed = await bench.run(['resume', callId, '--json'])
    expect(resumed.stderr).not.toContain('error')
    expect(resumed.status).toBe(0)
    const total = truthCount({ seed: 1, scale }, 'Ecs/DescribeInstances', bench.cloud.accountId, 'cn-hangzhou')
    expect(JSON.parse(resumed.stdout)).toMatchObject({ callId, complete: true, rows: total, duplicates: 0 })
    // No page is asked for twice but those on their way when it was stopped.
    expect(bench.cloud.traffic.requests['Ecs/DescribeInstances']).toBeLessThanOrEqual(total / 10 + 3)

    const again = await bench.run(['resume', callId])
    expect(again).toMatchObject({ status: 2 })
    expect(again.stderr).toContain('Every target')
  }, slow)
})

describe('retry', () => {
  it('refuses what is no target of the call, and what is no call', async () => {
    bench = await openBench({ scale: 5 })
    const { stdout } = await bench.run(['run', await bench.callFile(lines), '--json'])
    const { callId } = JSON.parse(stdout) as Summary
    expect(await bench.run(['retry', callId, '--target', '1203456789012345/cn-hangzhou'])).toMatchObject({ status: 2, stderr: expect.stringContaining('no target') as string })
    expect(await bench.run(['retry', callId, '--target', 'everything'])).toMatchObject({ status: 2 })
    expect(await bench.run(['retry', 'nothing'])).toMatchObject({ status: 2 })
    expect(await bench.run(['retry', callId])).toMatchObject({ status: 2, stderr: expect.stringContaining('is complete') as string })
  }, slow)
})
