/** The command line inside the application: the built main, started with a command, on the host that is there. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Papa from 'papaparse'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { truthCount } from '../../main/practice/truth'
import { openBench, type Bench } from '../main/cli/rolecall'
import { missing } from '../system'
import { launchRolecall } from './launch'

const scale = 25
const scratchFolders = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('rolecall-cli-'))

describe.skipIf(missing('chromium'))('the application started with a command', () => {
  let bench: Bench
  beforeAll(async () => {
    bench = await openBench({ scale, latencyMs: 20 }, { inApplication: true })
  })
  afterAll(() => bench?.close())

  it('runs a call with its own children, writes every row, and leaves nothing of Chromium behind', async () => {
    const before = scratchFolders()
    const out = bench.path('rows.csv')
    const run = await bench.run(['run', await bench.callFile(['regions: [cn-hangzhou]']), '--json', '--out', out])
    expect(run).toMatchObject({ status: 0 })
    const rows = truthCount({ seed: 1, scale }, 'Ecs/DescribeInstances', bench.cloud.accountId, 'cn-hangzhou')
    // Nothing but the result is on standard output.
    expect(JSON.parse(run.stdout)).toMatchObject({ complete: true, rows })
    expect(Papa.parse(await readFile(out, 'utf8'), { header: true, skipEmptyLines: true }).data).toHaveLength(rows)
    expect(scratchFolders()).toEqual(before)
    expect(existsSync(join(bench.home, 'data', 'window'))).toBe(false)
    expect(existsSync(join(bench.home, 'data', 'logs'))).toBe(false)
  })

  it('keeps every exit status, and reads standard input', async () => {
    expect(await bench.run(['--version'])).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string })
    const help = await bench.run(['--help'])
    expect(help).toMatchObject({ status: 0, stderr: '' })
    expect(help.stdout).toMatch(/^Usage: rolecall /)
    expect(await bench.run(['run', bench.path('none.yaml')])).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('none.yaml') as string })
    const refused = await bench.callFile(['accounts: all', 'role: ResourceDirectoryAccountAccessRole', 'regions: [cn-hangzhou]'])
    expect((await bench.run(['run', refused])).status).toBe(3)
    expect((await bench.run(['--cli', '--', 'results', '--nothing'])).status).toBe(2)
    // No official variable: the secret comes from standard input, as the refusal of an empty one shows.
    const add = ['profile', 'add', 'piped', '--access-key-id', bench.cloud.accessKeyId, '--endpoint', `*=${bench.cloud.address}`]
    const without = { ALIBABA_CLOUD_ACCESS_KEY_SECRET: '' }
    expect((await bench.run(add, '', without)).stderr).toContain('No AccessKey secret was given')
    expect((await bench.run(add, `${bench.cloud.accessKeySecret}\n`, without)).stderr).not.toContain('No AccessKey secret was given')
  })

  it('is cancelled by SIGINT with status 130 and keeps what arrived', async () => {
    const { child, ended } = bench.start(['run', await bench.callFile(['accounts: all', 'role: ResourceDirectoryAccountAccessRole', 'pagination: { pageSize: 10, intervalSeconds: 1 }']), '--json'])
    child.stderr.on('data', (chunk: Buffer) => {
      if (/ [1-9]\d* pages/.test(chunk.toString())) child.kill('SIGINT')
    })
    const { status, stdout } = await ended
    expect(status).toBe(130)
    const { rows, complete } = JSON.parse(stdout) as { rows: number; complete: boolean }
    expect(complete).toBe(false)
    expect(rows).toBeGreaterThanOrEqual(10)
  })

  it('works beside an open window of the same data folder, which stays as it is', async () => {
    const home = join(bench.home, 'data')
    const rolecall = await launchRolecall({ home })
    try {
      const { status, stdout } = await bench.run(['results', '--json'])
      expect(status).toBe(0)
      expect((JSON.parse(stdout) as unknown[]).length).toBeGreaterThan(0)
      await expect.poll(() => rolecall.page.title()).toBe('Rolecall')
    } finally {
      expect(await rolecall.close()).toBe(0)
    }
  })

  it('opens its window, and runs nothing, for a file that is named like a command', async () => {
    const place = mkdtempSync(join(tmpdir(), 'rolecall-named-'))
    writeFileSync(join(place, 'run'), 'rolecall: 1\n')
    const rolecall = await launchRolecall({ args: [join(place, 'run')] })
    await expect.poll(() => rolecall.page.title()).toBe('Rolecall')
    expect(await rolecall.close()).toBe(0)
    rmSync(place, { recursive: true, force: true })
  })
})
