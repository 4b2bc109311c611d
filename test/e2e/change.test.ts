/** A call that changes something, in the real window: nothing is sent before the operator's word, and the dry run of the operation is offered first. */
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addRegions, connectPractice, listAccounts, tickAccounts } from '../../main/host/tourSteps'
import { createOrganisation } from '../../main/practice/organisation'
import { truthRows } from '../../main/practice/truth'
import { testIds } from '../../shared/testIds'
import { missing } from '../system'
import { violations } from './axe'
import { launchRolecall, type LaunchedRolecall } from './launch'

const [member] = createOrganisation(1).members.filter(({ access }) => access === 'ready')
const unready = createOrganisation(1).members.find(({ access }) => access !== 'ready')
const [row = '{}'] = truthRows({ seed: 1, scale: 120 }, 'Ecs/DescribeInstances', member?.accountId ?? '', 'cn-hangzhou')
const { InstanceId: instance } = JSON.parse(row) as { InstanceId: string }

describe.skipIf(missing('chromium'))('a change in the window', () => {
  let rolecall: LaunchedRolecall
  let page: Page
  const at = (testId: string): Locator => page.getByTestId(testId)

  beforeAll(async () => {
    rolecall = await launchRolecall()
    page = rolecall.page
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    await connectPractice(page)
    await listAccounts(page)
    await page.keyboard.press('Control+i')
    await at(testIds.pasteLine).fill(`aliyun ecs StopInstances --InstanceId.1 ${instance}`)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'StopInstances' }).waitFor()
    await tickAccounts(page, [member?.accountId ?? ''])
    await addRegions(page, ['cn-hangzhou'])
  })
  afterAll(async () => {
    await rolecall?.close()
  })

  it('shows account, region and request before anything is sent', async () => {
    await at(testIds.runButton).click()
    const gate = page.getByRole('dialog')
    await gate.waitFor()
    const text = await gate.innerText()
    expect(text).toContain('cn-hangzhou')
    expect(text).toContain(instance)
    expect(await violations(page, 'the gate')).toEqual([])
  })

  it('tries the dry run first, which changes nothing and needs no further word', async () => {
    await at(testIds.dryRun).click()
    await at(testIds.resultStatus).waitFor()
    await at(testIds.tabTargets).click()
    await page.getByText('DryRunOperation', { exact: false }).or(page.getByText('done', { exact: true })).first().waitFor()
    expect(await page.getByLabel('DryRun', { exact: true }).count()).toBe(0)
  })

  it('asks for the word again before what failed is retried, and names only that', async () => {
    await tickAccounts(page, [unready?.accountId ?? ''])
    await at(testIds.runButton).click()
    const gate = page.getByRole('dialog')
    await gate.getByLabel('Type StopInstances to confirm').fill('StopInstances')
    await gate.getByRole('button', { name: 'Run in 2 targets' }).click()
    await at(testIds.goOnButton).click()
    await gate.getByRole('button', { name: 'Run in 1 target' }).waitFor()
    const text = (await gate.innerText()).replace(/\s/g, '')
    expect(text).toContain(unready?.accountId)
    expect(text).not.toContain(member?.accountId)
    expect(await at(testIds.dryRun).count()).toBe(0)
    expect(await violations(page, 'the gate of a retry')).toEqual([])
    await gate.getByRole('button', { name: 'Run in 1 target' }).click()
    await page.locator(`[data-testid="${testIds.resultStatus}"]:not([data-state="running"])`).waitFor()
    expect(await at(testIds.resultStatus).getAttribute('data-state')).toBe('incomplete')
  })
})
