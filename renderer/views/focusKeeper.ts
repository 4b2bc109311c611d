/** Keeps the keyboard somewhere: where what had the focus goes away or is disabled, the nearest thing that can have it gets it. A press on empty ground is left alone. */
import { onMounted, onUnmounted } from 'vue'

const tabbable = 'a[href], button, input, select, textarea, summary, [contenteditable="true"], [tabindex]'
/** Parts of the window that somebody can stand in for a while. */
const part = 'dialog, section, aside, nav, main, form, header, [role="dialog"], [role="region"], [role="tabpanel"]'
const remembered = 16
/** What closes gives the focus back itself first. */
const settleMs = 30

/** What is chosen by the mere focus: nothing is chosen for the operator. */
const choosing = '[role="tab"][aria-selected="false"], [role="radio"][aria-checked="false"]'
const isThere = (element: HTMLElement): boolean => element.isConnected && !element.matches(choosing) && element.closest('[inert], [aria-hidden="true"]') === null && element.checkVisibility({ visibilityProperty: true })
const canHave = (element: HTMLElement): boolean => isThere(element) && !element.matches(':disabled')
const stopsIn = (place: ParentNode): HTMLElement[] => [...place.querySelectorAll<HTMLElement>(tabbable)].filter((element) => element.tabIndex >= 0 && canHave(element))

/** The element that takes over from the last of `trail`, perhaps disabled for now; `around` are the elements that were around it, the nearest first. */
function heirOf(trail: readonly HTMLElement[], around: readonly Element[]): HTMLElement | undefined {
  for (const place of around) {
    if (!place.isConnected || !place.matches(part)) continue
    const heir = trail.findLast((one) => place.contains(one) && isThere(one)) ?? stopsIn(place)[0]
    if (heir) return heir
  }
  return trail.findLast(isThere) ?? stopsIn(document)[0]
}

/** Held so that they may go: a field that was taken away would stay in memory with what was typed into it, a secret perhaps. */
const weakly = <T extends Element>(elements: readonly T[]): WeakRef<T>[] => elements.map((element) => new WeakRef(element))
const stillThere = <T extends Element>(held: readonly WeakRef<T>[]): T[] => held.flatMap((one) => one.deref() ?? [])

export function useFocusKeeper(): void {
  let trail: WeakRef<HTMLElement>[] = []
  let around: WeakRef<Element>[] = []
  /** Disabled while its work is done; it gets the focus back from what stands in for it. */
  let awaited: { element: WeakRef<HTMLElement>; standIn: HTMLElement } | undefined
  /** Which way the last press went, where it was Tab. */
  let tabbed: 'on' | 'back' | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const isLost = (): boolean => document.activeElement === null || document.activeElement === document.body || document.activeElement.matches(':disabled')

  function remember({ target }: FocusEvent): void {
    if (!(target instanceof HTMLElement)) return
    if (target !== awaited?.standIn) awaited = undefined
    trail = weakly([...stillThere(trail).filter((one) => one !== target), target].slice(-remembered))
    const holders: Element[] = []
    for (let at = target.parentElement; at !== null; at = at.parentElement) holders.push(at)
    around = weakly(holders)
  }
  function standIn(element: HTMLElement): void {
    const place = element.closest<HTMLElement>(part)
    if (!place) return
    if (!place.hasAttribute('tabindex')) place.tabIndex = -1
    awaited = { element: new WeakRef(element), standIn: place }
    place.focus({ preventScroll: true })
  }
  function goRound(): void {
    if (tabbed === undefined) trail = []
    else stopsIn(document).at(tabbed === 'back' ? -1 : 0)?.focus()
  }
  const notePress = (event: Event): void => {
    tabbed = event instanceof KeyboardEvent && event.key === 'Tab' ? (event.shiftKey ? 'back' : 'on') : undefined
  }
  function check(): void {
    timer = undefined
    const first = awaited?.element.deref()
    if (first && document.activeElement === awaited?.standIn && canHave(first)) return first.focus({ preventScroll: true })
    if (trail.length === 0 || !isLost()) return
    const last = trail.at(-1)?.deref()
    const heir = last && isThere(last) ? last : heirOf(stillThere(trail), stillThere(around))
    // Still there: Tab went past an end of the window, or the operator pressed beside it.
    if (last && heir === last && canHave(last)) return goRound()
    if (heir?.matches(':disabled')) standIn(heir)
    else heir?.focus({ preventScroll: true })
  }
  const checkSoon = (): void => {
    if (timer === undefined && (isLost() || document.activeElement === awaited?.standIn)) timer = setTimeout(check, settleMs)
  }
  const watcher = new MutationObserver(checkSoon)

  onMounted(() => {
    document.addEventListener('keydown', notePress, true)
    document.addEventListener('pointerdown', notePress, true)
    document.addEventListener('focusin', remember)
    document.addEventListener('focusout', checkSoon)
    watcher.observe(document.body, { childList: true, subtree: true, attributeFilter: ['disabled', 'inert', 'hidden'] })
  })
  onUnmounted(() => {
    document.removeEventListener('keydown', notePress, true)
    document.removeEventListener('pointerdown', notePress, true)
    document.removeEventListener('focusin', remember)
    document.removeEventListener('focusout', checkSoon)
    watcher.disconnect()
    clearTimeout(timer)
  })
}
