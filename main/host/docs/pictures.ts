/** The pictures of the README: the main job done in the real window against the practice cloud, in both themes. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { directoryRole } from '../../../shared/credentials'
import { testIds } from '../../../shared/testIds'
import { launchWindow } from '../launchWindow'
import { removeFolder } from '../profileFolder'
import { addRegions, chooseOperation, connectPractice, enterRole, listAccounts, runCall, seeSeveral, sortBy, tickAccounts } from '../tourSteps'

const size = { width: 1440, height: 900 }
const themes = ['light', 'dark'] as const
/** One of the members that are ticked refuses the role: that belongs into the picture. */
const members = 6

/** Writes `rolecall-light.png` and `rolecall-dark.png` into `folder`; what is built is shown. */
export async function takePictures(folder: string): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'rolecall-pictures-'))
  const { page, close } = await launchWindow({ home, env: { ROLECALL_OFFLINE: '1', LANG: 'en_GB.UTF-8' } })
  try {
    await page.setViewportSize(size)
    await connectPractice(page)
    await chooseOperation(page, 'Ecs', 'DescribeInstances')
    const accounts = (await listAccounts(page)).slice(1, 1 + members)
    await tickAccounts(page, accounts)
    await enterRole(page, directoryRole)
    await addRegions(page, ['cn-hangzhou', 'cn-shanghai'])
    await runCall(page)
    await page.getByTestId(testIds.guideLeave).click()
    await sortBy(page, 'InstanceId')
    await seeSeveral(page, accounts)
    for (const colorScheme of themes) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.screenshot({ path: join(folder, `rolecall-${colorScheme}.png`) })
    }
  } finally {
    await close()
    removeFolder(home)
  }
}
