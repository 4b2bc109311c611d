/** Environments edited in the real window: made where there is no file, changed with the comments of a person kept, no secret taken, and no other hand's change overwritten unseen. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectPractice } from '../../main/host/tourSteps'
import { savedTestId, testIds } from '../../shared/testIds'
import { missing } from '../system'
import { violations } from './axe'
import { launchRolecall, type LaunchedRolecall } from './launch'

describe.skipIf(missing('chromium'))('the environments of saved calls', () => {
  let rolecall: LaunchedRolecall
  let page: Page
  const at = (testId: string): Locator => page.getByTestId(testId)
  const field = (name: string): Locator => at(testIds.environments).getByLabel(name, { exact: true })
  const file = (path: string): string => join(rolecall.home, 'calls', path)
  const text = (path: string): string => readFileSync(file(path), 'utf8')
  const isSaved = (): Promise<void> => at(testIds.environments).waitFor({ state: 'detached' })

  beforeAll(async () => {
    rolecall = await launchRolecall()
    page = rolecall.page
    page.setDefaultTimeout(20_000)
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    await connectPractice(page)
    await at(testIds.savedTab).click()
    await at(testIds.savedOwn).click()
    await at(testIds.environmentsOpen).waitFor()
  })
  afterAll(async () => {
    await rolecall?.close()
  })

  it('are made in the window by keyboard, and can be chosen at once', async () => {
    await at(testIds.environmentsOpen).press('Enter')
    await field('Name of environment 1').waitFor()
    expect(await violations(page, 'the table of environments')).toEqual([])
    expect(await page.getByText('An environment is named with').count()).toBe(0)
    await page.keyboard.type('test')
    await field('Name of variable 1').fill('STATE')
    await field('STATE in test').fill('Stopped')
    await at(testIds.environmentAdd).press('Enter')
    await page.keyboard.type('production')
    await field('STATE in production').fill('Running')
    await page.keyboard.press('Enter')
    await isSaved()
    expect(text('env.yaml')).toBe('environments:\n  test:\n    STATE: Stopped\n  production:\n    STATE: Running\n')
    await at(testIds.environment).first().selectOption('test')
  })

  it('take no secret, and say why', async () => {
    await at(testIds.environmentsOpen).click()
    await at(testIds.variableAdd).click()
    await page.keyboard.type('DB_PASSWORD')
    await field('DB_PASSWORD in test').fill('hunter2')
    await page.getByText('This name looks like a secret.').waitFor()
    expect(await violations(page, 'a refused variable')).toEqual([])
    expect(await at(testIds.environmentsSave).isDisabled()).toBe(true)
    await page.keyboard.press('Enter')
    expect(text('env.yaml')).not.toContain('hunter2')
    // Closing with changes asks once.
    await page.keyboard.press('Escape')
    await page.getByText('The table has changes that are not saved.').waitFor()
    await page.getByRole('button', { name: 'Discard changes' }).click()
    await isSaved()
    expect(text('env.yaml')).not.toContain('DB_PASSWORD')
  })

  it('keep what a person wrote around them, and the chosen one follows its new name', async () => {
    writeFileSync(file('env.yaml'), `# everyone\n${text('env.yaml').replace('Stopped', 'Stopped # for now')}`)
    await at(savedTestId('env.yaml')).focus()
    await page.keyboard.press('Enter')
    await field('STATE in test').waitFor()
    await field('Name of variable 1').fill('WANTED')
    await field('Name of environment 1').fill('staging')
    await at(testIds.environmentsSave).click()
    await isSaved()
    expect(text('env.yaml')).toBe('# everyone\nenvironments:\n  staging:\n    WANTED: Stopped # for now\n  production:\n    WANTED: Running\n')
    expect(await at(testIds.environment).first().inputValue()).toBe('staging')
    mkdirSync(file('ecs'))
    writeFileSync(file('ecs/env.yaml'), '# reviewed in spring\nenvironments:\n  test: { STATE: Stopped, DAYS: 0090 } # small\n')
    await at(savedTestId('ecs/env.yaml')).click()
    await field('STATE in test').fill('Running')
    await at(testIds.environmentsSave).click()
    await isSaved()
    expect(text('ecs/env.yaml')).toBe('# reviewed in spring\nenvironments:\n  test: { STATE: Running, DAYS: 0090 } # small\n')
  })

  it('show both versions where another hand changed the file, and overwrite none by themselves', async () => {
    await at(savedTestId('ecs/env.yaml')).click()
    await field('STATE in test').fill('Starting')
    const theirs = text('ecs/env.yaml').replace('Running', 'Stopping')
    writeFileSync(file('ecs/env.yaml'), theirs)
    await at(testIds.environmentsSave).click()
    await at(testIds.savedConflict).waitFor()
    expect(await violations(page, 'a conflict of environments')).toEqual([])
    expect(text('ecs/env.yaml')).toBe(theirs)
    await at(testIds.savedTake).click()
    await expect.poll(() => field('STATE in test').inputValue()).toBe('Stopping')
    await field('STATE in test').fill('Starting')
    writeFileSync(file('ecs/env.yaml'), theirs.replace('small', 'large'))
    await at(testIds.environmentsSave).click()
    await at(testIds.savedOverwrite).click()
    await isSaved()
    expect(text('ecs/env.yaml')).toBe(theirs.replace('Stopping', 'Starting').replace('small', 'large'))
  })

  it('of a file that cannot be read say its line, and leave it', async () => {
    writeFileSync(file('ecs/env.yaml'), 'environments:\n  test: { A: 1, A: 2 }\n')
    await page.locator('.saved-row.broken').filter({ hasText: 'env.yaml' }).click()
    await at(testIds.environments).getByText('ecs/env.yaml, line 2').waitFor()
    expect(await at(testIds.environmentsSave).isDisabled()).toBe(true)
    await page.keyboard.press('Escape')
    await isSaved()
    expect(existsSync(file('ecs/env.yaml'))).toBe(true)
  })

  it('draw of a file of 200 variables in 20 environments what is in sight, keep a typed value that is scrolled away, and reach the last', async () => {
    mkdirSync(file('many'))
    const environments = Array.from({ length: 20 }, (_one, index) => `  e${index}:\n${Array.from({ length: 200 }, (_other, variable) => `    V${variable}: v${variable}\n`).join('')}`)
    writeFileSync(file('many/env.yaml'), `environments:\n${environments.join('')}`)
    await at(savedTestId('many/env.yaml')).click()
    await field('V0 in e0').fill('typed')
    expect(await at(testIds.environments).locator('input').count()).toBeLessThan(1000)
    await at(testIds.environments).getByRole('region').evaluate((box) => box.scrollTo(0, box.scrollHeight))
    await field('V199 in e0').fill('the last')
    expect(await field('V100 in e0').count()).toBe(0)
    expect(await violations(page, 'a long table of environments')).toEqual([])
    await at(testIds.variableAdd).click()
    await page.keyboard.type('V200')
    await field('V200 in e19').fill('added')
    await page.keyboard.press('Enter')
    await isSaved()
    for (const line of ['V0: typed', 'V100: v100', 'V199: the last', 'V200: added']) expect(text('many/env.yaml')).toContain(line)
  })
})
