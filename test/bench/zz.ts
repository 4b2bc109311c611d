import { mkdtempSync } from 'node:fs'
import { createResultCore } from '../../main/result/core'
import { openDatabase } from '../../main/result/duckdb'
import { readColumns } from '../../main/result/tables'
import { leaves, pageText } from './pages'
const home = mkdtempSync('/tmp/result/b-')
const store = createResultCore({ home, owner: { pid: process.pid, began: '' } })
const callId = '20261122T000000-0002'
const shape = leaves(20)
const target = { accountId: '1', accountName: 'x', regionId: 'r' }
await store.create(callId, { rolecall: 1, product: 'Ecs', version: '1', operation: 'DescribeInstances', profile: 'b', accounts: 'self', endpoint: 'r', parameters: {} }, [target], '2026-11-22T00:00:00.000Z')
for (let p = 0; p < 100; p++) await store.appendPage({ callId, target, page: p + 1, requestId: 'R', body: pageText(shape, p, 5000, 1) })
const { summary } = await store.read(callId); await store.finish(callId, { ...summary, state: 'finished' })
await store.close()
const db = await openDatabase(`${home}/results/${callId}.duckdb`, { isWritable: false })
const p0 = await db.connect(); const cols = await readColumns(p0)
const go = async (n: string, sql: string) => { const s = await db.connect(); await s.run('SET threads=1'); const seen: string[] = []; const iv = setInterval(() => seen.push(s.progress().toFixed(2)), 100); await s.run(sql); clearInterval(iv); console.log(n, seen.join(' ').slice(0, 200)) }
const to = `TO '${home}/o.csv'`
const all = cols.map(c => c.id).join()
for (const extra of ['_account', '_accountName', '_region', '_requestId'].map((x) => `"${x}"`)) await go(extra, `COPY (SELECT ${all}, ${extra} FROM rows) ${to} (FORMAT csv)`)
await go('all context', `COPY (SELECT ${all}, "_account", "_accountName", "_region", "_requestId" FROM rows) ${to} (FORMAT csv)`)
await go('cast', `COPY (SELECT ${all}, CAST("_account" AS VARCHAR) FROM rows) ${to} (FORMAT csv)`)
await go('case', `COPY (SELECT ${all}, CASE WHEN "_account" < 'A' AND ord("_account") IN (1,2) THEN '''' || "_account" ELSE "_account" END FROM rows) ${to} (FORMAT csv)`)
console.log(await p0.run(`EXPLAIN COPY (SELECT c0, CASE WHEN "_account" < 'A' AND ord("_account") IN (1,2) THEN '''' || "_account" ELSE "_account" END FROM rows) ${to} (FORMAT csv)`))
db.close()
