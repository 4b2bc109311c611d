/** Profiles of the official tools taken over in the real window: their file lies in a home folder of the test, their secrets go into a real keyring. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPractice, type PracticeServer } from '../../main/practice/server'
import { testIds } from '../../shared/testIds'
import { missing } from '../system'
import { violations } from './axe'
import { launchRolecall, type LaunchedRolecall } from './launch'
import { filesOf, found, heapOf } from './secretHunt'

describe.skipIf(missing('chromium') || missing('keyring'))('the profiles of the official tools', () => {
  let cloud: PracticeServer
  let userHome: string
  let path: string
  let rolecall: LaunchedRolecall
  let page: Page

  beforeAll(async () => {
    cloud = await startPractice({ seed: 11 })
    userHome = mkdtempSync(join(tmpdir(), 'rolecall-e2e-home-'))
    path = join(userHome, '.aliyun', 'config.json')
    mkdirSync(join(userHome, '.aliyun'))
    const key = { access_key_id: cloud.accessKeyId, access_key_secret: cloud.accessKeySecret, region_id: 'cn-shanghai' }
    const profiles = [
      { name: 'default', mode: 'AK', ...key },
      { name: 'audit', mode: 'RamRoleArn', ...key, ram_role_arn: `acs:ram::${cloud.organisation.members[0]?.accountId}:role/${cloud.role}`, ram_session_name: 'me', expired_seconds: 900 },
      { name: 'machine', mode: 'EcsRamRole' },
    ]
    writeFileSync(path, JSON.stringify({ current: 'default', profiles }))
    // A taken-over profile speaks to the real cloud; here its way ends at a port that nobody listens on.
    rolecall = await launchRolecall({ env: { HOME: userHome, USERPROFILE: userHome, HTTPS_PROXY: 'http://127.0.0.1:9' } })
    page = rolecall.page
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  })
  afterAll(async () => {
    await rolecall?.close()
    await cloud?.close()
    rmSync(userHome, { recursive: true, force: true })
  })

  it('are offered with their keys masked; what cannot be taken over says why', async () => {
    await page.getByRole('button', { name: 'Import from the official tools' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('audit').waitFor()
    const text = await dialog.innerText()
    expect(text).toContain('default')
    expect(text).toContain('machine · Profiles of mode EcsRamRole cannot be taken over.')
    expect(text).not.toContain(cloud.accessKeyId)
    expect(await violations(page, 'import')).toEqual([])
  })

  it('are taken over, and the file that still holds them in plain text is named', async () => {
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('default').check()
    await dialog.getByLabel('audit').check()
    await dialog.getByRole('button', { name: 'Import 2 profiles' }).click()
    await dialog.getByRole('status').getByText(path).waitFor()
    expect(await violations(page, 'imported')).toEqual([])
    await dialog.getByRole('button', { name: 'Close' }).last().click()
    await page.getByTestId(testIds.profileMenu).click()
    const names = (await page.getByRole('menuitem').allInnerTexts()).join('\n')
    expect(names).toContain('default')
    expect(names).toContain('audit')
    await page.keyboard.press('Escape')
  })

  it('have their secret in the keyring alone: in no file of Rolecall, not in the window', async () => {
    const secrets = { accessKeySecret: cloud.accessKeySecret }
    const stored = JSON.parse(readFileSync(join(rolecall.home, 'profiles.json'), 'utf8')) as { profiles: { name: string }[] }
    expect(stored.profiles.map(({ name }) => name).sort()).toEqual(['audit', 'audit-source', 'default'])
    for (const file of filesOf(rolecall.home)) expect(`${file}: ${found(readFileSync(file), secrets).join()}`).toBe(`${file}: `)
    expect(found(await heapOf(page), secrets)).toEqual([])
    expect(found(readFileSync(path), secrets)).toEqual(['accessKeySecret'])
  })
})
