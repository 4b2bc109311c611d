/** Accessibility of what is on screen, judged by axe. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Every finding of axe, one line each; colours are judged in the other theme as well, where the theme follows the system. */
export async function violations(page: Page, view: string): Promise<string[]> {
  // Into the test driver's page only: the page's own policy refuses scripts from elsewhere.
  await page.evaluate(axeSource)
  const found = await findings(page, view)
  const theme = await page.evaluate(() => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'))
  const other = theme === 'dark' ? 'light' : 'dark'
  await page.emulateMedia({ colorScheme: other })
  found.push(...(await findings(page, `${view}, ${other}`, ['color-contrast'])))
  await page.emulateMedia({ colorScheme: theme })
  return found
}

/** Absent rules: all of them. */
async function findings(page: Page, view: string, rules?: string[]): Promise<string[]> {
  const found = await page.evaluate(async (runOnly) => {
    const { axe } = window as unknown as { axe: { run: (context: Document, options: object) => Promise<{ violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[] }> } }
    // Colours are judged as drawn, not as they are on their way to the other theme.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    await Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => undefined)))
    return (await axe.run(document, { resultTypes: ['violations'], ...(runOnly ? { runOnly } : {}) })).violations
  }, rules)
  return found
    .map(({ id, nodes }) => ({ id, nodes: nodes.filter(({ target }) => !isOpenMenu(id, target)) }))
    .filter(({ nodes }) => nodes.length > 0)
    .map(({ id, nodes }) => `${view}: ${id} at ${nodes.slice(0, 3).map(({ target, failureSummary }) => `${target.join(' ')} (${failureSummary.replace(/\s+/g, ' ')})`).join('; ')}`)
}

/** An open menu floats above the page, outside its landmarks: it has the keyboard, and goes when it has been used. Axe knows that of dialogs alone. */
const isOpenMenu = (rule: string, target: readonly string[]): boolean => rule === 'region' && target.every((part) => part.includes('data-reka-popper-content-wrapper'))
