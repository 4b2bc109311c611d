/** A computer whose clock is wrong, in the real window: it is told, and a call goes through all the same. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addRegions, chooseOperation, enterRole, runCall, tickAccounts } from '../../main/host/tourSteps'
import { startPractice, type PracticeServer } from '../../main/practice/server'
import { directoryRole } from '../../shared/credentials'
import { testIds } from '../../shared/testIds'
import { missing } from '../system'
import { violations } from './axe'
import { launchRolecall, type LaunchedRolecall } from './launch'

describe.skipIf(missing('chromium'))('a clock that is 20 minutes behind', () => {
  let cloud: PracticeServer
  let rolecall: LaunchedRolecall
  beforeAll(async () => {
    cloud = await startPractice({ scale: 6, skewSeconds: 1200 })
    rolecall = await launchRolecall()
    await rolecall.page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  })
  afterAll(async () => {
    await rolecall?.close()
    await cloud?.close()
  })

  it('is named, and corrected in every request', async () => {
    const { page } = rolecall
    const form = page.getByTestId(testIds.profileForm)
    for (const [label, value] of Object.entries({ 'Profile name': 'late', 'AccessKey ID': cloud.accessKeyId, 'AccessKey secret': cloud.accessKeySecret, 'Own endpoint': cloud.address })) await form.getByLabel(label).fill(value)
    await form.getByLabel('Keep for this session only').check()
    await form.getByRole('button', { name: 'Add profile' }).click()
    await page.getByRole('status').getByText('Clock wrong by 20 min').waitFor()
    expect(await violations(page, 'skew')).toEqual([])
    await chooseOperation(page, 'Ecs', 'DescribeInstances')
    await tickAccounts(page, cloud.organisation.members.slice(0, 2).map(({ accountId }) => accountId))
    await enterRole(page, directoryRole)
    await addRegions(page, ['cn-hangzhou'])
    expect(await runCall(page)).toMatchObject({ state: 'complete' })
  })
})
