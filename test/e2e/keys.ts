/** An operator without a mouse: keys alone, and after each of them a look at where the focus is. */
import type { Page } from 'playwright-core'

/** What has the keyboard. */
export interface Focus {
  /** `button "Run"`: for the words of a failure. */
  is: string
  tag: string
  role: string
  name: string
  testId: string
  text: string
  /** Names of the dialogs, panels and lists around it, the nearest first. */
  within: string[]
  value: string
}

/** Reads what has the focus; `trouble` says what a person at the keyboard would miss. */
async function look(page: Page): Promise<Focus & { trouble: string }> {
  return page.evaluate(() => {
    const nothing = { is: 'the page itself', tag: '', role: '', name: '', testId: '', text: '', within: [], value: '', trouble: 'the focus is lost' }
    const element = document.activeElement
    if (!(element instanceof HTMLElement) || element === document.body) return nothing
    const labels = 'labels' in element ? [...(element.labels as NodeListOf<HTMLLabelElement>)].map((label) => label.innerText) : []
    const labelled = (element.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.innerText ?? '')
    const name = (element.getAttribute('aria-label') ?? ([...labels, ...labelled].join(' ').trim() || element.innerText.trim())).replace(/\s+/g, ' ')
    const role = element.getAttribute('role') ?? element.tagName.toLowerCase()
    const within: string[] = []
    for (let at = element.parentElement; at !== null; at = at.parentElement) if (at.dataset['testid'] ?? at.getAttribute('aria-label')) within.push(at.dataset['testid'] ?? at.getAttribute('aria-label') ?? '')
    const box = element.getBoundingClientRect()
    // A box drawn by its label stands for the hidden one inside.
    const shown = element.classList.contains('visually-hidden') ? (element.closest('label') ?? element) : element
    const shownBox = shown.getBoundingClientRect()
    const isOnScreen = shownBox.width > 1 && shownBox.height > 1 && shownBox.right > 0 && shownBox.bottom > 0 && shownBox.left < innerWidth && shownBox.top < innerHeight
    const [x, y] = [Math.min(Math.max((shownBox.left + shownBox.right) / 2, 0), innerWidth - 1), Math.min(Math.max((shownBox.top + shownBox.bottom) / 2, 0), innerHeight - 1)]
    const top = document.elementFromPoint(x, y)
    const isCovered = top === null || !(shown.contains(top) || top.contains(shown))
    // Rings are outlines; the dividers and the cells of the table draw their mark inside themselves.
    const inside = getComputedStyle(element, '::after')
    const isOutlined = [getComputedStyle(shown), inside].some((style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1 && style.outlineColor !== 'rgba(0, 0, 0, 0)')
    const isBar = role === 'separator' && Math.min(parseFloat(inside.width), parseFloat(inside.height)) >= 3
    const isMarkedInside = element.closest('.cm-focused') !== null
    const isCell = element.matches('.ag-cell, .ag-header-cell') && [getComputedStyle(element), inside].some((style) => style.borderTopStyle !== 'none' && parseFloat(style.borderTopWidth) >= 1)
    const trouble = !isOnScreen || !element.checkVisibility({ visibilityProperty: true, opacityProperty: false }) ? 'it is not on the screen' : isCovered ? `something lies over it: ${top?.outerHTML.slice(0, 120) ?? ''}` : isOutlined || isBar || isCell || isMarkedInside ? '' : 'no ring is around it'
    return { is: `${role} "${name.slice(0, 60)}"${element.dataset['testid'] ? ` [${element.dataset['testid']}]` : ''} in ${within[0] ?? 'the window'} at ${Math.round(box.left)},${Math.round(box.top)}`, tag: element.tagName, role, name, testId: element.dataset['testid'] ?? '', text: element.innerText, within, value: 'value' in element ? String(element.value) : '', trouble }
  })
}

export interface Keyboard {
  /** Presses these keys one after the other, and looks after each. */
  press(...keys: string[]): Promise<Focus>
  type(text: string): Promise<Focus>
  /** Presses Tab (or other keys) until what has the focus is meant. @throws Error with all that was met instead. */
  to(isMeant: (focus: Focus) => boolean, key?: string, most?: number): Promise<Focus>
  /** Waits, without a key, until what has the focus is meant. */
  until(isMeant: (focus: Focus) => boolean): Promise<Focus>
  /** Where the focus is, once what was just done has settled. */
  focus(): Promise<Focus>
  /** Everything found wrong on the way, one line each. */
  troubles: string[]
}

export function createKeyboard(page: Page): Keyboard {
  const troubles: string[] = []
  /** What opens or goes away takes a moment; what is still wrong after it is wrong. */
  const settled = async (after: string): Promise<Focus> => {
    let now = await look(page)
    for (let wait = 0; wait < 10 && now.trouble !== ''; wait += 1) {
      await page.waitForTimeout(50)
      now = await look(page)
    }
    if (now.trouble !== '') troubles.push(`After ${after}: ${now.is}: ${now.trouble}.`)
    return now
  }
  const press = async (...keys: string[]): Promise<Focus> => {
    for (const key of keys) {
      await page.keyboard.press(key)
      await settled(key)
    }
    return look(page)
  }
  return {
    troubles,
    press,
    focus: () => settled('a while'),
    type: async (text) => {
      await page.keyboard.type(text)
      return settled(text)
    },
    until: async (isMeant) => {
      for (let wait = 0; wait < 60; wait += 1) {
        const now = await settled('a while')
        if (isMeant(now)) return now
        await page.waitForTimeout(50)
      }
      throw new Error(`The focus never came there; it stayed at ${(await look(page)).is}.`)
    },
    to: async (isMeant, key = 'Tab', most = 60) => {
      const met: string[] = []
      for (let step = 0; step <= most; step += 1) {
        const now = await look(page)
        if (now.trouble !== 'the focus is lost' && isMeant(now)) return now
        met.push(now.is)
        await press(key)
      }
      throw new Error(`${key} never came there; it met: ${met.join(' | ')}`)
    },
  }
}
