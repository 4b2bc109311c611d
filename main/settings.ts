/** The operator's settings: read from `<home>/settings.json`, in memory while the program runs. */
import { readFileSync, statSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { AppError } from '../shared/errors'
import { changeSettings, healSettings, type Settings } from '../shared/settings'
import { say } from '../shared/words'
import { createHealedFile } from './healedFile'

export interface SettingsFile {
  /** As last read or written; defaults until the file was read. */
  now(): Settings
  /** From the file, as another process may have changed it. */
  read(): Promise<Settings>
  /** Changes some fields and keeps the others. @throws AppError `input` about a field; `storage`. */
  change(part: Readonly<Record<string, unknown>>): Promise<Settings>
}

/** A broken file is kept aside and the defaults hold. */
export function createSettings(home: string, clock: () => Date): SettingsFile {
  const path = join(home, 'settings.json')
  const file = createHealedFile({ path, heal: healSettings, now: clock })
  let held = healSettings(undefined)
  return {
    now: () => held,
    read: async () => (held = await file.read()),
    change: async (part) => {
      const next = changeSettings(await file.read(), part)
      if (part['extraCaFile'] !== undefined) readCertificates(next)
      if (part['savedFolder'] !== undefined) checkFolder(next)
      await file.write(next).catch((cause: unknown) => {
        throw new AppError('storage', say`${path} could not be written.`, { next: say`Free some space, or check who may write there.`, cause })
      })
      return (held = next)
    },
  }
}

/** The certificates of the setting `extraCaFile`, in PEM; undefined where none is named. @throws AppError `input` about `extraCaFile`. */
function readCertificates({ extraCaFile }: Settings): string | undefined {
  if (extraCaFile === '') return undefined
  let text: string
  try {
    text = readFileSync(extraCaFile, 'utf8')
  } catch (cause) {
    throw new AppError('input', say`${extraCaFile} could not be read.`, { next: say`Name a PEM file that is there and readable, or none.`, about: { field: 'extraCaFile' }, cause })
  }
  if (!text.includes('-----BEGIN CERTIFICATE-----')) throw new AppError('input', say`${extraCaFile} holds no certificate in PEM.`, { next: say`Name a file that begins with BEGIN CERTIFICATE, or none.`, about: { field: 'extraCaFile' } })
  return text
}

/** @throws AppError `input` about `savedFolder`. */
function checkFolder({ savedFolder }: Settings): void {
  if (savedFolder === '' || (isAbsolute(savedFolder) && statSync(savedFolder, { throwIfNoEntry: false })?.isDirectory() === true)) return
  throw new AppError('input', say`${savedFolder} is no folder on this machine.`, { next: say`Give the whole path of a folder that is there, or nothing.`, about: { field: 'savedFolder' } })
}
