/** Shows a control to the operator: brings it into view, gives it the keyboard and a ring until it is left. */
const mark = 'data-pointed'
const focusable = 'button, input, select, textarea, a[href], [tabindex="0"]'

/** A test id is one of testIds; answers false where no such control is on screen. */
export function pointAt(testId: string): boolean {
  const found = document.querySelector<HTMLElement>(`[data-testid="${testId}"]`)
  if (!found || found.getClientRects().length === 0) return false
  clearPointed()
  found.setAttribute(mark, '')
  found.scrollIntoView({ block: 'nearest' })
  const taker = found.matches(focusable) ? found : found.querySelector<HTMLElement>(focusable)
  taker?.focus()
  found.addEventListener('focusout', leave)
  return true
}

export function clearPointed(): void {
  for (const one of document.querySelectorAll<HTMLElement>(`[${mark}]`)) {
    one.removeAttribute(mark)
    one.removeEventListener('focusout', leave)
  }
}

/** The keyboard moves about inside a tree without leaving it. */
function leave({ currentTarget, relatedTarget }: FocusEvent): void {
  if (currentTarget instanceof HTMLElement && !(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) clearPointed()
}
