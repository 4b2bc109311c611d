/** The permission panel in the real window: what a call needs, what its role has in each account, and what is missing given by requests that were shown. */
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addRegions, chooseOperation, connectPractice, enterRole, listAccounts, runCall, tickAccounts } from '../../main/host/tourSteps'
import { createOrganisation } from '../../main/practice/organisation'
import { testIds } from '../../shared/testIds'
import { missing } from '../system'
import { violations } from './axe'
import { launchRolecall, type LaunchedRolecall } from './launch'

const { members } = createOrganisation(1)
const [first, second] = members.filter(({ access }) => access === 'ready')
const administrator = 'ResourceDirectoryAccountAccessRole'

describe.skipIf(missing('chromium'))('the permissions of a call in the window', () => {
  let rolecall: LaunchedRolecall
  let page: Page
  const at = (testId: string): Locator => page.getByTestId(testId)
  const causes = async (cause: string): Promise<number> => at(testIds.preflightTable).locator(`tr[data-cause="${cause}"]`).count()

  beforeAll(async () => {
    rolecall = await launchRolecall()
    page = rolecall.page
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    await connectPractice(page)
    await chooseOperation(page, 'Ecs', 'DescribeInstances')
    await addRegions(page, ['cn-hangzhou'])
  })
  afterAll(async () => {
    await rolecall?.close()
  })

  it('are the actions with their source, the system policy and the smallest policy, before anything is sent', async () => {
    await tickAccounts(page, await listAccounts(page))
    await at(testIds.preflightButton).click()
    const needs = at(testIds.preflightNeeds)
    await needs.waitFor()
    expect(await needs.innerText()).toMatch(/ecs:DescribeInstances[\s\S]*AliyunECSReadOnlyAccess[\s\S]*"Resource": "\*"/)
    expect(await violations(page, 'the permissions before a check')).toEqual([])
  })

  it('are checked in every account: allowed, denied or unknown, with the statement that decides', async () => {
    await at(testIds.preflightCheck).click()
    await at(testIds.preflightResult).waitFor()
    const ready = members.filter(({ access }) => access === 'ready').length
    expect(await at(testIds.preflightResult).innerText()).toBe(`${ready + 1} of ${members.length + 1} may run this call`)
    expect([await causes('allowed'), await causes('noTrust'), await causes('noRole'), await causes('notReadable')]).toEqual([ready + 1, 1, 1, 1])
    const row = at(testIds.preflightTable).getByRole('row').filter({ hasText: first?.displayName ?? '' })
    expect(await row.innerText()).toMatch(/AdministratorAccess[\s\S]*"Effect":"Allow"/)
    expect(await violations(page, 'the checked permissions')).toEqual([])
  })

  it('have a text for the administrator, ready to be copied', async () => {
    await page.getByText('Text for an administrator').click()
    expect(await at(testIds.preflightAdminText).innerText()).toMatch(new RegExp(`Create the role ${administrator}[\\s\\S]*Harbour Logistics[\\s\\S]*sts:AssumeRole`))
    await page.keyboard.press('Escape')
  })

  it('are given where they are missing, by exactly the requests that were shown, after a typed word', async () => {
    await page.getByRole('checkbox', { name: 'All accounts' }).click()
    await tickAccounts(page, [first?.accountId ?? '', second?.accountId ?? ''])
    await enterRole(page, 'Auditor')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+Shift+K')
    await at(testIds.preflightCheck).click()
    await at(testIds.preflightResult).waitFor()
    expect(await causes('noRole')).toBe(2)
    expect(await at(testIds.preflightMend).count()).toBe(0)
    await at(testIds.preflightThrough).fill(administrator)
    await page.keyboard.press('Tab')
    await at(testIds.preflightMend).click()
    const plan = at(testIds.mendPlan)
    await plan.waitFor()
    const text = await plan.innerText()
    for (const part of ['CreateRole', 'CreatePolicy', 'AttachPolicyToRole', 'AssumeRolePolicyDocument', '"sts:AssumeRole"', first?.displayName ?? '', second?.displayName ?? '']) expect(text).toContain(part)
    expect(await violations(page, 'the plan')).toEqual([])
    expect(await at(testIds.mendSend).isDisabled()).toBe(true)
    await at(testIds.mendWord).fill('Auditor')
    await at(testIds.mendSend).click()
    await plan.getByRole('status').waitFor()
    expect(await plan.getByRole('status').innerText()).toBe('All 6 requests were done.')
    await page.keyboard.press('Escape')
    await at(testIds.preflightTable).locator('tr[data-cause="allowed"]').nth(1).waitFor()
    expect(await at(testIds.preflightMend).count()).toBe(0)
    await page.keyboard.press('Escape')
    expect((await runCall(page)).state).toBe('complete')
  })

  it('of the SOAR’s role say that only the service can assume it', async () => {
    await enterRole(page, 'AliyunSiemSoarExecutionDefaultRole')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+Shift+K')
    await at(testIds.preflight).getByText('only the service can assume it').waitFor()
    await at(testIds.preflightCheck).click()
    await at(testIds.preflightResult).waitFor()
    expect(await at(testIds.preflightTable).innerText()).toMatch(/Only a service can assume this role|The account has no such role/)
  })
})
