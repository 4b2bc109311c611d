/** A call over rows in the real window: a list over three members, one call for each of its rows, and every value of the practice cloud. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Papa from 'papaparse'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addRegions, answerOpenDialog, chooseOperation, connectPractice, enterRole, exportCsv, listAccounts, runCall, tickAccounts } from '../../main/host/tourSteps'
import { createOrganisation } from '../../main/practice/organisation'
import { truthCount, truthRows } from '../../main/practice/truth'
import { rowsTestId, testIds } from '../../shared/testIds'
import { directoryRole } from '../../shared/credentials'
import { missing } from '../system'
import { violations } from './axe'
import { launchRolecall, type LaunchedRolecall } from './launch'

const source = { seed: 1, scale: 120 }
/** Few rows, so that a call for each is made in seconds. */
const members = createOrganisation(1)
  .members.filter(({ access, accountId }) => access === 'ready' && truthCount(source, 'Ecs/DescribeInstances', accountId, 'ap-southeast-1') > 0)
  .sort((a, b) => truthCount(source, 'Ecs/DescribeInstances', a.accountId, 'ap-southeast-1') - truthCount(source, 'Ecs/DescribeInstances', b.accountId, 'ap-southeast-1'))
  .slice(0, 3)
  .map(({ accountId }) => accountId)
const truth = members.flatMap((accountId) => [...truthRows(source, 'Ecs/DescribeInstanceAttribute', accountId, 'ap-southeast-1')].map((row) => JSON.parse(row) as Record<string, unknown>))
const count = truth.length.toLocaleString('en-US')

describe.skipIf(missing('chromium'))('a call over rows in the window', () => {
  let rolecall: LaunchedRolecall
  let page: Page
  const at = (testId: string): Locator => page.getByTestId(testId)
  const line = async (): Promise<string> => (await at(testIds.rowsLine).innerText()).replace(/\s+/g, ' ')

  beforeAll(async () => {
    rolecall = await launchRolecall()
    page = rolecall.page
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    await connectPractice(page)
    await listAccounts(page)
    await tickAccounts(page, members)
    await enterRole(page, directoryRole)
    await chooseOperation(page, 'Ecs', 'DescribeInstances')
    await page.getByRole('button', { name: 'Remove cn-hangzhou' }).click()
    await addRegions(page, ['ap-southeast-1'])
    expect(await runCall(page)).toMatchObject({ state: 'complete' })
  })
  afterAll(async () => {
    await rolecall?.close()
  })

  it('is prepared from a column of the table: the finder asks for the operation, the form has the look-up', async () => {
    await at(testIds.resultTable).getByRole('columnheader', { name: 'InstanceId', exact: true }).click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Call an operation for each InstanceId…' }).click()
    expect(await at(testIds.rowsWish).innerText()).toContain('InstanceId')
    await chooseOperation(page, 'Ecs', 'DescribeInstanceAttribute')
    await page.getByText(`${count} distinct InstanceId`).waitFor()
    expect(await line()).toContain('each in its own account and region')
    expect(await page.locator('[data-parameter="InstanceId"] input').inputValue()).toBe('${row.InstanceId}')
    expect(await violations(page, 'a call over rows')).toEqual([])
  })

  it('brings for each row what the cloud holds, and its targets say which row they are', async () => {
    expect(await runCall(page)).toMatchObject({ state: 'complete' })
    await at(testIds.tabTargets).click()
    await page.getByText(String(truth[0]?.['InstanceId']), { exact: true }).waitFor()
    expect(await violations(page, 'targets of a call over rows')).toEqual([])
    await at(testIds.tabRows).click()
    const path = join(rolecall.home, 'told.csv')
    await exportCsv(rolecall.app, page, path)
    const rows = Papa.parse<Record<string, string>>(await readFile(path, 'utf8'), { header: true, skipEmptyLines: true }).data
    const facts = (row: Record<string, unknown>): string => ['InstanceId', 'InstanceType', 'Status', 'Memory', 'SerialNumber'].map((name) => String(row[name])).join(' ')
    expect(rows.map(facts).sort()).toEqual(truth.map(facts).sort())
    for (const row of rows) expect(row['_over.InstanceId']).toBe(row['InstanceId'])
  })

  it('is offered on a parameter: a result, then one of its columns', async () => {
    await page.getByRole('button', { name: 'Call without these rows' }).click()
    expect(await at(testIds.rowsLine).count()).toBe(0)
    await at(rowsTestId('InstanceId')).click()
    const menu = page.getByRole('dialog')
    const option = menu.locator('option', { hasText: 'DescribeInstances ' }).first()
    await at(testIds.rowsSource).selectOption((await option.getAttribute('value')) ?? '')
    await menu.getByRole('button', { name: /^InstanceId/ }).waitFor()
    expect(await violations(page, 'the rows of a parameter')).toEqual([])
    await menu.getByRole('button', { name: /^InstanceId/ }).click()
    await page.getByText(`${count} distinct InstanceId`).waitFor()
  })

  it('asks for the operation and the number of calls before a change', async () => {
    await at(testIds.resultTable).getByRole('columnheader', { name: '_over.InstanceId', exact: true }).click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Call an operation for each _over.InstanceId…' }).click()
    await chooseOperation(page, 'Ecs', 'StopInstances')
    await page.getByText(`${count} distinct _over.InstanceId`).waitFor()
    await at(testIds.runButton).click()
    const gate = page.getByRole('dialog')
    await gate.getByLabel(`Type StopInstances ${truth.length} to confirm`).fill('StopInstances')
    expect(await gate.getByRole('button', { name: /^Run in/ }).isDisabled()).toBe(true)
    expect(await gate.innerText()).toContain(String(truth[0]?.['InstanceId']))
    expect(await violations(page, 'the gate of a change over rows')).toEqual([])
    await gate.getByLabel(`Type StopInstances ${truth.length} to confirm`).fill(`StopInstances ${truth.length}`)
    const before = await at(testIds.resultStatus).innerText()
    await gate.getByRole('button', { name: /^Run in/ }).click()
    await page.locator(`[data-testid="${testIds.resultStatus}"][data-state="complete"]`).filter({ hasNotText: before }).waitFor({ timeout: 60_000 })
  })

  it('takes the rows of a file that is chosen, each in the account and region that its line names', async () => {
    const path = join(rolecall.home, 'servers.csv')
    const lines = members.flatMap((accountId) => [...truthRows(source, 'Ecs/DescribeInstanceAttribute', accountId, 'ap-southeast-1')].slice(0, 1).map((row) => [(JSON.parse(row) as { InstanceId: string }).InstanceId, accountId, 'ap-southeast-1'].join()))
    await writeFile(path, ['server,_account,_region', ...lines, lines[0]].join('\n'))
    await answerOpenDialog(rolecall.app, path)
    await chooseOperation(page, 'Ecs', 'DescribeInstanceAttribute')
    await at(rowsTestId('InstanceId')).click()
    const menu = page.getByRole('dialog')
    await menu.getByRole('button', { name: 'File…' }).click()
    await menu.getByRole('button', { name: /^server/ }).waitFor()
    expect(await violations(page, 'the rows of a file')).toEqual([])
    await menu.getByRole('button', { name: /^server/ }).click()
    await page.getByText('3 distinct server').waitFor()
    expect(await line()).toContain('servers.csv')
    expect(await page.locator('[data-parameter="InstanceId"] input').inputValue()).toBe('${row.server}')
    expect(await runCall(page)).toMatchObject({ state: 'complete' })
    const told = join(rolecall.home, 'told-of-file.csv')
    await exportCsv(rolecall.app, page, told)
    const rows = Papa.parse<Record<string, string>>(await readFile(told, 'utf8'), { header: true, skipEmptyLines: true }).data
    expect(rows.map((row) => row['InstanceId']).sort()).toEqual(lines.map((one) => one.split(',')[0]).sort())
    for (const row of rows) expect(row['_over.server']).toBe(row['InstanceId'])
  })
})
