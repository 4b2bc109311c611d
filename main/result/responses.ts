/** The stored answers of a call, one by one: a list, the request and headers of one, and its body in slices. Secrets in a body are masked here; its rows keep what the API gave. */
import { targetKey, type Target, type TargetRef } from '../../shared/call'
import { AppError } from '../../shared/errors'
import { createRedactor } from '../../shared/redact'
import type { BodySlice, BodySpec, RequestPreview, ResponseDetail, ResponseLine, ResponseList, ResponseRef, ResponsesSpec } from '../../shared/resultViews'
import { say } from '../../shared/words'
import { bodySql, readBody } from './bodies'
import type { Session, SqlValue } from './duckdb'
import type { PageFacts } from './result'
import { isOver, ofTarget, type CallHead } from './tables'

const lineSql = 'account, region, page, request_id, stored_at, http_status, elapsed_ms, coalesce(body_size, length(body)), facts'

export async function listResponses(session: Session, head: CallHead, { offset, limit, target }: ResponsesSpec): Promise<ResponseList> {
  const { sql, values } = target === undefined ? { sql: 'true', values: [] } : ofTarget(target)
  const where = `WHERE ${sql}`
  const [[total] = []] = await session.run(`SELECT count(*) FROM pages ${where}`, values)
  const found = await session.run(`SELECT ${lineSql}, ${rowSql(head)} FROM pages ${where} ORDER BY rowid LIMIT ${limit} OFFSET ${offset}`, values)
  const targets = targetsOf(head)
  return { total: Number(total), responses: found.map((row) => lineOf(row, targets)) }
}

export async function readResponse(session: Session, head: CallHead, ref: ResponseRef): Promise<ResponseDetail> {
  const { sql, values } = placeOf(ref)
  const [row] = await session.run(`SELECT ${lineSql}, ${rowSql(head)}, request, headers, ${bodySql} FROM pages WHERE ${sql}`, values)
  if (!row) throw missing(ref)
  const [request, headers] = row.slice(-5)
  const body = await readBody(session, row.slice(-3))
  return {
    ...lineOf(row, targetsOf(head)),
    ...(typeof request === 'string' ? { request: JSON.parse(request) as RequestPreview } : {}),
    ...(typeof headers === 'string' ? { headers: JSON.parse(headers) as Record<string, string> } : {}),
    shownSize: shown(body).length,
  }
}

export interface Bodies {
  slice(session: Session, spec: BodySpec): Promise<BodySlice>
}

/** Keeps the last body, so that its slices are cut out of one text. */
export function createBodies(): Bodies {
  let last: { key: string; text: string } | undefined
  const read = async (session: Session, spec: BodySpec): Promise<string> => {
    const key = `${spec.callId} ${targetKey(spec.target)} ${spec.page}`
    if (last?.key !== key) {
      const { sql, values } = placeOf(spec)
      const [found] = await session.run(`SELECT ${bodySql} FROM pages WHERE ${sql}`, values)
      if (!found) throw missing(spec)
      last = { key, text: shown(await readBody(session, found)) }
    }
    return last.text
  }
  return {
    async slice(session, spec) {
      const text = await read(session, spec)
      const begin = isInsidePair(text, spec.offset) ? spec.offset + 1 : spec.offset
      const wanted = Math.max(begin + 2, spec.offset + spec.limit)
      const end = isInsidePair(text, wanted) ? wanted - 1 : wanted
      return { text: text.slice(begin, end), size: text.length, ...(end < text.length ? { next: end } : {}) }
    },
  }
}

function placeOf({ target, page }: { target: TargetRef; page: number }): { sql: string; values: SqlValue[] } {
  const { sql, values } = ofTarget(target)
  return { sql: `${sql} AND page = $${values.length + 1}`, values: [...values, BigInt(page)] }
}
const rowSql = (head: CallHead): string => (isOver(head) ? 'over_row' : 'NULL')

const missing = ({ callId, target, page }: ResponseRef): AppError =>
  new AppError('input', say`Call ${callId} has no page ${page} of ${targetKey(target)}.`, { next: say`Ask for its responses again.`, about: { field: 'page' } })

/** Literal secrets are unknown to this process; the names beside them are enough in an answer. */
const redactor = createRedactor()
const shown = (body: string): string => redactor.text(body)

/** True where a cut would part the two halves of one character. */
const isInsidePair = (text: string, at: number): boolean => at > 0 && at < text.length && /[\uDC00-\uDFFF]/.test(text.charAt(at)) && /[\uD800-\uDBFF]/.test(text.charAt(at - 1))

const targetsOf = ({ targets }: CallHead): ReadonlyMap<string, Target> => new Map(targets.map((target) => [targetKey(target), target]))

function lineOf([account, region, page, requestId, storedAt, status, elapsedMs, size, factsText, row]: SqlValue[], targets: ReadonlyMap<string, Target>): ResponseLine {
  const { received, stored, duplicates, code, message } = JSON.parse(String(factsText)) as PageFacts
  const target: Target = { accountId: String(account), regionId: String(region), ...(typeof row === 'number' ? { rowNumber: row } : {}) }
  return {
    ...(targets.get(targetKey(target)) ?? target),
    page: Number(page),
    ...(typeof requestId === 'string' ? { requestId } : {}),
    time: String(storedAt),
    ...(typeof status === 'number' ? { status } : {}),
    ...(typeof elapsedMs === 'number' ? { elapsedMs } : {}),
    size: Number(size),
    received,
    stored,
    duplicates,
    ...(code === undefined ? {} : { code }),
    ...(message === undefined ? {} : { message }),
  }
}
