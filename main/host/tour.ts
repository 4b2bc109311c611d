/** The main job done off screen against the practice cloud, in a data folder of its own; it leaves a CSV and a picture. It touches no profile of the operator. */
import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Papa from 'papaparse'
import { directoryRole } from '../../shared/credentials'
import { launchWindow, type Launched } from './launchWindow'
import { removeFolder } from './profileFolder'
import { say, seconds } from './runTool'
import { addRegions, chooseOperation, connectPractice, enterRole, exportCsv, listAccounts, readTable, runCall, seeSeveral, sortBy, tickAccounts } from './tourSteps'

export interface TourOptions {
  /** Where the CSV and the picture go; default: a new folder among the system's temporary files. */
  out?: string
  /** Default false. */
  isShown?: boolean
}

const accountCount = 5
const regionIds = ['cn-hangzhou', 'cn-shanghai']
const tourTimeoutMs = 240_000

/** One line per step; a failure says which step it was. */
async function step<T>(name: string, walk: () => Promise<T>, tell: (value: T) => string = () => ''): Promise<T> {
  const began = performance.now()
  try {
    const value = await walk()
    say(`  ${seconds(performance.now() - began).padStart(7)}  ${name}${tell(value)}`)
    return value
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    throw new Error(`The step “${name}” failed: ${reason}`, { cause: error })
  }
}

async function walk({ app, page }: Launched, csvPath: string, picturePath: string): Promise<{ text: string; accounts: string[]; rows: number; perAccount: Map<string, number> }> {
  await step('practice cloud connected', () => connectPractice(page), (profile) => `, profile ${profile}`)
  await step('operation Ecs DescribeInstances', () => chooseOperation(page, 'Ecs', 'DescribeInstances'))
  const accounts = await step('member accounts ticked', async () => {
    // The management account comes first; the members are what roles are for.
    const some = (await listAccounts(page)).slice(1, 1 + accountCount)
    await tickAccounts(page, some)
    return some
  }, (ticked) => `: ${ticked.length}`)
  await step(`role ${directoryRole}`, () => enterRole(page, directoryRole))
  await step(`regions ${regionIds.join(' and ')}`, () => addRegions(page, regionIds))
  const end = await step('run', () => runCall(page), ({ text }) => `: ${text}`)
  await step('rows in the table', () => readTable(page))
  await step('sorted by InstanceName', () => sortBy(page, 'InstanceName'))
  await step('rows of several accounts on screen', () => seeSeveral(page, accounts), (seen) => `: ${seen.length}`)
  await step('picture taken', () => page.screenshot({ path: picturePath }))
  await step('CSV exported', () => exportCsv(app, page, csvPath))

  const { data } = Papa.parse<Record<string, string>>(readFileSync(csvPath, 'utf8'), { header: true, skipEmptyLines: true })
  const perAccount = new Map<string, number>()
  for (const row of data) perAccount.set(row['_account'] ?? '', (perAccount.get(row['_account'] ?? '') ?? 0) + 1)
  if (perAccount.size < 2) throw new Error(`The CSV ${csvPath} holds rows of ${perAccount.size} account(s); several were called.`)
  return { text: end.text, accounts, rows: data.length, perAccount }
}

/** Resolves once everything is written and the window closed; rejects with one clear sentence. */
export async function runTour({ out, isShown = false }: TourOptions): Promise<void> {
  const folder = out ?? mkdtempSync(join(tmpdir(), 'rolecall-tour-'))
  mkdirSync(folder, { recursive: true })
  const home = mkdtempSync(join(tmpdir(), 'rolecall-tour-home-'))
  const [csvPath, picturePath] = [join(folder, 'instances.csv'), join(folder, 'window.png')]
  const launched = await step('window opened', () => launchWindow({ home, headless: !isShown }))
  const late = setTimeout(() => launched.app.process().kill('SIGKILL'), tourTimeoutMs)
  try {
    const { text, accounts, rows, perAccount } = await walk(launched, csvPath, picturePath)
    say(`\n${rows} rows of ${perAccount.size} of ${accounts.length} accounts in ${regionIds.length} regions; ${text}`)
    for (const accountId of accounts) say(`  ${accountId}  ${perAccount.has(accountId) ? `${perAccount.get(accountId)} rows` : 'no rows: the practice organisation has members that refuse the role'}`)
    say(`CSV      ${csvPath}\nPicture  ${picturePath}`)
  } catch (error) {
    await launched.page.screenshot({ path: picturePath, timeout: 5_000 }).then(() => say(`Picture of the failure: ${picturePath}`)).catch(() => undefined)
    const said = launched.errors().trim()
    throw said === '' ? error : new Error(`${(error as Error).message}\nMain said: ${said.split('\n').slice(-5).join('\n')}`, { cause: error })
  } finally {
    clearTimeout(late)
    await launched.close()
    removeFolder(home)
  }
}
