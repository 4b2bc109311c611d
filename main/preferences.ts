/** The window's preferences on disk. */
import { join } from 'node:path'
import * as v from 'valibot'
import { defaultPreferences, Preferences } from '../shared/preferences'
import { createHealedFile } from './healedFile'

export interface PreferenceFile {
  read(): Promise<Preferences>
  /** Answers what was stored, healed where a field was not acceptable. The file is written a moment later, for all that was changed meanwhile. */
  write(preferences: unknown): Promise<Preferences>
  /** Writes at once what still waits, before the application ends; a refused write was told to whoever asked for it. */
  settle(): Promise<void>
}

/** Milliseconds that a change waits for the next, so that typing does not write the file with each letter. */
const settleMs = 400

/** Changes that are written together. */
interface Batch {
  latest: Preferences
  /** The file holds them. */
  written: Promise<void>
  writeNow: () => void
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
  let batch: Batch | undefined
  let last: Promise<void> = Promise.resolve()
  function begin(latest: Preferences): Batch {
    let writeNow = (): void => undefined
    const isDue = new Promise<void>((resolve) => (writeNow = resolve))
    const timer = setTimeout(writeNow, settleMs)
    const begun: Batch = { latest, writeNow, written: Promise.all([isDue, last.catch(() => undefined)]).then(() => {
      clearTimeout(timer)
      if (batch === begun) batch = undefined
      return file.write(begun.latest)
    }) }
    last = begun.written
    return begun
  }
  return {
    read: async () => told(batch?.latest ?? (await file.read())),
    write: async (preferences) => {
      const healed = told(heal(preferences))
      batch ??= begin(healed)
      batch.latest = healed
      await batch.written
      return healed
    },
    settle: async () => {
      batch?.writeNow()
      await last.catch(() => undefined)
    },
  }
}
