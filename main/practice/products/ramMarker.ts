/** How RAM pages: by `Marker` and `MaxItems`, with `IsTruncated`. */
import type { OperationCall } from '../cloud'
import { writeJson, type JsonText } from '../json'
import { pageByCursor } from '../paging'
import { readNumber } from '../parameters'
import type { Rows } from '../rows'

/** Source: the parameter descriptions of ListUsers, ListRoles and ListPolicies. */
const pageRule = { standard: 100, least: 1, most: 1000 }

export function pageByMarker({ cloud, parameters }: OperationCall, rows: Rows, wrap: (page: JsonText[]) => Record<string, JsonText>): Record<string, JsonText | undefined> {
  const page = pageByCursor(rows, parameters.Marker ?? '', readNumber(parameters, 'MaxItems', pageRule), cloud.faults, 'Marker')
  const isTruncated = page.next !== ''
  return { ...wrap(page.rows), IsTruncated: String(isTruncated), Marker: isTruncated ? writeJson(page.next) : undefined }
}

/** A list of things that are held in memory. */
export const rowsOf = <T>(list: string, accountId: string, things: readonly T[], write: (thing: T) => JsonText): Rows => ({
  key: `${list}/${accountId}/`,
  count: things.length,
  row: (index) => write(things[index] as T),
})
