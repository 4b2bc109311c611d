/** The texts of the answers, deflated, in tables of their own. DuckDB writes the last, unfinished group of a table's rows anew at every checkpoint; a group of such texts would be gigabytes, so a table takes only so many and the next begins. */
import { promisify } from 'node:util'
import { deflateRaw, inflateRaw } from 'node:zlib'
import { AppError } from '../../shared/errors'
import { say } from '../../shared/words'
import type { Session, SqlValue } from './duckdb'

/** Where a text lies: the number of its table, and its place among all texts. */
export interface BodyPlace {
  part: number
  place: number
}

/** Bytes that one table takes. */
const partSize = 32_000_000

const deflate = promisify(deflateRaw)
const inflate = promisify(inflateRaw)

/** A text as it is stored, a fifth to a tenth of its size; made beside the thread that asks. */
export const packBody = (body: string): Promise<Uint8Array> => deflate(body, { level: 1 })

export interface BodyLog {
  /** Part of a transaction of pages; takes what {@link packBody} made, and answers places in that order. */
  put(bodies: readonly Uint8Array[]): Promise<BodyPlace[]>
  /** That transaction is committed. */
  kept(): void
}

export async function createBodyLog(session: Session): Promise<BodyLog> {
  const [[lastPart, lastPlace] = []] = await session.run('SELECT max(body_part), max(body_place) FROM pages')
  // What an earlier process began is left as it is.
  let part = lastPart === null || lastPart === undefined ? 0 : Number(lastPart) + 1
  let place = lastPlace === null || lastPlace === undefined ? -1 : Number(lastPlace)
  let size = 0
  /** The last table that is there for sure; to ask for it with every transaction costs a part of each. */
  let made = -1
  return {
    async put(bodies) {
      if (size >= partSize) {
        part += 1
        size = 0
      }
      const places = bodies.map(() => ({ part, place: ++place }))
      size += bodies.reduce((sum, body) => sum + body.length, 0)
      if (made !== part) await session.run(`CREATE TABLE IF NOT EXISTS bodies${part} (place BIGINT, body BLOB)`)
      await session.append(`bodies${part}`, (to) => {
        for (const [index, body] of bodies.entries()) {
          to.big(BigInt(places[index]?.place ?? place))
          to.bytes(body)
          to.endRow()
        }
      })
      return places
    },
    kept: () => (made = part),
  }
}

/** Of a row of `pages`: `body` is set in results of older versions, else the other two; somewhat later ones have the text itself in the table. `database` is an attached one, as SQL names it. */
export async function readBody(session: Session, [body, part, place]: readonly (SqlValue | undefined)[], database = ''): Promise<string> {
  if (typeof body === 'string') return body
  const stored = await session.value(`SELECT body FROM ${database === '' ? '' : `${database}.main.`}bodies${Number(part)} WHERE place = $1`, [BigInt(place ?? -1)])
  if (typeof stored === 'string') return stored
  if (stored instanceof Uint8Array) return (await inflate(stored)).toString()
  throw new AppError('storage', say`The text of a stored answer is missing.`, { next: say`Run the call again; report it with the log file.` })
}

/** The columns that {@link readBody} takes, for `SELECT … FROM pages`. */
export const bodySql = 'body, body_part, body_place'
