/** Saved calls in the real window: a file with a hand-written comment is saved, renamed, duplicated, changed from outside, filled from an environment, and there again after a restart. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chooseOperation, connectPractice, runCall } from '../../main/host/tourSteps'
import { savedTestId, testIds } from '../../shared/testIds'
import { missing } from '../system'
import { violations } from './axe'
import { kept } from './kept'
import { launchRolecall, type LaunchedRolecall } from './launch'

describe.skipIf(missing('chromium'))('saved calls', () => {
  let rolecall: LaunchedRolecall
  let page: Page
  const at = (testId: string): Locator => page.getByTestId(testId)
  const file = (path: string): string => join(rolecall.home, 'calls', path)
  const text = (path: string): string => readFileSync(file(path), 'utf8')
  const press = async (path: string, keys: string): Promise<void> => {
    await at(savedTestId(path)).focus()
    await page.keyboard.press(keys)
  }
  const answer = async (name: string): Promise<void> => {
    await at(testIds.savedName).fill(name)
    await page.keyboard.press('Enter')
    await at(testIds.savedDialog).waitFor({ state: 'detached' })
  }
  const status = (): Locator => page.getByLabel('Status', { exact: true }).first()

  beforeAll(async () => {
    rolecall = await launchRolecall()
    page = rolecall.page
    page.setDefaultTimeout(20_000)
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    await connectPractice(page)
  })
  afterAll(async () => {
    await rolecall?.close()
  })

  it('have a folder before the first one, and the next move is said until then', async () => {
    await at(testIds.savedTab).click()
    expect(await violations(page, 'no folder')).toEqual([])
    await at(testIds.savedOwn).click()
    await page.getByText('Nothing saved yet').waitFor()
    expect(existsSync(file(''))).toBe(true)
  })

  it('are saved by one key, and again in place with the comments that a person wrote', async () => {
    await page.getByRole('tab', { name: 'Operations' }).click()
    await chooseOperation(page, 'Ecs', 'DescribeInstances')
    await page.getByRole('heading', { name: 'DescribeInstances' }).waitFor()
    await page.keyboard.press('Control+s')
    await at(testIds.savedDialog).waitFor()
    expect(await violations(page, 'saving')).toEqual([])
    // The name that is proposed has the keyboard: typing takes its place, and Enter saves.
    await page.keyboard.type('Running')
    await page.keyboard.press('Enter')
    await at(testIds.savedDialog).waitFor({ state: 'detached' })
    expect(text('Running.yaml')).toContain('name: Running')
    await at(testIds.savedTab).click()
    writeFileSync(file('Running.yaml'), `# checked every week\n${text('Running.yaml').replace(/\n?$/, '\n')}`.replace('parameters:', 'parameters: # of the day').replace('RegionId: ${region}', 'RegionId: ${region}\n  Status: ${env.STATE}'))
    await page.getByText('Changed on disk').waitFor()
    await at(savedTestId('Running.yaml')).click()
    await expect.poll(() => status().inputValue()).toBe('${env.STATE}')
    expect(await at(testIds.savedLine).getAttribute('data-edited')).toBe('false')
    await page.getByText('Add a region').or(at(testIds.regionPicker)).first().waitFor()
    await at(testIds.regionPicker).fill('cn-shanghai')
    await at(testIds.regionPicker).press('Enter')
    await expect.poll(() => at(testIds.savedLine).getAttribute('data-edited')).toBe('true')
    await page.keyboard.press('Control+s')
    await expect.poll(() => at(testIds.savedLine).getAttribute('data-edited')).toBe('false')
    expect(text('Running.yaml')).toMatch(/^# checked every week\n/)
    expect(text('Running.yaml')).toContain('# of the day')
    expect(text('Running.yaml')).toMatch(/regions: \[cn-hangzhou, cn-shanghai\]/)
  })

  it('take their new name into the form when the file is renamed, and not the old one back when saved again', async () => {
    await press('Running.yaml', 'F2')
    await answer('Daily')
    await at(savedTestId('Daily.yaml')).waitFor()
    expect(await at(testIds.savedLine).getAttribute('data-edited')).toBe('false')
    await page.locator('.segment', { hasText: /^YAML$/ }).click()
    await expect.poll(() => page.locator('textarea.editor').inputValue()).toContain('name: Daily')
    await page.locator('.segment', { hasText: /^Form$/ }).click()
    await press('Daily.yaml', 'F2')
    await answer('Running')
    await page.keyboard.press('Control+s')
    expect(text('Running.yaml')).toContain('name: Running')
  })

  it('take no typing as text before their text has arrived', async () => {
    const early = await page.evaluate(async () => {
      const segment = [...document.querySelectorAll<HTMLElement>('.segment')].find((one) => one.textContent?.trim() === 'YAML')
      segment?.click()
      // The view is there with the next tick, the text of main is not.
      for (let turn = 0; turn < 20 && !document.querySelector('textarea.editor'); turn += 1) await Promise.resolve()
      const editor = document.querySelector<HTMLTextAreaElement>('textarea.editor')
      const value = editor?.value
      editor?.focus()
      document.execCommand('insertText', false, 'typed too early')
      return { value, then: editor?.value }
    })
    expect(early).toEqual({ value: '', then: '' })
    await expect.poll(() => page.locator('textarea.editor').inputValue()).toContain('name: Running')
    expect(await page.locator('textarea.editor').inputValue()).not.toContain('typed too early')
    await page.locator('textarea.editor').press('End')
    await page.keyboard.type(' ')
    await page.getByRole('button', { name: 'Apply' }).click()
    await page.locator('.segment', { hasText: /^Form$/ }).click()
  })

  it('are renamed, duplicated, moved and deleted from the keyboard', async () => {
    await press('Running.yaml', 'F2')
    await answer('Weekly')
    await at(savedTestId('Weekly.yaml')).waitFor()
    expect(text('Weekly.yaml')).toContain('name: Weekly')
    expect(await at(testIds.savedLine).innerText()).toContain('Weekly.yaml')
    await press('Weekly.yaml', 'Control+d')
    await answer('Second')
    mkdirSync(file('ecs'))
    await at(savedTestId('ecs')).waitFor()
    await press('Second.yaml', 'Control+m')
    await at(testIds.savedFolder).selectOption('ecs')
    await at(testIds.savedSubmit).click()
    await at(savedTestId('ecs/Second.yaml')).waitFor()
    expect(text('ecs/Second.yaml')).toContain('# checked every week')
    await at(savedTestId('Weekly.yaml')).dragTo(at(savedTestId('ecs')))
    await at(savedTestId('ecs/Weekly.yaml')).waitFor()
    expect(existsSync(file('Weekly.yaml'))).toBe(false)
    await press('ecs/Second.yaml', 'Delete')
    await at(testIds.savedDialog).or(page.locator('.saved-row').filter({ hasText: 'Second' })).first().waitFor()
    // A host without a trash asks first.
    if (await at(testIds.savedDialog).isVisible()) await at(testIds.savedSubmit).click()
    await at(savedTestId('ecs/Second.yaml')).waitFor({ state: 'detached' })
    expect(existsSync(file('ecs/Second.yaml'))).toBe(false)
    expect(await violations(page, 'the tree')).toEqual([])
  })

  it('say which variable is missing where, and send what the chosen environment holds', async () => {
    writeFileSync(file('ecs/env.yaml'), 'environments:\n  test: { STATE: Stopped }\n  production: { OTHER: x }\n')
    await at(savedTestId('ecs/env.yaml')).waitFor()
    await at(testIds.environment).first().selectOption('production')
    await page.keyboard.press('Control+Enter')
    await at(testIds.errorBanner).waitFor()
    expect(await at(testIds.errorBanner).innerText()).toContain('parameters.Status: the environment production has no variable STATE in ecs/env.yaml.')
    await at(testIds.environment).first().selectOption('test')
    expect((await runCall(page)).state).toBe('complete')
    const cells = at(testIds.resultTable).getByRole('gridcell')
    await expect.poll(async () => (await cells.filter({ hasText: /^Stopped$/ }).count()) > 0).toBe(true)
    expect(await cells.filter({ hasText: /^Running$/ }).count()).toBe(0)
    expect(await status().inputValue()).toBe('${env.STATE}')
  })

  it('show both versions where another hand changed the file, and overwrite none by themselves', async () => {
    await at(testIds.regionPicker).fill('cn-beijing')
    await at(testIds.regionPicker).press('Enter')
    const theirs = `${text('ecs/Weekly.yaml')}# theirs\n`
    writeFileSync(file('ecs/Weekly.yaml'), theirs)
    await page.getByText('Changed on disk').waitFor()
    await page.keyboard.press('Control+s')
    await at(testIds.savedConflict).waitFor()
    expect(await violations(page, 'a conflict')).toEqual([])
    expect(text('ecs/Weekly.yaml')).toBe(theirs)
    await at(testIds.savedCopy).click()
    await at(savedTestId('ecs/Weekly copy.yaml')).waitFor()
    expect(text('ecs/Weekly.yaml')).toBe(theirs)
    expect(text('ecs/Weekly copy.yaml')).toContain('cn-beijing')
  })

  it('are found by Find anything and opened without being run', async () => {
    await page.keyboard.press('Control+k')
    await at(testIds.findField).fill('weekly')
    await at(testIds.find).getByRole('option', { name: /^ecs\/Weekly Ecs/ }).click()
    await expect.poll(() => at(testIds.savedLine).innerText()).toContain('ecs/Weekly.yaml')
  })

  it('do not take the place of text in the YAML view that was not applied, unless the operator says so', async () => {
    const editor = page.locator('textarea.editor')
    await page.locator('.segment', { hasText: /^YAML$/ }).click()
    await expect.poll(() => editor.inputValue()).toContain('name: Weekly')
    const typed = `${await editor.inputValue()}# typed and not applied\n`
    await editor.fill(typed)
    const others = { saved: at(savedTestId('ecs/Weekly copy.yaml')), history: page.locator('.history-open').first() }
    await at(testIds.savedTab).click()
    await others.saved.click()
    await at(testIds.textKeep).waitFor()
    expect(await violations(page, 'text that was not applied')).toEqual([])
    await at(testIds.textKeep).click()
    expect(await editor.inputValue()).toBe(typed)
    await page.keyboard.press('Control+Shift+h')
    await others.history.click()
    await at(testIds.textKeep).click()
    expect(await editor.inputValue()).toBe(typed)
    expect(await at(testIds.savedLine).innerText()).toContain('ecs/Weekly.yaml')
    await others.saved.click()
    await at(testIds.textDiscard).click()
    await expect.poll(() => at(testIds.savedLine).innerText()).toContain('ecs/Weekly copy.yaml')
    await expect.poll(() => editor.inputValue()).toContain('cn-beijing')
    expect(await editor.inputValue()).not.toContain('typed and not applied')
    // Without such text nothing is asked, and the view shows the call that came.
    await page.keyboard.press('Control+Shift+h')
    await others.history.click()
    await expect.poll(() => editor.inputValue()).toContain('DescribeInstances')
    await at(testIds.textKeep).waitFor({ state: 'detached' })
    await expect.poll(() => editor.inputValue()).not.toContain('cn-beijing')
    await page.locator('.segment', { hasText: /^Form$/ }).click()
    await at(savedTestId('ecs/Weekly.yaml')).click()
    await expect.poll(() => at(testIds.savedLine).innerText()).toContain('ecs/Weekly.yaml')
  })

  it('are there again after a restart: the folder, the open file with its changes, the environment', async () => {
    await at(testIds.regionPicker).fill('cn-shenzhen')
    await at(testIds.regionPicker).press('Enter')
    await expect.poll(() => at(testIds.savedLine).getAttribute('data-edited')).toBe('true')
    const { home } = rolecall
    await kept(home, 'preferences.json', 'cn-shenzhen')
    await rolecall.app.close()
    rolecall = await launchRolecall({ home })
    page = rolecall.page
    page.setDefaultTimeout(20_000)
    await expect.poll(() => at(testIds.savedLine).innerText(), { timeout: 20_000 }).toContain('ecs/Weekly.yaml')
    await expect.poll(() => at(testIds.savedLine).getAttribute('data-edited')).toBe('true')
    expect(await at(testIds.environment).first().inputValue()).toBe('test')
    await at(testIds.savedTab).click()
    await at(savedTestId('ecs/Weekly.yaml')).waitFor()
  })
})
