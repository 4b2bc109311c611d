/** The audit log in the real window: what a run sent is there, a changed line is shown, and it can be read in both themes and languages. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addRegions, chooseOperation, connectPractice, listAccounts, runCall, tickAccounts } from '../../main/host/tourSteps'
import { testIds } from '../../shared/testIds'
import { missing } from '../system'
import { violations } from './axe'
import { launchRolecall, type LaunchedRolecall } from './launch'

describe.skipIf(missing('chromium'))('the audit log in the window', () => {
  let rolecall: LaunchedRolecall
  let page: Page
  const at = (testId: string): Locator => page.getByTestId(testId)

  beforeAll(async () => {
    rolecall = await launchRolecall()
    page = rolecall.page
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    await connectPractice(page)
    await tickAccounts(page, (await listAccounts(page)).slice(0, 4))
    await chooseOperation(page, 'Ecs', 'DescribeInstances')
    await addRegions(page, ['cn-hangzhou'])
    await runCall(page)
    await at(testIds.auditButton).click()
    await at(testIds.audit).waitFor()
  })
  afterAll(async () => {
    await rolecall?.close()
  })

  it('lists the requests of a run and finds them by text', async () => {
    const rows = at(testIds.audit).getByRole('row')
    await rows.nth(4).waitFor()
    expect(await rows.nth(1).innerText()).toContain('DescribeInstances')
    await at(testIds.auditSearch).fill('no such thing')
    await page.getByText('No line agrees.').waitFor()
    await at(testIds.auditSearch).fill('')
    await rows.nth(4).waitFor()
  })

  it('says that it is whole, and which line was changed', async () => {
    await at(testIds.auditVerify).click()
    await page.getByText('the log is whole').waitFor()
    const folder = join(rolecall.home, 'audit')
    const [name = ''] = readdirSync(folder).filter((file) => file.endsWith('.ndjson'))
    const text = readFileSync(join(folder, name), 'utf8')
    writeFileSync(join(folder, name), text.replace('"attempt":1', '"attempt":9'))
    await at(testIds.auditVerify).click()
    await page.getByText(`${name}:1 was changed`).waitFor()
    writeFileSync(join(folder, name), text)
  })

  it.each(['light', 'dark'] as const)('can be read in both languages in the %s theme', async (colorScheme) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    for (let turn = 0; turn < 2; turn += 1) {
      expect(await violations(page, `the audit log, ${colorScheme}, ${turn}`)).toEqual([])
      await page.keyboard.press('Escape')
      await at(testIds.languageSwitch).click()
      await at(testIds.auditButton).click()
      await at(testIds.audit).getByRole('row').nth(1).waitFor()
    }
  })
})
