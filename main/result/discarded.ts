/** Deleting a call in two steps that a crash cannot tear: its summary is renamed, which takes it out of the history at once and can be taken back; its files are removed later. What was begun is ended by the next sweep. */
import { readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { CallId } from '../../shared/call'
import { AppError } from '../../shared/errors'
import { say, type Said } from '../../shared/words'
import { markEnding } from './marks'
import { wordsEnding } from './words'

const ending = '.gone'

export interface Discarded {
  has(callId: CallId): Promise<boolean>
  put(callId: CallId): Promise<void>
  /** @throws AppError `input` where it is not there any more. */
  takeBack(callId: CallId): Promise<void>
  /** Removes the files of one that was put. @throws AppError `storage` about the file that stays. */
  purge(callId: CallId): Promise<void>
  /** Those put at least so many milliseconds ago. */
  olderThan(milliseconds: number): Promise<CallId[]>
}

export interface DiscardedParts {
  /** Of the results. */
  folder: string
  /** Milliseconds since 1970. */
  now: () => number
}

export function createDiscarded({ folder, now }: DiscardedParts): Discarded {
  const file = (callId: CallId, end: string): string => join(folder, `${callId}${end}`)
  const isThere = (path: string): Promise<boolean> => stat(path).then(() => true, () => false)
  const failed = (message: Said) => (cause: unknown): never => {
    throw new AppError('storage', message, { next: say`Close what is using it and try again.`, about: { code: (cause as NodeJS.ErrnoException).code ?? 'unknown' }, cause })
  }
  return {
    has: (callId) => isThere(file(callId, ending)),
    async put(callId) {
      const summary = file(callId, '.json')
      if (!(await isThere(summary))) return void (await writeFile(file(callId, ending), '', { mode: 0o600 }).catch(failed(say`${file(callId, ending)} could not be written.`)))
      // The time is set before the name, so that a sweep never meets an old one.
      const at = now() / 1000
      await utimes(summary, at, at)
        .then(() => rename(summary, file(callId, ending)))
        .catch(failed(say`${summary} could not be renamed.`))
    },
    async takeBack(callId) {
      const gone = file(callId, ending)
      if (!(await isThere(gone)) || !(await isThere(file(callId, '.duckdb')))) throw new AppError('input', say`Call ${callId} cannot be taken back any more: its files are gone.`, { next: say`Run the call again.`, about: { field: 'callId' } })
      const hadSummary = (await stat(gone)).size > 0
      await (hadSummary ? rename(gone, file(callId, '.json')) : rm(gone)).catch(failed(say`${gone} could not be renamed.`))
    },
    async purge(callId) {
      for (const end of ['.duckdb', '.duckdb.wal', '.duckdb.tmp', wordsEnding, markEnding, ending]) await rm(file(callId, end), { force: true, recursive: true }).catch(failed(say`${file(callId, end)} could not be removed.`))
    },
    async olderThan(milliseconds) {
      const names = await readdir(folder).catch(() => [])
      const ids = names.flatMap((name) => (name.endsWith(ending) && v.is(CallId, name.slice(0, -ending.length)) ? [name.slice(0, -ending.length)] : []))
      const ages = await Promise.all(ids.map(async (callId) => ({ callId, at: (await stat(file(callId, ending)).catch(() => undefined))?.mtimeMs ?? now() })))
      return ages.filter(({ at }) => now() - at >= milliseconds).map(({ callId }) => callId)
    },
  }
}
