/** Waits until what the window remembers, or a setting, is on the disk: it is written a moment after the last change. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

const limitMs = 10_000
const lookEveryMs = 25

/** `file` lies in the data folder; `text` is what was chosen, as the file spells it. @throws Error where it is not written in time. */
export async function kept(home: string, file: 'preferences.json' | 'settings.json', text: string): Promise<void> {
  const until = performance.now() + limitMs
  while (!readWhole(join(home, file)).includes(text)) {
    if (performance.now() > until) throw new Error(`${file} never held ${text}.`)
    await setTimeout(lookEveryMs)
  }
}

/** Empty where there is no such file yet. */
function readWhole(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
