/** What is chosen and what can be ticked is seen in every theme, judged by the pixels of the real window. */
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chooseOperation, connectPractice, listAccounts, readTable, runCall } from '../../main/host/tourSteps'
import { accountTestId, testIds } from '../../shared/testIds'
import { missing } from '../system'
import { launchRolecall, type LaunchedRolecall } from './launch'
import { contrast, paintOf } from './paint'

/** WCAG 2.2: 1.4.3 for text, 1.4.11 for what is no text. */
const leastOfText = 4.5
const leastOfMarks = 3

const looks = [
  { name: 'light', media: { colorScheme: 'light', contrast: 'no-preference', forcedColors: 'none' } },
  { name: 'dark', media: { colorScheme: 'dark', contrast: 'no-preference', forcedColors: 'none' } },
  { name: 'light with higher contrast', media: { colorScheme: 'light', contrast: 'more', forcedColors: 'none' } },
  { name: 'dark with higher contrast', media: { colorScheme: 'dark', contrast: 'more', forcedColors: 'none' } },
  { name: 'light with forced colours', media: { colorScheme: 'light', contrast: 'no-preference', forcedColors: 'active' } },
  { name: 'dark with forced colours', media: { colorScheme: 'dark', contrast: 'no-preference', forcedColors: 'active' } },
] as const

describe.skipIf(missing('chromium'))('the colours of the window', () => {
  let rolecall: LaunchedRolecall
  let page: Page
  const at = (testId: string): Locator => page.getByTestId(testId)
  const rows = (): Locator => at(testIds.resultTable).locator('.ag-row')

  beforeAll(async () => {
    rolecall = await launchRolecall()
    page = rolecall.page
    page.setDefaultTimeout(20_000)
    await connectPractice(page)
    await chooseOperation(page, 'Ecs', 'DescribeInstances')
    expect((await runCall(page)).state).toBe('complete')
    await readTable(page)
  })
  afterAll(async () => {
    await rolecall?.close()
  })

  it.each(looks)('show a selected row of the table, and its text, $name', async ({ media }) => {
    await page.emulateMedia({ ...media, reducedMotion: 'reduce' })
    await rows().filter({ hasText: 'Running' }).nth(2).click()
    await page.mouse.move(0, 0)
    const selected = await paintOf(page, at(testIds.resultTable).locator('.ag-row-selected [role="gridcell"]').nth(3))
    const other = await paintOf(page, rows().filter({ hasText: 'Running' }).nth(3).locator('[role="gridcell"]').nth(3))
    expect(contrast(selected.mark, selected.ground)).toBeGreaterThanOrEqual(leastOfText)
    expect(selected.ground).not.toEqual(other.ground)
    if (media.forcedColors === 'active') expect(contrast(selected.ground, other.ground)).toBeGreaterThanOrEqual(leastOfMarks)
  })

  it.each(looks)('draw the edge of what is not ticked as of something that can be, $name', async ({ media }) => {
    await page.emulateMedia({ ...media, reducedMotion: 'reduce' })
    const seen: Record<string, number> = {}
    const look = async (what: string, part: Locator): Promise<void> => {
      await part.scrollIntoViewIfNeeded()
      const { ground, mark } = await paintOf(page, part)
      seen[what] = contrast(mark, ground)
    }
    const [account = ''] = await listAccounts(page)
    await look('an account', at(accountTestId(account)).locator('.tick'))
    await look('all regions', page.getByRole('checkbox', { name: 'all', exact: true }))
    await look('an endpoint', page.getByRole('radio').and(page.locator(':not(:checked)')).first())
    await page.getByRole('button', { name: 'Columns' }).click()
    await look('a hidden column', page.locator('.column-menu input[type="checkbox"]:not(:checked)').first())
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+Shift+h')
    await look('a kept call', page.locator('.entry input[type="checkbox"]').first())
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(Object.entries(seen).filter(([, value]) => value < leastOfMarks)).toEqual([])
  })
})
