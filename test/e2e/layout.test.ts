/** How a result takes its room: columns, height, and the smallest window. */
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addRegions, chooseOperation, connectPractice, listAccounts, readTable, runCall, tickAccounts } from '../../main/host/tourSteps'
import { createOrganisation } from '../../main/practice/organisation'
import { testIds } from '../../shared/testIds'
import { missing } from '../system'
import { violations } from './axe'
import { launchRolecall, type LaunchedRolecall } from './launch'

const accounts = createOrganisation(1).members.filter(({ access }) => access === 'ready').slice(0, 2)

describe.skipIf(missing('chromium'))('the room of a result', () => {
  let rolecall: LaunchedRolecall
  let page: Page
  const at = (testId: string): Locator => page.getByTestId(testId)

  beforeAll(async () => {
    rolecall = await launchRolecall()
    page = rolecall.page
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    await connectPractice(page)
    await listAccounts(page)
    await chooseOperation(page, 'Ecs', 'DescribeInstances')
    await tickAccounts(page, accounts.map(({ accountId }) => accountId))
    await addRegions(page, ['cn-hangzhou'])
    expect((await runCall(page)).state).toBe('complete')
    await readTable(page)
  })
  afterAll(async () => {
    await rolecall?.close()
  })

  it('shows IDs whole, and fits a column again by a double click on its edge', async () => {
    const id = at(testIds.resultTable).getByRole('gridcell', { name: /^i-/ }).first()
    const header = at(testIds.resultTable).getByRole('columnheader', { name: 'InstanceId', exact: true })
    const edge = header.locator('.ag-header-cell-resize')
    const width = async (): Promise<number> => (await header.boundingBox())?.width ?? 0
    const isCut = (): Promise<boolean> => id.evaluate((cell) => cell.scrollWidth > cell.clientWidth)
    expect(await isCut()).toBe(false)
    const grip = await edge.boundingBox()
    if (!grip) throw new Error('The column has no edge.')
    const [x, y] = [grip.x + grip.width / 2, grip.y + grip.height / 2]
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x - 90, y, { steps: 5 })
    await page.mouse.up()
    await expect.poll(isCut).toBe(true)
    const narrow = await width()
    await edge.dblclick()
    await expect.poll(width).toBeGreaterThan(narrow)
    expect(await isCut()).toBe(false)
  })

  it('takes the height of the form and gives it back; the keyboard is never lost', async () => {
    const height = async (): Promise<number> => (await at(testIds.resultTable).boundingBox())?.height ?? 0
    const before = await height()
    await at(testIds.parameterSearch).focus()
    await page.keyboard.press('Control+Shift+F')
    await at(testIds.parameterSearch).waitFor({ state: 'hidden' })
    expect(await at(testIds.runButton).isVisible()).toBe(true)
    expect(await height()).toBeGreaterThan(before * 1.5)
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('tab-rows')
    await at(testIds.tallButton).click()
    await at(testIds.parameterSearch).waitFor()
    expect(await height()).toBeCloseTo(before, 0)
  })

  it('lists its targets as a table in the smallest window too', async () => {
    await page.setViewportSize({ width: 1024, height: 640 })
    await at(testIds.tabTargets).click()
    const table = page.getByRole('table')
    expect(await table.getByRole('row').count()).toBe(accounts.length + 1)
    expect(await table.getByRole('columnheader').allInnerTexts()).toContain('Request ID')
    expect(await table.evaluate((drawn) => drawn.scrollWidth - (drawn.parentElement?.clientWidth ?? 0))).toBeLessThanOrEqual(0)
    expect(await violations(page, 'the targets in the smallest window')).toEqual([])
  })
})
