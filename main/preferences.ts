/** The window's preferences on disk. */
import { join } from 'node:path'
import * as v from 'valibot'
import { defaultPreferences, Preferences } from '../shared/preferences'
import { createHealedFile } from './healedFile'

export interface PreferenceFile {
  read(): Promise<Preferences>
  /** Answers what was stored, healed where a field was not acceptable. */
  write(preferences: unknown): Promise<Preferences>
}

/** `<home>/preferences.json`. `onKnown` hears every state that was read or written. */
export function createPreferenceFile(home: string, now: () => Date, onKnown: (preferences: Preferences) => void = () => undefined): PreferenceFile {
  const heal = (value: unknown): Preferences => {
    const parsed = v.safeParse(Preferences, value)
    return parsed.success ? parsed.output : defaultPreferences
  }
  const file = createHealedFile({ path: join(home, 'preferences.json'), heal, now })
  const told = (preferences: Preferences): Preferences => {
    onKnown(preferences)
    return preferences
  }
  return {
    read: async () => told(await file.read()),
    write: async (preferences) => {
      const healed = heal(preferences)
      await file.write(healed)
      return told(healed)
    },
  }
}
