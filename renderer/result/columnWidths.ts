/** How wide a column stands before the operator says so: by what is known of it, then by the first rows that fill it. Pure; widths are CSS pixels. */
import type { Column } from '../../shared/result'

const contextWidth: Record<string, number> = { _account: 148, _accountName: 132, _region: 112, _requestId: 250, _page: 70 }
const kindWidth = { text: 150, mixed: 150, number: 104, boolean: 84, time: 168, json: 190 }

/** Of the grid's font at 11.5 px: a character of a monospaced face, and one of Chinese, Japanese or Korean. */
const character = 7
const wideCharacter = 11.5
const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\ud840-\udbff][\udc00-\udfff]/gu
const padding = 24
/** Beside the title: the arrow of the sort and the handle. */
const titleRoom = 34
const least = 84
/** What is compared and copied is seen whole, an ARN by its beginning; prose is read in the row. */
const mostOfName = 300
const mostOfProse = 200
const mostOfTitle = 260

const textWidth = (text: string): number => {
  const wides = text.match(wide)?.length ?? 0
  return Math.ceil((text.length - wides) * character + wides * wideCharacter) + padding
}
const titleWidth = (title: string): number => Math.min(mostOfTitle, title.length * character + titleRoom)

/** Before any row is there. */
export function expectedWidth(column: Column): number {
  return contextWidth[column.id] ?? Math.max(kindWidth[column.kind], titleWidth(column.path))
}

/** Once rows are there; undefined where none of them has a value, so that later ones decide. Nested values have one width: they are opened. */
export function fittedWidth(column: Column, title: string, cells: readonly (string | null)[]): number | undefined {
  const texts = cells.filter((cell): cell is string => cell !== null && cell !== '')
  if (texts.length === 0) return undefined
  if (column.kind === 'json') return expectedWidth(column)
  const most = texts.some((text) => /\s/.test(text)) && column.kind !== 'time' && !column.isContext ? mostOfProse : mostOfName
  const content = texts.reduce((widest, text) => Math.max(widest, textWidth(text.slice(0, mostOfName))), 0)
  return Math.max(least, titleWidth(title), Math.min(most, content))
}
