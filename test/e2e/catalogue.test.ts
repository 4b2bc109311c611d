/** From a search to rows through the form the catalogue draws, in both languages; and the window's views as a screen reader meets them. */
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addRegions, connectPractice, readTable, runCall, tickAccounts } from '../../main/host/tourSteps'
import { createOrganisation } from '../../main/practice/organisation'
import { truthRows } from '../../main/practice/truth'
import { offerTestId, operationTestId, testIds } from '../../shared/testIds'
import { missing } from '../system'
import { violations } from './axe'
import { launchRolecall, type LaunchedRolecall } from './launch'

const seed = 1
const scale = 120
const regionId = 'cn-hangzhou'
const tag = { key: 'env', value: 'prod' }
const accounts = createOrganisation(seed)
  .members.filter(({ access }) => access === 'ready')
  .slice(0, 2)
  .map(({ accountId }) => accountId)

interface PracticeInstance {
  InstanceId: string
  Tags?: { Tag?: { TagKey: string; TagValue: string }[] }
}
/** Instances of the sample organisation that carry the tag. */
const tagged = (): Set<string> =>
  new Set(
    accounts
      .flatMap((accountId) => [...truthRows({ seed, scale }, 'Ecs/DescribeInstances', accountId, regionId)])
      .map((text) => JSON.parse(text) as PracticeInstance)
      .filter(({ Tags }) => Tags?.Tag?.some(({ TagKey, TagValue }) => TagKey === tag.key && TagValue === tag.value))
      .map(({ InstanceId }) => InstanceId),
  )

describe.skipIf(missing('chromium'))('a call through the form of the catalogue', () => {
  let rolecall: LaunchedRolecall
  let page: Page
  const complaints: string[] = []
  const at = (testId: string): Locator => page.getByTestId(testId)

  beforeAll(async () => {
    rolecall = await launchRolecall()
    page = rolecall.page
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  })
  afterAll(async () => {
    await rolecall?.close()
  })

  /** Search, form, nested tag, endpoint, plan, run: rows with the tag and no other. */
  async function callTagged(words: { query: string; plan: RegExp; endpoint: RegExp }): Promise<void> {
    await at(testIds.operationSearch).fill(words.query)
    await at(operationTestId('Ecs', 'DescribeInstances')).first().click()
    await page.getByRole('heading', { name: 'DescribeInstances' }).waitFor()
    await at(offerTestId('Tag')).click()
    const form = page.locator('[data-parameter="Tag"]')
    await form.getByRole('textbox', { name: 'Key', exact: true }).fill(tag.key)
    await form.getByRole('textbox', { name: 'Value', exact: true }).fill(tag.value)
    await tickAccounts(page, accounts)
    expect(await at(testIds.endpointList).innerText()).toMatch(words.endpoint)
    expect(await at(testIds.pagingPlan).innerText()).toMatch(words.plan)
    const end = await runCall(page)
    expect(end.state).toBe('complete')
    expect(await readTable(page)).toMatch(/\d{16}/)
    expect(await shownIds(page)).toEqual(tagged())
  }

  it('finds the operation, fills a nested tag, names endpoint and plan, and brings only tagged rows', async () => {
    await at(testIds.firstStartPractice).waitFor()
    expect(await violations(page, 'welcome')).toEqual([])
    await connectPractice(page)
    await addRegions(page, [regionId])
    expect(tagged().size).toBeGreaterThan(0)
    await callTagged({ query: 'describe inst', plan: /NextToken/, endpoint: /http:\/\/127\.0\.0\.1:\d+[\s\S]*recommended/ })
  })

  it('says on one page what the paths of the plan find', async () => {
    await at(testIds.testPage).click()
    const found = await at(testIds.testPageFound).innerText()
    expect(found).toContain('.Instances.Instance')
    expect(found).toMatch(/[1-9]\d* rows?/)
  })

  it('does the same in Chinese', async () => {
    await at(testIds.languageSwitch).click()
    await page.getByRole('button', { name: '运行' }).waitFor()
    // Another operation first, so that the form is filled anew.
    await at(testIds.operationSearch).fill('ListTagResources')
    await at(operationTestId('Tag', 'ListTagResources')).first().click()
    await page.getByRole('heading', { name: 'ListTagResources' }).waitFor()
    await callTagged({ query: 'describe inst', plan: /已识别：滚动，NextToken/, endpoint: /推荐/ })
  })

  it('shows form, result, targets and history without a serious barrier, in both languages and themes', async () => {
    const found: string[] = []
    for (const language of ['zh', 'en']) {
      for (const theme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: theme })
        await page.locator(`html[data-theme="${theme}"]`).waitFor()
        found.push(...(await violations(page, `${language} ${theme} form and rows`)))
        await at(testIds.tabTargets).click()
        found.push(...(await violations(page, `${language} ${theme} targets`)))
        await at(testIds.tabRows).click()
      }
      await page.getByRole('tab', { name: language === 'zh' ? '历史' : 'History' }).click()
      found.push(...(await violations(page, `${language} history`)))
      await page.getByRole('tab', { name: language === 'zh' ? '操作' : 'Operations' }).click()
      await at(testIds.languageSwitch).click()
    }
    expect(found).toEqual([])
  })

  it('brings no complaint of the page or its policy', () => {
    expect(complaints).toEqual([])
  })
})

/** Instance IDs of the whole result on screen, read through the window's own bridge. */
async function shownIds(page: Page): Promise<Set<string>> {
  const ids = await page.evaluate(async () => {
    const { ask } = (window as unknown as { bridge: { ask: (name: string, input: unknown) => Promise<{ value: never }> } }).bridge
    const [latest] = (await ask('call.list', {})).value as { callId: string }[]
    const callId = latest?.callId ?? ''
    const columns = (await ask('result.columns', { callId })).value as { id: string; path: string }[]
    const column = columns.find(({ path }) => path === 'InstanceId')?.id ?? ''
    const { rows } = (await ask('result.window', { callId, offset: 0, limit: 1000, columns: [column] })).value as { rows: { cells: string[] }[] }
    return rows.map(({ cells }) => cells[0] ?? '')
  })
  return new Set(ids)
}
