/** The small JSON file beside each call's database, so that history lists without opening one. It is written whole or not at all; one that cannot be read is passed over. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import writeFileAtomic from 'write-file-atomic'
import type { CallSummaryLine } from '../../shared/bridge'
import { CallId } from '../../shared/call'
import { AppError } from '../../shared/errors'
import { say } from '../../shared/words'
import { readAll } from './parallel'

const count = v.pipe(v.number(), v.integer(), v.minValue(0))

const Sidecar = v.object({
  layout: v.literal(1),
  line: v.object({
    callId: CallId,
    state: v.picklist(['running', 'finished', 'cancelled', 'paused', 'interrupted']),
    complete: v.boolean(),
    rows: count,
    pages: count,
    requests: count,
    duplicates: count,
    startedAt: v.string(),
    elapsedMs: v.pipe(v.number(), v.minValue(0)),
    name: v.exactOptional(v.string()),
    product: v.string(),
    version: v.string(),
    operation: v.string(),
    profile: v.string(),
    targetCount: count,
    failedCount: count,
  }),
  owner: v.object({ pid: count, began: v.string() }),
})
export type Sidecar = v.InferOutput<typeof Sidecar> & { line: CallSummaryLine }

export interface Sidecars {
  write(sidecar: Sidecar): Promise<void>
  read(callId: CallId): Promise<Sidecar | undefined>
  /** Newest first. */
  list(): Promise<Sidecar[]>
}

export function createSidecars(folder: string): Sidecars {
  const pathOf = (callId: CallId): string => join(folder, `${callId}.json`)
  const read: Sidecars['read'] = async (callId) => {
    const text = await readFile(pathOf(callId), 'utf8').catch(() => undefined)
    if (text === undefined) return undefined
    try {
      const parsed = v.safeParse(Sidecar, JSON.parse(text))
      return parsed.success && parsed.output.line.callId === callId ? parsed.output : undefined
    } catch {
      return undefined // not JSON: a foreign or damaged file
    }
  }
  return {
    read,
    async write(sidecar) {
      const path = pathOf(sidecar.line.callId)
      await writeFileAtomic(path, `${JSON.stringify(sidecar, undefined, 1)}\n`, { mode: 0o600 }).catch((cause: unknown) => {
        throw new AppError('storage', say`The summary ${path} could not be written.`, { next: say`Check that the folder is writable and the disk has space.`, about: { code: (cause as NodeJS.ErrnoException).code ?? 'unknown' }, cause })
      })
    },
    async list() {
      const names = await readdir(folder).catch(() => [])
      const ids = names.flatMap((name) => (name.endsWith('.json') && v.is(CallId, name.slice(0, -5)) ? [name.slice(0, -5)] : []))
      return (await readAll(ids.sort().reverse(), read)).filter((sidecar) => sidecar !== undefined)
    },
  }
}
