/** What the operator noted on a call, in a small file of its own beside it, so that a process that runs the call and one that marks it never write one file. Written whole or not at all. */
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import writeFileAtomic from 'write-file-atomic'
import type { CallId } from '../../shared/call'
import { AppError } from '../../shared/errors'
import { say } from '../../shared/words'

const Mark = v.object({ layout: v.literal(1), name: v.exactOptional(v.pipe(v.string(), v.maxLength(200))), isPinned: v.fallback(v.boolean(), false) })
export type Mark = Omit<v.InferOutput<typeof Mark>, 'layout'>

export const markEnding = '.mark'
const none: Mark = { isPinned: false }

/** Unmarked where there is no mark, or one that cannot be read. */
export async function readMark(folder: string, callId: CallId): Promise<Mark> {
  const text = await readFile(pathOf(folder, callId), 'utf8').catch(() => undefined)
  if (text === undefined) return none
  try {
    const { name, isPinned } = v.parse(Mark, JSON.parse(text))
    return { ...(name === undefined ? {} : { name }), isPinned }
  } catch {
    return none // a foreign or damaged file
  }
}

/** @throws AppError `storage`. */
export async function writeMark(folder: string, callId: CallId, mark: Mark): Promise<void> {
  const path = pathOf(folder, callId)
  const isEmpty = mark.name === undefined && !mark.isPinned
  await (isEmpty ? rm(path, { force: true }) : writeFileAtomic(path, `${JSON.stringify({ layout: 1, ...mark })}\n`, { mode: 0o600 })).catch((cause: unknown) => {
    throw new AppError('storage', say`${path} could not be written.`, { next: say`Check that the folder is writable and the disk has space.`, about: { code: (cause as NodeJS.ErrnoException).code ?? 'unknown' }, cause })
  })
}

const pathOf = (folder: string, callId: CallId): string => join(folder, `${callId}${markEnding}`)
