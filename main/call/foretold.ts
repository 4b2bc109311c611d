/** How many rows a list has, read from its first answer before that is stored, so that the pages behind it are asked for at once. Only a hint: what is stored decides. */
import { scalarText } from '../result/exactJson'
import { scalarAt } from '../result/paths'

/** Characters; a longer answer would hold up main for longer than it takes to store it elsewhere. */
const longest = 500_000

/** Never throws: what is wrong with the answer or the path is said where it is stored. */
export function foretoldTotal(body: string, path: string | undefined): number | undefined {
  if (path === undefined || body.length > longest) return undefined
  try {
    const text = scalarText(scalarAt(JSON.parse(body), path, 'pagination.totalCountPath'))
    return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined
  } catch {
    return undefined
  }
}
