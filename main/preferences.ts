/** The window's preferences on disk. A broken file is kept aside and healed from the defaults, never overwritten silently. */
import { readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import writeFileAtomic from 'write-file-atomic'
import { defaultPreferences, Preferences } from '../shared/preferences'

export interface PreferenceFile {
  read(): Promise<Preferences>
  /** Answers what was stored, healed where a field was not acceptable. */
  write(preferences: unknown): Promise<Preferences>
}

/** `<home>/preferences.json`. `onKnown` hears every state that was read or written. */
export function createPreferenceFile(home: string, now: () => Date, onKnown: (preferences: Preferences) => void = () => undefined): PreferenceFile {
  const path = join(home, 'preferences.json')
  const heal = (value: unknown): Preferences => {
    const parsed = v.safeParse(Preferences, value)
    return parsed.success ? parsed.output : defaultPreferences
  }
  const read = async (): Promise<Preferences> => {
    const text = await readFile(path, 'utf8').catch(() => undefined)
    if (text === undefined) return defaultPreferences
    try {
      return heal(JSON.parse(text))
    } catch {
      await rename(path, `${path}.broken-${now().toISOString().replace(/\D/g, '').slice(0, 14)}`)
      return defaultPreferences
    }
  }
  const told = (preferences: Preferences): Preferences => {
    onKnown(preferences)
    return preferences
  }
  return {
    read: async () => told(await read()),
    write: async (preferences) => {
      const healed = heal(preferences)
      await writeFileAtomic(path, JSON.stringify(healed, exactJson, 2), { mode: 0o600 })
      return told(healed)
    },
  }
}

/** A draft may hold bigint parameters; as text they keep their digits. */
function exactJson(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}
