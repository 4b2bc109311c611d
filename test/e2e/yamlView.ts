/** Changes the call of the form in its YAML view, where a test wants what the form has no field for. */
import type { Page } from 'playwright-core'

/** Replaces the paging of the call, written as one line of YAML. */
export async function replacePaging(page: Page, pagination: string): Promise<void> {
  await page.locator('.segment', { hasText: /^YAML$/ }).click()
  const editor = page.locator('textarea.editor')
  // The text arrives after the view.
  await page.waitForFunction(() => document.querySelector<HTMLTextAreaElement>('textarea.editor')?.value.includes('rolecall: 1'))
  const text = await editor.inputValue()
  await editor.fill(`${text.replace(/\npagination:[\s\S]*?(?=\n\w|$)/, '').trimEnd()}\npagination: ${pagination}\n`)
  await page.locator('.segment', { hasText: /^Form$/ }).click()
}
