/** Keys of the window: how a shortcut is written down, recognised and shown. Pure but for the platform; it listens to nothing by itself. */
const isApple = (): boolean => typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform)

/** Control, or Command on a Mac, without other modifiers but Shift. */
export const hasCommand = (event: KeyboardEvent): boolean => (event.metaKey || event.ctrlKey) && !event.altKey

/** `⌘↵` or `Ctrl ↵`. */
export const commandLabel = (key: string): string => (isApple() ? `⌘${key}` : `Ctrl ${key}`)

/** The part of a key press that a shortcut is made of. */
export interface KeyPress {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
}

const modifiers = new Set(['Control', 'Meta', 'Alt', 'Shift', 'AltGraph', 'Dead', 'Process', 'Unidentified'])

/** `mod+shift+k`; `mod` is Control, or Command on a Mac. Undefined for a modifier alone. */
export function keysOf({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyPress): string | undefined {
  if (modifiers.has(key)) return undefined
  // A sign that needs Shift says so itself: "?" is one shortcut on every keyboard.
  const isLetter = key.length > 1 || key.toLowerCase() !== key.toUpperCase()
  return [...(ctrlKey || metaKey ? ['mod'] : []), ...(altKey ? ['alt'] : []), ...(shiftKey && isLetter ? ['shift'] : []), key === ' ' ? 'space' : key.toLowerCase()].join('+')
}

/** Whether a shortcut leaves typing, the grid and the browser's own keys alone. */
export function isFree(keys: string): boolean {
  const parts = keys.split('+')
  const key = parts.at(-1) ?? ''
  if (/^f([1-9]|1[0-2])$/.test(key)) return true
  if (keys === '?') return true
  return parts.includes('mod') && !taken.has(keys)
}

/** What text fields and the grid need. */
const taken = new Set(['mod+c', 'mod+v', 'mod+x', 'mod+a', 'mod+z', 'mod+shift+z', 'mod+y', 'mod+shift+c', 'mod+tab', 'mod+arrowleft', 'mod+arrowright', 'mod+arrowup', 'mod+arrowdown', 'mod+home', 'mod+end', 'mod+backspace', 'mod+delete', 'mod+escape'])

const signs: Record<string, string> = { enter: '↵', escape: 'Esc', arrowup: '↑', arrowdown: '↓', arrowleft: '←', arrowright: '→', space: 'Space' }

/** `Ctrl Shift K`, `⇧⌘K`. */
export function keysLabel(keys: string): string {
  const parts = keys.split('+')
  const key = keys.endsWith('++') ? '+' : (parts.at(-1) ?? '')
  const shown = signs[key] ?? (key.length === 1 ? key.toUpperCase() : key.charAt(0).toUpperCase() + key.slice(1))
  const has = (name: string): boolean => parts.slice(0, -1).includes(name)
  if (isApple()) return `${has('alt') ? '⌥' : ''}${has('shift') ? '⇧' : ''}${has('mod') ? '⌘' : ''}${shown}`
  return [...(has('mod') ? ['Ctrl'] : []), ...(has('alt') ? ['Alt'] : []), ...(has('shift') ? ['Shift'] : []), shown].join(' ')
}
