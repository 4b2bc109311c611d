/** Remembers the last reachability test of each role by profile, and writes it as a table. One file per profile; it holds account numbers and names of roles, no secret. */
import { join } from 'node:path'
import * as v from 'valibot'
import { reachStatuses, type ReachMatrix } from '../../shared/permission'
import { inWords, say, spelled, Words } from '../../shared/words'
import { createJsonFile, type JsonFile } from '../credentials/jsonFile'

const StoredResult = v.object({
  accountId: v.string(),
  accountName: v.exactOptional(v.string()),
  roleArn: v.string(),
  status: v.picklist(reachStatuses),
  says: Words,
  isInferred: v.exactOptional(v.boolean()),
  testedAt: v.string(),
  code: v.exactOptional(v.string()),
  requestId: v.exactOptional(v.string()),
  elapsedMs: v.number(),
})
const StoredMatrix = v.object({ profile: v.string(), role: v.string(), state: v.picklist(['finished', 'cancelled']), startedAt: v.string(), elapsedMs: v.number(), results: v.array(StoredResult) })
const Stored = v.object({ format: v.literal(1), tests: v.array(StoredMatrix) })

/** Roles remembered of one profile; the oldest test goes first. */
const most = 20

export interface ReachMemory {
  /** @throws AppError `storage`. */
  keep(matrix: ReachMatrix): Promise<void>
  /** Newest first. */
  read(profile: string): Promise<ReachMatrix[]>
}

/** `<home>/reach/<profile>.json`. */
export function createReachMemory(home: string, now: () => number): ReachMemory {
  const fileOf = (profile: string): JsonFile<v.InferOutput<typeof Stored>> => createJsonFile({ path: join(home, 'reach', `${profile.toLowerCase()}.json`), schema: Stored, now, next: say`Test the role again.` })
  const read = async (profile: string): Promise<ReachMatrix[]> => (await fileOf(profile).read())?.tests ?? []
  return {
    read,
    keep: async (matrix) => {
      const others = (await read(matrix.profile)).filter(({ role }) => role !== matrix.role)
      await fileOf(matrix.profile).write({ format: 1, tests: [matrix, ...others].slice(0, most) })
    },
  }
}

const columns = ['accountId', 'accountName', 'roleArn', 'status', 'says', 'code', 'requestId', 'testedAt', 'elapsedMs'] as const

/** The results as CSV (RFC 4180) or JSON. A cell that a spreadsheet would run as a formula gets an apostrophe. */
export function reachTable(matrix: ReachMatrix, format: 'csv' | 'json'): string {
  if (format === 'json') return `${JSON.stringify(matrix, spelled, 2)}\n`
  const cell = (value: string): string => {
    const guarded = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
    return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
  }
  return [columns, ...matrix.results.map((result) => columns.map((column) => (column === 'says' ? inWords(result.says) : String(result[column] ?? ''))))].map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}
