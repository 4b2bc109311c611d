/** Profiles and the practice cloud on the command line: where secrets come from, and that they are written nowhere. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { openBench, type Bench } from './rolecall'

const slow = 90_000
let bench: Bench
afterEach(() => bench.close())

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return Promise.all(entries.filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')))
}

describe('a profile', () => {
  it('is added with a secret from standard input, listed masked, renamed and removed, and the secret is in no file and no output', async () => {
    bench = await openBench({}, { profile: false })
    const secret = 'fromStandardInput0123456789'
    const written: string[] = []
    const run = async (args: string[], stdin = ''): Promise<string> => {
      const { status, stdout, stderr } = await bench.run(args, stdin)
      written.push(stdout, stderr)
      expect([args, status, stderr]).toEqual([args, 0, stderr])
      return stdout
    }
    await run(['profile', 'add', 'ops', '--access-key-id', 'LTAI5tStdinStdin12', '--region', 'cn-shanghai', '--endpoint', 'Ecs=ecs.aliyuncs.com', 'Sts=sts.aliyuncs.com'], `${secret}\n`)
    expect(JSON.parse(await run(['profile', 'list', '--json']))).toMatchObject([{ name: 'ops', maskedKeyId: 'LTAI5t…in12', regionId: 'cn-shanghai', endpoints: { Ecs: 'ecs.aliyuncs.com', Sts: 'sts.aliyuncs.com' } }])
    await run(['profile', 'rename', 'ops', 'ops2'])
    expect(await run(['profile', 'list'])).toContain('ops2')
    for (const text of [...written, ...(await filesUnder(bench.path('data')))]) expect(text).not.toContain(secret)
    await run(['profile', 'remove', 'ops2'])
    expect(JSON.parse(await run(['profile', 'list', '--json']))).toEqual([])
  }, slow)

  it('without a secret is refused, naming where it may come from', async () => {
    bench = await openBench({}, { profile: false })
    const { status, stderr } = await bench.run(['profile', 'add', 'ops', '--access-key-id', 'LTAI5tAnotherKey12'])
    expect(status).toBe(2)
    expect(stderr).toContain('ALIBABA_CLOUD_ACCESS_KEY_SECRET')
  }, slow)

  it('lists its member accounts with their folders', async () => {
    bench = await openBench()
    const { status, stdout } = await bench.run(['members', '--profile', 'practice', '--json'])
    expect(status).toBe(0)
    const { accounts, folders } = JSON.parse(stdout) as { accounts: { accountId: string }[]; folders: unknown[] }
    expect(accounts.map(({ accountId }) => accountId)).toEqual(expect.arrayContaining(bench.cloud.organisation.members.map(({ accountId }) => accountId)))
    expect(folders.length).toBeGreaterThan(3)
    expect((await bench.run(['members', '--profile', 'practice'])).stdout).toContain('支付对账')
  }, slow)
})

describe('rolecall practice', () => {
  it('prints one line, becomes the profile practice, serves a run, and ends with 0 when it is told to', async () => {
    bench = await openBench({}, { profile: false })
    const { child, ended } = bench.start(['practice', '--seed', '1', '--scale', '12', '--connect', '--json'])
    const line = await new Promise<string>((resolve) => {
      child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()))
    })
    expect(line.endsWith('\n')).toBe(true)
    const ready = JSON.parse(line) as Record<string, string>
    expect(Object.keys(ready)).toEqual(['address', 'accountId', 'accessKeyId', 'accessKeySecret', 'role', 'idaas'])
    expect(ready['accessKeySecret']).toBe(bench.cloud.accessKeySecret)
    const { status, stdout } = await bench.run(['run', await bench.callFile([]), '--json'])
    expect([status, (JSON.parse(stdout) as { rows: number }).rows]).toEqual([0, 12])
    child.kill('SIGTERM')
    const { status: last, stdout: all, stderr } = await ended
    expect(last).toBe(0)
    expect(all).toBe(line)
    expect(stderr).toContain('ALIBABA_CLOUD_ACCESS_KEY_ID')
    expect(stderr).not.toContain(bench.cloud.accessKeySecret)
  }, slow)
})
