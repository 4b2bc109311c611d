/** Kinds of profiles, the lock and the sessions in the real window, against the practice cloud. */
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addRegions, chooseOperation, connectPractice, enterRole, listAccounts, runCall, tickAccounts } from '../../main/host/tourSteps'
import { createOrganisation } from '../../main/practice/organisation'
import { operatorRole } from '../../main/practice/ram/sampleRoles'
import { directoryRole } from '../../shared/credentials'
import { accountTestId, testIds } from '../../shared/testIds'
import { missing } from '../system'
import { violations } from './axe'
import { launchRolecall, type LaunchedRolecall } from './launch'

const members = createOrganisation(1)
  .members.filter(({ access }) => access === 'ready')
  .slice(0, 3)
  .map(({ accountId }) => accountId)

describe.skipIf(missing('chromium'))('credentials in the window', () => {
  let rolecall: LaunchedRolecall
  let page: Page
  let own: string
  const at = (testId: string): Locator => page.getByTestId(testId)
  const choose = (name: string): Promise<void> => page.locator('.segment', { hasText: new RegExp(`^${name}$`) }).click({ timeout: 5000 })
  const menu = async (name: string): Promise<void> => {
    await at(testIds.profileMenu).click()
    await page.getByRole('menuitem', { name }).click()
  }

  beforeAll(async () => {
    rolecall = await launchRolecall()
    page = rolecall.page
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    await connectPractice(page)
    own = (await listAccounts(page))[0] ?? ''
  })
  afterAll(async () => {
    await rolecall?.close()
  })

  it('offer every kind of profile, readable and named in each', async () => {
    await menu('Add a profile')
    for (const kind of ['STS session', 'IDaaS', 'Role', 'AccessKey']) {
      await choose(kind)
      expect(await violations(page, kind)).toEqual([])
    }
  })

  it('refuse a wrong role at its field', async () => {
    await choose('Role')
    const form = at(testIds.profileForm)
    await form.getByLabel('Profile name').fill('console')
    await form.getByLabel('Role ARN').fill('not a role')
    await form.getByRole('button', { name: 'Add profile' }).click()
    await form.getByText('A role ARN is acs:ram::').waitFor()
    expect(await form.getByLabel('Role ARN').getAttribute('aria-invalid')).toBe('true')
  })

  it('run a call over three members as a role behind the key', async () => {
    const form = at(testIds.profileForm)
    await form.getByLabel('Role ARN').fill(`acs:ram::${own}:role/${operatorRole}`)
    await form.getByRole('button', { name: 'Add profile' }).click()
    await form.waitFor({ state: 'detached' })
    await expect.poll(() => at(testIds.profileMenu).innerText()).toContain('console')
    await at(accountTestId(members[0] ?? '')).waitFor()
    await chooseOperation(page, 'Ecs', 'DescribeInstances')
    await tickAccounts(page, members)
    await enterRole(page, directoryRole)
    await addRegions(page, ['cn-hangzhou'])
    expect((await runCall(page)).state).toBe('complete')
  })

  it('show the sessions that are alive', async () => {
    await at(testIds.sessionPill).click()
    await page.getByRole('list', { name: 'Sessions' }).getByText(directoryRole).first().waitFor()
    expect(await violations(page, 'sessions')).toEqual([])
    await page.keyboard.press('Escape')
  })

  it('empty memory on lock, keep the result, and go on once unlocked', async () => {
    await at(testIds.lockButton).click()
    await at(testIds.lockScreen).waitFor()
    expect(await violations(page, 'locked')).toEqual([])
    await page.getByRole('button', { name: 'Unlock' }).click()
    await at(testIds.lockScreen).waitFor({ state: 'detached' })
    await expect.poll(() => at(testIds.sessionPill).innerText()).toBe('No session')
    expect(await at(testIds.resultStatus).getAttribute('data-state')).toBe('complete')
  })

  it('make a profile read only and back', async () => {
    await menu('Make read only')
    await expect.poll(() => at(testIds.profileMenu).innerText()).toContain('read only')
    await menu('Allow changes')
    await expect.poll(() => at(testIds.profileMenu).innerText()).not.toContain('read only')
  })
})
