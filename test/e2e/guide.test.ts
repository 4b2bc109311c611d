/** The guided start in the real window: from a fresh home to a file by keyboard, and left for good. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Papa from 'papaparse'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerSaveDialog } from '../../main/host/tourSteps'
import { createOrganisation } from '../../main/practice/organisation'
import { accountTestId, testIds } from '../../shared/testIds'
import { missing } from '../system'
import { violations } from './axe'
import { kept } from './kept'
import { launchRolecall, type LaunchedRolecall } from './launch'

const members = createOrganisation(1).members.filter(({ access }) => access === 'ready')

describe.skipIf(missing('chromium'))('the guided start', () => {
  let rolecall: LaunchedRolecall
  let page: Page
  const out = mkdtempSync(join(tmpdir(), 'rolecall-guide-'))
  const csv = join(out, 'first.csv')
  const at = (testId: string): Locator => page.getByTestId(testId)
  const isAt = (step: string): Promise<void> => page.locator(`[data-testid="${testIds.guide}"][data-step="${step}"]`).waitFor()
  const focused = (): Promise<string | null> => page.evaluate(() => document.activeElement?.closest('[data-testid]')?.getAttribute('data-testid') ?? null)
  /** By keyboard: the button that shows the next control. */
  const showMe = async (): Promise<void> => {
    await at(testIds.guideShow).focus()
    await page.keyboard.press('Enter')
  }
  async function restart(): Promise<void> {
    const { home } = rolecall
    await kept(home, 'preferences.json', '"guide": "left"')
    await rolecall.app.close()
    rolecall = await launchRolecall({ home })
    page = rolecall.page
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  }

  beforeAll(async () => {
    rolecall = await launchRolecall()
    page = rolecall.page
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  })
  afterAll(async () => {
    const { home } = rolecall
    await rolecall.close()
    rmSync(out, { recursive: true, force: true })
    rmSync(home, { recursive: true, force: true })
  })

  it('stands beside the first start and shows the way in', async () => {
    await isAt('connect')
    expect(await violations(page, 'the guide at the first start')).toEqual([])
    await showMe()
    expect(await focused()).toBe(testIds.firstStartPractice)
    expect(await at(testIds.firstStartPractice).evaluate((button) => getComputedStyle(button).outlineWidth)).toBe('3px')
    await page.keyboard.press('Enter')
    await isAt('accounts')
  })

  it('leads through accounts, operation and run by keyboard, checking off what is done', async () => {
    await at(accountTestId(members[0]?.accountId ?? '')).waitFor()
    await showMe()
    await expect.poll(focused).toMatch(/^account/)
    for (let step = 0; step < 30 && (await focused()) !== accountTestId(members[0]?.accountId ?? ''); step += 1) await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Space')
    await isAt('operation')
    expect(await violations(page, 'the guide in the console')).toEqual([])
    expect(await at(testIds.guide).locator('li[aria-current="step"]').innerText()).toContain('Operation')

    await showMe()
    expect(await focused()).toBe(testIds.operationSearch)
    await page.keyboard.type('DescribeInstances')
    await page.getByTestId('operation-Ecs-DescribeInstances').first().waitFor()
    await page.keyboard.press('Enter')
    await isAt('run')

    await showMe()
    expect(await focused()).toBe(testIds.runButton)
    await page.keyboard.press('Enter')
    await isAt('export')
    expect(await at(testIds.guide).locator('li.done').count()).toBe(4)
  })

  it('ends with the exported file, and is gone after a restart', async () => {
    await answerSaveDialog(rolecall.app, csv)
    await showMe()
    expect(await focused()).toBe(testIds.exportButton)
    await page.keyboard.press('Enter')
    await at(testIds.exportCsv).focus()
    await page.keyboard.press('Enter')
    await isAt('end')
    await at(testIds.exportDone).waitFor()
    const { data } = Papa.parse<Record<string, string>>(readFileSync(csv, 'utf8'), { header: true, skipEmptyLines: true })
    expect(data.length).toBeGreaterThan(0)
    expect(new Set(data.map((row) => row['_account']))).toEqual(new Set([members[0]?.accountId]))
    await restart()
    await at(testIds.accountTree).waitFor()
    expect(await at(testIds.guide).count()).toBe(0)
  })

  it('starts again from Find anything and from Help, and Skip leaves it with the keyboard on Help', async () => {
    await page.keyboard.press('Control+k')
    await at(testIds.findField).fill('guide')
    await at(testIds.find).getByRole('option', { name: 'Start the guide' }).waitFor()
    await page.keyboard.press('Enter')
    // The accounts and the operation of before are still in the form.
    await isAt('run')
    await at(testIds.guideLeave).focus()
    await page.keyboard.press('Enter')
    await at(testIds.guide).waitFor({ state: 'detached' })
    expect(await focused()).toBe(testIds.helpButton)
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Start the guide' }).waitFor()
    await page.keyboard.press('Enter')
    await isAt('run')
    expect(await violations(page, 'the guide, again')).toEqual([])
  })
})

describe.skipIf(missing('chromium'))('the guided start that is skipped', () => {
  it('is gone at once and after a restart, before anything was connected', async () => {
    const first = await launchRolecall()
    const { home } = first
    try {
      await first.page.getByTestId(testIds.guideLeave).click()
      await first.page.getByTestId(testIds.guide).waitFor({ state: 'detached' })
      await kept(home, 'preferences.json', '"guide": "left"')
      await first.app.close()
      const second = await launchRolecall({ home })
      await second.page.getByTestId(testIds.firstStartPractice).waitFor()
      expect(await second.page.getByTestId(testIds.guide).count()).toBe(0)
      await second.close()
    } finally {
      rmSync(home, { recursive: true, force: true })
    }
  })
})
