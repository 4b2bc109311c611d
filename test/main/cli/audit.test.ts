/** `rolecall audit` over the practice cloud: one line for each request that was sent, with the request IDs of the answers. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditLine } from '../../../shared/audit'
import { openBench, type Bench } from './rolecall'

const slow = 90_000
let bench: Bench
let summary: { requests: number; targets: { complete: boolean; requestIds: string[] }[] }
beforeAll(async () => {
  bench = await openBench({ scale: 25 })
  const file = await bench.callFile(['accounts: all', 'role: ResourceDirectoryAccountAccessRole', 'session: { sourceIdentity: lin }'])
  summary = JSON.parse((await bench.run(['run', file, '--set', 'MaxResults=10', '--json'])).stdout) as typeof summary
}, slow)
afterAll(() => bench.close())

const search = async (...args: string[]): Promise<AuditLine[]> => (await bench.run(['audit', 'search', ...args, '--limit', '1000', '--json'])).stdout.trim().split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as AuditLine)

describe('rolecall audit', () => {
  it('has a line for every request of a run, by its request ID, and none holds a secret', async () => {
    const lines = await search()
    expect(lines).toHaveLength(summary.requests)
    // A role that was refused has the request ID of STS, which is no request of the call.
    const ids = summary.targets.filter(({ complete }) => complete).flatMap(({ requestIds }) => requestIds)
    expect(ids.length).toBeGreaterThan(10)
    expect(lines.map(({ requestId }) => requestId)).toEqual(expect.arrayContaining(ids))
    expect(lines[0]).toMatchObject({ operation: 'DescribeInstances', sourceIdentity: 'lin', role: 'ResourceDirectoryAccountAccessRole', parameters: { MaxResults: '10' } })
    expect(JSON.stringify(lines)).not.toMatch(/SecurityToken|Signature|STS\.[A-Za-z0-9]{16}/)
    const [first] = lines
    expect(await search('--request-id', first?.requestId ?? '')).toEqual([first])
  }, slow)

  it('is whole, and ends with 1 where a line was changed', async () => {
    const { status, stdout } = await bench.run(['audit', 'verify', '--json'])
    expect([status, JSON.parse(stdout)]).toMatchObject([0, { files: 1, problems: [] }])
    const folder = bench.path('data/audit')
    const [name = ''] = readdirSync(folder).filter((file) => file.endsWith('.ndjson'))
    const text = readFileSync(join(folder, name), 'utf8')
    writeFileSync(join(folder, name), text.replace('"operator":"', '"operator":"not '))
    const broken = await bench.run(['audit', 'verify'])
    expect(broken.status).toBe(1)
    expect(broken.stdout).toContain(`${name}:1: this line is not as it was written`)
    writeFileSync(join(folder, name), text)
  }, slow)

  it('is exported, and refuses an ending it does not know', async () => {
    const out = bench.path('audit.csv')
    expect((await bench.run(['audit', 'export', '--out', out])).status).toBe(0)
    expect(readFileSync(out, 'utf8').split('\r\n')[0]).toContain('"requestId"')
    expect((await bench.run(['audit', 'export', '--out', bench.path('audit.xml')])).status).toBe(2)
  }, slow)
})
