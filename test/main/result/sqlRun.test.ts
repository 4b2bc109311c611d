import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { callId, derive, list, openCall, rowsOf, type Opened } from './fixtures'
import type { ResultCore } from '../../../main/result/result'

const rows = ['{"id":"i-1","n":9007199254740993,"d":0.10,"u":18446744073709551615,"up":true,"at":"2026-11-22T19:45Z","tags":["a","b"]}', '{"id":"i-2","n":7,"d":12.5,"u":1,"up":false,"at":"2026-11-23T19:45Z"}']

async function opened(): Promise<Opened<ResultCore>> {
  const call = await openCall()
  await call.page(list(...rows))
  return call
}
const query = async (call: Opened<ResultCore>, sql: string, more: { signal?: AbortSignal; seconds?: number } = {}): Promise<Record<string, string | null>[]> => {
  const { derivedId } = await derive(call.store, { kind: 'sql', spec: { callId, taskId: 'task-1', sql, seconds: more.seconds ?? 60 } }, more.signal)
  return rowsOf(call.store, derivedId)
}

describe('SQL over a result', () => {
  it('answers a SELECT with every digit, as a result of its own', async () => {
    const call = await opened()
    expect(await query(call, 'SELECT id, n, d, u, up FROM rows ORDER BY id')).toEqual([
      { id: 'i-1', n: '9007199254740993', d: '0.10', u: '18446744073709551615', up: 'true' },
      { id: 'i-2', n: '7', d: '12.50', u: '1', up: 'false' },
    ])
    expect(await query(call, 'SELECT sum(n) AS total, max(u) AS most, count(*) AS times FROM rows WHERE up')).toEqual([{ total: '9007199254740993', most: '18446744073709551615', times: '1' }])
    expect(await query(call, 'WITH few AS (SELECT * FROM rows WHERE n < 10) SELECT id FROM few')).toEqual([{ id: 'i-2' }])
    expect(await query(call, `SELECT as_time("at") AS "at", date_trunc('day', as_time("at")) AS day FROM rows LIMIT 1`)).toEqual([{ at: '2026-11-22T19:45:00Z', day: '2026-11-22T00:00:00Z' }])
    expect(await query(call, 'SELECT DISTINCT _account FROM rows')).toEqual([{ _account: '1203456789012345' }])
  })

  it('reads a call that still runs, and a derived result again', async () => {
    const call = await opened()
    const first = await derive(call.store, { kind: 'sql', spec: { callId, taskId: 'task-1', sql: 'SELECT n FROM rows', seconds: 60 } })
    const second = await derive(call.store, { kind: 'sql', spec: { callId: first.derivedId, taskId: 'task-2', sql: 'SELECT n + 1 AS more FROM rows ORDER BY 1', seconds: 60 } })
    expect(await rowsOf(call.store, second.derivedId)).toEqual([{ more: '8' }, { more: '9007199254740994' }])
    await call.page(list('{"id":"i-3"}'))
    expect(await query(call, 'SELECT count(*) AS times FROM rows')).toEqual([{ times: '3' }])
  })

  it.each([
    ["SELECT * FROM read_csv('/etc/passwd')"],
    ["SELECT * FROM read_text('/etc/passwd')"],
    ["SELECT * FROM read_blob('/etc/passwd')"],
    ["SELECT * FROM read_json('/etc/passwd')"],
    ["SELECT * FROM read_parquet('x.parquet')"],
    ["SELECT * FROM '/etc/passwd'"],
    ["SELECT * FROM 'other.csv'"],
    ["SELECT * FROM glob('/**')"],
    ["SELECT * FROM sniff_csv('/etc/passwd')"],
    ["COPY rows TO 'TARGET'"],
    ["COPY (SELECT 1) TO 'TARGET'"],
    ["EXPORT DATABASE 'TARGET'"],
    ["ATTACH 'TARGET' AS more"],
    ['DETACH source'],
    ["INSTALL httpfs"],
    ["LOAD httpfs"],
    ["SELECT * FROM 'https://example.com/x.csv'"],
    ["SET enable_external_access = true"],
    ['RESET ALL'],
    ["PRAGMA database_list"],
    ['SELECT * FROM pragma_database_list()'],
    ['SELECT * FROM duckdb_databases()'],
    ['SELECT * FROM duckdb_settings()'],
    ['SELECT * FROM duckdb_secrets()'],
    ['SELECT * FROM information_schema.tables'],
    ['SELECT * FROM pg_catalog.pg_tables'],
    ['SELECT * FROM sqlite_master'],
    ["SELECT current_setting('temp_directory')"],
    ["SELECT getenv('HOME')"],
    ['SELECT version()'],
    ['SELECT * FROM source.main.pages'],
    ['SELECT body FROM source.pages'],
    ['SELECT * FROM made.main.rows'],
    ['INSERT INTO rows VALUES (1)'],
    ['DELETE FROM rows'],
    ['UPDATE rows SET id = 1'],
    ['DROP VIEW rows'],
    ['CREATE TABLE t AS SELECT 1'],
    ['ALTER TABLE rows ADD COLUMN x INT'],
    ['SELECT 1; DROP VIEW rows'],
    ['SELECT 1; SELECT 2'],
    ["SELECT * FROM query('SELECT 1')"],
    ["SELECT * FROM query_table('rows')"],
    ['EXPLAIN ANALYZE SELECT 1'],
    ['DESCRIBE rows'],
    ['SUMMARIZE rows'],
    ['CALL pragma_version()'],
    ['CHECKPOINT'],
    ['VACUUM'],
    ['BEGIN'],
    ['PREPARE p AS SELECT 1'],
    ["WITH rows AS (SELECT * FROM duckdb_tables()) SELECT * FROM rows"],
    ["SELECT (SELECT content FROM read_text('/etc/passwd'))"],
    ["SELECT * FROM rows WHERE id IN (SELECT filename FROM read_text('/etc/passwd'))"],
    ["'); SELECT 1; --"],
    ['SELECT'],
    ['hello'],
  ])('refuses %s', async (sql) => {
    const call = await opened()
    const path = join(call.home, 'TARGET')
    writeFileSync(join(call.home, 'other.csv'), 'a\n1\n')
    await expect(query(call, sql.replace('TARGET', path))).rejects.toMatchObject({ name: 'AppError', kind: 'input', about: { field: 'sql' } })
    expect(existsSync(path)).toBe(false)
    expect(await call.rows()).toHaveLength(2)
    // Nothing of a refused query is left.
    expect(readdirSync(join(call.home, 'results', 'derived', String(process.pid))).filter((name) => name.endsWith('.duckdb'))).toEqual([])
  })

  it('an error in DuckDB’s words is about the text', async () => {
    const call = await opened()
    await expect(query(call, 'SELECT nonsense FROM rows')).rejects.toMatchObject({ kind: 'input', about: { field: 'sql' }, message: expect.stringContaining('nonsense') as string })
    await expect(query(call, "SELECT CAST('x' AS INTEGER) FROM rows")).rejects.toMatchObject({ kind: 'input', about: { field: 'sql' } })
  })

  it('ends when its time is over, and when it is cancelled', async () => {
    const call = await opened()
    const endless = 'SELECT count(*) FROM range(100000000000) a, range(100000) b'
    await expect(query(call, endless, { seconds: 1 })).rejects.toMatchObject({ kind: 'input', about: { field: 'sql', code: 'Timeout' } })
    const controller = new AbortController()
    const ended = query(call, endless, { signal: controller.signal })
    controller.abort()
    await expect(ended).rejects.toMatchObject({ kind: 'cancelled' })
  })

  it('names columns for completion: quoted where they must be, with their types', async () => {
    const call = await openCall()
    await call.page(list('{"select":1,"VpcAttributes":{"VpcId":"v"},"name":"a","Name":"b","n":1.5}'))
    const names = await call.store.sqlNames(callId)
    expect(names.filter(({ kind, path }) => kind === 'column' && path?.startsWith('_') !== true).map(({ name, type }) => [name, type])).toEqual([
      ['"select"', 'BIGINT'],
      ['"VpcAttributes.VpcId"', 'VARCHAR'],
      ['name', 'VARCHAR'],
      ['"Name (2)"', 'VARCHAR'],
      ['n', 'DECIMAL(18,1)'],
    ])
  })
})
