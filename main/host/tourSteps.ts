/** The main job, step by step, by the names of shared/testIds.ts; the tour and the end-to-end tests walk the same steps. It judges nothing. */
import type { ElectronApplication, Locator, Page } from 'playwright-core'
import { accountTestId, operationTestId, testIds } from '../../shared/testIds'

/** How a run ended, as the window shows it. */
export interface ShownEnd {
  state: string
  /** `complete 480 rows · 8 pages · …` */
  text: string
}

const stepTimeoutMs = 30_000
const at = (page: Page, testId: string): Locator => page.getByTestId(testId)
const textOf = async (locator: Locator): Promise<string> => (await locator.innerText()).replace(/\s+/g, ' ').trim()

/** The button of the first start; afterwards the profile `practice` is chosen and its accounts are listed. */
export async function connectPractice(page: Page): Promise<string> {
  await at(page, testIds.firstStartPractice).click({ timeout: stepTimeoutMs })
  await at(page, testIds.accountTree).waitFor({ timeout: stepTimeoutMs })
  return textOf(at(page, testIds.profileMenu))
}

/** UIDs of the accounts in the tree, in the order shown. */
export async function listAccounts(page: Page): Promise<string[]> {
  const rows = at(page, testIds.accountTree).getByTestId(/^account-\d{16}$/)
  await rows.first().waitFor({ timeout: stepTimeoutMs })
  const names = await Promise.all((await rows.all()).map((row) => row.getAttribute('data-testid')))
  return names.map((name) => name?.slice('account-'.length) ?? '')
}

/** Ticks these accounts and leaves all others as they are. */
export async function tickAccounts(page: Page, accountIds: readonly string[]): Promise<void> {
  for (const accountId of accountIds) {
    const row = at(page, accountTestId(accountId))
    if ((await row.getAttribute('aria-checked')) !== 'true') await row.click({ timeout: stepTimeoutMs })
    await page.locator(`[data-testid="${accountTestId(accountId)}"][aria-checked="true"]`).waitFor({ timeout: stepTimeoutMs })
  }
}

export async function addRegions(page: Page, regionIds: readonly string[]): Promise<void> {
  const picker = at(page, testIds.regionPicker)
  for (const regionId of regionIds) {
    await picker.fill(regionId, { timeout: stepTimeoutMs })
    await picker.press('Enter')
  }
}

/** The role to assume in every ticked account but the profile's own, by name or ARN. */
export async function enterRole(page: Page, role: string): Promise<void> {
  const field = at(page, testIds.roleField)
  await field.fill(role, { timeout: stepTimeoutMs })
  await field.press('Enter')
}

/** Finds the operation by its name and opens its form. */
export async function chooseOperation(page: Page, product: string, operation: string): Promise<void> {
  await at(page, testIds.operationSearch).fill(operation, { timeout: stepTimeoutMs })
  await at(page, operationTestId(product, operation)).first().click({ timeout: stepTimeoutMs })
  await at(page, testIds.runButton).waitFor({ timeout: stepTimeoutMs })
}

/** Presses Run and waits for the end of this run, also where an earlier one is still shown. */
export async function runCall(page: Page, timeoutMs = 90_000): Promise<ShownEnd> {
  const status = at(page, testIds.resultStatus)
  // Two runs may end with the same words, but each is a call of its own.
  const before = (await status.count()) > 0 ? await status.getAttribute('data-call') : ''
  await at(page, testIds.runButton).click({ timeout: stepTimeoutMs })
  const refused = at(page, testIds.errorBanner)
  const ended = page.locator(`[data-testid="${testIds.resultStatus}"]:not([data-state="running"]):not([data-call="${before}"])`)
  await ended.or(refused).first().waitFor({ timeout: timeoutMs })
  if (await refused.isVisible()) throw new Error(`The window refused the call: ${await textOf(refused)}`)
  return { state: (await status.getAttribute('data-state')) ?? '', text: await textOf(at(page, testIds.resultWords)) }
}

/** Waits until the table shows rows; gives what is on screen as text. */
export async function readTable(page: Page): Promise<string> {
  const table = at(page, testIds.resultTable)
  await table.getByRole('gridcell').filter({ hasText: /^\d{16}$/ }).first().waitFor({ timeout: stepTimeoutMs })
  return textOf(table)
}

/** Sorts the result by this column, ascending. */
export async function sortBy(page: Page, column: string): Promise<void> {
  const header = at(page, testIds.resultTable).getByRole('columnheader', { name: column, exact: true })
  await header.click({ timeout: stepTimeoutMs })
  await at(page, testIds.resultTable).locator('[role="columnheader"][aria-sort="ascending"]').filter({ hasText: column }).waitFor({ timeout: stepTimeoutMs })
}

/** Waits until rows of several of these accounts are on screen at once; gives those accounts. */
export async function seeSeveral(page: Page, accountIds: readonly string[]): Promise<string[]> {
  const table = at(page, testIds.resultTable)
  for (const deadline = performance.now() + stepTimeoutMs; performance.now() < deadline; await page.waitForTimeout(100)) {
    const text = await textOf(table)
    const seen = accountIds.filter((accountId) => text.includes(accountId))
    if (seen.length > 1) return seen
  }
  throw new Error('The table never showed rows of more than one account at once.')
}

/** From now on every save dialog is answered with `path`. */
export async function answerSaveDialog(app: ElectronApplication, path: string): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, path)
}

/** Every later question for a file is answered with this path. */
export async function answerOpenDialog(app: ElectronApplication, path: string): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] })
  }, path)
}

/** Exports all rows to `path`, with the save dialog answered for the operator. */
export async function exportCsv(app: ElectronApplication, page: Page, path: string, timeoutMs = 60_000): Promise<void> {
  await answerSaveDialog(app, path)
  await at(page, testIds.exportButton).click({ timeout: stepTimeoutMs })
  await at(page, testIds.exportCsv).click({ timeout: stepTimeoutMs })
  await page.locator(`[data-testid="${testIds.exportDone}"][data-path=${JSON.stringify(path)}]`).waitFor({ timeout: timeoutMs })
}
