/** Rows as text for the clipboard: tab-separated, as a Markdown table, or as a JSON list. Pure. */
import { toTsv } from '../kit/format'

export const copyFormats = ['tsv', 'markdown', 'json'] as const
export type CopyFormat = (typeof copyFormats)[number]

export interface CopiedRows {
  titles: readonly string[]
  cells: readonly (readonly (string | null)[])[]
}

const markdownCell = (cell: string | null): string => (cell ?? '').replace(/\|/g, '\\|').replace(/[\r\n]+/g, '<br>')
const markdownLine = (cells: readonly (string | null)[]): string => `| ${cells.map(markdownCell).join(' | ')} |`

export const rowsToText = (format: Exclude<CopyFormat, 'json'>, { titles, cells }: CopiedRows): string =>
  format === 'tsv' ? toTsv([titles, ...cells]) : [markdownLine(titles), `|${' --- |'.repeat(titles.length)}`, ...cells.map(markdownLine)].join('\n')

/** A list of rows, each already JSON text as the API wrote it. */
export const listOf = (rows: readonly string[]): string => `[\n${rows.join(',\n')}\n]`
