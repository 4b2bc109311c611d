import { existsSync } from 'node:fs'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import { describe, expect, it } from 'vitest'
import { exportSpec, list, never, openCall } from './fixtures'

/** Cells of the first sheet as another library reads them: `[value, type]`, header first. */
async function readBack(path: string): Promise<[value: unknown, isNumber: boolean][][]> {
  const book = new ExcelJS.Workbook()
  await book.xlsx.readFile(path)
  const sheet = book.worksheets[0]
  const rows: [unknown, boolean][][] = []
  sheet?.eachRow({ includeEmpty: true }, (row) => {
    const cells: [unknown, boolean][] = []
    for (let at = 1; at <= sheet.columnCount; at += 1) cells.push([row.getCell(at).value, row.getCell(at).type === ExcelJS.ValueType.Number])
    rows.push(cells)
  })
  return rows
}

async function exported(rows: string[], columns: string[]): Promise<{ cells: [unknown, boolean][][]; outcome: { cutTexts?: number; rows: number } }> {
  const { page, store, home } = await openCall()
  await page(list(...rows))
  const path = join(home, 'rows.xlsx')
  const outcome = await store.export(exportSpec({ format: 'xlsx', columns }), path, { signal: never })
  return { cells: await readBack(path), outcome }
}

describe('a workbook', () => {
  it('keeps every digit: a number only where Excel shows just those digits, else text', async () => {
    const numbers = ['42', '-0.5', '0.10', '9007199254740993', '18446744073709551615', '1e400', '-0', '123456789012345', '1234567890123456']
    const { cells } = await exported(numbers.map((number) => `{"n":${number},"uid":"1203456789012345"}`), ['n', 'uid'])
    const plain = new Set(['42', '-0.5', '123456789012345'])
    expect(cells.slice(1).map(([n]) => n)).toEqual(numbers.map((number) => (plain.has(number) ? [Number(number), true] : [number, false])))
    expect(cells.slice(1).every(([, uid]) => uid?.[0] === '1203456789012345' && !uid[1])).toBe(true)
  })

  it('reads back hostile text as it was; a formula is only text', async () => {
    const texts = ['emoji 👩‍👩‍👧', 'שלום', 'a\nb', 'a\r\nb', '"quoted"', '<b>&amp;</b>', '=1+1', '+86', '-x', '@SUM(A1)', '\ttab', ' lead and trail ', 'x'.repeat(32_767)]
    const { cells } = await exported(texts.map((text) => JSON.stringify({ t: text })), ['t'])
    expect(cells.slice(1).map(([t]) => t?.[0])).toEqual(texts)
  })

  it('holds what XML cannot in the spelling of Excel', async () => {
    const { cells } = await exported([JSON.stringify({ t: 'nul\0bell\u0007' }), JSON.stringify({ t: 'own _x0041_ letters' })], ['t'])
    const spelled = cells.slice(1).map(([t]) => String(t?.[0]).replace(/_x([0-9A-F]{4})_/g, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16))))
    expect(spelled).toEqual(['nul\0bell\u0007', 'own _x0041_ letters'])
  })

  it('cuts a text at the length of a cell, and says how many', async () => {
    const { cells, outcome } = await exported([JSON.stringify({ t: 'x'.repeat(40_000) }), JSON.stringify({ t: `${'y'.repeat(32_766)}😀` })], ['t'])
    expect(cells.slice(1).map(([t]) => String(t?.[0]).length)).toEqual([32_767, 32_766])
    expect(outcome.cutTexts).toBe(2)
  })

  it('has booleans, empty cells, a header alone where there is no row', async () => {
    const { cells } = await exported(['{"b":true,"n":1}', '{"b":false}'], ['b', 'n', 'Missing'])
    expect(cells.map((row) => row.map(([value]) => value))).toEqual([['b', 'n', 'Missing'], [true, 1, null], [false, null, null]])
    expect((await exported([], ['a'])).cells.map((row) => row.map(([value]) => value))).toEqual([['a']])
  })

  it('a cancel leaves nothing behind', async () => {
    const { page, store, home } = await openCall()
    await page(list(...Array.from({ length: 20_000 }, (_, index) => `{"n":${index},"t":"${'x'.repeat(100)}"}`)))
    const controller = new AbortController()
    const path = join(home, 'rows.xlsx')
    const result = store.export(exportSpec({ format: 'xlsx' }), path, { signal: controller.signal, onProgress: () => controller.abort() })
    await expect(result).rejects.toMatchObject({ kind: 'cancelled' })
    expect(existsSync(path)).toBe(false)
  })
})
