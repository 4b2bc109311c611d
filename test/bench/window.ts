/** The window with a large result in the real browser: frame times while it scrolls, and how long sort, filter, chart, SQL, comparison and export take to be seen. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { answerSaveDialog } from '../../main/host/tourSteps'
import { testIds } from '../../shared/testIds'
import { launchRolecall } from '../e2e/launch'
import { spreadOf, timed, type Measurements } from './measure'
import { fillResult } from './store'

/** Frames of the first second are not counted: the table is being built. */
const warmUpMs = 1000
const scrollMs = 4000

export async function benchWindow({ rows, columns, runs }: { rows: number; columns: number; runs: number }): Promise<Measurements> {
  const home = await mkdtemp(join(tmpdir(), 'rolecall-bench-window-'))
  try {
    await fillResult(home, 1, rows, columns)
    await fillResult(home, 2, rows, columns)
    const rolecall = await launchRolecall({ home })
    try {
      const { page, app } = rolecall
      const found: Record<string, number[]> = {}
      const note = async (name: string, work: () => Promise<unknown>): Promise<void> => void (found[name] ??= []).push(await timed(work))
      await openResult(page)
      for (let run = 0; run < runs; run += 1) {
        const frames = await scroll(page)
        ;(found['windowFramesPerSecond'] ??= []).push(frames.perSecond)
        ;(found['windowWorstFrameMs'] ??= []).push(frames.worst)
        await note('windowSortSeenMs', () => sort(page, run))
        await note('windowFilterSeenMs', () => filter(page, 'Running'))
        await note('windowChartSeenMs', () => chart(page))
        await note('windowSqlSeenMs', () => sql(page))
        await note('windowCompareSeenMs', () => compare(page))
        await note('windowExportSeenMs', () => exportCsv(page, () => answerSaveDialog(app, join(home, `out-${run}.csv`)), join(home, `out-${run}.csv`)))
      }
      return Object.fromEntries(Object.entries(found).map(([name, values]) => [name, spreadOf(values)]))
    } finally {
      await rolecall.close()
    }
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}

const long = { timeout: 120_000 }
const grid = (page: Page) => page.getByTestId(testIds.resultTable)

async function openResult(page: Page): Promise<void> {
  await page.getByTestId(testIds.firstStartPractice).click(long)
  await page.getByRole('tab', { name: 'History' }).click(long)
  await page.getByText('DescribeInstances', { exact: true }).first().click(long)
  await grid(page).getByRole('gridcell').filter({ hasText: /^\d{16}$/ }).first().waitFor(long)
}

async function scroll(page: Page): Promise<{ perSecond: number; worst: number }> {
  return page.evaluate(
    async ({ warmUp, duration }) => {
      const view = document.querySelector('.grid .ag-grid-viewport')
      if (!view) throw new Error('There is no table to scroll.')
      const times: number[] = []
      const startedAt = performance.now()
      // One await for each frame: a named function would be rewritten by the loader of this file.
      for (let last = startedAt; last - startedAt < warmUp + duration; ) {
        const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve))
        if (now - startedAt > warmUp) times.push(now - last)
        last = now
        view.scrollTop += 60
      }
      return { perSecond: (times.length / times.reduce((sum, time) => sum + time, 0)) * 1000, worst: Math.max(...times) }
    },
    { warmUp: warmUpMs, duration: scrollMs },
  )
}

async function sort(page: Page, run: number): Promise<void> {
  await page.getByTestId(testIds.tabRows).click(long)
  const header = grid(page).getByRole('columnheader').nth(3 + run)
  await header.click(long)
  await grid(page).locator('[role="columnheader"][aria-sort="ascending"]').first().waitFor(long)
  await page.waitForFunction(() => document.querySelectorAll('.ag-row-loading').length === 0 && document.querySelectorAll('.ag-row').length > 5, undefined, long)
}

async function filter(page: Page, text: string): Promise<void> {
  await grid(page).getByRole('gridcell', { name: text, exact: true }).first().click({ button: 'right', ...long })
  await page.getByRole('menuitem', { name: 'Only rows with this value' }).click(long)
  await page.getByTestId(testIds.filterChips).waitFor(long)
  await page.waitForFunction(() => document.querySelectorAll('.ag-row-loading').length === 0 && document.querySelectorAll('.ag-row').length > 5, undefined, long)
  await page.getByTestId(testIds.filterChips).getByRole('button', { name: 'Remove all' }).click(long)
}

async function chart(page: Page): Promise<void> {
  await page.getByTestId(testIds.tabChart).click(long)
  await page.getByTestId(testIds.chartPanel).getByRole('rowheader').first().waitFor(long)
}

async function sql(page: Page): Promise<void> {
  await page.getByTestId(testIds.tabSql).click(long)
  await page.getByTestId(testIds.sqlPanel).getByRole('textbox', { name: 'SQL over the result' }).fill('SELECT _region, count(*) AS n FROM rows GROUP BY 1')
  await page.getByTestId(testIds.sqlRun).click(long)
  await grid(page).getByRole('gridcell').nth(1).waitFor(long)
}

async function compare(page: Page): Promise<void> {
  await page.getByTestId(testIds.tabCompare).click(long)
  await page.getByTestId(testIds.compareRun).click(long)
  await page.getByText('Both results hold the same rows.').waitFor(long)
}

async function exportCsv(page: Page, answer: () => Promise<void>, path: string): Promise<void> {
  await page.getByTestId(testIds.tabRows).click(long)
  await answer()
  await page.getByTestId(testIds.exportButton).click(long)
  await page.getByTestId(testIds.exportCsv).click(long)
  await page.locator(`[data-testid="${testIds.exportDone}"][data-path=${JSON.stringify(path)}]`).waitFor(long)
}
