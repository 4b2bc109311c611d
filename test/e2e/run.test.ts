/** A run in the real window that is paused, resumed, cancelled, and whose failed targets are retried; unfinished calls are offered at the next start. */
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addRegions, chooseOperation, connectPractice, listAccounts, runCall, tickAccounts } from '../../main/host/tourSteps'
import { createOrganisation } from '../../main/practice/organisation'
import { truthRows } from '../../main/practice/truth'
import { testIds } from '../../shared/testIds'
import { missing } from '../system'
import { violations } from './axe'
import { launchRolecall, type LaunchedRolecall } from './launch'
import { replacePaging } from './yamlView'

const { members } = createOrganisation(1)
const accounts = members.filter(({ access }) => access === 'ready').slice(0, 2)
const refused = members.find(({ access }) => access === 'roleMissing')
const rows = accounts.reduce((sum, { accountId }) => sum + [...truthRows({ seed: 1, scale: 120 }, 'Ecs/DescribeInstances', accountId, 'cn-hangzhou')].length, 0)

describe.skipIf(missing('chromium'))('a run in the window', () => {
  let rolecall: LaunchedRolecall
  let page: Page
  const at = (testId: string): Locator => page.getByTestId(testId)
  const ends = (state: string): Promise<void> => page.locator(`[data-testid="${testIds.resultStatus}"][data-state="${state}"]`).waitFor()

  beforeAll(async () => {
    rolecall = await launchRolecall()
    page = rolecall.page
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    await connectPractice(page)
    await listAccounts(page)
    await chooseOperation(page, 'Ecs', 'DescribeInstances')
    await tickAccounts(page, accounts.map(({ accountId }) => accountId))
    await addRegions(page, ['cn-hangzhou'])
    // Six pages with a second between them, so that there is time to pause.
    await replacePaging(page, '{ mode: auto, pageSize: 20, intervalSeconds: 1 }')
  })
  afterAll(async () => {
    await rolecall?.close()
  })

  it('is paused and goes on to the end, with no row lost or doubled', async () => {
    await at(testIds.runButton).click()
    await at(testIds.pauseButton).click()
    await ends('paused')
    expect(await violations(page, 'a paused run')).toEqual([])
    await at(testIds.goOnButton).click()
    await ends('complete')
    expect(await at(testIds.resultStatus).innerText()).toContain(`complete ${rows} rows`)
    expect(await at(testIds.resultStatus).innerText()).toContain('0 duplicates')
  })

  it('that was paused is offered at the next start, and goes on from there', async () => {
    await at(testIds.runButton).click()
    await at(testIds.pauseButton).click()
    await ends('paused')
    const { home } = rolecall
    await rolecall.app.close()
    rolecall = await launchRolecall({ home })
    page = rolecall.page
    await at(testIds.unfinished).getByText('DescribeInstances').waitFor()
    expect(await violations(page, 'unfinished calls')).toEqual([])
    await listAccounts(page)
    await at(testIds.unfinished).getByRole('button', { name: 'Resume' }).first().click()
    await ends('complete')
    expect(await at(testIds.resultStatus).innerText()).toContain(`complete ${rows} rows`)
  })

  it('is cancelled and keeps what arrived', async () => {
    await at(testIds.runButton).click()
    await at(testIds.cancelButton).click()
    await ends('cancelled')
    await at(testIds.goOnButton).click()
    await ends('complete')
  })

  it('tries failed targets once more, into the same result', async () => {
    await tickAccounts(page, [accounts[0]?.accountId ?? '', refused?.accountId ?? ''])
    expect((await runCall(page)).state).toBe('incomplete')
    const before = await at(testIds.resultStatus).innerText()
    const begins = ends('running')
    await at(testIds.goOnButton).click()
    await begins
    await ends('incomplete')
    expect(/incomplete [\d,]+ rows/.exec(await at(testIds.resultStatus).innerText())?.[0]).toBe(/incomplete [\d,]+ rows/.exec(before)?.[0])
  })

  it('says in full how it ended, and what can be gone on with, in the smallest window too', async () => {
    await page.setViewportSize({ width: 1024, height: 640 })
    await at('tab-rows').click()
    const isWhole = (part: Locator): Promise<boolean> => part.evaluate((element) => {
      const [own, line] = [element.getBoundingClientRect(), element.closest('[data-state]')?.getBoundingClientRect()]
      return line !== undefined && own.left >= line.left && own.right <= line.right && element.scrollWidth <= element.clientWidth + 1
    })
    expect(await isWhole(at(testIds.resultWords).locator('strong'))).toBe(true)
    expect(await isWhole(at(testIds.goOnButton))).toBe(true)
    await page.setViewportSize({ width: 1280, height: 800 })
  })

  it('is known as a call of its own, whatever words the last one ended with, and its words are told without those of a button', async () => {
    const before = await at(testIds.resultStatus).getAttribute('data-call')
    const { state, text } = await runCall(page)
    expect(state).toBe('incomplete')
    expect(text).toMatch(/^incomplete [\d,]+ rows .* · [\d.]+ m?s$/)
    expect(await at(testIds.resultStatus).getAttribute('data-call')).not.toBe(before)
  })
})
