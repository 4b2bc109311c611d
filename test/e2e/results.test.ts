/** A result in the real window: filtered, charted, queried, compared, taken apart and exported, in both themes and languages. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import Papa from 'papaparse'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addRegions, answerSaveDialog, chooseOperation, connectPractice, listAccounts, readTable, runCall, tickAccounts } from '../../main/host/tourSteps'
import { createOrganisation } from '../../main/practice/organisation'
import { truthRows } from '../../main/practice/truth'
import { testIds } from '../../shared/testIds'
import { missing } from '../system'
import { violations } from './axe'
import { launchRolecall, type LaunchedRolecall } from './launch'

const regionIds = ['cn-hangzhou', 'cn-shanghai']
const accounts = createOrganisation(1).members.filter(({ access }) => access === 'ready').slice(0, 2)
interface Instance {
  InstanceId: string
  Status: string
  SecurityGroupIds: { SecurityGroupId: string[] }
  Tags: { Tag: { TagKey: string; TagValue: string }[] }
}
const truth = accounts.flatMap(({ accountId }) => regionIds.flatMap((regionId) => [...truthRows({ seed: 1, scale: 120 }, 'Ecs/DescribeInstances', accountId, regionId)].map((text) => JSON.parse(text) as Instance)))
const stopped = truth.filter(({ Status }) => Status === 'Stopped').length
const countOf = (rows: number): string => rows.toLocaleString('en-US')

describe.skipIf(missing('chromium'))('a result in the window', () => {
  let rolecall: LaunchedRolecall
  let page: Page
  let folder: string
  const at = (testId: string): Locator => page.getByTestId(testId)
  const open = (view: string): Promise<void> => at(`tab-${view}`).click()
  const cell = (text: string): Locator => at(testIds.resultTable).getByRole('gridcell', { name: text, exact: true }).first()
  /** Goes down the tree beside the table to the first line called so: only what is in sight is drawn. */
  const walkTo = async (name: RegExp): Promise<void> => {
    const line = page.locator('.row-panel [role="treeitem"]:focus')
    await page.locator('.row-panel [role="treeitem"][tabindex="0"]').focus()
    await page.keyboard.press('Home')
    for (let index = 0; index < 200; index += 1) {
      await expect.poll(() => line.getAttribute('data-index')).toBe(String(index))
      if (name.test((await line.innerText()).trim())) return
      await page.keyboard.press('ArrowDown')
    }
    throw new Error(`No line of the tree is called ${name}.`)
  }
  const found = (rows: number): Promise<void> => page.getByText(`${countOf(rows)} of ${countOf(truth.length)}`, { exact: true }).waitFor()
  const exportAs = async (format: string, name: string): Promise<string> => {
    const path = join(folder, name)
    await answerSaveDialog(rolecall.app, path)
    await at(testIds.exportButton).click()
    await page.getByRole('radiogroup').getByText(format, { exact: true }).click()
    await at(testIds.exportCsv).click()
    await page.locator(`[data-testid="${testIds.exportDone}"][data-path=${JSON.stringify(path)}]`).waitFor()
    return path
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rolecall-results-'))
    rolecall = await launchRolecall()
    page = rolecall.page
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    await connectPractice(page)
    await listAccounts(page)
    await chooseOperation(page, 'Ecs', 'DescribeInstances')
    await tickAccounts(page, accounts.map(({ accountId }) => accountId))
    await addRegions(page, regionIds)
    expect((await runCall(page)).state).toBe('complete')
    await readTable(page)
  })
  afterAll(async () => {
    await rolecall?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('is filtered by the menu of a cell, and says how many of all rows are left', async () => {
    await cell('Stopped').click({ button: 'right' })
    expect(await violations(page, 'the menu of a cell')).toEqual([])
    await page.getByRole('menuitem', { name: 'Only rows with this value' }).click()
    await found(stopped)
    expect(await at(testIds.filterChips).innerText()).toContain('Status')
  })

  it('is filtered by a form that offers the values of a column, and refuses what is no pattern', async () => {
    await at(testIds.filterChips).getByRole('button', { name: /Status/ }).first().click()
    const menu = page.getByRole('dialog', { name: 'Filter' })
    await menu.getByRole('checkbox').nth(1).waitFor()
    expect(await menu.getByText('Running', { exact: true }).count()).toBe(1)
    expect(await violations(page, 'the filter')).toEqual([])
    await at(testIds.filterOperator).selectOption('regex')
    await at(testIds.filterValue).fill('(Run')
    await at(testIds.filterApply).click()
    await menu.getByRole('alert').waitFor()
    await at(testIds.filterValue).fill('^Run')
    await at(testIds.filterApply).click()
    await page.getByText('No row matches search and filters').waitFor()
    await at(testIds.filterChips).getByRole('button', { name: 'Remove all' }).click()
    await cell('Running').waitFor()
  })

  it('is exported as a workbook of the filtered rows, and as NDJSON of all of them', async () => {
    await cell('Stopped').click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Only rows with this value' }).click()
    await found(stopped)
    const book = new ExcelJS.Workbook()
    await book.xlsx.readFile(await exportAs('Excel', 'stopped.xlsx'))
    const sheet = book.worksheets[0]
    expect(sheet?.rowCount).toBe(stopped + 1)
    expect(JSON.parse(readFileSync(join(folder, 'stopped.xlsx.meta.json'), 'utf8'))).toMatchObject({ rows: stopped, format: 'xlsx', result: { complete: true } })
    await at(testIds.filterChips).getByRole('button', { name: 'Remove all' }).click()
    await cell('Running').waitFor()
    const lines = readFileSync(await exportAs('NDJSON', 'all.ndjson'), 'utf8').trim().split('\n')
    expect(lines.map((line) => (JSON.parse(line) as Instance).InstanceId).sort()).toEqual(truth.map(({ InstanceId }) => InstanceId).sort())
  })

  it('shows each stored answer with its request and body, without a secret', async () => {
    await open('responses')
    await at(testIds.responsesPanel).getByText('Action', { exact: true }).waitFor()
    const text = await at(testIds.responsesPanel).innerText()
    expect(text).toContain('Action')
    expect(text).toMatch(/"InstanceId":/)
    expect(text).not.toMatch(/SecurityToken|Signature/i)
  })

  it('is drawn as a chart whose numbers are those of the rows', async () => {
    await open('chart')
    await at(testIds.chartGroup).selectOption({ label: 'Status' })
    await at(testIds.chartPanel).getByRole('rowheader', { name: 'Stopped', exact: true }).waitFor()
    const numbers = await at(testIds.chartPanel).getByRole('row').allInnerTexts()
    expect(numbers).toContain(`Stopped\t${stopped}`)
    await at(testIds.chartSeries).selectOption({ label: 'region' })
    await at(testIds.chartPanel).getByRole('columnheader', { name: 'cn-shanghai' }).waitFor()
    const path = join(folder, 'chart.png')
    await answerSaveDialog(rolecall.app, path)
    await page.getByRole('button', { name: 'Save picture…' }).click()
    await expect.poll(() => readPng(path)).toBe(true)
  })

  it('is grouped from the menu of a column, and a group opens its rows', async () => {
    await open('rows')
    await cell('Stopped').click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Group by this column' }).click()
    await at(testIds.chartGroup).selectOption({ label: 'InstanceId' })
    await at(testIds.chartPanel).getByRole('rowheader', { name: `${truth.length - 20} others` }).waitFor()
    await at(testIds.chartLimit).selectOption('100')
    await at(testIds.chartPanel).getByRole('rowheader', { name: `${truth.length - 100} others` }).waitFor()
    await at(testIds.chartGroup).selectOption({ label: 'Status' })
    await at(testIds.chartPanel).getByRole('button', { name: 'Stopped', exact: true }).click()
    await found(stopped)
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('tab-rows')
    await open('chart')
    await at(testIds.chartPanel).getByRole('rowheader', { name: 'Stopped', exact: true }).waitFor()
    expect(await at(testIds.chartPanel).getByRole('row').count()).toBe(2)
    // The one bar stands in the middle, up to the top.
    const picture = await at(testIds.chartPanel).locator('canvas').boundingBox()
    if (!picture) throw new Error('The chart is not drawn.')
    await page.mouse.click(picture.x + picture.width / 2, picture.y + picture.height / 2)
    await found(stopped)
    expect(await at(testIds.filterChips).getByRole('button', { name: /^Status/ }).count()).toBe(1)
    await at(testIds.filterChips).getByRole('button', { name: 'Remove all' }).click()
    await cell('Running').waitFor()
  })

  it('answers SQL, and refuses what would read anything else', async () => {
    await open('sql')
    const editor = at(testIds.sqlPanel).getByRole('textbox', { name: 'SQL over the result' })
    await editor.fill("SELECT Status, count(*) AS n FROM rows WHERE Status = 'Stopped' GROUP BY 1")
    await at(testIds.sqlRun).click()
    await cell(String(stopped)).waitFor()
    await editor.fill("SELECT * FROM read_text('/etc/passwd')")
    await at(testIds.sqlRun).click()
    await page.getByText('The table function read_text cannot be used here.').waitFor()
  })

  it('opens a row, and takes a list in it as rows', async () => {
    await open('rows')
    await cell('Stopped').dblclick()
    await walkTo(/^SecurityGroupId \[ \]/)
    await page.getByRole('button', { name: 'Use as rows' }).click()
    const groups = truth.reduce((sum, { SecurityGroupIds }) => sum + SecurityGroupIds.SecurityGroupId.length, 0)
    await at(testIds.listPanel).getByText(`${countOf(groups)} rows`).waitFor()
    await page.getByRole('button', { name: 'Close', exact: true }).first().click()
  })

  it('makes a path into a list a column of its own', async () => {
    await open('rows')
    await walkTo(/^Tag \[ \]/)
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await page.locator('.row-panel').getByRole('treeitem', { name: /^0 \{ \}/ }).and(page.locator(':focus')).click()
    await walkTo(/^TagKey/)
    await page.getByRole('button', { name: 'Make this path a column' }).click()
    await at(testIds.filterButton).click()
    await at(testIds.filterColumn).selectOption({ label: 'Tags.Tag[0].TagKey' })
    await page.keyboard.press('Escape')
    await page.locator('.row-panel').getByRole('button', { name: 'Close', exact: true }).click()
  })

  it('is compared with the same call a moment later: nothing has changed', async () => {
    expect((await runCall(page)).state).toBe('complete')
    await open('compare')
    await at(testIds.compareRun).click()
    await page.getByText('Both results hold the same rows.').waitFor()
    expect(await at(testIds.compareCounts).innerText()).toContain(`${countOf(truth.length)} the same`)
  })

  it('opens the menu of a cell by the keyboard alone, and gives the keyboard back', async () => {
    await open('rows')
    await cell('Running').click()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Shift+F10')
    await page.getByRole('menuitem', { name: 'Copy value' }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Escape')
    await page.getByRole('menuitem', { name: 'Copy value' }).waitFor({ state: 'detached' })
    await expect.poll(() => page.evaluate(() => document.activeElement?.closest('.ag-cell') !== null)).toBe(true)
    await page.keyboard.press('Enter')
    await page.locator('.row-panel').waitFor()
    await page.locator('.row-panel').getByRole('button', { name: 'Close', exact: true }).click()
  })

  it('copies the selected rows as Markdown', async () => {
    await open('rows')
    await rolecall.app.evaluate(({ clipboard }) => {
      clipboard.writeText = async (text: string) => {
        ;(globalThis as { copied?: string }).copied = text
      }
    })
    await cell('Stopped').click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Copy row as Markdown' }).click()
    const copied = await rolecall.app.evaluate(() => (globalThis as { copied?: string }).copied ?? '')
    expect(copied.split('\n')).toHaveLength(3)
    expect(copied).toContain('| Stopped |')
  })

  it.each(['Light', 'Dark'])('can be read in every view and both languages in the %s theme', async (theme) => {
    await page.emulateMedia({ colorScheme: theme === 'Dark' ? 'dark' : 'light', reducedMotion: 'reduce' })
    // What each view shows once it has what it asked for.
    const shown = {
      rows: cell('Running'),
      targets: page.getByRole('tabpanel').locator('tbody tr').first(),
      responses: at(testIds.responsesPanel).locator('pre').last(),
      chart: at(testIds.chartPanel).getByRole('rowheader').first(),
      sql: at(testIds.sqlPanel).getByRole('textbox'),
      compare: at(testIds.compareRun),
    }
    for (const language of ['en', 'zh']) {
      for (const [view, content] of Object.entries(shown)) {
        await open(view)
        await content.waitFor()
        expect(await violations(page, `${view} ${language} ${theme}`)).toEqual([])
      }
      await at(testIds.languageSwitch).click()
    }
  })

  it('exports SQL’s answer as a file of its own, in the smallest window too', async () => {
    await page.setViewportSize({ width: 1024, height: 640 })
    await open('sql')
    const editor = at(testIds.sqlPanel).getByRole('textbox')
    await editor.fill('SELECT InstanceId FROM rows ORDER BY 1')
    await at(testIds.sqlRun).click()
    await page.getByText(`${countOf(truth.length)} rows`, { exact: false }).last().waitFor()
    await cell(truth.map(({ InstanceId }) => InstanceId).sort()[0] ?? '').waitFor()
    const { data } = Papa.parse<string[]>(readFileSync(await exportAs('CSV', 'ids.csv'), 'utf8'), { skipEmptyLines: true })
    expect(data).toEqual([['InstanceId'], ...truth.map(({ InstanceId }) => [InstanceId]).sort()])
  })
})

function readPng(path: string): boolean {
  try {
    return readFileSync(path).subarray(1, 4).toString() === 'PNG'
  } catch {
    return false // not written yet
  }
}
