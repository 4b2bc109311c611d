/** Reachability and refusals in the real window: a role is tested on accounts, and a refusal is put into words. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addRegions, answerSaveDialog, chooseOperation, connectPractice, listAccounts, runCall, tickAccounts } from '../../main/host/tourSteps'
import { createOrganisation } from '../../main/practice/organisation'
import { accountTestId, testIds } from '../../shared/testIds'
import { missing } from '../system'
import { violations } from './axe'
import { launchRolecall, type LaunchedRolecall } from './launch'

const { members } = createOrganisation(1)
const of = (access: string): string => members.find((member) => member.access === access)?.accountId ?? ''

describe.skipIf(missing('chromium'))('a role in the window', () => {
  let rolecall: LaunchedRolecall
  let page: Page
  let folder: string
  const at = (testId: string): Locator => page.getByTestId(testId)
  const dot = (accountId: string): Locator => at(accountTestId(accountId)).getByRole('img')

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rolecall-reach-'))
    rolecall = await launchRolecall()
    page = rolecall.page
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    await connectPractice(page)
    await listAccounts(page)
  })
  afterAll(async () => {
    await rolecall?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('is tested on every member: each says whether it can be assumed there', async () => {
    await at(testIds.reachTest).click()
    await at(testIds.reachResult).waitFor()
    const reached = members.filter(({ access }) => access === 'ready' || access === 'notAllowed').length
    expect(await at(testIds.reachResult).innerText()).toBe(`${reached} of ${members.length} reached`)
    expect(await dot(of('ready')).getAttribute('aria-label')).toBe('The role can be assumed.')
    expect(await dot(of('roleMissing')).getAttribute('aria-label')).toBe('The account has no such role.')
    expect(await dot(of('notTrusted')).getAttribute('aria-label')).toBe('The role does not trust the caller.')
    expect(await violations(page, 'the tested role')).toEqual([])
  })

  it('is saved as a table, and remembered over a restart', async () => {
    const path = join(folder, 'reach.csv')
    await answerSaveDialog(rolecall.app, path)
    await page.getByRole('button', { name: 'Save the test as a table' }).click()
    await expect.poll(() => linesOf(path)).toBe(members.length + 1)
    const { home } = rolecall
    await rolecall.app.close()
    rolecall = await launchRolecall({ home })
    page = rolecall.page
    await at(testIds.reachResult).waitFor()
  })

  it('explains a refusal: who may not do what, and whose move it is', async () => {
    await chooseOperation(page, 'Ecs', 'DescribeInstances')
    await tickAccounts(page, [of('notAllowed'), of('notTrusted')])
    await addRegions(page, ['cn-hangzhou'])
    await runCall(page)
    await at(testIds.tabTargets).click()
    await at(testIds.explain).first().click()
    await at(testIds.denial).first().waitFor()
    await at(testIds.explain).first().click()
    await at(testIds.denial).nth(1).waitFor()
    const said = (await at(testIds.denial).allInnerTexts()).join('\n')
    expect(said).toContain('may not do')
    expect(said).toMatch(/ecs:DescribeInstances|sts:AssumeRole/i)
    expect(await violations(page, 'an explained refusal')).toEqual([])
    await at(testIds.denial).first().getByRole('button', { name: 'Permissions of this call' }).click()
    await at(testIds.preflight).getByText('ecs:DescribeInstances').first().waitFor()
    await page.keyboard.press('Escape')
  })
})

function linesOf(path: string): number {
  try {
    return readFileSync(path, 'utf8').trim().split('\r\n').length
  } catch {
    return 0 // not written yet
  }
}
