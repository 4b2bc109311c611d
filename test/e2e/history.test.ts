/** The history in the real window: found by word, named, pinned, deleted and taken back, run again and compared; the keyboard always has a place. */
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addRegions, chooseOperation, connectPractice, listAccounts, runCall, tickAccounts } from '../../main/host/tourSteps'
import { testIds } from '../../shared/testIds'
import { missing } from '../system'
import { violations } from './axe'
import { launchRolecall, type LaunchedRolecall } from './launch'

describe.skipIf(missing('chromium'))('the history in the window', () => {
  let rolecall: LaunchedRolecall
  let page: Page
  const at = (testId: string): Locator => page.getByTestId(testId)
  const entries = (): Locator => page.locator('.history-open')
  const hasFocus = (): Promise<string> => page.evaluate(() => document.activeElement?.textContent ?? '')
  const open = async (): Promise<void> => {
    await page.keyboard.press('Control+Shift+H')
    await at(testIds.history).waitFor()
  }

  beforeAll(async () => {
    rolecall = await launchRolecall()
    page = rolecall.page
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    await connectPractice(page)
    await tickAccounts(page, (await listAccounts(page)).slice(0, 4))
    await chooseOperation(page, 'Ecs', 'DescribeInstances')
    await addRegions(page, ['cn-hangzhou'])
    await runCall(page)
    await chooseOperation(page, 'Vpc', 'DescribeVpcs')
    await runCall(page)
    await open()
    await entries().nth(1).waitFor()
  })
  afterAll(async () => {
    await rolecall?.close()
  })

  it('finds calls by a word of their content and by outcome', async () => {
    await at(testIds.historySearch).fill('cn-hangzhou describevpcs')
    await expect.poll(() => entries().count()).toBe(1)
    await at(testIds.historySearch).fill('cn-beijing')
    await page.getByText('No call agrees.').waitFor()
    await at(testIds.historySearch).fill('')
    await at(testIds.historyOutcome).selectOption('cancelled')
    await page.getByText('No call agrees.').waitFor()
    await page.getByRole('button', { name: 'Show all' }).click()
    await expect.poll(() => entries().count()).toBe(2)
  })

  it('narrows by day, written part by part as the language of the window writes it, whatever the system speaks', async () => {
    const since = (): Locator => at(testIds.historySince)
    const parts = (): Promise<string> => since().locator('.part').allInnerTexts().then((texts) => texts.join(''))
    const year = new Date().getFullYear()
    await expect.poll(parts).toBe('mm/dd/yyyy')
    expect(await violations(page, 'day fields')).toEqual([])
    await since().getByLabel('month').focus()
    await page.keyboard.type(`0131${year + 1}`)
    await expect.poll(parts).toBe(`1/31/${year + 1}`)
    await page.getByText('No call agrees.').waitFor()
    await page.keyboard.press('Escape')
    await at(testIds.languageSwitch).click()
    await open()
    await expect.poll(parts).toBe(`${year + 1}/1/31`)
    expect(await since().getAttribute('lang')).toBe('zh-CN')
    expect(await since().getByLabel('年', { exact: true }).getAttribute('aria-valuetext')).toBe(`${year + 1}`)
    await since().locator('.tool').last().click()
    await page.locator('.calendar').getByText(`${year + 1}年1月`).first().waitFor()
    expect(await violations(page, 'a calendar in Chinese')).toEqual([])
    await page.keyboard.press('Escape')
    await since().locator('.tool').first().click()
    await expect.poll(parts).toBe('年/月/日')
    await expect.poll(() => entries().count()).toBe(2)
    await page.keyboard.press('Escape')
    await at(testIds.languageSwitch).click()
    await open()
    await at(testIds.historyUntil).locator('.tool').last().click()
    await page.locator('.calendar [data-today]').first().click()
    await expect.poll(() => entries().count()).toBe(2)
    await at(testIds.historyUntil).getByRole('button', { name: 'Any day: to' }).click()
  })

  it('names a call from the keyboard, and pins it, and the keyboard stays on it', async () => {
    await entries().nth(1).focus()
    await page.keyboard.press('F2')
    await page.keyboard.type('Before the move')
    await page.keyboard.press('Enter')
    await page.getByText('Before the move').first().waitFor()
    await expect.poll(hasFocus).toContain('Before the move')
    const more = page.getByRole('button', { name: 'More for Before the move' })
    await more.click()
    await page.getByRole('menuitem', { name: /^Pin/ }).click()
    await page.getByLabel('pinned', { exact: true }).waitFor()
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('More for Before the move')
  })

  it('deletes one at once, takes it back, and the keyboard is on the next line', async () => {
    await entries().nth(0).focus()
    await page.keyboard.press('Delete')
    await expect.poll(() => entries().count()).toBe(1)
    await expect.poll(hasFocus).toContain('Before the move')
    await at(testIds.historyUndo).click()
    await expect.poll(() => entries().count()).toBe(2)
    await expect.poll(hasFocus).toContain('DescribeVpcs')
  })

  it('asks before a pinned call or several go, and keeps them where that is the answer', async () => {
    await page.getByRole('checkbox', { name: 'Choose all that are shown' }).check()
    await at(testIds.historyDelete).click()
    await page.getByText('Delete 2 calls and their rows').waitFor()
    await page.getByText('1 of them is pinned.').waitFor()
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('history-confirm')
    await page.getByRole('button', { name: 'Keep', exact: true }).click()
    expect(await entries().count()).toBe(2)
    await page.getByRole('checkbox', { name: 'Choose all that are shown' }).uncheck()
  })

  it.each(['light', 'dark'] as const)('can be read in both languages in the %s theme', async (colorScheme) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    for (let turn = 0; turn < 2; turn += 1) {
      expect(await violations(page, `the history, ${colorScheme}, ${turn}`)).toEqual([])
      await page.keyboard.press('Escape')
      await at(testIds.languageSwitch).click()
      await open()
      await entries().nth(1).waitFor()
    }
  })

  it('runs a call again and opens the comparison with what it was', async () => {
    await page.getByRole('button', { name: 'More for DescribeVpcs' }).click()
    await page.getByRole('menuitem', { name: 'Run again and compare' }).click()
    await at(testIds.compareCounts).waitFor()
    expect(await at(testIds.compareCounts).innerText()).toMatch(/Added 0[\s\S]*290/i)
  })

  it('deletes the call on screen after a word, and the window lets go of it', async () => {
    await open()
    await expect.poll(() => entries().count()).toBe(3)
    await page.getByRole('checkbox', { name: 'Choose all that are shown' }).check()
    await at(testIds.historyDelete).click()
    await at(testIds.historyConfirm).click()
    await page.getByText('3 calls were deleted.').waitFor()
    await page.keyboard.press('Escape')
    await page.getByText('No result').first().waitFor()
    expect(await at(testIds.resultStatus).count()).toBe(0)
  })
})
