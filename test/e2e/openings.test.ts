/** Links and call files that the system hands over, in the real window: they come into the form, and nothing runs. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { windowExecutable } from '../../main/host/launchWindow'
import { root } from '../../main/host/root'
import { connectPractice } from '../../main/host/tourSteps'
import { testIds } from '../../shared/testIds'
import { missing } from '../system'
import { violations } from './axe'
import { launchRolecall, type LaunchedRolecall } from './launch'

const link = (operation: string): string => `rolecall://call?product=Ecs&version=2014-05-26&operation=${operation}&account=all&role=ResourceDirectoryAccountAccessRole&region=cn-hangzhou&parameter.Status=Running`

describe.skipIf(missing('chromium'))('what the system hands over', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rolecall-handed-'))
  let rolecall: LaunchedRolecall
  let page: Page
  /** Starts Rolecall once more, as the system does for a link or a file. */
  const startAgain = (word: string): void => {
    const second = spawnSync(windowExecutable(true), [root, word], { cwd: folder, env: { ...process.env, ROLECALL_HOME: rolecall.home, ROLECALL_HEADLESS: '1' }, timeout: 30_000 })
    expect(second.status).toBe(0)
  }

  beforeAll(async () => {
    // The link comes before there is a profile: it waits for the form.
    rolecall = await launchRolecall({ args: [link('DescribeDisks')] })
    page = rolecall.page
    await connectPractice(page)
  })
  afterAll(async () => {
    await rolecall?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('asks before a link takes the place of the form, shows what it holds, and can be read in both themes', async () => {
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Ecs 2014-05-26 DescribeDisks').waitFor()
    await dialog.getByText('Running').waitFor()
    await dialog.getByText('practice', { exact: true }).waitFor()
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      expect(await violations(page, colorScheme)).toEqual([])
    }
    await dialog.getByRole('button', { name: 'Put it into the form' }).click()
    await page.getByText('DescribeDisks').first().waitFor()
    await dialog.waitFor({ state: 'detached' })
  })

  it('takes a link of a second start, keeps the form where the operator says so, and never runs', async () => {
    startAgain(link('DescribeVpcs'))
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Ecs 2014-05-26 DescribeVpcs').waitFor()
    await dialog.getByRole('button', { name: 'Keep the form' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(await page.getByText('DescribeVpcs').count()).toBe(0)
  })

  it('says in the language of the window that a link means all accounts and all regions', async () => {
    await page.getByTestId(testIds.languageSwitch).click()
    startAgain(link('DescribeVpcs').replace('region=cn-hangzhou', 'region=all'))
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Ecs 2014-05-26 DescribeVpcs').waitFor()
    const values = await dialog.getByRole('definition').allInnerTexts()
    expect(values).toContain('目录中的全部账号')
    expect(values).toContain('全部地域')
    expect(values).not.toContain('all')
    await dialog.getByRole('button', { name: '保留表单' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByTestId(testIds.languageSwitch).click()
  })

  it('takes a call file of a second start into the form', async () => {
    writeFileSync(join(folder, 'instances.rolecall'), 'rolecall: 1\nname: From a file\nproduct: Ecs\nversion: "2014-05-26"\noperation: DescribeInstances\nprofile: practice\naccounts: all\nrole: ResourceDirectoryAccountAccessRole\nregions: [cn-hangzhou]\n')
    startAgain('instances.rolecall')
    await page.getByText('DescribeInstances').first().waitFor()
  })

  it('saves a call under the ending that the system opens with Rolecall, and opens it again', async () => {
    const saved = page.evaluate(async (yaml) => {
      const { ask } = (globalThis as unknown as { bridge: { ask: (name: string, input: unknown) => Promise<{ value: unknown }> } }).bridge
      return (await ask('call.save', (await ask('call.fromYaml', { yaml })).value)).value
    }, 'rolecall: 1\nname: Disks\nproduct: Ecs\nversion: "2014-05-26"\noperation: DescribeDisks\nprofile: practice\n')
    await page.waitForFunction(() => document.documentElement.lastElementChild?.tagName === 'DIV')
    await page.keyboard.press('Control+A')
    await page.keyboard.type(join(folder, 'kept'))
    await page.keyboard.press('Enter')
    expect(await saved).toBe(join(folder, 'kept.rolecall'))
    startAgain('kept.rolecall')
    await page.getByText('DescribeDisks').first().waitFor()
    startAgain('instances.rolecall')
    await page.getByText('DescribeInstances').first().waitFor()
  })

  it('says what is wrong with a link and leaves the form alone', async () => {
    startAgain(`${link('DescribeDisks')}&endpoint=evil.example`)
    await page.getByTestId(testIds.errorBanner).getByText('"endpoint" is no key of a link.').waitFor()
    expect(await page.getByRole('dialog').count()).toBe(0)
    expect(await page.getByText('DescribeInstances').count()).toBeGreaterThan(0)
  })

  it('has sent nothing', () => {
    expect(readdirSync(rolecall.home, { recursive: true, encoding: 'utf8' }).filter((name) => /\.duckdb$/.test(name))).toEqual([])
  })
})
