/** Writes rows as an Excel workbook, one row after another: the whole of it never lies in memory. A cell is a number only where Excel would show just those digits; any other is text. */
import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import type { Session, SqlValue } from './duckdb'
import type { FileColumn } from './formats'

export interface Workbook {
  columns: readonly FileColumn[]
  /** What follows SELECT and the columns. */
  from: string
  values: readonly string[]
  totalRows: number
  path: string
  signal: AbortSignal
  onRows: (rows: number) => void
}

export interface WrittenWorkbook {
  rows: number
  sheets: number
  /** Texts longer than a cell can hold, cut there. */
  cutTexts: number
}

/** Limits of Excel: rows of a sheet, its header included, and characters of a cell. */
const sheetRows = 1_048_576
const cellCharacters = 32_767
/** Characters gathered before they are handed on. */
const portion = 65_536
/** The quickest levels of deflate save nearly as much of such text as the slowest. */
const compression = { compress: true, compressionLevel: 3 }

/** @throws whatever the session or the disk gives; `signal` ends it between two portions. */
export async function writeWorkbook(session: Session, { columns, from, values, totalRows, path, signal, onRows }: Workbook): Promise<WrittenWorkbook> {
  const perSheet = sheetRows - 1
  const sheets = Array.from({ length: Math.max(1, Math.ceil(totalRows / perSheet)) }, () => new PassThrough())
  const zip = new ZipFile()
  for (const [name, xml] of Object.entries(fixedParts(sheets.length))) zip.addBuffer(Buffer.from(xml), name, compression)
  sheets.forEach((sheet, index) => zip.addReadStream(sheet, `xl/worksheets/sheet${index + 1}.xml`, compression))
  zip.end()
  // A failure on one side ends the other, so that neither waits for what never comes.
  const stop = new AbortController()
  const isWritten = pipeline(zip.outputStream, createWriteStream(path), { signal: AbortSignal.any([signal, stop.signal]) })
  const broken = isWritten.then(() => new Promise<never>(() => undefined))
  broken.catch(() => undefined)

  let cutTexts = 0
  const onCut = (): void => void (cutTexts += 1)
  const letters = columns.map((_, index) => columnLetters(index))
  const head = sheetHead(columns, letters, onCut)
  let rows = 0
  let waiting = ''
  const sheetOf = (row: number): PassThrough => sheets[Math.min(sheets.length - 1, Math.floor(row / perSheet))] as PassThrough
  const hand = async (sheet: PassThrough): Promise<void> => {
    const text = waiting
    waiting = ''
    if (!sheet.write(text)) await Promise.race([once(sheet, 'drain'), broken])
  }
  const write = async (): Promise<void> => {
    waiting = head
    await session.each(`SELECT ${columns.map(({ sql }) => sql).join(', ')} ${from}`, values, async (found: SqlValue[][]) => {
      signal.throwIfAborted()
      for (const cells of found) {
        if (rows > 0 && rows % perSheet === 0) {
          waiting += sheetTail
          await hand(sheetOf(rows - 1))
          sheetOf(rows - 1).end()
          waiting = head
        }
        const number = (rows % perSheet) + 2
        waiting += `<row r="${number}">${cells.map((cell, index) => cellXml(typeof cell === 'string' ? cell : null, columns[index], `${letters[index] ?? ''}${number}`, onCut)).join('')}</row>`
        rows += 1
        if (waiting.length >= portion) await hand(sheetOf(rows - 1))
      }
      onRows(rows)
    })
    waiting += sheetTail
    await hand(sheetOf(Math.max(0, rows - 1)))
    for (const sheet of sheets) sheet.end()
  }
  try {
    await Promise.race([write(), broken])
    await isWritten
  } catch (thrown) {
    stop.abort()
    for (const sheet of sheets) sheet.destroy()
    await isWritten.catch(() => undefined)
    throw thrown
  }
  return { rows, sheets: sheets.length, cutTexts }
}

/** A … Z, AA …; `index` from 0. */
function columnLetters(index: number): string {
  const last = String.fromCharCode(65 + (index % 26))
  return index < 26 ? last : columnLetters(Math.floor(index / 26) - 1) + last
}

/** `place` as `B7`: some readers need it. */
function cellXml(text: string | null, column: FileColumn | undefined, place: string, onCut: () => void): string {
  if (text === null) return ''
  if (column?.isBare === true && column.kind === 'number' && isPlainNumber(text)) return `<c r="${place}"><v>${text}</v></c>`
  if (column?.isBare === true && column.kind === 'boolean') return `<c r="${place}" t="b"><v>${text === 'true' ? 1 : 0}</v></c>`
  return textCell(text, place, onCut)
}

/** Excel keeps 15 digits and shows a number in its own spelling: only what survives both is a number there. */
const isPlainNumber = (text: string): boolean => text.length <= 16 && text.replace(/[-.]/g, '').length <= 15 && String(Number(text)) === text

function textCell(text: string, place: string, onCut: () => void, style = ''): string {
  let shown = text
  if (text.length > cellCharacters) {
    onCut()
    const end = /[\uD800-\uDBFF]/.test(text.charAt(cellCharacters - 1)) ? cellCharacters - 1 : cellCharacters
    shown = text.slice(0, end)
  }
  return `<c r="${place}" t="inlineStr"${style}><is><t xml:space="preserve">${escapeXml(shown)}</t></is></c>`
}

/** Characters that XML 1.0 cannot hold, CR, which it would change, and letters that Excel would take for one of them. */
const special = /[&<>\r\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|_(?=x[0-9A-Fa-f]{4}_)/g
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' }

/** Characters without a place in XML are written `_x0000_`, as Excel does; a text that has such letters of its own gets its underscore so. */
const escapeXml = (text: string): string => (special.test(text) ? text.replace(special, (found) => entities[found] ?? `_x${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`) : text)

const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packaging = 'http://schemas.openxmlformats.org/package/2006'
const content = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

/** The header stays in sight. */
const sheetHead = (columns: readonly FileColumn[], letters: readonly string[], onCut: () => void): string =>
  `${xml}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData><row r="1">${columns.map(({ header }, index) => textCell(header, `${letters[index] ?? ''}1`, onCut, ' s="1"')).join('')}</row>`
const sheetTail = '</sheetData></worksheet>'

/** The parts of a workbook beside its sheets, by name. */
function fixedParts(sheets: number): Record<string, string> {
  const numbers = Array.from({ length: sheets }, (_, index) => index + 1)
  return {
    '[Content_Types].xml': `${xml}<Types xmlns="${packaging}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${content}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${content}.styles+xml"/>${numbers.map((number) => `<Override PartName="/xl/worksheets/sheet${number}.xml" ContentType="${content}.worksheet+xml"/>`).join('')}</Types>`,
    '_rels/.rels': `${xml}<Relationships xmlns="${packaging}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `${xml}<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${numbers.map((number) => `<sheet name="rows${number === 1 ? '' : ` ${number}`}" sheetId="${number}" r:id="rId${number}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${xml}<Relationships xmlns="${packaging}/relationships">${numbers.map((number) => `<Relationship Id="rId${number}" Type="${office}/worksheet" Target="worksheets/sheet${number}.xml"/>`).join('')}<Relationship Id="rId${sheets + 1}" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
    'xl/styles.xml': `${xml}<styleSheet xmlns="${main}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf fontId="1" applyFont="1"/></cellXfs></styleSheet>`,
  }
}
