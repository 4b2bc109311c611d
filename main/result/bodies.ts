/** The texts of the answers, in tables of their own. DuckDB writes the last, unfinished group of a table's rows anew at every checkpoint; a group of such texts would be gigabytes, so a table takes only so many and the next begins. */
import { AppError } from '../../shared/errors'
import type { Session, SqlValue } from './duckdb'

/** Where a text lies: the number of its table, and its place among all texts. */
export interface BodyPlace {
  part: number
  place: number
}

/** Characters that one table takes. */
const partSize = 32_000_000

export interface BodyLog {
  /** Part of a transaction of pages; places in the order of the texts. */
  put(bodies: readonly string[]): Promise<BodyPlace[]>
}

export async function createBodyLog(session: Session): Promise<BodyLog> {
  const [[lastPart, lastPlace] = []] = await session.run('SELECT max(body_part), max(body_place) FROM pages')
  // What an earlier process began is left as it is.
  let part = lastPart === null || lastPart === undefined ? 0 : Number(lastPart) + 1
  let place = lastPlace === null || lastPlace === undefined ? -1 : Number(lastPlace)
  let size = 0
  return {
    async put(bodies) {
      if (size >= partSize) {
        part += 1
        size = 0
      }
      const places = bodies.map(() => ({ part, place: ++place }))
      size += bodies.reduce((sum, body) => sum + body.length, 0)
      await session.run(`CREATE TABLE IF NOT EXISTS bodies${part} (place BIGINT, body VARCHAR)`)
      await session.append(`bodies${part}`, (to) => {
        for (const [index, body] of bodies.entries()) {
          to.big(BigInt(places[index]?.place ?? place))
          to.text(body)
          to.endRow()
        }
      })
      return places
    },
  }
}

/** Of a row of `pages`: `body` is set in results of older versions, else the other two. `database` is an attached one, as SQL names it. */
export async function readBody(session: Session, [body, part, place]: readonly (SqlValue | undefined)[], database = ''): Promise<string> {
  if (typeof body === 'string') return body
  const [[text] = []] = await session.run(`SELECT body FROM ${database === '' ? '' : `${database}.main.`}bodies${Number(part)} WHERE place = $1`, [BigInt(place ?? -1)])
  if (typeof text !== 'string') throw new AppError('storage', 'The text of a stored answer is missing.', { next: 'Run the call again; report it with the log file.' })
  return text
}

/** The columns that {@link readBody} takes, for `SELECT … FROM pages`. */
export const bodySql = 'body, body_part, body_place'
