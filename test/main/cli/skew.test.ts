/** A clock that is 20 minutes off: found by the refusal, named, corrected, and the call is whole all the same. */
import { afterEach, describe, expect, it } from 'vitest'
import { openBench, type Bench } from './rolecall'

const slow = 90_000
let bench: Bench
afterEach(() => bench.close())

describe('a computer whose clock is 20 minutes', () => {
  it.each([
    ['behind', 1200],
    ['ahead of', -1200],
  ])('%s Alibaba Cloud’s calls all the same, and says so', async (direction, skewSeconds) => {
    bench = await openBench({ scale: 6, skewSeconds })
    const [first] = bench.cloud.organisation.members
    const { status, stdout, stderr } = await bench.run(['run', await bench.callFile([`accounts: ["${first?.accountId}"]`, `role: ${bench.cloud.role}`, 'session: { durationSeconds: 900 }']), '--json'])
    expect([status, stderr]).toEqual([0, stderr])
    expect(stderr).toContain(`20 minutes ${direction} Alibaba Cloud’s; requests carry the corrected time`)
    expect(JSON.parse(stdout)).toMatchObject({ complete: true })
    // One session: it is not taken for expired by this computer's clock.
    expect(bench.cloud.issued).toHaveLength(1)
  }, slow)
})

describe('rolecall practice --skew', () => {
  it('sets the clock of the cloud, back too', async () => {
    bench = await openBench({}, { profile: false })
    const { child, ended } = bench.start(['practice', '--skew', '-1200', '--json'])
    const { address } = JSON.parse(await new Promise<string>((resolve) => child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString())))) as { address: string }
    const { headers } = await fetch(address)
    expect(Math.round((Date.parse(headers.get('date') ?? '') - Date.now()) / 60_000)).toBe(-20)
    child.kill('SIGINT')
    await ended
  }, slow)
})
