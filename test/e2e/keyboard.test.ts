/** The main job without a mouse: keys alone, with the focus always on something that is seen. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { answerSaveDialog, readTable } from '../../main/host/tourSteps'
import { createOrganisation } from '../../main/practice/organisation'
import { accountTestId, testIds } from '../../shared/testIds'
import { missing } from '../system'
import { createKeyboard, type Focus, type Keyboard } from './keys'
import { launchRolecall, type LaunchedRolecall } from './launch'

const { members } = createOrganisation(1)
const ready = members.filter(({ access }) => access === 'ready').slice(0, 2)
const refused = members.find(({ access }) => access !== 'ready')

describe.skipIf(missing('chromium'))('the main job by keyboard alone', () => {
  let rolecall: LaunchedRolecall
  let page: Page
  let keys: Keyboard
  let folder: string
  const at = (testId: string): Locator => page.getByTestId(testId)
  const named = (testId: string) => (focus: Focus): boolean => focus.testId === testId
  const toTree = (): Promise<Focus> => keys.to(({ within, role }) => role === 'treeitem' && within.includes(testIds.accountTree))
  const toTable = (): Promise<Focus> => keys.to(({ within }) => within.includes(testIds.resultTable))
  const tick = async (accountId: string): Promise<void> => {
    await keys.press('Home')
    await keys.to(named(accountTestId(accountId)), 'ArrowDown')
    await keys.press(' ')
    await expect.poll(() => at(accountTestId(accountId)).getAttribute('aria-checked')).toBe('true')
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rolecall-keyboard-'))
    rolecall = await launchRolecall()
    page = rolecall.page
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    keys = createKeyboard(page)
    await at(testIds.firstStartPractice).waitFor()
  })
  afterEach(async () => {
    await keys.focus()
    expect(keys.troubles.splice(0)).toEqual([])
  })
  afterAll(async () => {
    await rolecall?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('connects the practice cloud and stands in the search for operations', async () => {
    await keys.to(named(testIds.firstStartPractice))
    await keys.press('Enter')
    await at(testIds.accountTree).waitFor()
    await keys.until(named(testIds.operationSearch))
  })

  it('ticks two accounts in the tree, and one that refuses', async () => {
    await toTree()
    for (const { accountId } of [...ready, ...(refused ? [refused] : [])]) await tick(accountId)
    await keys.press('Home', 'ArrowDown', 'ArrowLeft', 'ArrowRight')
  })

  it('finds an operation and comes back to where the keyboard was', async () => {
    const before = await keys.focus()
    await keys.press('Control+k')
    await keys.type('describe instances')
    await page.getByRole('option', { name: /^DescribeInstances/ }).first().waitFor()
    await keys.press('Enter')
    await page.getByRole('heading', { name: 'DescribeInstances' }).waitFor()
    expect((await keys.focus()).is).toBe(before.is)
  })

  it('fills in a parameter', async () => {
    await keys.to(named(testIds.parameterSearch))
    await keys.type('InstanceName')
    await keys.press('Enter')
    await keys.until(({ name }) => name.startsWith('InstanceName'))
    await keys.type('*-*')
    expect((await keys.focus()).value).toBe('*-*')
  })

  it('adds a region', async () => {
    await keys.to(named(testIds.regionPicker))
    await keys.type('cn-shang')
    await keys.press('ArrowDown', 'Enter')
    await page.getByRole('button', { name: 'Remove cn-shanghai' }).waitFor()
  })

  it('tests the paging on one page, and the button has the keyboard again afterwards', async () => {
    await keys.to(named(testIds.testPage))
    await keys.press('Enter')
    await at(testIds.testPageFound).waitFor()
    await keys.until(named(testIds.testPage))
  })

  it('runs, says so aloud, and nothing moves where motion is not wanted', async () => {
    await page.evaluate(() => {
      const said: string[] = []
      const moved: string[] = []
      Object.assign(window, { said, moved })
      new MutationObserver(() => {
        const word = document.querySelector('[data-testid="spoken"]')?.textContent
        if (word && said.at(-1) !== word) said.push(word)
        for (const animation of document.getAnimations()) if (animation.playState === 'running') moved.push(animation.effect instanceof KeyframeEffect ? (animation.effect.target?.outerHTML.slice(0, 100) ?? '') : '')
      }).observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true })
    })
    await keys.press('Control+Enter')
    await page.locator(`[data-testid="${testIds.resultStatus}"][data-state="incomplete"]`).waitFor({ timeout: 60_000 })
    await expect.poll(() => page.evaluate(() => (window as unknown as { said: string[] }).said.at(-1))).toMatch(/^incomplete \d+ rows/)
    expect((await page.evaluate(() => (window as unknown as { said: string[] }).said))[0]).toMatch(/^running, /)
    expect(await page.evaluate(() => (window as unknown as { moved: string[] }).moved)).toEqual([])
    expect((await keys.focus()).testId).toBe(testIds.testPage)
  })

  it('moves in the table with the arrows, and leaves it with one Tab', async () => {
    await keys.press('Control+1')
    await toTable()
    const first = await keys.press('ArrowDown')
    expect(first.role).toBe('gridcell')
    await keys.press('ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowLeft')
    const cell = await keys.focus()
    expect((await keys.press('Tab')).within).not.toContain(testIds.resultTable)
    expect((await keys.press('Shift+Tab')).is).toBe(cell.is)
  })

  it('sorts by the column it stands in', async () => {
    await keys.to(({ role }) => role === 'columnheader', 'ArrowUp', 10)
    await keys.press('Enter')
    await at(testIds.resultTable).locator('[role="columnheader"][aria-sort="ascending"]').waitFor()
  })

  it('reads a row beside the table and comes back to its cell', async () => {
    await keys.press('ArrowDown', 'ArrowDown')
    const cell = await keys.until(({ role, text }) => role === 'gridcell' && text !== '')
    await keys.press('Enter')
    await keys.until(({ tag, name }) => tag === 'SECTION' && name.startsWith('Row '))
    expect((await keys.press('Tab', 'Tab', 'Tab')).role).toBe('treeitem')
    expect((await keys.press('ArrowDown')).name).toMatch(/^InstanceId "i-/)
    expect(await page.getByRole('region', { name: /^Row \d/ }).innerText()).not.toContain('[object Object]')
    await keys.press('Escape')
    await page.getByRole('region', { name: /^Row \d/ }).waitFor({ state: 'detached' })
    await keys.until(({ is }) => is === cell.is)
  })

  it('passes the tree of a row with one Tab, and walks, folds and unfolds it with the arrows', async () => {
    await keys.press('Enter')
    await keys.to(({ role }) => role === 'treeitem', 'Tab', 10)
    const list = await keys.to(({ name }) => name.startsWith('SecurityGroupIds'), 'ArrowDown', 120)
    expect((await keys.press('ArrowRight')).name).toMatch(/^SecurityGroupId \[ \]/)
    expect((await keys.press('ArrowLeft', 'ArrowLeft')).name).toBe(list.name)
    expect(await page.getByRole('treeitem', { name: list.name }).getAttribute('aria-expanded')).toBe('false')
    await keys.press('ArrowRight')
    expect(await page.getByRole('treeitem', { name: list.name }).getAttribute('aria-expanded')).toBe('true')
    expect((await keys.press('Tab')).name).toBe('Copy the path')
    expect((await keys.press('Shift+Tab')).name).toBe(list.name)
    expect((await keys.press('Shift+Tab')).name).toBe('Close')
    await keys.press('Escape')
    await page.getByRole('region', { name: /^Row \d/ }).waitFor({ state: 'detached' })
  })

  it('takes a list of the row as rows, and stays in the view that this opens', async () => {
    await keys.press('Enter')
    await keys.to(({ role }) => role === 'treeitem', 'Tab', 10)
    await keys.to(({ name }) => name.startsWith('SecurityGroupId ['), 'ArrowDown', 120)
    await keys.to(({ name }) => name === 'Use as rows', 'Tab', 10)
    await keys.press('Enter')
    await at(testIds.listPanel).getByRole('gridcell').first().waitFor()
    await keys.to(({ role, name }) => role === 'tab' && name === 'List', 'Shift+Tab', 10)
    await keys.press('Control+1')
    await keys.to(({ name }) => name === 'Close')
    await keys.press('Enter')
    await toTable()
  })

  it('filters by the value of a cell, from its menu, and by a column', async () => {
    await keys.press('Shift+F10')
    await page.getByRole('menu').waitFor()
    await keys.to(({ role, name }) => role === 'menuitem' && name.startsWith('Only rows'), 'ArrowDown', 10)
    await keys.press('Enter')
    await at(testIds.filterChips).getByRole('button').first().waitFor()
    await keys.press('Control+1')
    await keys.to(named(testIds.filterButton))
    await keys.press('Enter')
    await keys.to(named(testIds.filterOperator))
    await keys.type('contains')
    await keys.to(named(testIds.filterValue))
    await keys.type('i-')
    await keys.press('Enter')
    await expect.poll(() => at(testIds.filterChips).locator('.chip-box').count()).toBe(2)
  })

  it('takes filters away again without losing its place', async () => {
    await keys.press('Control+1')
    await keys.to(({ name }) => name.startsWith('Remove the filter'))
    await keys.press('Enter')
    await expect.poll(() => at(testIds.filterChips).locator('.chip-box').count()).toBe(1)
    await keys.to(({ name }) => name === 'Remove all')
    await keys.press('Enter')
    await at(testIds.filterChips).waitFor({ state: 'detached' })
  })

  it('opens the error of the target that refused', async () => {
    await keys.press('Control+2')
    await keys.to(named(testIds.explain))
    await keys.press('Enter')
    await at(testIds.denial).first().waitFor()
    expect((await keys.focus()).testId).toBe(testIds.denial)
  })

  it('exports a CSV through the form of the export', async () => {
    const path = join(folder, 'instances.csv')
    await answerSaveDialog(rolecall.app, path)
    await keys.press('Control+1')
    await keys.to(named(testIds.exportButton))
    await keys.press('Enter')
    await keys.to(({ name }) => name.startsWith('Formula guard'))
    await keys.press(' ')
    await keys.to(named(testIds.exportCsv))
    await keys.press('Enter')
    await at(testIds.exportDone).waitFor()
    expect(readFileSync(path, 'utf8')).toContain(ready[0]?.accountId)
    await keys.until(named(testIds.exportButton))
  })

  it('opens the call again from the history', async () => {
    await keys.press('Control+Shift+H')
    await keys.to(named(testIds.historySearch), 'Tab', 5)
    await keys.to(({ tag, within, name }) => tag === 'BUTTON' && name.startsWith('DescribeInstances') && within[0]?.startsWith('history-') === true)
    await keys.press('Enter')
    await at(testIds.history).waitFor({ state: 'detached' })
    await readTable(page)
  })

  it('changes the theme and the language and goes once round the window', async () => {
    await keys.press('Control+Shift+D')
    await expect.poll(() => at(testIds.themeSwitch).getAttribute('data-theme')).toBe('light')
    await keys.press('Control+Shift+E')
    await page.getByRole('button', { name: '运行' }).waitFor()
    await keys.press('Control+Shift+D', 'Control+Shift+E')
    await page.getByRole('button', { name: 'Run', exact: true }).waitFor()
    const start = await keys.press('Tab')
    const met = new Set<string>([start.is])
    for (let step = 0; step < 250; step += 1) {
      const { is } = await keys.press('Tab')
      if (is === start.is) return
      met.add(is)
    }
    throw new Error(`Tab never came round; it met ${[...met].join(' | ')}`)
  })
})
