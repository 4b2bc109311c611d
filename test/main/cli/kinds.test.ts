/** Each kind of profile, added on the command line with a real keyring, runs a call over three members of the practice cloud; its secrets are in no file and no output. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { operatorRole } from '../../../main/practice/ram/sampleRoles'
import { createAssumeRole } from '../../../main/wire/sts'
import { answerSignIn } from '../../doubles/signInPage'
import { missing } from '../../system'
import { openBench, type Bench, type Ended } from './rolecall'

const slow = 90_000
let bench: Bench
let session: { accessKeyId: string; accessKeySecret: string; securityToken: string }
const written: string[] = []

async function run(args: string[], stdin = '', more: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const ended = await bench.run(args, stdin, more)
  written.push(ended.stdout, ended.stderr)
  return ended
}
/** Targets that ended complete. */
async function completed(profile: string, more: NodeJS.ProcessEnv = {}): Promise<number> {
  const ready = bench.cloud.organisation.members.filter(({ access }) => access === 'ready').slice(0, 3)
  const file = await bench.callFile([`accounts: [${ready.map(({ accountId }) => `"${accountId}"`).join(', ')}]`, `role: ${bench.cloud.role}`], undefined, profile)
  const { status, stdout, stderr } = await run(['run', file, '--json'], '', more)
  expect([status, stderr]).toEqual([0, stderr])
  return (JSON.parse(stdout) as { targets: { complete: boolean }[] }).targets.filter(({ complete }) => complete).length
}
const add = async (name: string, args: string[], stdin = '', more: NodeJS.ProcessEnv = {}): Promise<void> => {
  const { status, stderr } = await run(['profile', 'add', name, ...args, '--endpoint', `*=${bench.cloud.address}`], stdin, more)
  expect([status, stderr]).toEqual([0, stderr])
}

describe.skipIf(missing('keyring'))('on the command line, beside a real keyring', () => {
  beforeAll(async () => {
    bench = await openBench({ scale: 6 }, { profile: false, keyring: true })
    const { address, accountId, accessKeyId, accessKeySecret } = bench.cloud
    const { credential } = await createAssumeRole()({ endpoint: address, roleArn: `acs:ram::${accountId}:role/${operatorRole}`, roleSessionName: 'test' }, { credential: { accessKeyId, accessKeySecret }, signal: new AbortController().signal })
    session = credential
    await add('practice', ['--access-key-id', accessKeyId], `${accessKeySecret}\n`)
  }, slow)
  afterAll(async () => {
    await bench?.run(['profile', 'remove', 'sso'])
    await bench?.run(['profile', 'remove', 'console'])
    await bench?.run(['profile', 'remove', 'practice'])
    await bench?.close()
  }, slow)

  it('a key runs over three members', async () => {
    expect(await completed('practice')).toBe(3)
  }, slow)

  it('a role behind it does', async () => {
    await add('console', ['--kind', 'role', '--source', 'practice', '--role', `acs:ram::${bench.cloud.accountId}:role/${operatorRole}`])
    expect(await completed('console')).toBe(3)
  }, slow)

  it('a pasted session does, from the variables alone', async () => {
    const more = { ALIBABA_CLOUD_ACCESS_KEY_ID: session.accessKeyId, ALIBABA_CLOUD_ACCESS_KEY_SECRET: session.accessKeySecret, ALIBABA_CLOUD_SECURITY_TOKEN: session.securityToken }
    await add('pasted', ['--kind', 'sts', '--access-key-id', session.accessKeyId], '', more)
    expect(await completed('pasted', more)).toBe(3)
    expect((await run(['profile', 'verify', 'pasted'])).stderr).toContain('not in memory')
  }, slow)

  it('an IDaaS sign-in does, in a process that has only the keyring', async () => {
    const { accountId, idaas } = bench.cloud
    await add('sso', ['--kind', 'idaas', '--instance', idaas.instanceId, '--role', `acs:ram::${accountId}:role/${operatorRole}`, '--client-id', idaas.clientId, '--token-url', idaas.tokenUrl])
    const { child, ended } = bench.start(['profile', 'sign-in', 'sso'])
    const [, page = '', code = ''] = await new Promise<string[]>((resolve, reject) => {
      let said = ''
      child.stderr.on('data', (chunk: Buffer) => {
        const match = /Open (\S+) and enter the code (\S+)/.exec((said += chunk.toString()))
        if (match) resolve(match)
      })
      child.once('close', () => reject(new Error(said)))
    })
    expect(await answerSignIn(page, code)).toBe(200)
    const signedIn = await ended
    written.push(signedIn.stdout, signedIn.stderr)
    expect([signedIn.status, signedIn.stdout]).toEqual([0, 'sso is signed in\n'])
    expect(await completed('sso')).toBe(3)
  }, slow)

  it('a run that is killed leaves none of its secrets behind', async () => {
    const before = bench.requests()
    const { child, ended } = bench.start(['run', await bench.callFile(['accounts: all', `role: ${bench.cloud.role}`], undefined, 'sso'), '--json'])
    while (bench.requests() < before + 4 && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 5))
    child.kill('SIGKILL')
    const { stdout, stderr } = await ended
    written.push(stdout, stderr)
    expect(bench.requests()).toBeGreaterThanOrEqual(before + 4)
  }, slow)

  it('no secret and no token stands in a file or an output', async () => {
    const secrets = [bench.cloud.accessKeySecret, session.accessKeySecret, session.securityToken, ...bench.cloud.idaasTokens, ...bench.cloud.issued.flatMap(({ accessKeySecret, securityToken }) => [accessKeySecret, securityToken])]
    // Two runs and a sign-in, each with a refresh token of its own.
    expect(bench.cloud.idaasTokens.length).toBeGreaterThan(4)
    const files = (await readdir(bench.home, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
    expect(files.some(({ name }) => name === 'profiles.json')).toBe(true)
    for (const text of [...written, ...(await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'latin1'))))]) {
      for (const secret of secrets) expect(text.includes(secret)).toBe(false)
    }
  }, slow)
})
