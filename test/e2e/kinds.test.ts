/** Each kind of profile, added in the real window beside a real keyring, runs a call over three members of the practice cloud; none of its secrets stays in the window. */
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addRegions, chooseOperation, enterRole, runCall, tickAccounts } from '../../main/host/tourSteps'
import { operatorRole } from '../../main/practice/ram/sampleRoles'
import { startPractice, type PracticeServer } from '../../main/practice/server'
import { createAssumeRole } from '../../main/wire/sts'
import { directoryRole } from '../../shared/credentials'
import { accountTestId, testIds } from '../../shared/testIds'
import { answerSignIn } from '../doubles/signInPage'
import { missing } from '../system'
import { launchRolecall, type LaunchedRolecall } from './launch'
import { filesOf, found, heapOf, secretsOf } from './secretHunt'

describe.skipIf(missing('chromium') || missing('keyring'))('in the window, beside a real keyring', () => {
  let home: string
  let cloud: PracticeServer
  let rolecall: LaunchedRolecall
  let ready: string[]
  const at = (testId: string): Locator => rolecall.page.getByTestId(testId)
  const form = (): Locator => at(testIds.profileForm)
  const menu = async (name: string | RegExp): Promise<void> => {
    await at(testIds.profileMenu).click()
    await rolecall.page.getByRole('menuitem', { name }).click()
  }
  const chosenRole = (): string => `acs:ram::${cloud.accountId}:role/${operatorRole}`

  /** Fills the form of a kind by its labels and sends it. */
  async function add(kind: string, fields: Record<string, string>): Promise<void> {
    if ((await form().count()) === 0) await menu('Add a profile')
    await form().locator('.segment', { hasText: new RegExp(`^${kind}$`) }).click()
    for (const [label, value] of Object.entries(fields)) await form().getByLabel(label).fill(value)
    await form().getByRole('button', { name: 'Add profile' }).click()
  }

  /** Runs with the current profile over three members and one region more than its own, and finds that the practice cloud was called there and nowhere else. */
  async function runOverThree(more?: string): Promise<void> {
    const { page } = rolecall
    const three = ready.slice(0, 3)
    await at(accountTestId(three[0] ?? '')).waitFor()
    await tickAccounts(page, three)
    await enterRole(page, directoryRole)
    if (more !== undefined) await addRegions(page, [more])
    const before = cloud.calls.length
    expect(await runCall(page)).toMatchObject({ state: 'complete' })
    const called = cloud.calls.slice(before).flatMap(({ operation, accountId }) => (operation === 'Ecs/DescribeInstances' ? [accountId] : []))
    expect([...new Set(called)].sort()).toEqual(three.sort())
  }
  const current = (): Promise<string> => at(testIds.profileMenu).innerText()

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'rolecall-e2e-kinds-'))
    cloud = await startPractice({ seed: 9, scale: 8 })
    ready = cloud.organisation.members.filter(({ access }) => access === 'ready').map(({ accountId }) => accountId)
    rolecall = await launchRolecall({ home })
    await form().waitFor()
  })
  afterAll(async () => {
    await rolecall?.close()
    await cloud?.close()
    await rm(home, { recursive: true, force: true })
  })

  it('a key runs over three members', async () => {
    await add('AccessKey', { 'Profile name': 'key', 'AccessKey ID': cloud.accessKeyId, 'AccessKey secret': cloud.accessKeySecret, 'Own endpoint': cloud.address })
    await at(testIds.accountTree).waitFor()
    await chooseOperation(rolecall.page, 'Ecs', 'DescribeInstances')
    await runOverThree()
  })

  it('a role behind it does', async () => {
    await add('Role', { 'Profile name': 'chain', 'Role ARN': chosenRole() })
    await expect.poll(current).toContain('chain')
    await runOverThree('cn-shanghai')
  })

  it('a pasted session does', async () => {
    const { accessKeyId, accessKeySecret, address } = cloud
    const { credential } = await createAssumeRole()({ endpoint: address, roleArn: chosenRole(), roleSessionName: 'pasted' }, { credential: { accessKeyId, accessKeySecret }, signal: AbortSignal.timeout(20_000) })
    await add('STS session', { 'Profile name': 'pasted', 'AccessKey ID': credential.accessKeyId, 'AccessKey secret': credential.accessKeySecret, 'Security token': credential.securityToken, 'Own endpoint': address })
    await expect.poll(current).toContain('pasted')
    await runOverThree('ap-southeast-1')
  })

  it('an IDaaS sign-in does', async () => {
    const { instanceId, clientId, tokenUrl } = cloud.idaas
    await add('IDaaS', { 'Profile name': 'sso', 'IDaaS instance': instanceId, 'Cloud account role': chosenRole(), 'Client ID of the application': clientId, 'Token endpoint': tokenUrl, 'Own endpoint': cloud.address })
    const dialog = at(testIds.signIn)
    const code = await dialog.locator('.user-code').innerText()
    expect(await answerSignIn(await dialog.locator('.address .mono').innerText(), code)).toBe(200)
    await dialog.waitFor({ state: 'detached' })
    await expect.poll(current).toContain('sso')
    await runOverThree()
  })

  it('no secret of any of them is in the memory of the window, in a file or in main’s output', async () => {
    const secrets = secretsOf(cloud)
    expect(cloud.idaasTokens.length).toBeGreaterThan(1)
    expect(cloud.issued.length).toBeGreaterThan(5)
    const heap = await heapOf(rolecall.page)
    expect(['key', 'chain', 'pasted', 'sso', cloud.accountId].every((known) => heap.includes(known))).toBe(true)
    expect(found(heap, secrets)).toEqual([])
    for (const path of filesOf(home)) expect(`${path}: ${found(readFileSync(path), secrets).join()}`).toBe(`${path}: `)
    expect(found(Buffer.from(rolecall.errors()), secrets)).toEqual([])
  })

  it('after a restart key and sign-in come from the keyring, and the pasted session is asked for again', async () => {
    await rolecall.close()
    rolecall = await launchRolecall({ home })
    await chooseOperation(rolecall.page, 'Ecs', 'DescribeInstances')
    await menu(/^sso/)
    await runOverThree()
    await menu(/^chain/)
    await runOverThree('ap-southeast-1')
    await menu(/^pasted/)
    await menu('Give the secret again')
    await rolecall.page.getByRole('dialog').getByLabel('Security token').waitFor()
  })
})
