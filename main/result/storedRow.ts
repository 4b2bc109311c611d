/** One row as it came: whole, with the spelling and digits of its page. */
import { AppError } from '../../shared/errors'
import { say } from '../../shared/words'
import { bodySql, readBody } from './bodies'
import { fileColumns } from './formats'
import { readJsonText } from './jsonText'
import type { OpenCall } from './openCalls'
import { stepsOf } from './paths'
import { visitRows } from './rows'
import { isOver } from './tables'

/** The row as its page holds it: the page keeps the text, the table only its cells. A derived row has no page of its own. */
export async function readRow(call: OpenCall, seq: number): Promise<string> {
  if (call.head.derived) return readDerivedRow(call, seq)
  const [found] = await call.reader.run(
    `SELECT ${bodySql}, rows_path, row_index FROM rows JOIN pages ON account = "_account" AND region = "_region" AND page = "_page"${isOver(call.head) ? ' AND pages.over_row = rows.over_row' : ''} WHERE seq = $1`,
    [BigInt(seq)],
  )
  if (!found) throw new AppError('input', say`Result ${call.callId} has no row ${seq}.`, { next: say`Rows are numbered from 0 to ${call.total() - 1}.`, about: { field: 'seq' } })
  const [path, index] = found.slice(3)
  const body = await readBody(call.reader, found)
  if (typeof path !== 'string') return body.trim()
  const rows = visitRows<string>(readJsonText(body), stepsOf(path, 'rows'), (json, start, found) => {
    const end = json.endOfValue(start)
    found.push(json.text.slice(start, end))
    return end
  })
  const row = rows[Number(index)]
  if (row === undefined) throw new AppError('bug', say`Row ${seq} of ${call.callId} is not in its page.`)
  return row
}

/** An object of the cells that have a value; numbers, booleans and lists are bare where their whole column is. */
async function readDerivedRow(call: OpenCall, seq: number): Promise<string> {
  const columns = fileColumns(undefined, call.columns(), call.hasContext)
  const [row] = await call.reader.run(`SELECT ${columns.length === 0 ? 'seq' : columns.map(({ sql }) => sql).join(', ')} FROM rows WHERE seq = $1`, [BigInt(seq)])
  if (!row) throw new AppError('input', say`Result ${call.callId} has no row ${seq}.`, { next: say`Rows are numbered from 0 to ${call.total() - 1}.`, about: { field: 'seq' } })
  const members = columns.flatMap(({ header, isBare }, index) => {
    const cell = row[index]
    return typeof cell === 'string' ? [`${JSON.stringify(header)}:${isBare ? cell : JSON.stringify(cell)}`] : []
  })
  return `{${members.join(',')}}`
}
