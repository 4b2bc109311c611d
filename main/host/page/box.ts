/** A dialog drawn over the page in the preload's world, where the page's scripts can neither read nor press it. It knows no files. */

import type { BoxAnswer, BoxOptions } from './pageHost'

const style = `
  dialog { min-width: 28em; max-width: 44em; padding: 1.25em; border: 1px solid GrayText; border-radius: 6px; font: 14px system-ui, sans-serif; background: Canvas; color: CanvasText; }
  h2 { margin: 0 0 .5em; font-size: 1.1em; }
  p { margin: 0 0 .75em; white-space: pre-wrap; overflow-wrap: anywhere; }
  input { box-sizing: border-box; width: 100%; margin-top: .3em; padding: .4em; font: inherit; }
  footer { display: flex; gap: .5em; justify-content: flex-end; margin-top: 1em; }
  button { font: inherit; padding: .35em 1em; }`

/** Shows the box and resolves with the pressed button. Only a person's own key or click counts. */
export function showBox(options: BoxOptions): Promise<BoxAnswer> {
  return new Promise((resolve) => {
    const host = document.createElement('div')
    const root = host.attachShadow({ mode: 'closed' })
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(`:host { color-scheme: light dark } ${style}`)
    root.adoptedStyleSheets = [sheet]
    const box = document.createElement('dialog')
    box.setAttribute('aria-label', options.title || options.message)
    const add = (parent: HTMLElement, tag: string, text: string): HTMLElement => {
      const element = document.createElement(tag)
      element.textContent = text
      parent.append(element)
      return element
    }
    if (options.title) add(box, 'h2', options.title)
    if (options.message) add(box, 'p', options.message)
    if (options.detail) add(box, 'p', options.detail)

    const input = document.createElement('input')
    if (options.field) {
      input.value = options.field.value
      input.spellcheck = false
      add(box, 'label', options.field.label).append(input)
    }
    const end = (response: number): void => {
      host.remove()
      resolve({ response, value: input.value })
    }
    const footer = add(box, 'footer', '')
    options.buttons.forEach((text, at) => {
      const button = add(footer, 'button', text)
      button.autofocus = at === options.defaultId && !options.field
      button.addEventListener('click', (event) => event.isTrusted && end(at))
    })
    input.addEventListener('keydown', (event) => event.isTrusted && event.key === 'Enter' && end(options.defaultId))
    box.addEventListener('cancel', (event) => {
      event.preventDefault()
      end(options.cancelId)
    })
    // The page's own shortcuts stay out of the box.
    for (const name of ['keydown', 'keyup', 'keypress'] as const) box.addEventListener(name, (event) => event.stopPropagation())
    root.append(box)
    document.documentElement.append(host)
    box.showModal()
    if (options.field) {
      input.focus()
      // The file's name without its folder and ending: what a person retypes.
      input.setSelectionRange(input.value.lastIndexOf('/') + 1, Math.max(input.value.lastIndexOf('.'), input.value.lastIndexOf('/') + 1) || input.value.length)
    }
  })
}
