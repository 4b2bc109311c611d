/** What is known of the pages of each target: their numbers, and the hashes of their rows. Once from the database, then from what is committed. */
import { targetKey, type Target } from '../../shared/call'
import type { Session } from './duckdb'
import { createHashSet, type HashSet } from './hashSet'

/** What is known of a target's stored pages. */
export interface Seen {
  pages: Set<number>
  hashes: HashSet
  /** The reading that goes on, where it is not the first, and the rows it has brought. */
  pass?: { number: number; hashes: HashSet }
}

export type SeenOf = (target: Pick<Target, 'accountId' | 'regionId' | 'rowNumber'>) => Seen

/** Rows read at a time when a call is reopened, so that a million hashes do not come as one answer. */
const step = 50_000

/** Reads what the database holds; answers the record of any target, from then on to be kept up by whoever stores. */
export async function readSeen(session: Session, isOver: boolean): Promise<SeenOf> {
  const seen = new Map<string, Seen>()
  const seenOf: SeenOf = (target) => {
    const key = targetKey(target)
    const known = seen.get(key) ?? { pages: new Set<number>(), hashes: createHashSet() }
    seen.set(key, known)
    return known
  }
  const at = (account: unknown, region: unknown, row: unknown): Seen => seenOf({ accountId: String(account), regionId: String(region), ...(typeof row === 'number' ? { rowNumber: row } : {}) })
  const rowNumber = isOver ? 'over_row' : 'NULL'
  for (const [account, region, row, page] of await session.run(`SELECT account, region, ${rowNumber}, page FROM pages`)) at(account, region, row).pages.add(Number(page))
  for (let first = 0, isMore = true; isMore; first += step) {
    const found = await session.run(`SELECT "_account", "_region", ${rowNumber}, row_hash FROM rows WHERE seq >= $1 AND seq < $2`, [BigInt(first), BigInt(first + step)])
    for (const [account, region, row, hash] of found) at(account, region, row).hashes.add(hash as bigint)
    isMore = found.length > 0
  }
  return seenOf
}
