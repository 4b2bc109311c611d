/** Every view in Chinese, judged by axe in both themes; the other tests look at them in English. */
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addRegions, chooseOperation, connectPractice, enterRole, listAccounts, runCall, tickAccounts } from '../../main/host/tourSteps'
import { createOrganisation } from '../../main/practice/organisation'
import { directoryRole } from '../../shared/credentials'
import { testIds } from '../../shared/testIds'
import { missing } from '../system'
import { violations } from './axe'
import { launchRolecall, type LaunchedRolecall } from './launch'

const { members } = createOrganisation(1)
const ready = members.filter(({ access }) => access === 'ready').map(({ accountId }) => accountId)
const refused = members.filter(({ access }) => access !== 'ready').map(({ accountId }) => accountId)

/** `open` leads to the view; Escape leads away again where `stays` is not set. */
interface View {
  name: string
  open: () => Promise<unknown>
  stays?: true
}

describe.skipIf(missing('chromium'))('the window in Chinese', () => {
  let rolecall: LaunchedRolecall
  let page: Page
  const at = (testId: string): Locator => page.getByTestId(testId)
  const opened = async (keys: string, testId: string): Promise<void> => {
    await page.keyboard.press(keys)
    await at(testId).waitFor()
  }
  const menu = async (item: string): Promise<void> => {
    await at(testIds.profileMenu).click()
    await page.getByRole('menuitem', { name: item }).click()
    await page.getByRole('dialog').waitFor()
  }
  const judge = async (views: readonly View[]): Promise<string[]> => {
    const found: string[] = []
    for (const { name, open, stays } of views) {
      await open()
      found.push(...(await violations(page, name)))
      if (stays) continue
      await page.keyboard.press('Escape')
      await expect.poll(() => page.locator('[role="dialog"], [role="menu"]').count()).toBe(0)
    }
    return found
  }

  beforeAll(async () => {
    rolecall = await launchRolecall()
    page = rolecall.page
    page.setDefaultTimeout(20_000)
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    await at(testIds.languageSwitch).click()
    await page.locator('html[lang="zh-CN"]').waitFor()
  })
  afterAll(async () => {
    await rolecall?.close()
  })

  it('has no barrier from the first start to a filled form', async () => {
    const tab = (name: string): Promise<void> => page.getByRole('tab', { name }).click()
    expect(
      await judge([
        { name: 'the first start', open: () => at(testIds.firstStartPractice).waitFor(), stays: true },
        { name: 'no operation', open: () => connectPractice(page).then(() => listAccounts(page)), stays: true },
        { name: 'no folder', open: () => tab('已保存'), stays: true },
        { name: 'nothing saved', open: () => at(testIds.savedOwn).click(), stays: true },
        { name: 'no history', open: () => tab('历史'), stays: true },
        { name: 'a form', open: () => tab('操作').then(() => chooseOperation(page, 'Ecs', 'DescribeInstances')), stays: true },
        { name: 'a page tested', open: () => at(testIds.testPage).click().then(() => at(testIds.testPageFound).waitFor()), stays: true },
        { name: 'the text of the call', open: () => page.locator('.segment', { hasText: /^YAML$/ }).click(), stays: true },
        { name: 'the form again', open: () => page.locator('.segment', { hasText: /^表单$/ }).click(), stays: true },
      ]),
    ).toEqual([])
  }, 120_000)

  it('has none in what is opened over it', async () => {
    expect(
      await judge([
        { name: 'the menu of profiles', open: () => at(testIds.profileMenu).click() },
        { name: 'a new profile', open: () => menu('添加身份') },
        { name: 'import', open: () => menu('导入') },
        { name: 'sessions', open: () => at(testIds.sessionPill).click() },
        { name: 'help', open: () => at(testIds.helpButton).click() },
        { name: 'finding', open: () => opened('Control+k', testIds.find).then(() => at(testIds.findField).fill('describe inst')) },
        { name: 'a pasted command', open: () => opened('Control+i', testIds.pasteLine) },
        { name: 'saving', open: () => opened('Control+s', testIds.savedDialog) },
        { name: 'the history', open: () => opened('Control+Shift+h', testIds.history) },
        { name: 'the audit log', open: () => opened('Control+Shift+l', testIds.audit) },
        { name: 'the settings', open: () => opened('Control+,', testIds.settings) },
        { name: 'permissions', open: () => opened('Control+Shift+k', testIds.preflight) },
        { name: 'copy as', open: () => page.getByRole('button', { name: '复制为' }).click() },
      ]),
    ).toEqual([])
  }, 120_000)

  it('has none in a result', async () => {
    await tickAccounts(page, [...ready.slice(0, 2), ...refused])
    await addRegions(page, ['cn-shanghai'])
    await enterRole(page, directoryRole)
    await page.keyboard.press('Escape')
    expect((await runCall(page)).state).toBe('incomplete')
    const cell = (): Locator => at(testIds.resultTable).getByRole('gridcell', { name: 'Running', exact: true }).first()
    const open = (testId: string): Promise<void> => at(testId).click()
    expect(
      await judge([
        { name: 'rows', open: () => cell().waitFor(), stays: true },
        { name: 'the menu of a cell', open: () => cell().click({ button: 'right' }) },
        { name: 'the filter', open: () => open(testIds.filterButton) },
        { name: 'export', open: () => open(testIds.exportButton) },
        { name: 'a row', open: () => cell().dblclick().then(() => page.locator('.row-panel').waitFor()), stays: true },
        { name: 'targets', open: () => open(testIds.tabTargets), stays: true },
        { name: 'a refusal explained', open: () => at(testIds.explain).first().click().then(() => at(testIds.denial).waitFor()), stays: true },
        { name: 'answers', open: () => open(testIds.tabResponses), stays: true },
        { name: 'a chart', open: () => open(testIds.tabChart).then(() => at(testIds.chartPanel).locator('table').waitFor()), stays: true },
        { name: 'SQL', open: () => open(testIds.tabSql).then(() => at(testIds.sqlPanel).waitFor()), stays: true },
        { name: 'nothing to compare', open: () => open(testIds.tabCompare).then(() => at(testIds.comparePanel).waitFor()), stays: true },
        { name: 'locked', open: () => opened('Control+l', testIds.lockScreen), stays: true },
      ]),
    ).toEqual([])
  }, 120_000)
})
