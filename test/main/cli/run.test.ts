/** `rolecall run` as a person runs it: exit statuses, the summary, and a CSV that holds every row of the practice cloud, digit by digit. */
import { readFile } from 'node:fs/promises'
import Papa from 'papaparse'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { truthRows, type TruthName } from '../../../main/practice/truth'
import type { CallPlan } from '../../../shared/call'
import { openBench, type Bench } from './rolecall'

const slow = 90_000
const role = 'role: ResourceDirectoryAccountAccessRole'
const scale = 25

let bench: Bench
beforeAll(async () => {
  bench = await openBench({ scale })
}, slow)
afterAll(() => bench.close())

interface Summary {
  callId: string
  complete: boolean
  rows: number
  targets: { accountId: string; regionId: string; status: string; complete: boolean; rows: number; error?: { code: string | null; requestId: string | null } }[]
}

/** JSON with every number as text, so that no digit is lost in the comparison. */
const exact = (json: string): unknown => JSON.parse(json.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) => (token.startsWith('"') ? token : `"${token}"`)))

/** Values by dotted path; lists whole, null left out. */
function leaves(value: unknown, path = ''): [string, unknown][] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return Object.entries(value).flatMap(([key, item]) => leaves(item, path === '' ? key : `${path}.${key}`))
  return value === null ? [] : [[path, typeof value === 'boolean' ? String(value) : value]]
}

describe.each<[string, [string, string, string], TruthName, string]>([
  ['cursors', ['Ecs', '2014-05-26', 'DescribeInstances'], 'Ecs/DescribeInstances', 'InstanceId'],
  ['page numbers', ['Vpc', '2016-04-28', 'DescribeVpcs'], 'Vpc/DescribeVpcs', 'VpcId'],
  ['ROA', ['CS', '2015-12-15', 'DescribeClustersV1'], 'CS/DescribeClustersV1', 'cluster_id'],
])('a run over all accounts with %s', (_what, operation, name, id) => {
  it('exits 3, names the unreachable members, and its CSV holds every row of the others exactly once', async () => {
    const out = bench.path(`${id}.csv`)
    const file = await bench.callFile(['accounts: all', role, 'regions: [cn-hangzhou, cn-shanghai]', 'pagination: { pageSize: 10 }'], operation)
    const { status, stdout, stderr } = await bench.run(['run', file, '--json', '--out', out, '--no-formula-guard'])
    expect(stderr).toContain('rows written to')
    expect(status).toBe(3)
    const summary = JSON.parse(stdout) as Summary
    expect(Object.keys(summary)).toEqual(['callId', 'complete', 'rows', 'pages', 'requests', 'duplicates', 'targets', 'elapsedMs'])

    const { members, management } = bench.cloud.organisation
    const unreachable = members.filter(({ access }) => access !== 'ready')
    const refused = summary.targets.filter(({ complete }) => !complete)
    expect(new Set(refused.map(({ accountId }) => accountId))).toEqual(new Set(unreachable.map(({ accountId }) => accountId)))
    for (const target of summary.targets) expect(Object.keys(target)).toEqual(['accountId', 'regionId', 'status', 'complete', 'rows', 'pages', 'expectedRows', 'requestIds', ...(target.complete ? [] : ['error'])])
    for (const { error } of refused) expect(error).toMatchObject({ code: expect.any(String) as unknown, requestId: expect.any(String) as unknown })

    const rows = Papa.parse<Record<string, string>>(await readFile(out, 'utf8'), { header: true, skipEmptyLines: true }).data
    const found = new Map(rows.map((row) => [`${row['_account'] ?? ''}/${row['_region'] ?? ''}/${row[id] ?? ''}`, row]))
    expect(found.size).toBe(rows.length)
    let expected = 0
    for (const { accountId } of [...members.filter(({ access }) => access === 'ready'), management]) {
      for (const regionId of ['cn-hangzhou', 'cn-shanghai']) {
        for (const text of truthRows({ seed: 1, scale }, name, accountId, regionId)) {
          expected += 1
          const truth = leaves(exact(text))
          const row = found.get(`${accountId}/${regionId}/${String(truth.find(([path]) => path === id)?.[1])}`) ?? {}
          for (const [path, value] of truth) {
            const cell = row[path] ?? ''
            expect([path, Array.isArray(value) ? exact(cell) : cell]).toEqual([path, value])
          }
          const filled = Object.entries(row).filter(([path, cell]) => cell !== '' && !path.startsWith('_')).map(([path]) => path)
          expect(filled.filter((path) => !truth.some(([known]) => known === path))).toEqual([])
        }
      }
    }
    expect(expected).toBeGreaterThan(300)
    expect(rows).toHaveLength(expected)
    expect(summary.rows).toBe(expected)
  }, slow)
})

describe('a run', () => {
  it('exits 0 where everything arrived, prints a table, and is listed and exported later', async () => {
    const { status, stdout } = await bench.run(['run', await bench.callFile(['name: mine', 'columns: [InstanceId, Cpu]'])])
    expect(status).toBe(0)
    expect(stdout).toMatch(/done +25 +1 +complete 25 rows, 1 page, 0 duplicates: the cursor ended/)
    const lines = JSON.parse((await bench.run(['results', '--json'])).stdout) as { callId: string; state: string; name?: string; rows: number; complete: boolean }[]
    const mine = lines.find(({ name }) => name === 'mine')
    expect(mine).toMatchObject({ state: 'finished', complete: true, rows: 25 })
    const out = bench.path('later.csv')
    expect((await bench.run(['export', mine?.callId ?? '', '--out', out, '--bom'])).status).toBe(0)
    const csv = await readFile(out, 'utf8')
    expect(csv.charCodeAt(0)).toBe(0xfeff)
    expect(csv.split(/\r?\n/)[0]?.slice(1)).toBe('_account,_accountName,_region,_requestId,InstanceId,Cpu')
    expect(csv.trimEnd().split('\n')).toHaveLength(26)
  }, slow)

  it('lets options override the file', async () => {
    const [member] = bench.cloud.organisation.members
    const file = await bench.callFile(['accounts: all', role])
    const { status, stdout } = await bench.run(['run', file, '--account', member?.accountId ?? '', '--region', 'cn-shanghai', '--set', 'MaxResults=10', '--max-requests', '1', '--json'])
    const { targets } = JSON.parse(stdout) as Summary
    expect(targets).toMatchObject([{ accountId: member?.accountId, regionId: 'cn-shanghai', rows: 10, status: 'incomplete' }])
    expect(status).toBe(3)
  }, slow)

  it('sends nothing on a dry run but shows what it would send', async () => {
    const before = bench.cloud.traffic.requests['Ecs/StopInstances']
    const file = await bench.callFile(['regions: [cn-shanghai]', 'parameters: { InstanceId: [i-1], Name: "${env.HOME}" }'], ['Ecs', '2014-05-26', 'StopInstances'])
    const { status, stdout } = await bench.run(['run', file, '--dry-run'])
    expect(status).toBe(0)
    for (const part of ['changes something; needs --yes', bench.cloud.accountId, bench.cloud.address, 'InstanceId.1', 'cn-shanghai', bench.home]) expect(stdout).toContain(part)
    expect(bench.cloud.traffic.requests['Ecs/StopInstances']).toBe(before)
  }, slow)

  it('tells the plan of a dry run in English, in a table and as JSON', async () => {
    const file = await bench.callFile(['parameters: { status: Running }'])
    const { stdout, stderr } = await bench.run(['run', file, '--dry-run'])
    const warning = 'DescribeInstances has no parameter status; Status is meant? It is sent as it is.'
    expect(stderr).toContain(`warning: parameters.status: ${warning}`)
    expect(stdout).toMatch(/^paging: scrolling query \(detected\): .+, at most 100 requests, every 0 s$/m)
    const { warnings, paging, endpoints } = JSON.parse((await bench.run(['run', file, '--dry-run', '--json'])).stdout) as CallPlan
    expect(warnings).toContainEqual({ field: 'parameters.status', message: warning })
    for (const words of [paging.describedAs, ...endpoints.map(({ reason }) => reason)]) expect(words).toBeTypeOf('string')
  }, slow)

  it('is cancelled by SIGINT with status 130 and keeps what arrived', async () => {
    const slowBench = await openBench({ scale: 3000, latencyMs: 40 })
    try {
      const { child, ended } = slowBench.start(['run', await slowBench.callFile(['pagination: { pageSize: 10, maxRequests: 1000 }']), '--json', '--out', slowBench.path('part.csv')])
      child.stderr.on('data', (chunk: Buffer) => {
        if (/ [1-9]\d* pages/.test(chunk.toString())) child.kill('SIGINT')
      })
      const { status, stdout } = await ended
      expect(status).toBe(130)
      const { rows, complete } = JSON.parse(stdout) as Summary
      expect(complete).toBe(false)
      expect(rows).toBeGreaterThanOrEqual(10)
      expect(rows).toBeLessThan(3000)
      expect(Papa.parse<unknown>(await readFile(slowBench.path('part.csv'), 'utf8'), { header: true, skipEmptyLines: true }).data).toHaveLength(rows)
    } finally {
      await slowBench.close()
    }
  }, slow)

  it('that is killed is listed as interrupted, with every page that was acknowledged', async () => {
    const slowBench = await openBench({ scale: 3000, latencyMs: 40 })
    try {
      const { child, ended } = slowBench.start(['run', await slowBench.callFile(['pagination: { pageSize: 10, maxRequests: 1000 }'])])
      let told = 0
      child.stderr.on('data', (chunk: Buffer) => {
        told = Number(/ (\d+) pages/.exec(chunk.toString())?.[1] ?? told)
        if (told > 0) child.kill('SIGKILL')
      })
      await ended
      // The store's own process ends a moment after its parent; until then the list holds the last counts it wrote.
      let line: { callId: string; state: string; pages: number; rows: number; complete: boolean } | undefined
      for (let tries = 0; tries < 6 && (line === undefined || line.pages < told); tries += 1) {
        line = (JSON.parse((await slowBench.run(['results', '--json'])).stdout) as (typeof line & object)[])[0]
      }
      expect(line).toMatchObject({ state: 'interrupted', complete: false })
      expect(told).toBeGreaterThan(0)
      expect(line?.pages).toBeGreaterThanOrEqual(told)
      expect(line?.rows).toBe((line?.pages ?? 0) * 10)
      const out = slowBench.path('kept.ndjson')
      expect((await slowBench.run(['export', line?.callId ?? '', '--out', out])).status).toBe(0)
      expect((await readFile(out, 'utf8')).trimEnd().split('\n')).toHaveLength(line?.rows ?? -1)
    } finally {
      await slowBench.close()
    }
  }, slow)

  it('does not mind a reader that goes away', async () => {
    const { child, ended } = bench.start(['run', await bench.callFile([])])
    child.stdout.destroy()
    expect(await ended).toMatchObject({ status: 0 })
  }, slow)

  it.skipIf(process.platform !== 'linux')('exits 1 and says so where standard output is a full disk', async () => {
    const { status, stderr } = await bench.shell(`rolecall run ${await bench.callFile([])} --json > /dev/full`)
    expect(status).toBe(1)
    expect(stderr).toContain('Standard output could not be written')
    expect(stderr).toContain('ENOSPC')
  }, slow)
})
