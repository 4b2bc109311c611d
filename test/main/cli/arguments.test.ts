/** Wrong call files and arguments: exit 2, the field named, and the practice cloud saw no request. */
import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runProgram } from '../../../main/cli/program'
import { composeEngine, findCatalogue } from '../../../main/compose'
import { startNodeChild } from '../../../main/nodeChild'
import { createSettings } from '../../../main/settings'
import { startPractice } from '../../../main/practice/server'
import { createRedactor } from '../../../shared/redact'
import { openBench, type Bench } from './rolecall'

const root = resolve(import.meta.dirname, '../../..')

const slow = 60_000
let bench: Bench
beforeAll(async () => {
  bench = await openBench()
}, slow)
afterAll(() => bench.close())

describe('a wrong call file', () => {
  it.each<[string, string[], string]>([
    ['broken YAML', ['parameters: { A: [1'], 'line'],
    ['an unknown key', ['acounts: all'], 'acounts'],
    ['a malformed JSONPath', ['rows: $..Instance[?(@.x)]'], 'rows'],
    ['a 15-digit UID', ['accounts: ["120345678901234"]'], 'accounts[0]'],
    ['plain http outside this machine', ['endpoint: http://ecs.aliyuncs.com'], 'endpoint'],
    ['a role name with a space', ['accounts: all', 'role: my role'], 'role'],
    ['a list where a map is expected', ['parameters: [Status, Running]'], 'parameters: A map is expected'],
    ['accounts of the organisation without a role', ['accounts: all'], 'role'],
    ['a foreign account without a role', ['accounts: ["1203456789012345"]'], '1203456789012345'],
    ['a session policy that is no JSON', ['accounts: all', 'role: ops', 'session: { policy: "{not json" }'], 'session.policy'],
    ['a number below its least', ['pagination: { maxRequests: -1 }'], 'pagination.maxRequests: A number of at least 1 is expected'],
    ['an expression nobody knows', ['parameters: { Status: "${nothing}" }'], 'parameters.Status'],
  ])('is refused: %s', async (_what, lines, field) => {
    const before = bench.requests()
    const { status, stdout, stderr } = await bench.run(['run', await bench.callFile(lines), '--json'])
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain(field)
    expect(bench.requests()).toBe(before)
  }, slow)

  it.each<[string, [string, string, string]]>([
    ['does not know', ['Ecs', '2014-05-26', 'DescribeUnicorns']],
    ['knows to change something', ['Ecs', '2014-05-26', 'DeleteInstances']],
  ])('is refused without --yes for an operation that the catalogue %s', async (_what, operation) => {
    const before = bench.requests()
    const { status, stderr } = await bench.run(['run', await bench.callFile(['accounts: all', 'role: ops', 'parameters: { RegionId: cn-hangzhou, InstanceId: [i-1] }'], operation)])
    expect(status).toBe(2)
    expect(stderr).toContain('operation')
    expect(stderr).toContain('--yes')
    expect(bench.requests()).toBe(before)
  }, slow)
})

describe('a wrong argument', () => {
  /** The same program in this process, without the start of a child for each line of the tables. */
  async function run(args: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
    const env = { ALIBABA_CLOUD_ACCESS_KEY_ID: bench.cloud.accessKeyId, ALIBABA_CLOUD_ACCESS_KEY_SECRET: bench.cloud.accessKeySecret }
    const redactor = createRedactor()
    const status = await runProgram(args, {
      stdin,
      stdout,
      stderr,
      env,
      version: '0.0.0',
      redactor,
      settings: createSettings(bench.path('data'), () => new Date()),
      openEngine: () =>
        composeEngine({ home: bench.path('data'), operator: 'lin', env, redactor, startChild: startNodeChild, resultProcess: resolve(root, 'main/result/process.ts'), catalogue: findCatalogue(root) }),
      startPractice,
      signal: new AbortController().signal,
    })
    return { status, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') }
  }

  it.each<[string[], string]>([
    [['--account', '123'], '--account "123"'],
    [['--region', 'Hangzhou'], '--region "Hangzhou"'],
    [['--set', 'Status'], '--set "Status"'],
    [['--set', '__proto__.x=1'], '--set'],
    [['--max-requests', '0'], '--max-requests "0"'],
    [['--out', 'rows.pdf'], '--out rows.pdf'],
    [['--out', '/nowhere/at/all/rows.csv'], '--out /nowhere'],
    [['--out', '/'], '--out /'],
    [['--nonsense'], '--nonsense'],
  ])('of run is named: %j', async (args, named) => {
    const before = bench.requests()
    const { status, stderr } = await run(['run', await bench.callFile([]), ...args])
    expect(status).toBe(2)
    expect(stderr).toContain(named)
    expect(bench.requests()).toBe(before)
  })

  it('of run is named before anything is sent where no file can be written', async () => {
    const before = bench.requests()
    const folder = bench.path('folder.csv')
    await mkdir(folder)
    expect(await run(['run', await bench.callFile([]), '--out', folder])).toMatchObject({ status: 2, stderr: expect.stringContaining('is a folder') as unknown })
    // A folder in which nobody, not even root, can make a file.
    if (process.platform === 'linux') expect(await run(['run', await bench.callFile([]), '--out', '/proc/rows.csv'])).toMatchObject({ status: 2, stderr: expect.stringContaining('/proc') as unknown })
    expect(bench.requests()).toBe(before)
  })

  it('is a file that stands behind --account: the order is told', async () => {
    const { status, stderr } = await run(['run', '--account', '1203456789012345', await bench.callFile([])])
    expect(status).toBe(2)
    expect(stderr).toContain('FILE stands before --account')
  })

  it.each<[string[], string]>([
    [[], 'A command is expected'],
    [['run', '/nowhere.yaml'], '/nowhere.yaml'],
    [['practise'], 'practise'],
    [['practice', '--faults', 'earthquake'], 'earthquake'],
    [['practice', '--port', 'x'], '--port'],
    [['practice', '--skew', '1.5'], '--skew'],
    [['export', 'not-a-call', '--out', 'a.csv'], 'not-a-call'],
    [['profile', 'add', 'a b', '--access-key-id', 'LTAI5tExample12'], 'NAME'],
    [['profile', 'add', 'ok', '--access-key-id', 'LTAI5tExample12', '--endpoint', 'Ecs'], '--endpoint'],
    [['profile', 'verify', 'nobody'], 'nobody'],
    [['catalog', 'show', 'Ecs', 'DescribeUnicorns'], 'DescribeUnicorns'],
    [['members'], '--profile'],
  ])('is named: %j', async (args, named) => {
    const { status, stdout, stderr } = await run(args)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain(named)
  })

  it('is no failure where help or the version is asked for', async () => {
    const { status, stdout, stderr } = await run(['run', '--help'])
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    for (const part of ['--dry-run', '--yes', 'Standard output carries a table']) expect(stdout).toContain(part)
    expect(await run(['--version'])).toEqual({ status: 0, stdout: '0.0.0\n', stderr: '' })
  })

  it('is not a call that is no longer kept: that is said by its ID', async () => {
    const { status, stderr } = await run(['export', '20200101T000000-abcd', '--out', bench.path('a.csv')])
    expect(status).toBeGreaterThan(0)
    expect(stderr).toContain('20200101T000000-abcd')
  })
})

describe('the catalogue', () => {
  it('is searched and shown', async () => {
    const found = await bench.run(['catalog', 'search', 'describe', 'instances', '--json'])
    expect((JSON.parse(found.stdout) as { name: string }[]).map(({ name }) => name)).toContain('DescribeInstances')
    const shown = await bench.run(['catalog', 'show', 'ecs', 'describeinstances'])
    expect(shown.status).toBe(0)
    expect(shown.stdout).toMatch(/NextToken, PageNumber/)
  }, slow)
})
