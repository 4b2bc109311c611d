/** Long work in the real window: time left, in the background, a word at the end, and a window that is closed while it runs. */
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addRegions, chooseOperation, connectPractice, listAccounts, tickAccounts } from '../../main/host/tourSteps'
import { createOrganisation } from '../../main/practice/organisation'
import { truthRows } from '../../main/practice/truth'
import { testIds } from '../../shared/testIds'
import { missing } from '../system'
import { violations } from './axe'
import { launchRolecall, type LaunchedRolecall } from './launch'
import { replacePaging } from './yamlView'

const { members } = createOrganisation(1)
const accounts = members.filter(({ access }) => access === 'ready').slice(0, 2)
const rows = accounts.reduce((sum, { accountId }) => sum + [...truthRows({ seed: 1, scale: 120 }, 'Vpc/DescribeVpcs', accountId, 'cn-hangzhou')].length, 0)

describe.skipIf(missing('chromium'))('long work in the window', () => {
  let rolecall: LaunchedRolecall
  let page: Page
  const at = (testId: string): Locator => page.getByTestId(testId)
  const ends = (state: string): Promise<void> => page.locator(`[data-testid="${testIds.resultStatus}"][data-state="${state}"]`).waitFor()
  const closeWindow = (): Promise<void> => rolecall.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  const quit = (): Promise<void> => rolecall.app.evaluate(({ app }) => app.quit())
  const told = (): Promise<{ title: string; body: string }[]> => rolecall.app.evaluate(({ Notification }) => (Notification as unknown as { shown: { title: string; body: string }[] }).shown)

  beforeAll(async () => {
    rolecall = await launchRolecall()
    page = rolecall.page
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    await connectPractice(page)
    await listAccounts(page)
    await chooseOperation(page, 'Vpc', 'DescribeVpcs')
    await tickAccounts(page, accounts.map(({ accountId }) => accountId))
    await addRegions(page, ['cn-hangzhou'])
    // Small pages with a second between them, so that there is time to look.
    await replacePaging(page, '{ mode: auto, pageSize: 20, intervalSeconds: 1 }')
  })
  afterAll(async () => {
    await rolecall?.close()
  })

  it('says how much time is left, and speaks of it to a screen reader only now and then', async () => {
    await page.evaluate((testId) => {
      const heard: string[] = []
      Object.assign(globalThis, { heard })
      new MutationObserver(() => {
        const text = document.querySelector(`[data-testid="${testId}"]`)?.textContent ?? ''
        if (text !== '' && heard.at(-1) !== text) heard.push(text)
      }).observe(document.body, { subtree: true, childList: true, characterData: true })
    }, testIds.spoken)
    await at(testIds.runButton).click()
    await page.locator('.facts', { hasText: /about .* left/ }).waitFor()
    await expect.poll(() => page.title()).toMatch(/^\d+ % · Rolecall$/)
    await ends('complete')
    await expect.poll(() => at(testIds.spoken).textContent()).toMatch(/^complete /)
    const heard = await page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard)
    expect(heard[0]).toMatch(/^running, /)
    expect(heard.length).toBeGreaterThan(2)
    expect(heard.length).toBeLessThanOrEqual(8)
    expect(await page.title()).toBe('Rolecall')
  })

  it('goes to the background, where it is seen and brought back from, and a word is said at its end to who looks elsewhere', async () => {
    await at(testIds.runButton).click()
    await at(testIds.backgroundButton).click()
    await at(testIds.runningCalls).getByText('DescribeVpcs').waitFor()
    expect(await at(testIds.runButton).isEnabled()).toBe(true)
    await at(testIds.runningCalls).getByRole('button').click()
    await at(testIds.pauseButton).waitFor()
    await at(testIds.backgroundButton).click()
    await page.evaluate(() => Object.assign(document, { hasFocus: () => false }))
    await at(testIds.runningCalls).waitFor({ state: 'detached' })
    await expect.poll(async () => (await told()).map(({ title, body }) => `${title}: ${body}`).join()).toMatch(new RegExp(`^DescribeVpcs: complete · ${rows} rows`))
  })

  it('says no word where that is switched off', async () => {
    await at(testIds.settingsButton).click()
    await page.locator('.segment', { hasText: /^Runs$/ }).click()
    await at(testIds.notifySwitch).click()
    await page.keyboard.press('Escape')
    await at(testIds.runButton).click()
    await at(testIds.cancelButton).click()
    await ends('cancelled')
    expect(await told()).toHaveLength(1)
  })

  it('asks before the window closes, stays where that is wished, and gives the focus back', async () => {
    await at(testIds.runButton).click()
    await at(testIds.pauseButton).focus()
    await closeWindow()
    await at(testIds.closingStay).waitFor()
    await at(testIds.closingStay).click()
    await at(testIds.closingStay).waitFor({ state: 'detached' })
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe(testIds.pauseButton)
    await closeWindow()
    await at(testIds.closingBackground).waitFor()
    expect(await violations(page, 'the question before closing')).toEqual([])
    await at(testIds.closingBackground).click()
    await ends('complete')
  })

  it('asks before it quits as well, stays where that is wished, and goes on out of sight', async () => {
    await at(testIds.runButton).click()
    await at(testIds.pauseButton).focus()
    await quit()
    await at(testIds.closingStay).click()
    await at(testIds.closingStay).waitFor({ state: 'detached' })
    await quit()
    await at(testIds.closingBackground).click()
    await ends('complete')
  })

  it('keeps the keyboard on the line of the run where its buttons go with its end', async () => {
    await at(testIds.runButton).click()
    await at(testIds.cancelButton).focus()
    await page.keyboard.press('Enter')
    await ends('cancelled')
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe(testIds.goOnButton)
  })

  it('pauses and closes where that is answered, or without a question where the system ends it; offers the call at the next start, and loses no row', async () => {
    const { home } = rolecall
    const open = async (): Promise<void> => {
      rolecall = await launchRolecall({ home })
      page = rolecall.page
      await at(testIds.unfinished).getByText('DescribeVpcs').waitFor()
      await listAccounts(page)
      await at(testIds.unfinished).getByRole('button', { name: 'Resume' }).first().click()
    }
    const ended = (): Promise<unknown> => new Promise((resolve) => rolecall.app.process().once('exit', resolve))
    // The window may be gone before the driver hears that its click was done; the exit status tells.
    const pauses = (): Promise<void> => at(testIds.closingPause).click().catch(() => undefined)
    const runs = (): Promise<void> => page.locator('.facts', { hasText: /[1-9]\d* rows/ }).waitFor()
    await at(testIds.runButton).click()
    await runs()
    const closed = ended()
    await closeWindow()
    await pauses()
    expect(await closed).toBe(0)
    await open()
    await runs()
    const left = ended()
    await quit()
    await pauses()
    expect(await left).toBe(0)
    await open()
    await runs()
    const killed = ended()
    rolecall.app.process().kill('SIGTERM')
    expect(await killed).toBe(0)
    await open()
    await ends('complete')
    expect(await at(testIds.resultStatus).innerText()).toContain(`complete ${rows}`)
    expect(await at(testIds.resultStatus).innerText()).toContain('0 duplicates')
  })
})
