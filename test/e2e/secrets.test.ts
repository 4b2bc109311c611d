/** Every secret of a whole main job, looked for in every place it must not be: the data folder byte by byte, the window's memory, the processes' arguments and environment, main's output. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addRegions, chooseOperation, runCall, tickAccounts } from '../../main/host/tourSteps'
import { operatorRole } from '../../main/practice/ram/sampleRoles'
import { startPractice, type PracticeServer } from '../../main/practice/server'
import { directoryRole } from '../../shared/credentials'
import { testIds } from '../../shared/testIds'
import { obtainAccessToken } from '../doubles/signInPage'
import { missing } from '../system'
import { launchRolecall, type LaunchedRolecall } from './launch'
import { filesOf, found, heapOf, secretsOf, type Secrets } from './secretHunt'

const profile = 'marked'

describe.skipIf(missing('chromium'))('a secret', () => {
  let cloud: PracticeServer
  let rolecall: LaunchedRolecall
  let secrets: Secrets

  beforeAll(async () => {
    cloud = await startPractice({ seed: 7, scale: 30 })
    rolecall = await launchRolecall()
    const { page } = rolecall
    await addProfile(page, cloud)
    await chooseOperation(page, 'Ecs', 'DescribeInstances')
    await tickAccounts(page, cloud.organisation.members.slice(0, 3).map(({ accountId }) => accountId))
    await page.getByTestId(testIds.roleField).fill(directoryRole)
    await addRegions(page, ['cn-hangzhou'])
    await runCall(page)
    secrets = secretsOf(cloud)
  })
  afterAll(async () => {
    await rolecall?.close()
    await cloud?.close()
  })

  it('was really used: the session tokens of the call are known to this test', () => {
    expect(Object.keys(secrets).length).toBeGreaterThan(2)
    for (const secret of Object.values(secrets)) expect(secret.length).toBeGreaterThan(16)
  })

  it('stands in no file of the data folder', () => {
    const files = filesOf(rolecall.home)
    expect(files.some((path) => path.endsWith('.duckdb'))).toBe(true)
    expect(files.some((path) => path.endsWith('profiles.json'))).toBe(true)
    for (const path of files) expect(`${path}: ${found(readFileSync(path), secrets).join()}`).toBe(`${path}: `)
  })

  it('stands nowhere in the memory of the window', async () => {
    const heap = await heapOf(rolecall.page)
    // What the window does hold is found this way, so that an empty answer says something.
    expect(heap.includes(profile) && heap.includes(cloud.accountId)).toBe(true)
    expect(found(heap, secrets)).toEqual([])
  })

  it.skipIf(!existsSync('/proc/self/cmdline'))('stands in no argument and no environment of a process', () => {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    for (const pid of pids) {
      for (const part of ['cmdline', 'environ']) {
        const path = join('/proc', pid, part)
        let bytes: Buffer
        try {
          bytes = readFileSync(path)
        } catch {
          continue // a process that ended or belongs to another user
        }
        expect(`${path}: ${found(bytes, secrets).join()}`).toBe(`${path}: `)
      }
    }
  })

  it('was not written to main’s output', () => {
    expect(found(Buffer.from(rolecall.errors()), secrets)).toEqual([])
  })

  it('is not in the call file of the call', async () => {
    const yaml = await rolecall.page.evaluate(async (name) => {
      const { ask } = (window as unknown as { bridge: { ask: (name: string, input: unknown) => Promise<{ value: unknown }> } }).bridge
      return (await ask('call.toYaml', { rolecall: 1, product: 'Ecs', version: '2014-05-26', operation: 'DescribeInstances', profile: name })).value
    }, profile)
    expect(yaml).toContain(`profile: ${profile}`)
    expect(found(Buffer.from(String(yaml)), secrets)).toEqual([])
  })

  it('of any kind of profile stands in no file after the window crashed and main was killed', async () => {
    const { page, app, home } = rolecall
    const session = cloud.issued.at(-1)
    if (!session) throw new Error('No session was issued.')
    const accessToken = await obtainAccessToken(cloud)
    const roleArn = `acs:ram::${cloud.organisation.members[0]?.accountId}:role/${directoryRole}`
    const common = { endpoints: { '*': cloud.address } }
    const kinds = [
      { ...common, name: 'marked-sts', kind: 'sts', accessKeyId: session.accessKeyId, accessKeySecret: session.accessKeySecret, securityToken: session.securityToken },
      { ...common, name: 'marked-idaas', kind: 'idaas', instanceId: cloud.idaas.instanceId, roleArn: `acs:ram::${cloud.accountId}:role/${operatorRole}`, accessToken },
      { ...common, name: 'marked-role', kind: 'role', source: profile, hops: [{ roleArn }] },
    ]
    for (const kind of kinds) {
      expect(await askIn(page, 'profile.add', kind)).toMatchObject({ ok: true, value: { kind: kind.kind } })
      // Each is really used.
      expect(await askIn(page, 'profile.verify', { name: kind.name })).toMatchObject({ ok: true })
    }
    const main = app.process()
    const ended = new Promise((resolve) => main.once('exit', resolve))
    const cdp = await page.context().newCDPSession(page)
    const crashed = new Promise((resolve) => page.once('crash', resolve))
    void cdp.send('Page.crash').catch(() => undefined)
    await crashed
    main.kill('SIGKILL')
    await ended
    const all = secretsOf(cloud)
    expect(Object.values(all)).toContain(accessToken)
    for (const path of filesOf(home)) expect(`${path}: ${found(readFileSync(path), all).join()}`).toBe(`${path}: `)
    expect(readFileSync(join(home, 'profiles.json'), 'utf8')).toContain('marked-idaas')
    expect(found(Buffer.from(rolecall.errors()), all)).toEqual([])
  })
})

const askIn = (page: Page, name: string, input: unknown): Promise<unknown> =>
  page.evaluate(async ([asked, value]) => (window as unknown as { bridge: { ask: (name: string, input: unknown) => Promise<unknown> } }).bridge.ask(asked as string, value), [name, input])

/** Through the form, as an operator would. */
async function addProfile(page: Page, cloud: PracticeServer): Promise<void> {
  await page.getByLabel('Profile name').fill(profile)
  await page.getByLabel('AccessKey ID').fill(cloud.accessKeyId)
  await page.getByLabel('AccessKey secret').fill(cloud.accessKeySecret)
  await page.getByLabel('Own endpoint').fill(cloud.address)
  await page.getByLabel('Keep for this session only').check()
  await page.getByRole('button', { name: 'Add profile' }).click()
  await page.getByTestId(testIds.accountTree).waitFor()
}
