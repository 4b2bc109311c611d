/** An organisation of hundreds of accounts in the real window: few lines of each list are drawn, and all of them can be ticked, checked, run and read. */
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chooseOperation, enterRole } from '../../main/host/tourSteps'
import { directoryRole } from '../../shared/credentials'
import { testIds } from '../../shared/testIds'
import { openBench, type Bench } from '../main/cli/rolecall'
import { missing } from '../system'
import { violations } from './axe'
import { launchRolecall, type LaunchedRolecall } from './launch'

const members = 500
const accounts = members + 1
/** Of the members, three refuse, each for its own reason. */
const reachable = accounts - 3
/** Elements of a list in the page, however long it is. */
const drawn = 120

describe.skipIf(missing('chromium'))('hundreds of accounts', () => {
  let bench: Bench
  let rolecall: LaunchedRolecall
  let page: Page
  const at = (testId: string): Locator => page.getByTestId(testId)
  const lines = (): Locator => at(testIds.accountTree).getByRole('treeitem')
  const focused = (attribute: string): Promise<string | null> => page.evaluate((name) => document.activeElement?.getAttribute(name) ?? null, attribute)

  beforeAll(async () => {
    bench = await openBench({ members: 1 }, { profile: false })
    // A process of its own, as the cloud is: it has hundreds of accounts to answer for.
    const { child } = bench.start(['practice', '--members', `${members}`, '--scale', '5', '--json'])
    const line = await new Promise<string>((resolve) => {
      child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()))
    })
    const { address = '', accessKeyId = '', accessKeySecret = '' } = JSON.parse(line) as Record<string, string>
    const secrets = { ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId, ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret }
    await bench.start(['profile', 'add', 'ops', '--access-key-id', accessKeyId, '--endpoint', `*=${address}`], secrets).ended
    await bench.start(['profile', 'verify', 'ops'], secrets).ended
    rolecall = await launchRolecall({ home: join(bench.home, 'data'), env: secrets })
    page = rolecall.page
    page.setDefaultTimeout(30_000)
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    await lines().nth(5).waitFor()
  }, 120_000)
  afterAll(async () => {
    await rolecall?.close()
    await bench?.close()
  })

  it('stand in a tree of which few lines are drawn; one click ticks all, and keys reach the last', async () => {
    expect(await lines().count()).toBeLessThan(drawn)
    expect(await violations(page, 'a long tree of accounts')).toEqual([])
    await at(testIds.accountsSelectAll).click()
    await page.getByText(`${accounts} of ${accounts}`, { exact: true }).waitFor()
    await lines().first().focus()
    await page.keyboard.press('End')
    await expect.poll(() => focused('data-testid')).toMatch(/^account-\d{16}$/)
    expect(await focused('aria-posinset')).toBe(await focused('aria-setsize'))
    await page.keyboard.press(' ')
    await page.getByText(`${accounts - 1} of ${accounts}`, { exact: true }).waitFor()
    await page.keyboard.press(' ')
    await page.keyboard.press('Home')
    await expect.poll(() => focused('data-index')).toBe('0')
    expect(await lines().count()).toBeLessThan(drawn)
  })

  it('are checked for their permissions, those that may not standing first', async () => {
    await chooseOperation(page, 'Ecs', 'DescribeInstances')
    await enterRole(page, directoryRole)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+Shift+K')
    await at(testIds.preflightCheck).click()
    await at(testIds.preflightResult).waitFor({ timeout: 90_000 })
    expect(await at(testIds.preflightResult).innerText()).toBe(`${reachable} of ${accounts} may run this call`)
    const rows = at(testIds.preflightTable).locator('tr[data-cause]')
    expect(await rows.count()).toBeLessThan(drawn)
    expect(await rows.evaluateAll((all) => all.slice(0, 4).map((row) => row.getAttribute('data-verdict')))).toEqual(['denied', 'denied', 'unknown', 'allowed'])
    await at(testIds.preflightTable).evaluate((box) => (box.scrollTop = box.scrollHeight))
    await at(testIds.preflightTable).locator(`tr[aria-rowindex="${accounts + 1}"]`).waitFor()
    expect(await violations(page, 'a long table of permissions')).toEqual([])
    await page.keyboard.press('Escape')
  })

  it('are run over, each end to be read by target, worst first, and sessions counted', async () => {
    await at(testIds.runButton).click()
    await at(testIds.tabTargets).click()
    await page.locator(`[data-testid="${testIds.resultStatus}"][data-state="incomplete"]`).waitFor({ timeout: 120_000 })
    const rows = page.locator('tr[data-status]')
    expect(await page.locator('table[aria-rowcount]').getAttribute('aria-rowcount')).toBe(`${accounts + 1}`)
    expect(await rows.count()).toBeLessThan(drawn)
    expect(await rows.evaluateAll((all) => all.slice(0, 4).map((row) => row.getAttribute('data-status')))).toEqual(['refused', 'refused', 'refused', 'done'])
    expect(await violations(page, 'a long table of targets')).toEqual([])
    await page.locator('.scroll:has(> table[aria-rowcount])').evaluate((box) => (box.scrollTop = box.scrollHeight))
    await page.locator(`tr[aria-rowindex="${accounts + 1}"][data-status="done"]`).waitFor()
    await expect.poll(() => at(testIds.sessionPill).innerText()).toMatch(/^\d[\d,]* sessions/)
    await at(testIds.sessionPill).click()
    await page.getByRole('list', { name: 'Sessions' }).getByRole('listitem').first().waitFor()
    expect(await page.getByRole('list', { name: 'Sessions' }).getByRole('listitem').count()).toBeLessThan(drawn)
    await page.keyboard.press('Escape')
  })
})
