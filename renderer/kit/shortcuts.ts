/** Keys of the window: how a shortcut is recognised and written. It listens to nothing by itself. */
const isApple = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform)

/** Control, or Command on a Mac, without other modifiers but Shift. */
export const hasCommand = (event: KeyboardEvent): boolean => (event.metaKey || event.ctrlKey) && !event.altKey

/** `⌘↵` or `Ctrl ↵`. */
export const commandLabel = (key: string): string => (isApple() ? `⌘${key}` : `Ctrl ${key}`)
