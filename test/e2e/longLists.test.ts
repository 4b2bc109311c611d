/** Thousands of kept and saved calls in the real window: few are drawn, keys reach the last, and each says its place. */
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chooseOperation, connectPractice, runCall } from '../../main/host/tourSteps'
import { historyTestId, savedTestId, testIds } from '../../shared/testIds'
import { missing } from '../system'
import { violations } from './axe'
import { kept } from './kept'
import { launchRolecall, type LaunchedRolecall } from './launch'

const calls = 3000
const folders = 20
const files = 250
/** Elements of a list in the page, however long it is. */
const drawn = 80

describe.skipIf(missing('chromium'))('long lists', () => {
  let rolecall: LaunchedRolecall
  let page: Page
  const at = (testId: string): Locator => page.getByTestId(testId)
  const focused = (attribute: string): Promise<string | null> => page.evaluate((name) => document.activeElement?.closest(`[${name}]`)?.getAttribute(name) ?? null, attribute)
  const place = async (): Promise<string> => `${await focused('aria-posinset')}/${await focused('aria-setsize')}`
  /** Of the oldest kept call. */
  let oldest = ''

  /** The one call that was made, kept many times: the same files under other names, of other days. */
  function keepMany(home: string): void {
    const folder = join(home, 'results')
    const summary = readdirSync(folder).find((name) => /^\d{8}T\d{6}-[^.]+\.json$/.test(name)) ?? ''
    const id = summary.slice(0, -'.json'.length)
    const own = readdirSync(folder).filter((name) => name.startsWith(`${id}.`))
    const text = readFileSync(join(folder, summary), 'utf8')
    for (let count = 1; count < calls; count += 1) {
      const began = new Date(Date.UTC(2026, 0, 1) - count * 3_600_000).toISOString()
      const callId = `${began.slice(0, 19).replace(/[-:]/g, '')}-${count.toString(36).padStart(4, '0')}`
      for (const name of own.filter((one) => one !== summary)) linkSync(join(folder, name), join(folder, `${callId}${name.slice(id.length)}`))
      writeFileSync(join(folder, `${callId}.json`), text.replaceAll(id, callId).replace(/"startedAt": "[^"]*"/, `"startedAt": "${began}"`))
      oldest = callId
    }
  }

  beforeAll(async () => {
    rolecall = await launchRolecall()
    await connectPractice(rolecall.page)
    await chooseOperation(rolecall.page, 'Ecs', 'DescribeInstances')
    await runCall(rolecall.page)
    await rolecall.page.getByTestId(testIds.savedTab).click()
    await rolecall.page.getByTestId(testIds.savedOwn).click()
    const { home } = rolecall
    await kept(home, 'settings.json', join(home, 'calls'))
    await rolecall.app.close()
    keepMany(home)
    for (let folder = 0; folder < folders; folder += 1) {
      mkdirSync(join(home, 'calls', `team-${folder}`))
      for (let file = 0; file < files; file += 1) writeFileSync(join(home, 'calls', `team-${folder}`, `call-${file}.yaml`), 'rolecall: 1\nproduct: Ecs\nversion: "2014-05-26"\noperation: DescribeInstances\nprofile: practice\n')
    }
    rolecall = await launchRolecall({ home })
    page = rolecall.page
    page.setDefaultTimeout(30_000)
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    await at(testIds.accountTree).waitFor()
  }, 120_000)
  afterAll(async () => {
    const { home } = rolecall
    await rolecall.close()
    rmSync(home, { recursive: true, force: true })
  })

  it('draw few of thousands of kept calls, and End reaches the oldest by keyboard', async () => {
    await page.keyboard.press('Control+Shift+H')
    const lines = page.locator('.history-open')
    await lines.nth(5).waitFor()
    await lines.nth(0).focus()
    expect(await place()).toBe(`1/${calls}`)
    await page.keyboard.press('ArrowDown')
    await expect.poll(place).toBe(`2/${calls}`)
    expect(await violations(page, 'a long history')).toEqual([])
    await page.keyboard.press('End')
    await expect.poll(place, { timeout: 20_000 }).toBe(`${calls}/${calls}`)
    expect(await focused('data-testid')).toBe(historyTestId(oldest))
    expect(await at(historyTestId(oldest)).evaluate((row) => {
      const [own, box] = [row.getBoundingClientRect(), row.closest('[role="region"]')?.getBoundingClientRect()]
      return box !== undefined && own.top >= box.top && own.bottom <= box.bottom
    })).toBe(true)
    expect(await lines.count()).toBeLessThan(drawn)
    await page.keyboard.press('PageUp')
    await expect.poll(async () => Number(await focused('aria-posinset'))).toBeLessThan(calls - 3)
  })

  it('keep the keyboard on its line when the history is scrolled away from it', async () => {
    await page.keyboard.press('Home')
    await expect.poll(place).toBe(`1/${calls}`)
    await page.locator('[role="dialog"] [role="region"]').evaluate((box) => box.scrollTo(0, 40_000))
    await expect.poll(async () => Number(await page.locator('.history-open').nth(5).evaluate((line) => line.closest('[aria-posinset]')?.getAttribute('aria-posinset')))).toBeGreaterThan(500)
    expect(await place()).toBe(`1/${calls}`)
    expect(await page.locator('.history-open').count()).toBeLessThan(drawn)
    await page.keyboard.press('ArrowDown')
    await expect.poll(place).toBe(`2/${calls}`)
    await page.keyboard.press('Escape')
  })

  it('draw few of thousands of saved calls, and keys reach the last, a parent and a name', async () => {
    await at(testIds.savedTab).click()
    const rows = page.locator('.saved-row')
    await rows.nth(5).waitFor()
    expect(await rows.count()).toBeLessThan(drawn)
    await at(savedTestId('team-0')).focus()
    expect(await place()).toBe(`1/${folders}`)
    expect(await violations(page, 'a long tree')).toEqual([])
    await page.keyboard.press('End')
    await expect.poll(() => focused('data-testid')).toBe(savedTestId(`team-${folders - 1}/call-${files - 1}.yaml`))
    expect(await place()).toBe(`${files}/${files}`)
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => focused('data-testid')).toBe(savedTestId(`team-${folders - 1}`))
    expect(await place()).toBe(`${folders}/${folders}`)
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => at(savedTestId(`team-${folders - 1}`)).getAttribute('aria-expanded')).toBe('false')
    await page.keyboard.type('team-7')
    await expect.poll(() => focused('data-testid')).toBe(savedTestId('team-7'))
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => focused('data-testid')).toBe(savedTestId('team-7/call-0.yaml'))
    expect(await rows.count()).toBeLessThan(drawn)
    await page.keyboard.press('Enter')
    await expect.poll(() => at(testIds.savedLine).innerText()).toContain('team-7/call-0.yaml')
  })
})
