/** Finding anything by keyboard alone in the real window, and shortcuts that the operator changes. */
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectPractice, listAccounts, runCall } from '../../main/host/tourSteps'
import { createOrganisation } from '../../main/practice/organisation'
import { accountTestId, testIds } from '../../shared/testIds'
import { missing } from '../system'
import { violations } from './axe'
import { launchRolecall, type LaunchedRolecall } from './launch'

const member = createOrganisation(1).members.find(({ access }) => access === 'ready')

describe.skipIf(missing('chromium'))('finding anything', () => {
  let rolecall: LaunchedRolecall
  let page: Page
  const at = (testId: string): Locator => page.getByTestId(testId)
  const find = async (text: string, option: string | RegExp): Promise<void> => {
    await page.keyboard.press('Control+k')
    await at(testIds.findField).waitFor()
    await page.keyboard.type(text)
    const hit = at(testIds.find).getByRole('option', { name: option }).first()
    await hit.waitFor()
    const isChosen = async (): Promise<boolean> => (await hit.getAttribute('aria-selected')) === 'true'
    // Later finds put the choice back to the first.
    await expect.poll(async () => (await isChosen()) || (await page.keyboard.press('ArrowDown').then(isChosen)), { timeout: 20_000, interval: 20 }).toBe(true)
  }

  beforeAll(async () => {
    rolecall = await launchRolecall()
    page = rolecall.page
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    await connectPractice(page)
    await listAccounts(page)
  })
  afterAll(async () => {
    await rolecall?.close()
  })

  it('finds an operation and opens its form, without the mouse', async () => {
    await find('describe instances', /^DescribeInstances/)
    expect(await violations(page, 'finding')).toEqual([])
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'DescribeInstances' }).waitFor()
  })

  it('finds an account and ticks it', async () => {
    await find(member?.accountId ?? '', new RegExp(member?.displayName ?? ''))
    await page.keyboard.press('Enter')
    await expect.poll(() => at(accountTestId(member?.accountId ?? '')).getAttribute('aria-checked')).toBe('true')
  })

  it('finds an action and does it', async () => {
    await find('audit', 'Open the audit log')
    await page.keyboard.press('Enter')
    await at(testIds.audit).waitFor()
    await page.keyboard.press('Escape')
    await at(testIds.audit).waitFor({ state: 'detached' })
  })

  it('finds an earlier call and opens it', async () => {
    expect((await runCall(page)).state).toBe('complete')
    await find('DescribeInst', /DescribeInstances.*row/)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+2')
    await expect.poll(() => at(testIds.tabTargets).getAttribute('data-state')).toBe('active')
    await page.keyboard.press('Control+1')
    await expect.poll(() => at(testIds.tabRows).getAttribute('data-state')).toBe('active')
  })

  it('takes a pasted aliyun command into the form, and says what is wrong with another', async () => {
    await page.keyboard.press('Control+i')
    await at(testIds.pasteLine).fill('aliyun ecs DescribeDisks --access-key-secret abc')
    await page.keyboard.press('Enter')
    await page.getByText('--access-key-secret carries a secret.').waitFor()
    expect(await violations(page, 'a pasted command')).toEqual([])
    await at(testIds.pasteLine).fill('aliyun ecs describedisks --RegionId cn-shanghai --DiskType system')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'DescribeDisks' }).waitFor()
    expect(await page.getByLabel('DiskType', { exact: true }).first().inputValue()).toBe('system')
  })

  it('copies the call in the words of another tool, without a secret', async () => {
    await rolecall.app.evaluate(({ clipboard }) => {
      clipboard.writeText = async (text: string) => {
        ;(globalThis as { copied?: string }).copied = text
      }
    })
    await at(testIds.copyAs).click()
    expect(await violations(page, 'copy as')).toEqual([])
    await page.getByRole('menuitem', { name: /^Python/ }).click()
    await expect.poll(() => rolecall.app.evaluate(() => (globalThis as { copied?: string }).copied ?? '')).toContain('action="DescribeDisks"')
  })

  it('says where nothing is called like that', async () => {
    await page.keyboard.press('Control+k')
    await at(testIds.findField).fill('zzzzqqqq')
    await page.getByText('Nothing is called like that.').waitFor()
    await page.keyboard.press('Escape')
  })

  it('shows the shortcuts, changes one, refuses what another action has, and keeps it over a quit right after the choice', async () => {
    await page.locator('.brand').click()
    await page.keyboard.press('?')
    await at(testIds.shortcuts).waitFor()
    expect(await violations(page, 'shortcuts')).toEqual([])
    await page.getByRole('button', { name: 'Open the audit log: Ctrl Shift L. Change' }).click()
    await page.keyboard.press('Control+k')
    await page.getByText('Ctrl K belongs to: Find anything.').waitFor()
    const { home } = rolecall
    await page.keyboard.press('F8')
    await rolecall.app.close()
    rolecall = await launchRolecall({ home })
    page = rolecall.page
    await at(testIds.accountTree).waitFor()
    await page.keyboard.press('F8')
    await at(testIds.audit).waitFor()
  })
})
