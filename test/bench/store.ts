/** Ingest, windows and exports of the result store, each beside the floor that DuckDB itself sets. */
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { stringify } from 'csv-stringify/sync'
import papa from 'papaparse'
import type { CallSpec, Target } from '../../shared/call'
import { createResultCore } from '../../main/result/core'
import type { ExportSpec } from '../../shared/result'
import type { KeptResults } from '../../main/result/result'
import { inTurn, ratios, spreadOf, timed, type Measurements } from './measure'
import { leaves, pageText } from './pages'

const pageSize = 100
export const target: Target = { accountId: '1203456789012345', accountName: 'shop-prod', regionId: 'cn-hangzhou' }
export const spec: CallSpec = { rolecall: 1, product: 'Ecs', version: '2014-05-26', operation: 'DescribeInstances', profile: 'bench', accounts: 'self', endpoint: 'recommended', parameters: {} }
export const callIdOf = (run: number): string => `20261122T000000-${String(run).padStart(4, '0')}`

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'rolecall-bench-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const openCore = (home: string): KeptResults => createResultCore({ home, owner: { pid: process.pid, began: '' } })

async function fill(store: KeptResults, callId: string, rows: number, columns: number): Promise<number> {
  const shape = leaves(columns)
  await store.create(callId, spec, [target], '2026-11-22T00:00:00.000Z')
  let spent = 0
  for (let page = 0; page < rows / pageSize; page += 1) {
    const body = pageText(shape, page, pageSize, rows)
    spent += await timed(() => store.appendPage({ callId, target, page: page + 1, requestId: `R-${page}`, body, totalCountPath: '.TotalCount' }))
  }
  return spent
}

/** A finished result in a data folder of its own, for the window. */
export async function fillResult(home: string, number: number, rows: number, columns: number): Promise<void> {
  const store = openCore(home)
  const callId = callIdOf(number)
  await fill(store, callId, rows, columns)
  const { summary } = await store.read(callId)
  await store.finish(callId, { ...summary, state: 'finished' })
  await store.close()
}

async function connect(path: string, threads: string): Promise<{ connection: DuckDBConnection; close: () => void }> {
  const instance = await DuckDBInstance.create(path, { memory_limit: '512MB', threads })
  const connection = await instance.connect()
  return {
    connection,
    close: () => {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

/** The floor: the appender fed with ready texts of known columns, one transaction a page, nothing parsed, no page text kept. */
async function appenderFloor(folder: string, rows: number, columns: number): Promise<number> {
  const { connection, close } = await connect(join(folder, 'floor.duckdb'), '2')
  const shape = leaves(columns)
  await connection.run(`CREATE TABLE rows (seq BIGINT, ${shape.map((_, index) => `c${index} VARCHAR`).join(', ')})`)
  let spent = 0
  for (let page = 0; page < rows / pageSize; page += 1) {
    const ready = Array.from({ length: pageSize }, (_, index) => shape.map(({ value }) => value(page * pageSize + index)))
    spent += await timed(async () => {
      await connection.run('BEGIN')
      const appender = await connection.createAppender('rows')
      ready.forEach((row, index) => {
        appender.appendBigInt(BigInt(page * pageSize + index))
        for (const text of row) appender.appendVarchar(text)
        appender.endRow()
      })
      appender.closeSync()
      await connection.run('COMMIT')
    })
  }
  close()
  return spent
}

export async function benchIngest({ rows, columns, runs }: { rows: number; columns: number; runs: number }): Promise<Measurements> {
  const perSecond = (ms: number): number => (rows / ms) * 1000
  const found = await inTurn(runs, {
    ingest: () =>
      inFolder(async (folder) => {
        const store = openCore(folder)
        const spent = await fill(store, callIdOf(1), rows, columns)
        await store.close()
        return perSecond(spent)
      }),
    floor: () => inFolder(async (folder) => perSecond(await appenderFloor(folder, rows, columns))),
  })
  return { ingestRowsPerSecond: spreadOf(found.ingest), appenderRowsPerSecond: spreadOf(found.floor), ingestShareOfAppender: ratios(found.ingest, found.floor) }
}

export async function benchReading({ rows, columns, runs }: { rows: number; columns: number; runs: number }): Promise<Measurements> {
  return inFolder(async (folder) => {
    const store = openCore(folder)
    const callId = callIdOf(2)
    await fill(store, callId, rows, columns)
    const { summary } = await store.read(callId)
    await store.finish(callId, { ...summary, state: 'finished' })

    const window = (offset: number, column?: string, descending = false): Promise<number> =>
      timed(() => store.window({ callId, offset, limit: 200, sort: column === undefined ? [] : [{ column, descending }], filters: [], search: '' }))
    let turn = 0
    await window(0)
    const windows = await inTurn(runs, {
      arrival: () => window(Math.floor(rows * ((turn++ * 0.37) % 0.9))),
      // Another column or direction each time, so that the order has to be built.
      sortFirst: () => window(0, `c${turn % 8}`, turn % 2 === 0),
      sortedNext: () => window(Math.floor(rows / 2), `c${turn % 8}`, turn % 2 === 0),
      search: () => timed(() => store.window({ callId, offset: 0, limit: 200, sort: [], filters: [], search: `web-${turn}` })),
    })
    const exported = await inTurn(runs, {
      csv: () => timed(() => store.export(exportSpec(callId), join(folder, 'out.csv'), { signal: new AbortController().signal })),
      copy: () => bareCopy(folder, callId),
      papaparse: () => papaparse(folder, callId),
      csvStringify: () => csvStringify(folder, callId),
    })
    await store.close()
    return {
      windowArrivalMs: spreadOf(windows.arrival),
      windowSortFirstMs: spreadOf(windows.sortFirst),
      windowSortedNextMs: spreadOf(windows.sortedNext),
      windowSearchMs: spreadOf(windows.search),
      // A window in order of arrival is 200 rows read: what the others cost is told in those.
      sortFirstOverWindow: ratios(windows.sortFirst, windows.arrival),
      sortedNextOverWindow: ratios(windows.sortedNext, windows.arrival),
      searchOverWindow: ratios(windows.search, windows.arrival),
      csvExportMs: spreadOf(exported.csv),
      bareCopyMs: spreadOf(exported.copy),
      papaparseMs: spreadOf(exported.papaparse),
      csvStringifyMs: spreadOf(exported.csvStringify),
      csvExportOverBareCopy: ratios(exported.csv, exported.copy),
      papaparseOverCsvExport: ratios(exported.papaparse, exported.csv),
      csvStringifyOverCsvExport: ratios(exported.csvStringify, exported.csv),
    }
  })
}

const readOnly = (folder: string, callId: string): Promise<DuckDBInstance> => DuckDBInstance.create(join(folder, 'results', `${callId}.duckdb`), { access_mode: 'READ_ONLY', memory_limit: '512MB', threads: '1' })

/** What DuckDB does at its plainest, in order of arrival; through a copy of the file, which the store holds open. */
async function bareCopy(folder: string, callId: string): Promise<number> {
  const instance = await readOnly(folder, callId)
  const connection = await instance.connect()
  const spent = await timed(() => connection.run(`COPY (SELECT * EXCLUDE (seq, row_index, row_hash, "_page") FROM rows ORDER BY seq) TO '${join(folder, 'bare.csv')}' (FORMAT csv, HEADER)`))
  connection.closeSync()
  instance.closeSync()
  return spent
}

/** CSV of all rows with every guard on. */
export const exportSpec = (callId: string): ExportSpec => ({ callId, exportId: 'bench', format: 'csv', meta: false, nested: 'json', bom: true, formulaGuard: true, sort: [], filters: [], search: '' })

const papaparse = (folder: string, callId: string): Promise<number> => throughScript(folder, callId, (rows) => `${papa.unparse(rows, { escapeFormulae: true })}\r\n`)
const csvStringify = (folder: string, callId: string): Promise<number> => throughScript(folder, callId, (rows) => stringify(rows, { record_delimiter: '\r\n', escape_formulas: true }))

/** Rows read from DuckDB, made text by a library, written. */
async function throughScript(folder: string, callId: string, toText: (rows: string[][]) => string): Promise<number> {
  const instance = await readOnly(folder, callId)
  const connection = await instance.connect()
  const spent = await timed(async () => {
    const file = createWriteStream(join(folder, 'script.csv'))
    const result = await connection.stream('SELECT * EXCLUDE (seq, row_index, row_hash, "_page") FROM rows')
    for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      if (!file.write(toText(chunk.getRows() as string[][]))) await once(file, 'drain')
    }
    file.end()
    await finished(file)
  })
  connection.closeSync()
  instance.closeSync()
  return spent
}
