/** The settings in the real window: what is set is kept, what is out of bounds is refused at its field, and every look can be read. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectPractice } from '../../main/host/tourSteps'
import { settingTestId, testIds } from '../../shared/testIds'
import { json, startLocalServer, type LocalServer } from '../doubles/localServer'
import { missing } from '../system'
import { violations } from './axe'
import { launchRolecall, type LaunchedRolecall } from './launch'

describe.skipIf(missing('chromium'))('the settings in the window', () => {
  let feed: LocalServer
  let rolecall: LaunchedRolecall
  let page: Page
  const at = (testId: string): Locator => page.getByTestId(testId)
  /** Presses a choice; where a name stands in several groups, in the one that is named. */
  const choose = (name: string, group?: string): Promise<void> =>
    (group === undefined ? at(testIds.settings) : at(testIds.settings).getByLabel(group, { exact: true })).locator('.segment', { hasText: new RegExp(`^${name}$`) }).click({ timeout: 5000 })
  const stored = (): Record<string, unknown> => JSON.parse(readFileSync(join(rolecall.home, 'settings.json'), 'utf8')) as Record<string, unknown>

  beforeAll(async () => {
    feed = await startLocalServer((request, response) => (request.path === '/feed.json' ? json(200, `{"version":"99.0.0","url":"https://${request.headers.host ?? ''}/99"}`) : json(404, ''))(request, response))
    // Metadata is not asked of anybody but the feed is, which is on this machine.
    rolecall = await launchRolecall({ env: { ROLECALL_OFFLINE: '0', ROLECALL_METADATA: `${feed.address}/meta` } })
    page = rolecall.page
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    await connectPractice(page)
    await at(testIds.settingsButton).click()
    await at(testIds.settings).waitFor()
  })
  afterAll(async () => {
    await rolecall?.close()
    await feed?.close()
  })

  it('keep a change at once and refuse what is out of bounds, at its field', async () => {
    await choose('Safety')
    const field = at(settingTestId('lockAfterMinutes'))
    await field.fill('5')
    await field.press('Enter')
    await expect.poll(stored).toMatchObject({ lockAfterMinutes: 5 })
    await field.fill('never')
    await field.press('Tab')
    await page.getByText('Give a whole number from 0 to 1440.').waitFor()
    expect(await field.getAttribute('aria-invalid')).toBe('true')
    expect(stored()).toMatchObject({ lockAfterMinutes: 5 })
  })

  it('take a proxy only with its address', async () => {
    await choose('Network')
    await choose('This one')
    const field = at(settingTestId('proxyUrl'))
    await field.fill('http://proxy.example.com:3128')
    await field.press('Enter')
    await expect.poll(stored).toMatchObject({ proxyMode: 'manual', proxyUrl: 'http://proxy.example.com:3128' })
    await choose('None')
    await expect.poll(stored).toMatchObject({ proxyMode: 'none' })
  })

  it('update the catalogue when asked to, and say what became of it', async () => {
    await choose('Network')
    const metadataAsked = (): number => feed.requests.filter(({ path }) => path.startsWith('/meta')).length
    const before = metadataAsked()
    await at(testIds.updateCatalogue).click()
    await expect.poll(metadataAsked).toBeGreaterThan(before)
    // This server has none.
    await at(testIds.settings).getByText('The metadata service answered /meta/products.json with status 404.').waitFor()
    expect(await at(testIds.updateCatalogue).innerText()).toBe('Update the catalogue')
  })

  it('say where the data lies', async () => {
    await choose('Results')
    expect(await at(testIds.dataFolder).locator('code').innerText()).toBe(rolecall.home)
  })

  it('ask a release feed once it is named, say a wrong one at its field, and show what is newer', async () => {
    await choose('Network')
    const field = at(settingTestId('updateFeedUrl'))
    await field.fill(`${feed.address}/none.json`)
    await field.press('Enter')
    await page.getByText(/The release feed 127\.0\.0\.1:\d+ answered with status 404\./).waitFor()
    expect(await at(testIds.updateNotice).count()).toBe(0)
    await field.fill(`${feed.address}/feed.json`)
    await field.press('Enter')
    await at(testIds.updateNotice).getByText('Version 99.0.0 is out').waitFor()
    expect([...new Set(feed.requests.map(({ path }) => path))].filter((path) => !path.startsWith('/meta'))).toEqual(['/none.json', '/feed.json'])
  })

  it('leave room for the name of the profile beside the notice of a newer version, in the smallest window', async () => {
    await page.setViewportSize({ width: 1024, height: 640 })
    expect(await at(testIds.updateNotice).innerText()).toBe('99.0.0')
    expect(await at(testIds.profileMenu).locator('strong').evaluate((name) => name.scrollWidth <= name.clientWidth)).toBe(true)
    const [menu, chip] = [await at(testIds.profileMenu).boundingBox(), await at(testIds.practiceChip).boundingBox()]
    expect((menu?.x ?? 0) + (menu?.width ?? 0)).toBeLessThanOrEqual(chip?.x ?? 0)
    await page.setViewportSize({ width: 1280, height: 800 })
  })

  it.each(['Light', 'Dark'])('can be read in the %s theme, in both contrasts and every density', async (theme) => {
    await choose('Appearance')
    await choose(theme, 'Theme')
    for (const contrast of ['Normal', 'Higher']) {
      await choose(contrast, 'Contrast')
      for (const part of ['Safety', 'Network', 'Runs', 'Results', 'Appearance']) {
        await choose(part)
        expect(await violations(page, `${theme}, ${contrast}, ${part}`)).toEqual([])
      }
    }
    for (const density of ['Compact', 'Roomy']) {
      await choose(density, 'Density')
      expect(await violations(page, `${theme}, ${density}`)).toEqual([])
    }
  })
})
