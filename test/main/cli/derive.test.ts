/** What is made of kept results on the command line: a query, a comparison, and the end of old ones. */
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBench, type Bench } from './rolecall'

const slow = 90_000
let bench: Bench
let calls: string[]
beforeAll(async () => {
  bench = await openBench({ scale: 25 })
  const file = await bench.callFile([])
  for (let turn = 0; turn < 2; turn += 1) await bench.run(['run', file])
  calls = (JSON.parse((await bench.run(['results', '--json'])).stdout) as { callId: string }[]).map(({ callId }) => callId)
}, slow)
afterAll(() => bench.close())

describe('rolecall query', () => {
  it('prints a table, JSON lines, or writes a file', async () => {
    const [callId = ''] = calls
    const { status, stdout } = await bench.run(['query', callId, 'SELECT _region AS region, count(*) AS n FROM rows GROUP BY 1'])
    expect([status, stdout.split('\n').map((line) => line.trim().split(/ +/))]).toEqual([0, [['region', 'n'], ['cn-hangzhou', '25'], ['']]])
    expect(JSON.parse((await bench.run(['query', callId, 'SELECT count(*) AS n FROM rows', '--json'])).stdout)).toEqual({ n: 25 })
    const out = bench.path('ids.tsv')
    expect((await bench.run(['query', callId, 'SELECT InstanceId FROM rows', '--out', out, '--no-meta'])).status).toBe(0)
    expect((await readFile(out, 'utf8')).trimEnd().split('\n')).toHaveLength(26)
  }, slow)

  it('refuses what is no harmless SELECT with status 2', async () => {
    const { status, stderr } = await bench.run(['query', calls[0] ?? '', "SELECT * FROM read_text('/etc/passwd')"])
    expect(status).toBe(2)
    expect(stderr).toContain('read_text cannot be used here')
    expect((await bench.run(['query', 'nonsense', 'SELECT 1'])).status).toBe(2)
  }, slow)
})

describe('rolecall compare', () => {
  it('counts what changed between two calls', async () => {
    const [later = '', earlier = ''] = calls
    const { status, stdout } = await bench.run(['compare', earlier, later, '--json', '--key', '_account', 'InstanceId'])
    expect([status, JSON.parse(stdout)]).toEqual([0, { added: 0, removed: 0, changed: 0, same: 25, repeatedKeys: 0, withoutKey: 0 }])
    expect((await bench.run(['compare', earlier, later, '--key', 'Nope'])).status).toBe(2)
  }, slow)
})

describe('rolecall prune', () => {
  it('needs a limit, and on a dry run only says what would go', async () => {
    expect((await bench.run(['prune'])).status).toBe(2)
    const { stdout } = await bench.run(['prune', '--gigabytes', '0.0000001', '--dry-run', '--json'])
    expect((JSON.parse(stdout) as { removed: unknown[] }).removed).toHaveLength(2)
    expect((await bench.run(['prune', '--gigabytes', '0.0000001'])).status).toBe(0)
    expect(JSON.parse((await bench.run(['results', '--json'])).stdout)).toEqual([])
  }, slow)
})
