/** The whole main job in the real window, from the first start to a CSV that equals what the practice cloud holds. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Papa from 'papaparse'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addRegions, chooseOperation, connectPractice, exportCsv, listAccounts, readTable, runCall, tickAccounts } from '../../main/host/tourSteps'
import { createOrganisation } from '../../main/practice/organisation'
import { truthRows } from '../../main/practice/truth'
import { accountTestId, testIds } from '../../shared/testIds'
import { missing } from '../system'
import { truthCells } from '../truthCells'
import { launchRolecall, type LaunchedRolecall } from './launch'

const seed = 1
const scale = 120
const regionIds = ['cn-hangzhou', 'cn-shanghai']
const members = createOrganisation(seed).members
const accounts = members.filter(({ access }) => access === 'ready').slice(0, 3)

describe.skipIf(missing('chromium'))('the main job in the window', () => {
  let rolecall: LaunchedRolecall
  let folder: string
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rolecall-main-job-'))
    rolecall = await launchRolecall()
  })
  afterAll(async () => {
    await rolecall?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('goes from the first start over three accounts and two regions to the table', async () => {
    const { page } = rolecall
    expect(await connectPractice(page)).toContain('practice')
    expect(await listAccounts(page)).toHaveLength(members.length + 1)
    await chooseOperation(page, 'Ecs', 'DescribeInstances')
    await tickAccounts(page, accounts.map(({ accountId }) => accountId))
    await addRegions(page, regionIds)
    const end = await runCall(page)
    expect(end.state).toBe('complete')
    expect(end.text).toMatch(/^complete/)
    expect(await readTable(page)).toMatch(/\d{16}/)
  })

  it('exports a CSV that equals what the practice cloud holds, value for value', async () => {
    const path = join(folder, 'instances.csv')
    await exportCsv(rolecall.app, rolecall.page, path)
    expect(readdirSync(folder).sort()).toEqual(['instances.csv', 'instances.csv.meta.json'])
    const { data: rows, errors, meta } = Papa.parse<Record<string, string>>(readFileSync(path, 'utf8'), { header: true, skipEmptyLines: true })
    expect(errors).toEqual([])
    const fields = (meta.fields ?? []).filter((field) => !field.startsWith('_'))

    const truth = accounts.flatMap(({ accountId }) => regionIds.flatMap((regionId) => [...truthRows({ seed, scale }, 'Ecs/DescribeInstances', accountId, regionId)].map((text) => ({ accountId, regionId, cells: truthCells(text) }))))
    expect(new Set(truth.flatMap(({ cells }) => [...cells.keys()]))).toEqual(new Set(fields))
    const byId = new Map(rows.map((row) => [row['InstanceId'], row]))
    expect(byId.size).toBe(rows.length)
    expect(rows).toHaveLength(truth.length)
    for (const { accountId, regionId, cells } of truth) {
      const row = byId.get(cells.get('InstanceId') ?? '')
      expect(row).toMatchObject({ _account: accountId, _region: regionId })
      const wanted = Object.fromEntries(fields.map((field) => [field, guarded(cells.get(field) ?? '')]))
      expect(Object.fromEntries(fields.map((field) => [field, row?.[field]]))).toEqual(wanted)
    }
  })

  it('says per target why a member refuses, and keeps the rows of the others', async () => {
    const { page } = rolecall
    const broken = members.filter(({ access }) => access !== 'ready')
    await tickAccounts(page, broken.map(({ accountId }) => accountId))
    const end = await runCall(page)
    expect(end.state).toBe('incomplete')
    await page.getByTestId(testIds.tabTargets).click()
    const table = await page.getByRole('tabpanel').last().innerText()
    for (const { displayName } of broken) expect(table).toContain(displayName)
    expect(table).toContain('EntityNotExist.Role')
    expect(table).toContain('NoPermission')
    await page.getByTestId(testIds.tabRows).click()
    expect(await readTable(page)).toMatch(/\d{16}/)
  })

  it('keeps profile, selection and form over a restart', async () => {
    const { home } = rolecall
    await rolecall.app.close()
    const again = await launchRolecall({ home })
    try {
      const row = again.page.getByTestId(accountTestId(accounts[0]?.accountId ?? ''))
      await row.waitFor()
      expect(await row.getAttribute('aria-checked')).toBe('true')
      await again.page.getByRole('heading', { name: 'DescribeInstances' }).waitFor()
    } finally {
      await again.close()
    }
  })
})

/** The export's formula guard: text that a spreadsheet would run gets an apostrophe; plain numbers stay. */
function guarded(text: string): string {
  return /^[=+\-@\t\r＝＋－＠]/.test(text) ? `'${text}` : text
}
