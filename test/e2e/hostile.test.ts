/** A cloud that answers with all that could hurt: the real window shows it as text and stays alive. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chooseOperation, runCall } from '../../main/host/tourSteps'
import { testIds } from '../../shared/testIds'
import { json, startLocalServer, type LocalServer } from '../doubles/localServer'
import { missing } from '../system'
import { launchRolecall, type LaunchedRolecall } from './launch'

const script = '<img src=x onerror="window.wasHurt = 1"><script>window.wasHurt = 1</script>'
const many = 5_000
const deep = 100
const caller = '{"RequestId":"R","AccountId":"1203456789012345","IdentityType":"RAMUser","UserId":"2123","PrincipalId":"2123","Arn":"acs:ram::1203456789012345:user/bench"}'

const rows = [
  `{"VpcId":${JSON.stringify(script)},"VpcName":"javascript:window.wasHurt=1","Description":"{{constructor.constructor('window.wasHurt=1')()}}"}`,
  `{"VpcId":"long","Description":"${'x'.repeat(10_000_000)}"}`,
  `{"VpcId":"deep","Nested":${'{"a":['.repeat(deep / 2)}1${']}'.repeat(deep / 2)}}`,
  `{"VpcId":"wide",${Array.from({ length: many }, (_, index) => `"Column${index}":${index}`).join(',')}}`,
  `{"VpcId":"proto","__proto__":{"isPolluted":1},"constructor":{"prototype":{"isPolluted":1}},${JSON.stringify(`${script} `)}:"named like a script"}`,
  '{"VpcId":"\\u202egnp.exe","VpcName":"\\u0000\\u0007\\ud800"}',
]

describe.skipIf(missing('chromium') || missing('keyring'))('answers that mean harm', () => {
  let rolecall: LaunchedRolecall
  let cloud: LocalServer
  const problems: string[] = []

  beforeAll(async () => {
    cloud = await startLocalServer((request, response) => {
      const isCaller = request.headers['x-acs-action'] === 'GetCallerIdentity'
      json(200, isCaller ? caller : `{"RequestId":${JSON.stringify(script)},"TotalCount":${rows.length},"PageNumber":1,"PageSize":50,"Vpcs":{"Vpc":[${rows.join(',')}]}}`)(request, response)
    })
    rolecall = await launchRolecall()
    const { page } = rolecall
    page.on('pageerror', (error) => problems.push(error.message))
    page.on('dialog', (dialog) => void dialog.dismiss().then(() => problems.push('a dialog opened')))
    const form = page.getByTestId(testIds.profileForm)
    await form.waitFor()
    await page.evaluate(() => document.addEventListener('securitypolicyviolation', (event) => ((window as unknown as { refusals: string[] }).refusals ??= []).push(event.effectiveDirective)))
    for (const [label, value] of Object.entries({ 'Profile name': 'hostile', 'AccessKey ID': 'LTAI5tBenchBenchBench12', 'AccessKey secret': 'benchBenchBenchBenchBenchBench', 'Own endpoint': cloud.address })) await form.getByLabel(label).fill(value)
    await form.getByRole('button', { name: 'Add profile' }).click()
    await form.waitFor({ state: 'detached' })
    await chooseOperation(page, 'Vpc', 'DescribeVpcs')
    await runCall(page)
  }, 120_000)
  afterAll(async () => {
    await rolecall?.close()
    await cloud?.close()
  })

  it('are shown as the text they are', async () => {
    const { page } = rolecall
    await page.getByText('<img src=x onerror=').first().waitFor()
    expect(await page.evaluate(() => [(window as unknown as { wasHurt?: number }).wasHurt, ({} as { isPolluted?: number }).isPolluted])).toEqual([undefined, undefined])
  })

  it('do not fill the window: a cell holds its beginning, every row is there and opens', async () => {
    const { page } = rolecall
    const grid = page.getByTestId(testIds.resultTable)
    await grid.waitFor()
    // Ten megabytes arrived; the page holds the beginning of each cell.
    expect(await page.evaluate(() => document.body.innerHTML.length)).toBeLessThan(1_000_000)
    for (const text of ['long', 'deep', 'wide', 'proto']) await page.getByText(text, { exact: true }).first().waitFor()
    await page.getByText('wide', { exact: true }).first().dblclick()
    await page.keyboard.press('Escape')
  })

  it('raise no error in the page and break no rule of its policy', async () => {
    expect(problems).toEqual([])
    expect(await rolecall.page.evaluate(() => (window as unknown as { refusals?: string[] }).refusals ?? [])).toEqual([])
  })
}, 180_000)
