/** The digits and the texts that tools lose, through every way out of a result: table, filter, sort, SQL, clipboard and all six formats, each read back by a reader of another make. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import ExcelJS from 'exceljs'
import papa from 'papaparse'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rowsToText } from '../../../renderer/result/copyRows'
import type { ExportFormat } from '../../../shared/result'
import type { ResultCore } from '../../../main/result/result'
import { createResultCore } from '../../../main/result/core'
import { callId, derive, exportSpec, list, never, rowsOf, spec, target, thisOwner } from './fixtures'

/** In order of their value. */
const numbers = ['-18446744073709551616', '-0.10', '-0', '0.10', '0.11', '9007199254740992', '9007199254740993', '18446744073709551615', '1e400']
const texts = ['plain', 'emoji 👩‍👩‍👧 😀', 'שלום עליכם', 'nul\0here', 'a\r\nb', 'a\rb', 'a\nb', 'say "hi"', '"', "it's", '=1+1', '+86', '-x', '@SUM(A1)', '\ttab', ' lead and trail ', ',;|', 'ｆｕｌｌ', '_x0041_', 'x'.repeat(30_000)]
const count = Math.max(numbers.length, texts.length)
const at = <T>(list: readonly T[], index: number): T => list[index % list.length] as T

let folder: string
let store: ResultCore
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rolecall-digits-'))
  store = createResultCore({ home: folder, owner: thisOwner() })
  await store.create(callId, spec, [target], '2026-11-22T19:45:30.000Z')
  await store.appendPage({ callId, target, page: 1, body: list(...Array.from({ length: count }, (_, index) => `{"i":${index},"n":${at(numbers, index)},"t":${JSON.stringify(at(texts, index))}}`)) })
})
afterAll(async () => {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

const wanted = Array.from({ length: count }, (_, index) => ({ i: String(index), n: at(numbers, index), t: at(texts, index) }))
const file = async (format: ExportFormat): Promise<string> => {
  const path = join(folder, `rows.${format}`)
  await store.export(exportSpec({ format, formulaGuard: false, columns: ['i', 'n', 't'] }), path, { signal: never })
  return path
}

describe('every digit and every text', () => {
  it('stand in the table', async () => {
    expect(await rowsOf(store, callId)).toEqual(wanted)
  })

  it.each(numbers)('are found by a filter: %s', async (number) => {
    const { rows } = await store.window({ callId, offset: 0, limit: 100, columns: ['c1'], sort: [], filters: [{ column: 'c1', operator: 'equals', value: number }], search: '' })
    expect(new Set(rows.map(({ cells }) => cells[0]))).toEqual(new Set([number]))
    expect(rows).toHaveLength(wanted.filter(({ n }) => n === number).length)
  })

  it.each(texts.map((text, index) => [index, text.slice(0, 20), text] as const))('are found by a filter: text %i %j', async (_index, _start, text) => {
    if (text.length > 10_000) return expect((await store.window({ callId, offset: 0, limit: 100, sort: [], filters: [{ column: 'c2', operator: 'startsWith', value: text.slice(0, 9000) }], search: '' })).matching).toBe(1)
    expect((await store.window({ callId, offset: 0, limit: 100, sort: [], filters: [{ column: 'c2', operator: 'equals', value: text }], search: '' })).matching).toBe(1)
  })

  it('are sorted by what they mean', async () => {
    const { rows } = await store.window({ callId, offset: 0, limit: 100, columns: ['c1'], sort: [{ column: 'c1', descending: false }], filters: [], search: '' })
    expect([...new Set(rows.map(({ cells }) => cells[0]))]).toEqual(numbers)
  })

  it('pass through SQL', async () => {
    const { derivedId } = await derive(store, { kind: 'sql', spec: { callId, taskId: 'task-1', sql: 'SELECT i, n, t FROM rows ORDER BY i', seconds: 60 } })
    expect(await rowsOf(store, derivedId)).toEqual(wanted)
  })

  it('are copied, but for line breaks and tabs that would end a cell', async () => {
    const text = rowsToText('tsv', { titles: ['n', 't'], cells: wanted.map(({ n, t }) => [n, t]) })
    expect(text.split('\n').slice(1).map((line) => line.split('\t'))).toEqual(wanted.map(({ n, t }) => [n, t.replace(/[\t\r\n]+/g, ' ')]))
    expect(JSON.parse(`[${await store.row(callId, 6)}]`.replace(/(-?\d[\d.e]*)(?=,"t")/, '"$1"'))).toMatchObject([{ n: '9007199254740993', t: at(texts, 6) }])
  })

  it.each(['csv', 'tsv'] as const)('are exported as %s, read by papaparse', async (format) => {
    const { data } = papa.parse<Record<string, string>>(readFileSync(await file(format), 'utf8').replace(/\r?\n$/, ''), { header: true, delimiter: format === 'csv' ? ',' : '\t' })
    expect(data).toEqual(wanted)
  })

  it.each(['json', 'ndjson'] as const)('are exported as %s, read by JSON.parse', async (format) => {
    const text = readFileSync(await file(format), 'utf8').replace(/"n":([^,]+)/g, '"n":"$1"').replace(/"i":(\d+)/g, '"i":"$1"')
    expect(format === 'json' ? JSON.parse(text) : text.trim().split('\n').map((line) => JSON.parse(line) as unknown)).toEqual(wanted)
  })

  it('are exported as Parquet, read by DuckDB', async () => {
    const path = await file('parquet')
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    const rows = await connection.runAndReadAll(`SELECT i, n, t FROM '${path}'`)
    expect(rows.getRowObjects()).toEqual(wanted)
    connection.closeSync()
    instance.closeSync()
  })

  it('are exported as a workbook, read by exceljs', async () => {
    const book = new ExcelJS.Workbook()
    await book.xlsx.readFile(await file('xlsx'))
    const found: { n: string; t: string }[] = []
    book.worksheets[0]?.eachRow((row, number) => {
      if (number > 1) found.push({ n: row.getCell(2).text, t: decode(row.getCell(3).text) })
    })
    expect(found).toEqual(wanted.map(({ n, t }) => ({ n, t })))
  })
})

/** Characters that XML cannot hold, in the spelling of Excel. */
const decode = (text: string): string => text.replace(/_x([0-9A-F]{4})_/g, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
